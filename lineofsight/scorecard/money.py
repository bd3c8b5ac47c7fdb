"""Money of units that report in their own currencies: converted at the period's rate before it is added up.

A unit's currency is that of its legal entity. Units with one currency have their total in it; others have it in the
currency of the unit above them if there are rates into that one, else in the one that most rates lead to. A flow takes
the average rate of its period, a stock the closing rate; a missing rate leaves the total unknown, and the reason says
so.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import numpy as np

from lineofsight.core import currency
from lineofsight.core.arrays import Array, Index, Mask
from lineofsight.measures.models import ExchangeRate
from lineofsight.organization.models import LegalEntity
from lineofsight.scorecard.dated_index import NONE
from lineofsight.scorecard.loading import Tree, load_tree


@dataclass(frozen=True, slots=True)
class Rates:
    """The currencies of legal entities, and what one unit of a currency is worth in another, by period."""

    currency_of: Mapping[int, str]
    table: Mapping[tuple[str, int, str], currency.Rate]  # (base, period, currency)
    rows: Mapping[tuple[str, int, str], int]  # the row of each

    @property
    def reporting(self) -> str:
        """Return the currency that most rates lead to; of equals the first by name."""
        count = Counter(base for base, _, _ in self.table)
        return min(count, key=lambda code: (-count[code], code), default="")

    @property
    def bases(self) -> set[str]:
        """Return every currency that any rate leads to."""
        return {base for base, _, _ in self.table}

    def total_in(self, own: str, parts: Iterable[str]) -> str:
        """Return the currency of a total: of its parts where they share one, else its own or the common one."""
        found = set(parts) or {own}
        if found == {own} or own in self.bases:
            return own
        return min(found) if len(found) == 1 else (self.reporting or own)

    def into(self, base: str) -> dict[tuple[str, str], currency.Rate]:
        """Return the rates into a currency, as the core keys them: by period and currency."""
        return {(str(period), code): rate for (to, period, code), rate in self.table.items() if to == base}


def load_rates(known_at: datetime | None) -> Rates:
    """Return what is known of currencies and rates."""
    columns = ("pk", "base_id", "period_id", "currency_id", "average", "closing")
    found = list(ExchangeRate.objects.known(known_at).values_list(*columns))
    table = {(base, period, code): currency.Rate(*both) for _, base, period, code, *both in found}
    rows = {(base, period, code): pk for pk, base, period, code, *_ in found}
    return Rates(dict(LegalEntity.objects.exclude(currency="").values_list("pk", "currency")), table, rows)


def bases_of(codes: np.ndarray, has_value: Mask, parents: Index, rates: Rates) -> np.ndarray:
    """Return the currency of each row's total, by period: its own, or the common one where parts differ from it.

    `parents` holds the row above each row in each period.
    """
    out = codes.copy()
    for column in range(codes.shape[1]):
        below: dict[int, set[str]] = defaultdict(set)
        for row in np.flatnonzero(has_value[:, column]).tolist():
            at = row
            while at != NONE and codes[row, column] not in below[at]:
                below[at].add(codes[row, column])
                at = int(parents[at, column])
        for row, found in below.items():
            out[row, column] = rates.total_in(codes[row, column], found)
    return out


def currency_of_units(units: Sequence[int], day: date, known_at: datetime | None) -> tuple[dict[int, str], Rates]:
    """Return the currency of each unit on a day, and the rates."""
    rates, tree = load_rates(known_at), load_tree(known_at)
    ids = np.array(sorted(set(units)), dtype=np.int64)
    codes = currencies(ids, tree, np.array([day.toordinal()], dtype=np.int64), rates)
    return {int(unit): str(code) for unit, code in zip(ids, codes[:, 0], strict=True)}, rates


def currencies(units: Index, tree: Tree, days: Index, rates: Rates) -> np.ndarray:
    """Return the currency of units on days, that of the nearest legal entity above; empty where none is known."""
    codes = sorted({"", *rates.currency_of.values()})
    of_entity = {entity: codes.index(code) for entity, code in rates.currency_of.items()}
    own, parents = tree.entities(days), tree.parents(days)
    found = np.vectorize(lambda entity: of_entity.get(int(entity), 0), otypes=[np.int64])(own) if own.size else own
    at = np.searchsorted(tree.units, units)[:, np.newaxis] + np.zeros(len(days), dtype=np.int64)
    every = np.arange(len(days))
    out = np.zeros(at.shape, dtype=np.int64)
    while (at != NONE).any():
        here = np.where(at == NONE, 0, found[at, every])
        out = np.where(out == 0, here, out)
        at = np.where((out != 0) | (at == NONE), NONE, parents[at, every])
    return np.array(codes, dtype=object)[out]


def converted(
    values: Array, codes: np.ndarray, periods: Index, base: np.ndarray, rates: Rates, *, is_stock: bool
) -> tuple[Array, Mask]:
    """Return amounts (rows × periods) in the base currency of each period, and where a rate is missing."""
    out, lacks = values.copy(), np.zeros(values.shape, dtype=np.bool_)
    row, column = np.nonzero(np.isfinite(values) & (codes != base))
    for code in sorted(set(base.tolist())):
        chosen = base[column] == code
        cells = list(zip(row[chosen].tolist(), column[chosen].tolist(), strict=True))
        amounts = [
            currency.Amount(Decimal(repr(float(values[at, on]))), str(codes[at, on]), str(periods[on]))
            for at, on in cells
        ]
        done = currency.convert(amounts, rates.into(code), base=code, kind="stock" if is_stock else "flow")
        for (at, on), line in zip(cells, done.lines, strict=True):
            lacks[at, on] = line is None
            out[at, on] = np.nan if line is None else float(line)
    return out, lacks
