"""JSON with places: values as the standard library reads them, and a line for each."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineofsight.integrations.files.json_text import JsonNumber, pointer, read_json
from lineofsight.integrations.files.limits import Limits
from lineofsight.integrations.files.problems import FileProblem

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.text(st.characters(exclude_categories=["Cs", "Cc"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcé/~", max_size=3), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES, st.sampled_from([None, 1]))
def test_reads_what_the_standard_library_reads(value, indent):
    assert read_json(json.dumps(value, indent=indent).encode(), "x.json") == value


def test_every_value_knows_its_line():
    found = read_json(b'{\n "a": 1,\n "list": [\n  true,\n  {"b":\n   2.50}\n ]\n}', "x.json")

    assert found.lines == {"a": 2, "list": 3}
    assert found["list"].lines == [4, 5]
    assert found["list"][1].lines == {"b": 6}
    assert isinstance(found["list"][1]["b"], JsonNumber)
    assert found["list"][1]["b"].text == "2.50"


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ('{"a": 1,\n "a": 2}', "json_key_twice", 2, 2),
        ("[1,\n NaN]", "json_not_a_number", 2, 2),
        ("[-Infinity]", "json_not_a_number", 1, 2),
        ('{"a": [1, 2', "file_cut", 1, 12),
        ('{"a": "tex', "file_cut", 1, 11),
        ('{"a"', "file_cut", 1, 5),
        ('{"a": 1}\n{}', "json_invalid", 2, 1),
        ("[1 2]", "json_invalid", 1, 4),
        ("[01]", "json_invalid", 1, 3),
        ("[x]", "json_invalid", 1, 2),
        ('{"a": 1\n "b": 2}', "json_invalid", 2, 2),
        ("[1e1000]", "json_number_too_long", 1, 2),
        ('["a\nb"]', "json_invalid", 1, 4),
        ("{'a': 1}", "json_invalid", 1, 2),
        ('["\\u0000"]', "zero_character", 1, 2),
        ('["\\ud800"]', "half_character", 1, 2),
        ("[" * 100, "json_too_deep", 1, 65),
        ("[" + "9" * 500 + "]", "json_number_too_long", 1, 2),
    ],
)
def test_what_is_wrong_is_named_with_line_and_column(text, code, line, column):
    with pytest.raises(FileProblem) as caught:
        read_json(text.encode(), "x.json")

    assert (caught.value.code, caught.value.line, caught.value.column) == (code, line, column)
    assert f"line {line}, column {column}" in caught.value.sentence


def test_limits_of_size_and_count():
    with pytest.raises(FileProblem, match="bytes"):
        read_json(b"[1, 2, 3]", "x.json", limits=Limits(json_bytes=4))
    with pytest.raises(FileProblem, match="more than 3 values"):
        read_json(b"[1, 2, 3]", "x.json", limits=Limits(json_values=3))
    with pytest.raises(FileProblem, match="more than 2 objects and lists"):
        read_json(b"[[], []]", "x.json", limits=Limits(json_containers=2))


def test_latin_1_is_refused_because_json_is_utf_8():
    with pytest.raises(FileProblem) as caught:
        read_json('{"a":\n "Zürich"}'.encode("latin-1"), "x.json")

    assert (caught.value.code, caught.value.line, caught.value.column) == ("encoding_broken", 2, 4)


def test_pointer_escapes_as_the_standard_says():
    assert pointer("a/b", 0, "m~n") == "/a~1b/0/m~0n"
