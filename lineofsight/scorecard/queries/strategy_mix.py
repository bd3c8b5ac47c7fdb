"""How the strategy weighs its objectives: the shares of a scorecard, from perspectives down."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from lineofsight.base.commands import Context
from lineofsight.organization.models import UnitClosure
from lineofsight.scorecard.models import NodeLink, Scorecard
from lineofsight.scorecard.shares import grouped
from lineofsight.scorecard.threads import things
from lineofsight.scorecard.threads.things import Strategic


@dataclass(frozen=True, slots=True)
class Mix:
    """The objectives of a strategy in force, in its order, and what part of the whole each weighs (0 to 1)."""

    strategy_id: int
    objectives: tuple[Strategic, ...]
    weight: dict[int, float]


def mix_of(ctx: Context, unit_id: int, day: date) -> Mix | None:
    """Return the strategy that a unit works for: of its own scorecard, else of the nearest one above it."""
    above = UnitClosure.objects.filter(descendant_id=unit_id).values("ancestor_id")
    cards = Scorecard.objects.visible_to(ctx.viewer).filter(
        unit__in=above, unit__below__descendant_id=unit_id, strategy__adoptions__known_to__isnull=True
    )
    # a scorecard whose strategy serves a higher one weighs less than that: the whole is what effort is held against
    card = cards.order_by("-unit__below__depth", "pk").values_list("pk", "strategy_id").first()
    if card is None:
        return None
    objectives = things.strategic(ctx, Q(strategy_version__strategy_id=card[1]), day)
    rows = NodeLink.objects.at(day, ctx.known_at).filter(
        Q(parent__scorecard_id=card[0]) | Q(parent__objective__strategy_id=card[1])
    )
    found = list(rows.select_related("parent", "child"))
    links = grouped(found)
    nodes = {node.pk: node for row in found for node in (row.parent, row.child) if node.kind != "measure"}
    kinds = {pk: node.objective_id for pk, node in nodes.items()}
    weight: dict[int, float] = {}
    waiting = [(pk, 1.0) for pk, node in nodes.items() if node.kind == "scorecard"]
    for node, share in waiting:
        objective = kinds.get(node)
        if objective is not None:
            weight[objective] = weight.get(objective, 0.0) + share
            continue
        waiting += [(link.child, share * link.share) for link in links.get(node, []) if link.child in kinds]
    return Mix(card[1], tuple(row for row in objectives.values() if row.is_end), weight)
