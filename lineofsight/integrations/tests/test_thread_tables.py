"""Tables of objectives, key results, goals and links: told by their headings, with words and percents of their own."""

import json
from decimal import Decimal
from typing import Any

import pytest

from lineofsight.integrations.files.sources import Source
from lineofsight.integrations.formats.mapped_file import MappedFile, open_mapped, open_plain
from lineofsight.integrations.formats.mapping import read_mapping
from lineofsight.integrations.formats.table_specs import PLAIN_TABLES, recognize
from lineofsight.integrations.formats.templates import EXAMPLES, template_of


def records(opened: MappedFile) -> tuple[list[Any], list[str]]:
    batches = list(opened.batches())
    assert all(account.balanced for account in opened.accounts.values())
    found = [one for batch in batches for one in batch.records]
    return found, [one.code for batch in batches for one in batch.findings]


def plain(text: str) -> tuple[list[Any], list[str]]:
    return records(open_plain(Source.of(text.encode(), "file.csv")))


@pytest.mark.parametrize(
    ("header", "table"),
    [
        ("key,objective,unit,cycle", "okrs"),
        ("Objective key,Title,Team,Quarter,Owner", "okrs"),
        ("id,name,unit,cycle,status,owner", "okrs"),
        ("key,objective,title,kind,start,target", "key_results"),
        ("KR,OKR,Key result,KPI,Measured at,Value,As of", "key_results"),
        ("id,employee id,name,weight,start date,due date", "goals"),
        ("key,person,title,weight,start_on,due_on,kpi,measured at,audience", "goals"),
        ("okr,parent,relation,share,from,to", "okr_links"),
        ("goal,serves,share", "goal_links"),
        ("key,name,unit,manager", "people"),
        ("key,name,parent", "units"),
        ("kpi,unit,month,actual", "observations"),
    ],
)
def test_a_table_is_told_by_its_headings(header: str, table: str) -> None:
    assert [spec.name for spec in recognize(header.split(","))] == [table]


@pytest.mark.parametrize("spec", PLAIN_TABLES, ids=lambda spec: spec.name)
def test_a_template_is_recognized_and_its_example_can_be_read(spec: Any) -> None:
    head, example = template_of(spec.name) or ([], [])

    found, codes = plain("\n".join([",".join(head), ",".join(example), ""]))

    assert (spec.name in EXAMPLES, len(found), codes) == (True, 1, [])
    assert isinstance(found[0], spec.record)


def test_percents_are_read_with_or_without_their_sign() -> None:
    found, codes = plain("goal,serves,share\ng1,o1,40\ng2,o1,40%\ng3,o1,\ng4,o1,forty\n")

    assert [(one.goal, one.share) for one in found] == [("g1", Decimal(40)), ("g2", Decimal(40)), ("g3", None)]
    assert codes == ["not_a_number"]


def test_a_word_that_nobody_knows_refuses_its_row_and_is_not_taken_for_another() -> None:
    head = "key,person,title,weight,start_on,due_on,audience,state\n"
    days = "10,2026-01-01,2026-12-31"

    found, codes = plain(f"{head}g1,p1,Read,{days},Team,\ng2,p1,Read,{days},world,\ng3,p1,Read,{days},,paused\n")

    assert [(one.key, one.audience, one.state) for one in found] == [("g1", "team", None)]
    assert codes == ["word_unknown", "word_unknown"]


MAPPING = {
    "format": "lineofsight-mapping/1",
    "name": "Goal tool",
    "source": "goal-tool",
    "words": {"sight": {"privat": "managers", "öffentlich": "everyone"}, "how": {"zahlt ein": "contributes", "": ""}},
    "files": [
        {
            "match": "ziele*.csv",
            "delimiter": ";",
            "decimal_mark": ",",
            "outputs": [
                {
                    "table": "goals",
                    "fields": {
                        "key": "Nr",
                        "person": "Personalnummer",
                        "title": "Ziel",
                        "weight": {"column": "Anteil", "percent": "points"},
                        "start_on": {"column": "von", "date_format": "%d.%m.%Y"},
                        "due_on": {"column": "bis", "date_format": "%d.%m.%Y"},
                        "kind": {"constant": "binary"},
                        "audience": {"column": "Sicht", "words": "sight"},
                    },
                },
                {
                    "table": "goal_links",
                    "rows": [{"column": "Teamziel", "empty": False, "why": "serves nothing"}],
                    "fields": {
                        "goal": "Nr",
                        "serves": "Teamziel",
                        "serves_kind": {"constant": "objective"},
                        "relation": {"column": "Art", "words": "how"},
                        "share": {"column": "Bezug", "scale": "100"},
                    },
                },
            ],
        }
    ],
}


def test_a_mapping_names_foreign_columns_and_words() -> None:
    mapping = read_mapping(json.dumps(MAPPING).encode(), "map.json")
    rows = (
        "Nr;Personalnummer;Ziel;Anteil;von;bis;Sicht;Teamziel;Art;Bezug\n"
        "7;p1;Tor 3 öffnen;62,5 %;01.10.2026;31.12.2026;öffentlich;o-dock;zahlt ein;0,8\n"
        "8;p1;Lesen;37,5 %;01.10.2026;31.12.2026;privat;;;\n"
    )

    found, codes = records(open_mapped(mapping, Source.of(rows.encode(), "ziele-2026.csv")))

    goals, links = [one for one in found if hasattr(one, "due_on")], [one for one in found if hasattr(one, "serves")]
    assert codes == []
    assert [(one.key, one.weight, one.kind, one.audience) for one in goals] == [
        ("7", Decimal("62.5"), "binary", "everyone"), ("8", Decimal("37.5"), "binary", "managers"),
    ]  # fmt: skip
    assert [(one.goal, one.serves, one.serves_kind, one.relation, one.share) for one in links] == [
        ("7", "o-dock", "objective", "contributes", Decimal("80.0"))
    ]
