"""The trailer log: one line per arrival and one per temperature excursion; P1 is counted from these lines."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from lineofsight.demo.norrvik import chain, months, spread

COLUMNS: Final = (
    "line_id",
    "kind",
    "hub",
    "dock",
    "trailer",
    "at",
    "pallets",
    "goods",
    "minutes_out",
    "highest_c",
    "note",
)
_ZONES: Final = {
    "rotterdam": ZoneInfo("Europe/Amsterdam"), "gdansk": ZoneInfo("Europe/Warsaw"),
    "gothenburg": ZoneInfo("Europe/Stockholm"), "porto": ZoneInfo("Europe/Lisbon"),
}  # fmt: skip
_DOCKS: Final = {"rotterdam": 4, "gdansk": 5, "gothenburg": 3, "porto": 2}
_PALLETS_PER_TRAILER: Final = Decimal("18.128")
"""21,790 pallets came on 1,202 trailers in October 2026, so its excursions stand in lines 1,204 to 1,315."""
_GOODS: Final = ("pharma", "pharma", "fish", "meat", "dairy", "fruit")
_NOTES: Final = (
    "door open",
    "seal worn",
    "waited at dock",
    "trailer unit off",
    "pre-cooling short",
    "sensor check done",
)
_DOCK_3_NOTES: Final = ("seal worn", "seal worn", "door open", "waited at dock")

Line = tuple[str, ...]


def file_name(month: str) -> str:
    """Return the name of the log file of a month."""
    return f"trailer-log-{month}.csv"


def arrivals_per_hub(month: str) -> tuple[int, ...]:
    """Return how many trailers arrived at each hub, in the order of `chain.HUBS`."""
    total = int(chain.company_pallets(month) / _PALLETS_PER_TRAILER)
    return spread.split(total, [chain.pallets_of(hub, month) for hub in chain.HUBS])


def arrival_lines(hub: str, month: str) -> tuple[int, int]:
    """Return the first and last line of the file that hold the arrivals of a hub; line 1 is the head."""
    return _range_of(hub, arrivals_per_hub(month), start=2)


def excursion_lines(hub: str, month: str) -> tuple[int, int]:
    """Return the first and last line of the file that hold the excursions of a hub."""
    counts = [chain.excursions_of(each, month) or 0 for each in chain.HUBS]
    return _range_of(hub, counts, start=2 + sum(arrivals_per_hub(month)))


def lines(month: str) -> Iterator[Line]:
    """Yield the lines of the log without its head: all arrivals, hub by hub, then all excursions, hub by hub."""
    number = 1
    for hub, trailers in zip(chain.HUBS, arrivals_per_hub(month), strict=True):
        for line in _arrivals(hub, month, trailers):
            number += 1
            yield (f"{month}-{number:05d}", *line)
    for hub in chain.HUBS:
        for place in range(chain.excursions_of(hub, month) or 0):
            number += 1
            yield (f"{month}-{number:05d}", *_excursion(hub, month, place))


def content(month: str) -> bytes:
    """Return the log file of a month: UTF-8, comma, one head line."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(lines(month))
    return text.getvalue().encode()


def _range_of(hub: str, counts: tuple[int, ...] | list[int], *, start: int) -> tuple[int, int]:
    place = chain.HUBS.index(hub)
    first = start + sum(counts[:place])
    return first, first + counts[place] - 1


def _arrivals(hub: str, month: str, trailers: int) -> Iterator[Line]:
    weights = [20 + 6 * spread.wobble("load", hub, month, place) for place in range(trailers)]
    for place, pallets in enumerate(spread.split(chain.pallets_of(hub, month), weights)):
        when = _moment(hub, month, Decimal(place) / trailers, "arrival", place)
        dock = 1 + spread.digest("dock", hub, month, place) % _DOCKS[hub]
        goods = spread.pick(_GOODS, "goods", hub, month, place)
        yield "arrival", hub, str(dock), _trailer(hub, month, place), when, str(pallets), goods, "", "", ""


def _excursion(hub: str, month: str, place: int) -> Line:
    keys = ("excursion", hub, month, place)
    worn = hub == "rotterdam" and month >= "2026-07" and spread.digest("worn", *keys) % 3 > 0
    dock = 3 if worn else 1 + spread.digest("dock", *keys) % _DOCKS[hub]
    when = _moment(hub, month, Decimal(spread.digest("when", *keys) % 1000) / 1000, "excursion", place)
    minutes = str(11 + spread.digest("minutes", *keys) % 64)
    highest = str(spread.rounded(Decimal("8.3") + Decimal(spread.digest("highest", *keys) % 60) / 10, 1))
    note = spread.pick(_DOCK_3_NOTES if worn else _NOTES, "note", *keys)
    goods = spread.pick(_GOODS, "goods", *keys)
    return "excursion", hub, str(dock), _trailer(hub, month, place), when, "", goods, minutes, highest, note


def _trailer(hub: str, month: str, place: int) -> str:
    return f"{hub[:2].upper()}-{100 + spread.digest('trailer', hub, month, place) % 180}"


def _moment(hub: str, month: str, part: Decimal, *keys: object) -> str:
    """Return a local time inside the month: `part` of it gone, and up to some minutes more."""
    days = months.last_day(month).day
    minutes = int(part * days * 1440 * Decimal("0.985")) + spread.digest("minute", hub, month, *keys) % 240
    first = months.first_day(month)
    local = datetime(first.year, first.month, 1, tzinfo=_ZONES[hub]) + timedelta(minutes=minutes)
    return local.isoformat(timespec="minutes")
