"""The runner: parse, load and lock, allow, hold, execute, check the scope, record; then seal beside and tell."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext
from pydantic import ValidationError as InputError

from lineofsight.base import access, clock, events, guards, history
from lineofsight.base import once as repeats
from lineofsight.base import recorder as recorders
from lineofsight.base.commands import Command, Context, Input
from lineofsight.base.dated import Overlap
from lineofsight.base.errors import Held, Invalid, NotFound, ReasonNeeded, Refused, Stale
from lineofsight.base.notices import outbox
from lineofsight.base.taken import taken
from lineofsight.base.turns import turn

R = TypeVar("R")


class Hold(Protocol):
    """A check that may keep a command back: returns the sentence to show, or None to let it pass."""

    def __call__(self, ctx: Context, command: Command[Any], target: Any, data: Input) -> str | None: ...


Keeper = Callable[[Context, Command[Any], Any, Input, str], str]
#: Names of our rules that only one row of an entity is current; two writers at the same moment meet there.
LOST_RACE = re.compile(r"_now\b|_overlap\b|\"\w+_key\"|UNIQUE constraint failed: \w+\.\w+_id")
MOST_TRIES = 3
_holds: list[Hold] = []
_keepers: list[Keeper] = []


def register_hold(check: Hold) -> None:
    """Let `check` be asked before every command."""
    if check not in _holds:
        _holds.append(check)


def register_keeper(keeper: Keeper) -> None:
    """Let `keeper` store held calls; it returns the address of the stored request."""
    _keepers[:] = [keeper]


def run(ctx: Context, command: Command[R], target: Any, data: Any) -> R:
    """Run a command and return what its body returns.

    Raises Invalid, NotFound, Refused, Stale, Held, HappenedBefore, or what the body raises; then nothing was written
    but the note of the refusal, or the held call.
    """
    if clock.is_seeded() and not history.is_demo():
        raise Refused(gettext("Only a demo database may act under a seeded clock."))
    if recorders.current() is not None:
        return _execute(ctx, command, target, parse(command, data))
    if ctx.once is not None:
        repeats.look_up(ctx.once)
    try:
        result, told = _run_once(ctx, command, target, data, MOST_TRIES)
    except (Refused, NotFound) as refusal:
        history.write_refusal(ctx, command.name, _address(command, target), str(refusal))
        raise
    except _Kept as kept:
        raise _keep(ctx, command, target, parse(command, data), kept.sentence) from None
    events.dispatch(told)
    return result


def _run_once(
    ctx: Context, command: Command[R], target: Any, data: Any, tries: int
) -> tuple[R, list[tuple[str, dict[str, Any]]]]:
    """Run the command in its transaction; whoever lost a race for the same current row sees the winner's next time."""
    try:
        with _transaction(ctx, command, target, data) as (outcome, recorder):
            outcome.append(_execute(ctx, command, target, parse(command, data), recorder))
    except (IntegrityError, Overlap) as error:
        if ctx.once is not None:
            repeats.look_up(ctx.once)
        lost_race = isinstance(error, Overlap) or LOST_RACE.search(str(error))
        if lost_race and tries > 1:
            return _run_once(ctx, command, target, data, tries - 1)
        refusal = None if isinstance(error, Overlap) else taken(error)
        if refusal is None:
            raise
        raise refusal from error
    return outcome[0], [*recorder.events, *events.touched(recorder)]


def parse(command: Command[Any], data: Any) -> Input:
    """Return the input as the command's Input; Invalid names each field that cannot be taken."""
    if isinstance(data, command.input):
        return data
    try:
        return command.input.model_validate(data if data is not None else {})
    except InputError as error:
        problems = {".".join(map(str, item["loc"])): sentence_of(item) for item in error.errors()}
        raise Invalid(problems) from None


@contextmanager
def system_change(why: str, *, command: str = "system", at: Any = None) -> Iterator[recorders.Recorder]:
    """Write outside any command, visible in history with its reason: migrations, seeds, recomputes.

    Inside an open recorder the rows join the change under way.
    """
    outer = recorders.current()
    if outer is not None:
        yield outer
        return
    ctx = Context(viewer=access.SYSTEM, now=at or clock.now(), via="system", reason=why)
    with turn(), transaction.atomic(), recorders.recording() as recorder:
        yield recorder
        history.write_change(ctx, command, "", {}, recorder)
    events.dispatch([*recorder.events, *events.touched(recorder)])


@contextmanager
def _transaction(ctx: Context, command: Command[Any], target: Any, data: Any) -> Iterator[Any]:
    outcome: list[Any] = []
    with turn(), transaction.atomic(), recorders.recording() as recorder:
        yield outcome, recorder
        shown = parse(command, data).model_dump(mode="json") if command.audited_input else {}
        history.write_change(ctx, command.name, _address(command, target), shown, recorder)
        if ctx.once is not None:
            repeats.keep(ctx.once, getattr(outcome[0], "address", None) or "", ctx.now)


def _execute(
    ctx: Context, command: Command[R], target: Any, data: Input, recorder: recorders.Recorder | None = None
) -> R:
    limit = ctx.viewer.limit
    if recorder is not None and limit is not None and not limit.lets_through(command.name):
        raise Refused(limit.sentence)
    loaded = _load(ctx, command, target)
    decision = command.allow(ctx, loaded, data)
    if not decision.allowed:
        raise Refused(decision.reason)
    if command.asks_reason and not ctx.reason.strip():
        raise ReasonNeeded
    _check_version(ctx, loaded)
    if recorder is not None and not ctx.released:
        _ask_holds(ctx, command, loaded, data)
    try:
        result = command.body(ctx, loaded, data)
        outbox.after(ctx, command.name, loaded, data, result)
    except ValidationError as error:
        raise Invalid({name: " ".join(texts) for name, texts in error.message_dict.items()}) from error
    if recorder is not None and not command.may_lose_sight:
        _check_scope(ctx, recorder)
    return result


def why_held(ctx: Context, command: Command[Any], target: Any, data: Any) -> str | None:
    """Return why a call would wait for somebody else, None where it would not; Refused where its own rule says no."""
    given = parse(command, data)
    loaded = _load(ctx, command, target)
    decision = command.allow(ctx, loaded, given)
    if not decision.allowed:
        raise Refused(decision.reason)
    found = (check(ctx, command, loaded, given) for check in _holds)
    return next((sentence for sentence in found if sentence is not None), None)


def _load(ctx: Context, command: Command[Any], target: Any) -> Any:
    if command.on is None:
        return target
    key = getattr(target, "public_id", target)
    rows = command.on._default_manager.visible_to(ctx.viewer).select_for_update(of=("self",))  # type: ignore[attr-defined]
    try:
        return rows.get(public_id=key)
    except (ObjectDoesNotExist, ValidationError, ValueError, TypeError):
        raise NotFound(str(command.on._meta.verbose_name).capitalize()) from None


def _check_version(ctx: Context, loaded: Any) -> None:
    if ctx.expected_version is None or loaded is None or not hasattr(loaded, "version"):
        return
    if loaded.version != ctx.expected_version:
        raise Stale({field.name: getattr(loaded, field.attname) for field in loaded._meta.concrete_fields})


class _Kept(Exception):
    def __init__(self, sentence: str) -> None:
        self.sentence = sentence


def _ask_holds(ctx: Context, command: Command[Any], target: Any, data: Input) -> None:
    for check in _holds:
        sentence = check(ctx, command, target, data)
        if sentence is not None:
            raise _Kept(sentence)


def _keep(ctx: Context, command: Command[Any], target: Any, data: Input, sentence: str) -> Held:
    return Held(_keepers[0](ctx, command, target, data, sentence), sentence)


def _check_scope(ctx: Context, recorder: recorders.Recorder) -> None:
    """Refuse when a row was written that the actor could not see: the write would have left their scope."""
    if ctx.viewer.is_system:
        return
    touched: dict[type[models.Model], set[int]] = defaultdict(set)
    scoped = access.scoped_models()
    for note in recorder.rows:
        if note.operation != "delete" and note.model in scoped:
            touched[note.model].add(note.row_id)
    for model, ids in touched.items():
        visible = model.objects.visible_to(ctx.viewer).filter(pk__in=ids).count()  # type: ignore[attr-defined]
        if visible != len(ids):
            raise Refused(gettext("This would write something outside of what you may see."))


def _address(command: Command[Any], target: Any) -> str:
    """Return `kind:public_id` of what a command is about, also where only the public id was given."""
    if target is None:
        return ""
    declaration = getattr(command.on, "declaration", None)
    if isinstance(target, str | UUID) and declaration is not None and ":" not in str(target):
        target = f"{declaration.kind}:{target}"
    return str(getattr(target, "address", target))[:120].replace("\x00", "")


def sentence_of(item: Any) -> str:
    """Turn a parser's message into one sentence."""
    if item["type"] == "missing":
        return "This is needed."
    if item["type"] == "extra_forbidden":
        return "There is no such field."
    text = str(item["msg"]).removeprefix("Value error, ")
    return text if text.endswith(".") else f"{text}."


__all__ = [
    "Context",
    "guards",
    "parse",
    "register_hold",
    "register_keeper",
    "run",
    "sentence_of",
    "system_change",
    "why_held",
]
