"""The demo company as it stands in the database after loading: the figures of the pictures, from stored rows."""

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from lineofsight.accounts import demo as sign_in
from lineofsight.accounts.models import User
from lineofsight.base import events, files, history, verify
from lineofsight.demo import load
from lineofsight.demo.testing import Copy
from lineofsight.measures.models import Dispute, Observation, Target
from lineofsight.organization.models import PeriodClose, Person
from lineofsight.organization.viewers import viewer_of
from lineofsight.scorecard import flags
from lineofsight.scorecard.models import Score
from lineofsight.strategy.models import StrategyVersion

#: Score of each objective in October 2026 as the picture shows it, its status, and its caveats.
OCTOBER: Mapping[str, tuple[str, str, frozenset[str]]] = {
    "F1": ("78", "green", frozenset()),
    "F2": ("52", "amber", frozenset()),
    "F3": ("71", "green", frozenset()),
    "C1": ("81", "green", frozenset()),
    "C2": ("48", "amber", frozenset()),
    "C3": ("69", "green", frozenset()),
    "P1": ("31.0", "red", frozenset()),
    "P2": ("74", "green", frozenset()),
    "P3": ("62", "amber", frozenset({"estimate"})),
    "L1": ("70", "green", frozenset()),
    "L3": ("55", "amber", frozenset({"disputed"})),
}
PERSPECTIVES = {
    "financial": ("65.9", "amber", 1.0),
    "customer": ("68.2", "green", 1.0),
    "process": ("53.6", "amber", 1.0),
    "learning_growth": ("64.5", "amber", 11 / 15),
}


def score(month: str, known_at: datetime | None = None, **node: str) -> Score:
    found: Score = Score.objects.known(known_at).get(
        period__key=month, **{f"node__{name}": key for name, key in node.items()}
    )
    return found


def shown(number: Decimal | None, like: str) -> str:
    """Return a number with as many decimals as the picture has."""
    assert number is not None
    return f"{number:.{len(like.partition('.')[2])}f}"


@pytest.mark.parametrize("code", OCTOBER)
def test_an_objective_has_the_score_status_and_caveats_of_the_picture(demo: Copy, code: str):
    number, status, caveats = OCTOBER[code]
    row = score("2026-10", objective__key=code)

    assert (shown(row.score, number), row.status) == (number, status)
    assert flags.words(row.flags) & {"estimate", "disputed", "stale"} == caveats


def test_leads_from_within_have_no_score_since_july(demo: Copy):
    assert score("2026-07", objective__key="L2").status != "no_data"
    for month in ("2026-08", "2026-09", "2026-10"):
        row = score(month, objective__key="L2")
        assert (row.score, row.status) == (None, "no_data")


@pytest.mark.parametrize("key", PERSPECTIVES)
def test_a_perspective_has_the_score_status_and_coverage_of_the_picture(demo: Copy, key: str):
    number, status, coverage = PERSPECTIVES[key]
    row = score("2026-10", scorecard__key="norrvik", perspective__key=key)

    assert (shown(row.score, number), row.status, row.coverage) == (number, status, pytest.approx(coverage))


def test_the_total_is_62_7_at_96_percent_coverage_and_0_4_above_september(demo: Copy):
    october, september = (score(month, scorecard__key="norrvik", kind="scorecard") for month in ("2026-10", "2026-09"))

    assert (shown(october.score, "62.702"), october.status, october.coverage) == (
        "62.702",
        "amber",
        pytest.approx(0.96),
    )
    assert (shown(september.score, "62.27"), shown(october.score - september.score, "0.4")) == ("62.27", "0.4")


def test_the_scorecard_has_a_trend_of_24_months_on_each_of_which_it_was_known_by_the_close(demo: Copy):
    closes = dict(PeriodClose.objects.values_list("period__key", "closed_at"))
    rows = Score.objects.filter(node__kind="scorecard", node__scorecard__key="norrvik").order_by("period__key")
    first_known = {row.period.key: row.known_from for row in rows.order_by("-known_from").select_related("period")}

    assert (len(first_known), len(closes)) == (24, 23)
    assert all(first_known[month] < closes[month] for month in closes)


def test_what_came_after_the_close_stands_beside_the_frozen_score(demo: Copy):
    closed_at = PeriodClose.objects.get(period__key="2026-05").closed_at
    node = {"measure__key": "seal-checks", "unit__key": "gothenburg"}
    frozen, now = score("2026-05", closed_at, **node), score("2026-05", **node)

    assert "restated" in flags.words(now.flags) - flags.words(frozen.flags)
    assert now.score > frozen.score


def test_a_score_reads_as_it_was_known_then(demo: Copy):
    before = datetime(2026, 4, 14, 12, tzinfo=UTC)
    march, april = (
        score(month, measure__key="temperature-excursions", unit__key="norrvik") for month in ("2026-03", "2026-04")
    )
    then, now = (
        Target.objects.at(april.period.start_on, at).get(measure__key="temperature-excursions") for at in (before, None)
    )

    assert (then.target, now.target) == (Decimal("2.5"), 3)
    assert (march.target, april.target) == (2.5, 3)


def test_p1_rests_on_lines_1204_to_1315_of_the_october_trailer_log(demo: Copy):
    rows = list(
        Observation.objects.current()
        .filter(measure__key="temperature-excursions", period__key="2026-10")
        .order_by("pk")
        .select_related("file", "unit")
    )
    lines = [line for row in rows for line in files.expand(row.lines)]
    texts = files.text_lines(rows[0].file, lines)

    assert lines == list(range(1204, 1316))
    assert {row.file.name for row in rows} == {"trailer-log-2026-10.csv"}
    assert [(row.unit.key, row.numerator, row.denominator) for row in rows] == [
        ("rotterdam", 64, 9120), ("gdansk", 21, 6410), ("gothenburg", 15, 3880), ("porto", 12, 2380),
    ]  # fmt: skip
    assert all(f",excursion,{row.unit.key}," in texts[line] for row in rows for line in files.expand(row.lines))


def test_every_value_names_a_line_that_holds_its_text(demo: Copy):
    rows = Observation.objects.exclude(raw="").select_related("file", "measure", "unit", "period")
    texts = {}
    for row in rows:
        texts.setdefault(row.file_id, {})[int(row.lines)] = row

    checked = 0
    for by_line in texts.values():
        file = next(iter(by_line.values())).file
        for line, text in files.text_lines(file, by_line).items():
            row = by_line[line]
            cells = text.split(",")
            assert cells[:3] == [row.period.key, row.measure.key, row.unit.key]
            assert set(row.raw.split("/")) <= set(cells)
            checked += 1
    assert checked == rows.count() > 2000


def test_version_3_is_in_force_and_the_earlier_ones_are_replaced(demo: Copy):
    versions = StrategyVersion.objects.filter(strategy__key="norrvik").order_by("number")

    assert [(v.number, v.state, v.objectives.count()) for v in versions] == [
        (1, "superseded", 6), (2, "superseded", 10), (3, "active", 12),
    ]  # fmt: skip


def test_one_dispute_is_open_and_one_was_settled(demo: Copy):
    rows = Dispute.objects.order_by("opened_at").values_list("measure__key", "unit__key", "outcome")

    assert list(rows) == [("dock-doors-closed", "rotterdam", "upheld"), ("data-in-by-ten", "porto", "")]


def test_the_company_has_1184_people_of_whom_16_sign_in_with_their_roles(demo: Copy):
    people = sign_in.sign_ins()
    roles = {role for person in people for role in viewer_of(User.objects.get(email=person.email)).roles}

    assert (Person.objects.count(), len(people)) == (1184, 16)
    assert roles == {
        "employee", "manager", "unit_head", "executive", "strategy_office", "hr", "data_steward", "council_member",
        "works_council", "auditor", "administrator",
    }  # fmt: skip


def test_the_demo_password_opens_an_account(demo: Copy):
    amara = User.objects.get(person__key="amara-okafor")

    assert amara.check_password(sign_in.password())


def test_the_past_is_sealed_and_the_chain_holds(demo: Copy):
    verdict = verify.verify()

    assert verdict.problems == ()
    assert (verdict.unsealed, verdict.changes) == (0, verdict.sealed)


def test_a_loaded_database_is_not_empty_and_says_so(demo: Copy, capsys: pytest.CaptureFixture[str]):
    code = load.main([])

    assert (code, history.is_demo()) == (1, True)
    assert capsys.readouterr().err == (
        "This database is not empty. Name another one in DATABASE_URL to load the demo into.\n"
    )


@pytest.mark.slow  # seconds of one machine on one day: measured where nobody else works
def test_loading_takes_under_20_seconds(demo_template: Copy, capsys: pytest.CaptureFixture[str]):
    with capsys.disabled():
        sys.stdout.write(f"[the demo loaded in {demo_template.load_seconds:.1f} s of processor time] ")

    assert demo_template.load_seconds < 20


def test_events_may_go_without_reactions_in_a_demo_only(db: None):
    with pytest.raises(RuntimeError, match="Only a demo"), events.quiet():
        pass
