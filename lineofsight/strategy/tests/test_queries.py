"""What is read of strategies, and history in sentences."""

from datetime import date

import pytest

from lineofsight.base import clock
from lineofsight.base.errors import NotFound
from lineofsight.base.sentences import history_of
from lineofsight.strategy import commands as do
from lineofsight.strategy import queries
from lineofsight.strategy.models import Strategy
from lineofsight.strategy.tests.cast import Cast, make_accountable
from lineofsight.strategy.tests.test_versions import adopt_first, strategy  # noqa: F401 the fixture is shared

JAN, OCT = date(2026, 1, 12), date(2026, 10, 1)


def test_version_in_force_by_day_and_by_knowledge(cast: Cast, strategy: Strategy) -> None:  # noqa: F811
    adopt_first(cast, strategy, JAN)
    before = clock.now()
    do.draft_version(cast.act("wanjiru"), strategy)
    adopt_first(cast, strategy, OCT)
    ctx = cast.act("amara")

    def number(**when: object) -> int:
        return queries.strategy_in_force(ctx, strategy=strategy.public_id, **when).number

    assert number() == 2
    assert number(as_of=date(2026, 9, 30)) == 1
    assert number(known_at=before) == 1
    with pytest.raises(NotFound):
        number(as_of=date(2026, 1, 11))


def test_view_holds_perspectives_objectives_and_links(cast: Cast, strategy: Strategy) -> None:  # noqa: F811
    adopt_first(cast, strategy, JAN)

    view = queries.strategy_in_force(cast.act("amara"), strategy=strategy.public_id)

    assert [line.name for line in view.perspectives] == ["Financial", "Customer", "Process", "Learning & growth"]
    assert [(line.code, line.perspective_key, line.themes) for line in view.objectives] == [
        ("L1", "learning_growth", ()),
        ("P1", "process", ("Pharma",)),
    ]
    assert [(link.driver, link.outcome, link.sign, link.lag) for link in view.links] == [("L1", "P1", 1, 2)]


def test_reading_a_version_takes_the_same_queries_for_any_size(
    cast: Cast,
    strategy: Strategy,  # noqa: F811
    django_assert_max_num_queries: object,
) -> None:
    adopt_first(cast, strategy, JAN)
    ctx = cast.act("amara")

    with django_assert_max_num_queries(8):  # type: ignore[operator]
        queries.strategy_in_force(ctx, strategy=strategy.public_id)


def test_versions_list_hides_drafts_from_readers(cast: Cast, strategy: Strategy) -> None:  # noqa: F811
    adopt_first(cast, strategy, JAN)
    do.draft_version(cast.act("wanjiru"), strategy)

    reader = queries.versions_of(cast.act("amara"), strategy=strategy.public_id)
    writer = queries.versions_of(cast.act("wanjiru"), strategy=strategy.public_id)

    assert [(line.number, line.state, line.in_force_from) for line in reader] == [(1, "active", JAN)]
    assert [line.number for line in writer] == [2, 1]


def test_map_health_lists_what_is_missing(cast: Cast, strategy: Strategy) -> None:  # noqa: F811
    version = adopt_first(cast, strategy, JAN)
    trained = strategy.objectives.get(code="L1")
    make_accountable(cast, trained.address, owner="ines")

    findings = queries.map_health(cast.act("amara"), version=version.public_id, measured={trained.pk})

    assert [(finding.kind, finding.about) for finding in findings] == [
        ("no_owner", "P1"),
        ("empty_perspective", "financial"),
        ("empty_perspective", "customer"),
        ("few_objectives", ""),
        ("no_measure", "P1"),
    ]


def test_history_reads_as_sentences(cast: Cast, strategy: Strategy) -> None:  # noqa: F811
    version = adopt_first(cast, strategy, JAN)

    lines = history_of(cast.act("wanjiru"), version.address)

    assert [line.sentence for line in lines] == [
        "Linnea put the version in force from 12 Jan 2026",
        "Henrik approved the version",
        "Wanjiru submitted the draft for review",
        "Wanjiru said in the draft that L1 Train drives P1 Keep cold",
        "Wanjiru added the objective P1",
        "Wanjiru added the objective L1",
        "Wanjiru created this strategy",
    ]


def test_history_of_what_is_closed_looks_missing(cast: Cast, strategy: Strategy) -> None:  # noqa: F811
    draft = strategy.versions.get()

    for address in (draft.address, "strategy_version:nothing", "ghost:1", "period:1"):
        with pytest.raises(NotFound):
            history_of(cast.act("amara"), address)
