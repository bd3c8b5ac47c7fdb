"""Several files under one mapping are one reading: objects once, values streamed, whatever stands where."""

import json

import numpy as np
import pytest

from lineofsight.integrations.current_values import TooManyIds, codes
from lineofsight.integrations.files.problems import FileProblem
from lineofsight.integrations.files.sources import Source
from lineofsight.integrations.reading import read
from lineofsight.integrations.tests.test_package_import import SMALL

VALUES = {"table": "observations", "fields": {"measure": "k", "period": "p", "value": "v"}}
KPIS = {"table": "kpis", "fields": {"key": "k", "name": "k", "objective": "o"}}
UNITS = {"table": "units", "fields": {"key": "u", "name": "u", "parent": "above"}}


def reading_of(*files, **parts):
    """Return the reading of CSV texts, each with the outputs it fills."""
    described = [{"match": f"{number}.csv", "outputs": outputs} for number, (_, *outputs) in enumerate(files)]
    mapping = json.dumps({"format": "lineofsight-mapping/1", "files": described} | parts)
    sources = [Source.of(text.encode(), f"{number}.csv") for number, (text, *_) in enumerate(files)]
    return read(sources, Source.of(mapping.encode(), "m.json"))


def streamed(reading):
    return [(name, one.measure, one.period) for name, batch in reading.observations() for one in batch.records]


def test_file_of_objects_and_values_is_read_for_both_and_each_object_once():
    text = "k,o,p,v\na,O1,2026-02,1\na,O1,2026-01,2\nb,O1,2026-01,3\n"

    reading = reading_of((text, KPIS, VALUES), ("k,o\nb,O1\nc,O1\n", KPIS), source="east")

    assert (reading.source, [one.key for one in reading.kpis]) == ("east", ["a", "b", "c"])
    assert reading.first_day.isoformat() == "2026-01-01"
    assert streamed(reading) == [
        ("0.csv", "a", "2026-02"), ("0.csv", "a", "2026-01"), ("0.csv", "b", "2026-01")
    ]  # fmt: skip
    assert reading.accounts["0.csv observations"].used == 3


def test_values_of_the_package_in_a_mapping_come_before_those_of_the_files():
    reading = reading_of(("k,p,v\nnps,2026-Q3,3\n", VALUES), package=SMALL)

    assert reading.source == "acme"
    assert streamed(reading) == [
        ("m.json", "nps", "2026-Q1"), ("m.json", "nps", "2026-Q2"), ("0.csv", "nps", "2026-Q3")
    ]  # fmt: skip
    assert streamed(reading_of(("k,o\nx,C1\n", KPIS), package=SMALL)) == [
        ("m.json", "nps", "2026-Q1"), ("m.json", "nps", "2026-Q2")
    ]  # fmt: skip


def test_circle_that_closes_only_with_a_file_blocks_the_reading():
    reading = reading_of(("u,above\nsouth,west\nwest,south\n", UNITS), package=SMALL)

    assert reading.is_blocked
    assert [one.code for one in reading.findings if "south" in one.sentence] == ["parent_cycle"]


def test_package_and_another_file_are_not_read_together():
    sources = [Source.of(json.dumps(SMALL).encode(), "package.json"), Source.of(b"k,p,v\n", "values.csv")]

    with pytest.raises(FileProblem, match="a package of its own"):
        read(sources)


def test_more_kpis_than_can_be_told_apart_are_refused_and_never_mixed_up():
    with pytest.raises(TooManyIds):
        codes(*(np.array([number], np.int64) for number in (1 << 23, 1, 1)))
    assert len(set(codes(*(np.array(ids, np.int64) for ids in ([1, -1, 1], [2, 2, -2], [3, 3, 3]))).tolist())) == 3
