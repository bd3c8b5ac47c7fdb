"""Acts on the map of a draft as lists of commands, and what takes each of them back.

The editor, its keys, its mouse and its plain forms all post the same few acts. Each becomes calls of commands; the
calls that take it back are kept for the reader, so that Undo is nothing but another act.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from lineofsight.base.errors import Invalid
from lineofsight.strategy.queries import LinkLine, ObjectiveLine, VersionPage

DIRECTIONS = ("left", "right", "up", "down")


@dataclass(frozen=True, slots=True)
class Call:
    """One command: its word, its target's public id (or `code:` and a code not known yet), and its input."""

    act: str
    target: str
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edit:
    """What is done, how it is told, what takes it back, and which objective it was about."""

    calls: tuple[Call, ...]
    said: str
    inverse: tuple[Call, ...]
    about: str = ""


def kept(calls: tuple[Call, ...]) -> list[dict[str, Any]]:
    """Return calls as plain data, to be kept in a session."""
    return [asdict(call) for call in calls]


def read(page: VersionPage, posted: Mapping[str, Any]) -> Edit:
    """Return what a form, a key or the mouse asks for; Invalid names what cannot be read."""
    makers = {
        "add": _add,
        "edit": _edit,
        "place": _place,
        "move": _move,
        "link": _link,
        "unlink": _unlink,
        "drop": _drop,
    }
    maker = makers.get(str(posted.get("act", "")))
    if maker is None:
        raise Invalid({"": _("There is no such act on a map.")})
    return maker(page, posted)


def objective(page: VersionPage, public_id: object, name: str = "objective") -> ObjectiveLine:
    """Return an objective of the draft by its public id."""
    found = next((line for line in page.view.objectives if line.public_id == str(public_id)), None)
    if found is None:
        raise Invalid({name: _("Choose an objective of this draft.")})
    return found


def next_code(page: VersionPage, perspective: str) -> str:
    """Return a free code for a new objective: the letter its perspective uses, and the next number."""
    codes = {line.code for line in page.view.objectives}
    beside = [line.code for line in page.view.objectives if line.perspective_key == perspective]
    letters = [found[0] for code in beside if (found := re.match(r"[^\W\d]+", code))]
    name = next((line.name for line in page.view.perspectives if line.key == perspective), "O")
    letter = max(sorted(set(letters)), key=letters.count) if letters else name[:1].upper()
    return next(code for number in range(1, len(codes) + 2) if (code := f"{letter}{number}") not in codes)


def _theme_keys(page: VersionPage, line: ObjectiveLine) -> list[str]:
    keys = {theme.name: theme.key for theme in page.themes}
    return [keys[name] for name in line.themes if name in keys]


def _after(page: VersionPage, line: ObjectiveLine) -> str | None:
    """Return the objective that stands after one in the whole draft, which is where it would be put back."""
    rows = page.view.objectives
    at = rows.index(line)
    return rows[at + 1].public_id if at + 1 < len(rows) else None


def row_of(page: VersionPage, perspective: str) -> list[ObjectiveLine]:
    """Return the objectives of a perspective in their order."""
    return [line for line in page.view.objectives if line.perspective_key == perspective]


def _add(page: VersionPage, posted: Mapping[str, Any]) -> Edit:
    view, perspective = page.view, str(posted.get("perspective", ""))
    code = str(posted.get("code", "")).strip() or next_code(page, perspective)
    data = {"code": code, "name": str(posted.get("name", "")), "perspective": perspective or None}
    if any(line.code == code for line in view.objectives):
        raise Invalid({"code": _("%(code)s is on the map already; choose another code.") % {"code": code}})
    back = Call("drop", f"code:{code}", {"strategy_version": view.public_id})
    return Edit((Call("add", view.public_id, data),), _("%(code)s added.") % {"code": code}, (back,), code)


def _edit(page: VersionPage, posted: Mapping[str, Any]) -> Edit:
    line = objective(page, posted.get("objective"))
    statement = str(posted.get("statement", line.statement))
    if wording := str(posted.get("wording", "")):
        statement = f"{statement or line.name} {wording}".strip()
    themes = posted.get("themes")
    data = {
        "strategy_version": page.view.public_id,
        "name": str(posted.get("name", line.name)),
        "statement": statement,
        "themes": _theme_keys(page, line) if themes is None else list(themes),
    }
    was = {**data, "name": line.name, "statement": line.statement, "themes": _theme_keys(page, line)}
    call = Call("edit", line.public_id, data)
    back = (Call("edit", line.public_id, was),)
    return Edit((call,), _("%(code)s saved.") % {"code": line.code}, back, line.code)


def _placed(page: VersionPage, line: ObjectiveLine, perspective: str, before: str | None) -> Edit:
    view = page.view

    def call(where: str, first: str | None) -> Call:
        data = {"objective": line.public_id, "perspective": where or None, "before": first}
        return Call("place", view.public_id, data)

    back = call(line.perspective_key, _after(page, line))
    return Edit((call(perspective, before),), _("%(code)s moved.") % {"code": line.code}, (back,), line.code)


def _place(page: VersionPage, posted: Mapping[str, Any]) -> Edit:
    line = objective(page, posted.get("objective"))
    before = str(posted.get("before", "")) or None
    return _placed(page, line, str(posted.get("perspective", "")), None if before == line.public_id else before)


def _move(page: VersionPage, posted: Mapping[str, Any]) -> Edit:
    """Move one step: among the neighbors, or to the same place in the perspective above or below."""
    line, to = objective(page, posted.get("objective")), str(posted.get("to", ""))
    row = row_of(page, line.perspective_key)
    at = row.index(line)
    if to == "left" and at > 0:
        return _placed(page, line, line.perspective_key, row[at - 1].public_id)
    if to == "right" and at + 1 < len(row):
        after = row[at + 2].public_id if at + 2 < len(row) else None
        return _placed(page, line, line.perspective_key, after)
    keys = [each.key for each in page.view.perspectives]
    here = keys.index(line.perspective_key) if line.perspective_key in keys else len(keys)
    there = here + {"up": -1, "down": 1}.get(to, 0)
    if there == here or not 0 <= there < len(keys):
        raise Invalid({"to": _("%(code)s cannot go further that way.") % {"code": line.code}})
    other = row_of(page, keys[there])
    return _placed(page, line, keys[there], other[at].public_id if at < len(other) else None)


def _ends(page: VersionPage, posted: Mapping[str, Any]) -> tuple[ObjectiveLine, ObjectiveLine, LinkLine | None]:
    driver, outcome = (objective(page, posted.get(name), name) for name in ("driver", "outcome"))
    earlier = next((x for x in page.view.links if (x.driver, x.outcome) == (driver.code, outcome.code)), None)
    return driver, outcome, earlier


def _link_call(page: VersionPage, driver: ObjectiveLine, outcome: ObjectiveLine, link: LinkLine) -> Call:
    ends = {"driver": driver.public_id, "outcome": outcome.public_id}
    return Call("link", page.view.public_id, {**ends, "sign": link.sign, "lag": link.lag, "why": link.why})


def _unlink_call(page: VersionPage, driver: ObjectiveLine, outcome: ObjectiveLine) -> Call:
    return Call("unlink", page.view.public_id, {"driver": driver.public_id, "outcome": outcome.public_id})


def _link(page: VersionPage, posted: Mapping[str, Any]) -> Edit:
    driver, outcome, earlier = _ends(page, posted)
    lag, sign = str(posted.get("lag", "") or "0"), str(posted.get("sign", "1"))
    if not lag.isdigit():
        raise Invalid({"lag": _("Write the number of periods, such as 3.")})
    wanted = LinkLine(driver.code, outcome.code, -1 if sign == "-1" else 1, int(lag), str(posted.get("why", "")))
    back = _link_call(page, driver, outcome, earlier) if earlier else _unlink_call(page, driver, outcome)
    said = _("%(driver)s leads to %(outcome)s.") % {"driver": driver.code, "outcome": outcome.code}
    about = str(posted.get("about", "")) or driver.code
    return Edit((_link_call(page, driver, outcome, wanted),), said, (back,), about)


def _unlink(page: VersionPage, posted: Mapping[str, Any]) -> Edit:
    driver, outcome, earlier = _ends(page, posted)
    if earlier is None:
        raise Invalid({"outcome": _("There is no such link any more.")})
    said = _("Link %(driver)s → %(outcome)s removed.") % {"driver": driver.code, "outcome": outcome.code}
    back = _link_call(page, driver, outcome, earlier)
    about = str(posted.get("about", "")) or driver.code
    return Edit((_unlink_call(page, driver, outcome),), said, (back,), about)


def _drop(page: VersionPage, posted: Mapping[str, Any]) -> Edit:
    line, view = objective(page, posted.get("objective")), page.view
    by_code = {each.code: each for each in view.objectives}
    again = {
        "code": line.code,
        "name": line.name,
        "statement": line.statement,
        "kind": line.kind,
        "perspective": line.perspective_key or None,
        "themes": _theme_keys(page, line),
        "status_reported": line.status_reported,
    }
    where = {"objective": line.public_id, "perspective": line.perspective_key or None, "before": _after(page, line)}
    links = [link for link in view.links if line.code in (link.driver, link.outcome)]
    back = (
        Call("add", view.public_id, again),
        Call("place", view.public_id, where),
        *(_link_call(page, by_code[link.driver], by_code[link.outcome], link) for link in links),
    )
    call = Call("drop", line.public_id, {"strategy_version": view.public_id})
    return Edit((call,), _("%(code)s left out of the draft.") % {"code": line.code}, back, line.code)
