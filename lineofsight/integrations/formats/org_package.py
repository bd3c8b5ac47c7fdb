"""Read an organization package, `org-package/1`: posts of a ministry with who holds them, at several days.

A foreign dialect; its translation is described in `docs/formats/org-package.md`. The latest day counts. Nobody is made
up: a post whose holder the file does not name is not taken over, and said.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lineofsight.integrations.files.json_text import JsonArray, JsonObject
from lineofsight.integrations.files.problems import FileProblem

from .findings import Finding, Place, refused, remark
from .records import LineRecord, OrganizationRecord, PersonRecord, UnitRecord

FORMAT = "org-package/1"
UNNAMED = {
    "not disclosed": ("holder_not_disclosed", "does not say who holds it"),
    "vacant": ("post_vacant", "is vacant"),
}
STEP = "Add the person by a file of people when the name may be known."


@dataclass(slots=True)
class OrgPackage:
    """What the package says of its latest day."""

    organization: OrganizationRecord
    as_of: datetime.date
    units: list[UnitRecord] = field(default_factory=list)
    people: list[PersonRecord] = field(default_factory=list)
    lines: list[LineRecord] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


def is_org_package(document: Any) -> bool:
    """Test whether a JSON document is an organization package."""
    return isinstance(document, JsonObject) and document.get("format") == FORMAT


def read_org_package(name: str, document: JsonObject) -> OrgPackage:
    """Return the latest day of the package; FileProblem where it has none."""
    title = document.get("organization")
    number, snapshot, as_of = _latest(name, document)
    if not isinstance(title, str) or not title.strip():
        raise FileProblem("organization_missing", f"{name} names no organization.", line=1, next_step="Name it.")
    place = Place(name, document.lines["organization"], None, "/organization")
    package = OrgPackage(OrganizationRecord(title[:120], title, place), as_of)
    _Reader(name, number, snapshot, package).read()
    package.counts["snapshots"] = len(document["snapshots"])
    return package


def _latest(name: str, document: JsonObject) -> tuple[int, JsonObject, datetime.date]:
    found = document.get("snapshots")
    days = []
    for number, one in enumerate(found if isinstance(found, JsonArray) else ()):
        try:
            days.append((datetime.date.fromisoformat(str(one["as_of"])), number))
        except (ValueError, KeyError, TypeError):
            continue
    if not days or not isinstance(found, JsonArray):
        step = 'Add "snapshots": [{"as_of": "2026-12-31", …}].'
        raise FileProblem("snapshot_missing", f"{name} has no snapshot with a day.", line=document.line, next_step=step)
    day, number = max(days)
    return number, found[number], day


class _Reader:
    def __init__(self, name: str, number: int, snapshot: JsonObject, package: OrgPackage) -> None:
        self.name, self.number, self.snapshot, self.package = name, number, snapshot, package

    def read(self) -> None:
        posts = self._list("senior_posts")
        self._units()
        holders = {str(post.get("post")): _key(post) for post, _ in posts if _is_named(post)}
        for post, place in posts:
            self._post(post, place, holders)
        groups = len(self._list("junior_groups"))
        self.package.counts |= {
            "units": len(self.package.units),
            "posts": len(posts),
            "posts_with_a_named_holder": len(self.package.people),
            "junior_groups_not_read": groups,
        }
        if groups:
            sentence = f"{groups:,} groups of junior posts name nobody; they are not read."
            self._note("groups_not_read", sentence, self._place("junior_groups"))

    def _place(self, kind: str, at: int | None = None) -> Place:
        pointer = f"/snapshots/{self.number}/{kind}" + ("" if at is None else f"/{at}")
        found = self.snapshot.get(kind)
        line = self.snapshot.lines.get(kind, self.snapshot.line)
        return Place(
            self.name, found.lines[at] if at is not None and isinstance(found, JsonArray) else line, None, pointer
        )

    def _list(self, kind: str) -> list[tuple[JsonObject, Place]]:
        found = self.snapshot.get(kind)
        if not isinstance(found, JsonArray):
            return []
        return [(one, self._place(kind, at)) for at, one in enumerate(found) if isinstance(one, JsonObject)]

    def _units(self) -> None:
        title = self.package.organization.name
        found = self.snapshot.get("units")
        for at, one in enumerate(found if isinstance(found, JsonArray) else ()):
            if not isinstance(one, str) or not one.strip():
                self.package.findings.append(refused("key_missing", "A unit has no name.", self._place("units", at)))
                continue
            parent = None if one == title else title[:120]
            record = UnitRecord(one[:120], one, self._place("units", at), parent, valid_from=self.package.as_of)
            self.package.units.append(record)

    def _post(self, post: JsonObject, place: Place, holders: dict[str, str]) -> None:
        number = str(post.get("post"))
        if not _is_named(post):
            state = str(post.get("holder_state") or "not disclosed")
            code, what = UNNAMED.get(state, ("holder_not_disclosed", f"has no named holder ({state[:40]})"))
            self._note(code, f"Post {number} {what}; it is not taken over.", place, number)
            return
        fte = post.get("fte")
        self.package.people.append(
            PersonRecord(
                _key(post),
                str(post["holder"]),
                place,
                unit=post.get("unit") or None,
                position=number,
                job=post.get("title") or None,
                fte=fte if isinstance(fte, Decimal) else None,
            )
        )
        above = post.get("reports_to")
        if above is None:
            return
        if str(above) in holders:
            manager = holders[str(above)]
            self.package.lines.append(LineRecord(_key(post), manager, place, weight=Decimal(100)))
        else:
            sentence = f"Post {number} reports to post {above}, whose holder is not named; no line is drawn."
            self._note("manager_not_named", sentence, place, number)

    def _note(self, code: str, sentence: str, place: Place, key: str | None = None) -> None:
        self.package.findings.append(remark(code, sentence, place, key, STEP if key else ""))


def _is_named(post: JsonObject) -> bool:
    return bool(post.get("holder")) and post.get("holder_state") in (None, "named")


def _key(post: JsonObject) -> str:
    """Return the key of a holder: the post, and which of its holders."""
    return f"post-{post.get('post')}-{post.get('holder_no') or 1}"
