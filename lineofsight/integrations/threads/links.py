"""What objectives and goals serve: the links of one child are taken together, because their shares are one whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from lineofsight.base import clock
from lineofsight.integrations.formats.thread_records import GoalLinkRecord, OkrLinkRecord
from lineofsight.integrations.threads.known import End, Ends, number
from lineofsight.integrations.threads.references import Finder, References
from lineofsight.integrations.wanted import Item, Values, stored_key
from lineofsight.organization.placing import Piece, clipped, joined
from lineofsight.strategy.commands.cascade import TOLERANCE

LinkRecord = OkrLinkRecord | GoalLinkRecord
WORDS = {
    "objective": "objective",
    "key_result": "key result",
    "strategic_objective": "strategic objective",
    "measure": "KPI",
}
WHOLE = Decimal(1)
STEP = Decimal("0.000001")


@dataclass(slots=True)
class Link:
    """One row, resolved: what it leads to, and what is said about it."""

    record: LinkRecord
    end: End
    contributes: bool
    share: Decimal | None
    weight: Decimal | None
    from_: date | None
    to: date | None

    @property
    def said(self) -> tuple[bool, Decimal | None, Decimal | None]:
        """Return what is compared."""
        return self.contributes, self.share, self.weight


@dataclass(slots=True)
class Group:
    """All links of one child: `name` is its own key, `start` the day from which links hold that name none."""

    table: str
    name: str
    child: str
    start: date
    links: list[Link]

    def since(self) -> date:
        """Return the first day on which these links hold."""
        return min(link.from_ or self.start for link in self.links)


class LinkReader:
    """Reads the links of one table."""

    def __init__(self, refers: References, table: str, children: Finder, starts: Mapping[str, date]) -> None:
        self.refers, self.table, self.children, self.starts = refers, table, children, starts
        kinds = {"objective": refers.objectives, "key_result": refers.key_results}
        kinds["strategic_objective"] = refers.strategic
        self.kinds = kinds | ({"measure": refers.measures} if table == "goal_links" else {})

    def groups(self, rows: Sequence[LinkRecord]) -> list[Group]:
        """Return the links that can be taken, by child."""
        found: dict[str, list[LinkRecord]] = defaultdict(list)
        for one in rows:
            found[self.children.name(one.child) or one.child].append(one)
        read = [self._group(name, records) for name, records in self.refers.teller.each(found.items())]
        return [group for group in read if group is not None]

    def _group(self, name: str, records: list[LinkRecord]) -> Group | None:
        teller = self.refers.teller
        before = len(teller.findings)
        links = [link for one in records if (link := self._link(one, records)) is not None]
        if len(links) == len(records) and self._is_whole(name, links):
            return Group(self.table, name, records[0].child, self.starts.get(name, clock.today()), links)
        wrong = [found.place.line for found in teller.findings[before:] if found.severity == "refused"]
        self.leave_out(
            name, [one for one in records if one.place.line not in wrong], min(filter(None, wrong), default=0)
        )
        teller.drop(self.table, len(records))
        return None

    def leave_out(self, name: str, others: Iterable[LinkRecord], line: int) -> None:
        """Say of links without a fault of their own why they are left out."""
        for one in others:
            sentence = f"the links of {name} are taken together, and line {line} is refused."
            self.refers.teller.refuse(one, "serves", "with_another", sentence, "Correct that line.", one.serves)

    def _link(self, one: LinkRecord, siblings: Sequence[LinkRecord]) -> Link | None:
        teller, before = self.refers.teller, len(self.refers.teller.findings)
        child = self.refers.resolve(one, self.children.what, one.child, self.children)
        end = self._end(one)
        contributes = one.relation != "supports"
        share = self._share(one, contributes, siblings)
        if one.weight is not None and one.weight < 0:
            teller.refuse(one, "weight", "weight_outside", "a weight is not below 0.", raw=one.weight)
        if one.valid_from and one.valid_to and one.valid_from >= one.valid_to:
            sentence = f"the link would end on {one.valid_to}, before it begins."
            teller.refuse(one, "valid_to", "dates_reversed", sentence, raw=one.valid_to)
        if child is not None and end is not None and self.table == "okr_links" and self.refers.home(end) == child:
            what = "itself" if end[0] == "objective" else "its own key result"
            teller.refuse(
                one, "serves", "serves_itself", f"the objective “{child}” would serve {what}.", raw=one.serves
            )
        if end is None or any(found.severity == "refused" for found in teller.findings[before:]):
            return None
        weight = (one.weight if one.weight is not None else Decimal(1)) if self.table == "okr_links" else None
        return Link(one, end, contributes, share, weight, one.valid_from, one.valid_to)

    def _end(self, one: LinkRecord) -> End | None:
        """Return what a row leads to; without a kind it is the one thing of any kind that has the key."""
        if one.serves_kind is not None:
            found = self.refers.resolve(one, "serves", one.serves, self.kinds[one.serves_kind])
            return None if found is None else (one.serves_kind, found)
        ends = [(kind, name) for kind, finder in self.kinds.items() if (name := finder.name(one.serves)) is not None]
        if len(ends) == 1:
            return ends[0]
        if ends:
            listed = " and ".join(f"a {WORDS[kind]}" for kind, _ in ends)
            sentence = f"“{one.serves}” is the key of {listed}; say which under serves_kind."
            self.refers.teller.refuse(one, "serves", "end_ambiguous", sentence, "Fill in serves_kind.", one.serves)
            return None
        refused = next((finder for finder in self.kinds.values() if one.serves in finder.refused), None)
        listed = ", ".join(WORDS[kind] for kind in self.kinds)
        sentence = refused.problem(one.serves) if refused else f"nothing has the key “{one.serves[:80]}” ({listed})."
        step = "Bring what is served first, or correct the key."
        self.refers.teller.refuse(one, "serves", "end_unknown", sentence, step, one.serves)
        return None

    def _share(self, one: LinkRecord, contributes: bool, siblings: Sequence[LinkRecord]) -> Decimal | None:
        teller = self.refers.teller
        if not contributes:
            if one.share is not None:
                teller.refuse(
                    one, "share", "support_with_share", "a link that only supports has no share.", raw=one.share
                )
            return None
        if one.share is None:
            counting = sum(other.relation != "supports" for other in siblings)
            if counting == 1:
                return WHOLE
            sentence = f"say which share goes there: {counting} links of {one.child} contribute."
            teller.refuse(one, "share", "share_missing", sentence, "Give each its percent; together at most 100.")
            return None
        if not 0 <= one.share <= 100:
            teller.refuse(one, "share", "share_outside", "a share is from 0 to 100 percent.", raw=one.share)
        elif 0 < one.share < 1:
            teller.remark(one, "share", "percent_below_one", f"{one.share} was read as {one.share} %.")
        return (one.share / 100).quantize(STEP)

    def _is_whole(self, name: str, links: Sequence[Link]) -> bool:
        """Refuse links that stand twice on a day, and shares that add up to more than the whole."""
        start = self.starts.get(name, clock.today())
        spans = [(link.from_ or start, link.to, link) for link in links]
        for day in sorted({from_ for from_, _, _ in spans}):
            holding = [link for from_, to, link in spans if from_ <= day and (to is None or to > day)]
            lines = ", ".join(str(link.record.place.line) for link in holding)
            total = sum((link.share or Decimal(0) for link in holding if link.contributes), Decimal(0))
            last = holding[-1].record
            if total > WHOLE + TOLERANCE:
                sentence = f"the shares of {name} add up to {number(total * 100)} % on {day} (lines {lines})."
                self.refers.teller.refuse(last, "share", "shares_beyond_whole", sentence, "At most 100 %.", last.share)
                return False
            if len({link.end for link in holding}) < len(holding):
                sentence = f"{name} has the same link twice on {day} (lines {lines})."
                self.refers.teller.refuse(last, "serves", "link_twice", sentence, "Leave one of them.", last.serves)
                return False
        return True


def item(group: Group, held: Ends) -> tuple[Item, Values]:
    """Return what the links of a child are to be, and what of the same days is known."""
    _date(group, held)
    since = group.since()
    wanted: dict[End, list[Piece]] = defaultdict(list)
    for link in group.links:
        wanted[link.end].append(Piece(link.from_ or group.start, link.to, link.said))
    before = {end: found for end, pieces in held.items() if (found := clipped(pieces, since))}
    after = {end: joined(pieces) for end, pieces in wanted.items()}
    rows = [_row(group, link) for link in group.links]
    values: Values = {"links": _words(after), "child": stored_key(group.child), "rows": rows}
    return Item(group.table, group.name, group.links[0].record.place, values), {"links": _words(before)}


def _date(group: Group, held: Ends) -> None:
    """Give links that name no first day one: that of a child without links, else today; the same links keep theirs."""
    if not any(held.values()) or all(link.from_ for link in group.links):
        return
    today = max(clock.today(), group.start)
    running = {
        end: piece
        for end, pieces in held.items()
        for piece in pieces
        if piece.from_ <= today and (piece.to is None or piece.to > today)
    }
    is_same = {end: piece.values for end, piece in running.items()} == {link.end: link.said for link in group.links}
    since = max((piece.from_ for piece in running.values()), default=today) if is_same else today
    for link in group.links:
        link.from_ = link.from_ or since


def _words(ends: Mapping[End, Sequence[Piece]]) -> list[str]:
    """Return links as they are compared and shown."""
    return sorted(_sentence(end, piece) for end, pieces in ends.items() for piece in pieces)


def _sentence(end: End, piece: Piece) -> str:
    contributes, share, weight = piece.values
    how = f"{number(share * 100)} %" if contributes else "supports"
    counted = f", weight {number(weight)}" if weight is not None and weight != 1 else ""
    until = f" to {piece.to}" if piece.to else ""
    return f"{WORDS[end[0]]} {end[1]}, {how}{counted}, from {piece.from_}{until}"


def _row(group: Group, link: Link) -> dict[str, Any]:
    kind = link.end[0]
    row = {kind: stored_key(link.record.serves), "contributes": link.contributes, "share": number(link.share)}
    row |= {"from_": (link.from_ or group.start).isoformat(), "until": link.to.isoformat() if link.to else None}
    return row | ({"weight": number(link.weight)} if link.weight is not None else {})
