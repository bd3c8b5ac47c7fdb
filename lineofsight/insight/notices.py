"""Who is told of what: disputes, versions and calls that wait, imports, overdue values, changed status, signals.

What the organization itself tells of stands in `notices_organization`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lineofsight.base import clock, notices, schedules
from lineofsight.base.commands import Context
from lineofsight.base.notice_models import Notice
from lineofsight.base.notices import Draft, Kind, Line, reading
from lineofsight.base.schedules import Schedule
from lineofsight.base.search import finding
from lineofsight.governance import askers
from lineofsight.governance.access import DECIDERS
from lineofsight.insight import jobs
from lineofsight.measures.models import Measure
from lineofsight.organization.models import Accountability, RoleAssignment
from lineofsight.strategy.models import StrategyVersion

APPROVERS = ("strategy_office", "executive")
KEEPERS = ("updater", "steward", "owner")
WORDS = {"green": gettext_lazy("on track"), "amber": gettext_lazy("at risk"), "red": gettext_lazy("off track")}


def answering(measures: Iterable[Measure], codes: Sequence[str] = KEEPERS) -> dict[int, set[int]]:
    """Return the login users who answer for KPIs today, by KPI."""
    by_target = {measure.address: measure.pk for measure in measures}
    rows = Accountability.objects.at(clock.today()).filter(target__in=by_target, code__in=codes)
    found: dict[int, set[int]] = defaultdict(set)
    for target, user in rows.values_list("target", "person__user_id"):
        if user is not None:
            found[by_target[target]].add(user)
    return found


def holders(*names: str, everywhere: bool = False) -> list[int]:
    """Return the login users who hold any of these roles today, perhaps only those who hold it over all units."""
    rows = RoleAssignment.objects.at(clock.today()).filter(role__in=names, user__is_active=True)
    if everywhere:
        rows = rows.filter(unit__isnull=True)
    return list(rows.values_list("user_id", flat=True).distinct())


# What acts tell of


@notices.told_by("measures.open_dispute")
def dispute_opened(ctx: Context, measure: Any, data: Any, row: Any) -> Iterable[Draft]:
    """Tell those who answer for a KPI."""
    words = {"thing": measure.pk, "period": data.period}
    yield Draft("dispute_opened", answering([measure]).get(measure.pk, ()), f"dispute {row.pk} opened", words)


@notices.told_by("measures.close_dispute")
def dispute_closed(ctx: Context, dispute: Any, data: Any, row: Any) -> Iterable[Draft]:
    """Tell whoever disputed the value, and those who answer for the KPI."""
    users = {dispute.opened_by_id, *answering([dispute.measure]).get(dispute.measure_id, ())}
    words = {"thing": dispute.measure_id, "outcome": dispute.outcome}
    yield Draft("dispute_closed", users, f"dispute {dispute.pk} closed {dispute.version}", words)


@notices.told_by("strategy.submit_version")
def version_submitted(ctx: Context, version: Any, data: Any, row: Any) -> Iterable[Draft]:
    """Tell those who may approve it; whoever may not see it is told nothing of it when it is worded."""
    key = f"version {version.pk} submitted {version.version}"
    yield Draft("version_waits", holders(*APPROVERS), key, {"version": version.pk})


@notices.told_by("strategy.approve_version", "strategy.return_version", "strategy.adopt_version")
def version_decided(ctx: Context, version: Any, data: Any, row: Any) -> Iterable[Draft]:
    """Tell whoever submitted it."""
    words = {"version": version.pk, "state": row.state if hasattr(row, "state") else "active"}
    yield Draft("version_decided", [version.submitted_by_id], f"version {version.pk} decided {version.version}", words)


@notices.told_by("governance.ask_release")
def call_waits(ctx: Context, target: None, data: Any, call: Any) -> Iterable[Draft]:
    """Tell those who may release a held call."""
    yield Draft("call_waits", holders(*DECIDERS, everywhere=True), f"call {call.pk}", {"what": data.command})


@notices.told_by("governance.release_call", "governance.refuse_call")
def call_decided(ctx: Context, call: Any, data: Any, row: Any) -> Iterable[Draft]:
    """Tell whoever asked."""
    words = {"what": call.command, "state": call.state}
    yield Draft("call_decided", [call.asked_by_id], f"call {call.pk} decided", words)


@notices.told_by("integrations.apply_import")
def import_applied(ctx: Context, run: Any, data: Any, row: Any) -> Iterable[Draft]:
    """Tell whoever brought the files, also where they applied it themselves: it may have taken its time."""
    yield Draft("import", [run.created_by_id], f"import {run.pk} applied {run.version}", {"import": run.pk}, True)


# What each says


def about_kpis(sentence: Callable[[Notice, str], str]) -> Callable[[Context, Sequence[Notice]], dict[int, Line]]:
    """Return how notices about KPIs are worded: only for KPIs that the reader may see now."""

    def say(ctx: Context, rows: Sequence[Notice]) -> dict[int, Line]:
        seen = finding.named(ctx.viewer, "measure", {row.data["thing"] for row in rows})
        return {
            row.pk: Line(sentence(row, seen[row.data["thing"]].title), seen[row.data["thing"]].url)
            for row in rows
            if row.data["thing"] in seen
        }

    return say


def _opened(row: Notice, name: str) -> str:
    words = {"who": row.actor, "name": name, "period": _period(row.data["period"])}
    return _("%(who)s disputed the value of %(name)s, %(period)s.") % words


def _closed(row: Notice, name: str) -> str:
    if row.data["outcome"] == "corrected":
        return _("The dispute about %(name)s is settled: the value was corrected.") % {"name": name}
    return _("The dispute about %(name)s is settled: the value stands.") % {"name": name}


def _overdue(row: Notice, name: str) -> str:
    words = {
        "name": name,
        "unit": row.data["unit"],
        "period": _period(row.data["period"]),
        "day": day_of(row.data["due"]),
    }
    return _("The value of %(name)s for %(unit)s, %(period)s, was due on %(day)s.") % words


def _status(row: Notice, name: str) -> str:
    words = {"name": name, "period": _period(row.data["period"]), "before": WORDS[row.data["before"]]}
    return _("%(name)s was %(before)s and is %(after)s in %(period)s.") % {**words, "after": WORDS[row.data["after"]]}


def _signal(row: Notice, name: str) -> str:
    words = {"name": name, "period": _period(row.data["period"])}
    text = {
        "outside": _("%(name)s left its usual range in %(period)s."),
        "run": _("%(name)s stayed on one side of its usual middle for the eighth time in %(period)s."),
        "jump": _("%(name)s moved further than usual in %(period)s."),
    }[row.data["signal"]]
    return text % words


def _versions(ctx: Context, rows: Sequence[Notice]) -> dict[int, Line]:
    seen = StrategyVersion.objects.visible_to(ctx.viewer).filter(pk__in={row.data["version"] for row in rows})
    found = {version.pk: version for version in seen.select_related("strategy")}
    said = {}
    for row in rows:
        version = found.get(row.data["version"])
        if version is None:
            continue
        words = {"who": row.actor, "name": version.title or version.strategy.name, "number": version.number}
        text = {
            "version_waits": _("%(who)s asks you to approve version %(number)s of %(name)s."),
            "approved": _("%(who)s approved version %(number)s of %(name)s."),
            "draft": _("%(who)s returned version %(number)s of %(name)s to draft."),
            "active": _("%(who)s put version %(number)s of %(name)s in force."),
        }.get(
            row.type if row.type == "version_waits" else row.data["state"], _("Version %(number)s of %(name)s changed.")
        )
        said[row.pk] = Line(text % words, "/strategy/")
    return said


def _calls(ctx: Context, rows: Sequence[Notice]) -> dict[int, Line]:
    may = ctx.viewer.holds_everywhere(*DECIDERS)
    text = _("%(who)s asks for a release: %(what)s.")
    return {
        row.pk: Line(text % {"who": row.actor, "what": _act(row.data["what"])}, reverse("governance:requests"))
        for row in rows
        if may
    }


def _decided(ctx: Context, rows: Sequence[Notice]) -> dict[int, Line]:
    texts = {
        "released": _("%(who)s released what you asked for: %(what)s."),
        "refused": _("%(who)s refused what you asked for: %(what)s."),
    }
    return {
        row.pk: Line(
            texts[row.data["state"]] % {"who": row.actor, "what": _act(row.data["what"])},
            reverse("governance:requests"),
        )
        for row in rows
    }


def _imports(ctx: Context, rows: Sequence[Notice]) -> dict[int, Line]:
    text = _("Import %(number)s is applied.")
    return {row.pk: Line(text % {"number": row.data["import"]}, f"/imports/{row.data['import']}/") for row in rows}


def _act(command: str) -> str:
    return command.rpartition(".")[2].replace("_", " ")


def _period(key: str) -> str:
    """Return the key of a month as its name; the others read as they are."""
    try:
        return date_format(date.fromisoformat(f"{key}-01"), "F Y")
    except ValueError:
        return key


def day_of(text: str) -> str:
    return date_format(date.fromisoformat(text), "j M Y")


ANSWER = gettext_lazy("You answer for this KPI.")
for _kind in (
    Kind("dispute_opened", gettext_lazy("A value of mine is disputed"), ANSWER, about_kpis(_opened)),
    Kind(
        "dispute_closed",
        gettext_lazy("A dispute is settled"),
        gettext_lazy("You opened it, or you answer for this KPI."),
        about_kpis(_closed),
    ),
    Kind(
        "value_overdue", gettext_lazy("A value is overdue"), gettext_lazy("You record this KPI."), about_kpis(_overdue)
    ),
    Kind("status", gettext_lazy("A KPI of mine changed its status"), ANSWER, about_kpis(_status)),
    Kind("signal", gettext_lazy("A KPI of mine shows a signal"), ANSWER, about_kpis(_signal)),
    Kind(
        "version_waits",
        gettext_lazy("A strategy version waits for approval"),
        gettext_lazy("You may approve it."),
        _versions,
    ),
    Kind(
        "version_decided",
        gettext_lazy("A version I submitted is decided"),
        gettext_lazy("You submitted it."),
        _versions,
    ),
    Kind("call_waits", gettext_lazy("An act waits for release"), gettext_lazy("You may release it."), _calls),
    Kind("call_decided", gettext_lazy("What I asked for is decided"), gettext_lazy("You asked for it."), _decided),
    Kind("import", gettext_lazy("My import is done"), gettext_lazy("You brought these files."), _imports),
):
    notices.register(_kind)

reading.register_reader(askers.viewer_of)
schedules.register(Schedule("tell status", timedelta(minutes=10), jobs.tell_status.enqueue))
schedules.register(Schedule("tell signals", timedelta(minutes=10), jobs.tell_signals.enqueue, timedelta(minutes=5)))
schedules.register(Schedule("tell overdue", timedelta(days=1), jobs.tell_overdue.enqueue, timedelta(hours=3)))
