"""The acts of the example company, one after the other, each under the clock of its instant."""

from collections.abc import Callable
from typing import Final

from lineofsight.base import clock, events
from lineofsight.demo.norrvik import changes
from lineofsight.demo.norrvik.changes import Act, Kind
from lineofsight.demo.replay import measures, organization, scorecards, strategy, threads, values
from lineofsight.demo.replay.stage import Stage
from lineofsight.scorecard import pending

Player = Callable[[Stage, Act], None]
PLAYERS: Final[dict[Kind, Player]] = {
    Kind.SET_UP_ORGANIZATION: organization.set_up_organization,
    Kind.IMPORT_PEOPLE: organization.import_people,
    Kind.OPEN_ACCOUNTS: organization.open_accounts,
    Kind.SET_UP_MEASURES: measures.set_up_measures,
    Kind.DRAFT_VERSION: strategy.draft_version,
    Kind.SUBMIT_VERSION: strategy.submit_version,
    Kind.APPROVE_VERSION: strategy.approve_version,
    Kind.ADOPT_VERSION: strategy.adopt_version,
    Kind.SET_UP_SCORECARDS: scorecards.set_up_scorecards,
    Kind.FOLLOW_VERSION: scorecards.follow_version,
    Kind.SET_RATES: measures.set_rates,
    Kind.SET_TARGETS: measures.set_targets,
    Kind.CHANGE_TARGET: measures.change_target,
    Kind.READ_BATCH: values.read_batch,
    Kind.CORRECT_READING: values.correct_reading,
    Kind.CALCULATE: scorecards.calculate,
    Kind.CLOSE_MONTH: values.close_month,
    Kind.RAISE_DISPUTE: values.raise_dispute,
    Kind.RESOLVE_DISPUTE: values.resolve_dispute,
    Kind.SET_UP_OKRS: threads.set_up_okrs,
    Kind.AGREE_GOALS: threads.agree_goals,
    Kind.LOOK: threads.look,
}
#: Acts that scores follow at once. All others wait until the month is calculated, when all sources have reported.
FOLLOWED: Final = frozenset(
    {
        Kind.ADOPT_VERSION,
        Kind.FOLLOW_VERSION,
        Kind.CHANGE_TARGET,
        Kind.CORRECT_READING,
        Kind.CLOSE_MONTH,
        Kind.RAISE_DISPUTE,
        Kind.RESOLVE_DISPUTE,
    }
)


def replay() -> None:
    """Replay everything, oldest first; runs in an empty database that is marked as a demo."""
    stage = Stage()
    for act in changes.timeline():
        play = PLAYERS.get(act.kind)
        if play is None:
            continue
        with clock.seeded(act.at), pending.gathered(act.kind.value) if act.kind in FOLLOWED else events.quiet():
            play(stage, act)
