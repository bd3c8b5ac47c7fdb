"""What a map lacks (DOMAIN §2.1): reported, never forbidden."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lineofsight.base import clock
from lineofsight.base.commands import Context
from lineofsight.organization.models import Accountability
from lineofsight.strategy.queries.versions import VersionView, strategy_version

FEWEST, MOST = 12, 20
ANSWERING = ("A", "owner")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that the map lacks: what kind, of which objective or perspective (by its code or key), in words."""

    kind: str
    about: str
    sentence: str


def map_health(ctx: Context, *, version: UUID, measured: Collection[int] | None = None) -> tuple[Finding, ...]:
    """Return what a version's map lacks (DOMAIN §2.1): owners, perspectives, links, KPIs, a readable size.

    `measured` holds the ids of objectives with a KPI; only a higher domain knows them, None leaves that check out.
    """
    view = strategy_version(ctx, version=version)
    day = ctx.as_of or clock.today()
    addresses = {f"objective:{line.public_id}": line.code for line in view.objectives}
    rows = Accountability.objects.at(day, ctx.known_at).filter(target__in=list(addresses), code__in=ANSWERING)
    owned = Counter(addresses[target] for target in rows.values_list("target", flat=True))
    return findings(view, owned, measured)


def findings(
    view: VersionView, owned: Mapping[str, int], measured: Collection[int] | None = None
) -> tuple[Finding, ...]:
    """Return what a loaded version lacks; `owned` counts who answers for each objective, by its code."""
    found = [*_lonely(view, owned), *_sizes(view)]
    if measured is not None:
        found += [
            Finding(
                "no_measure",
                line.code,
                _("%(code)s has no KPI: nothing would show whether it is reached.") % {"code": line.code},
            )
            for line in view.objectives
            if line.id not in measured
        ]
    return tuple(found)


def _lonely(view: VersionView, owned: Mapping[str, int]) -> list[Finding]:
    linked = {code for link in view.links for code in (link.driver, link.outcome)}
    found = []
    for line in view.objectives:
        words = {"code": line.code, "count": owned.get(line.code, 0)}
        if not words["count"]:
            found.append(Finding("no_owner", line.code, _("%(code)s has no owner.") % words))
        if owned.get(line.code, 0) > 1:
            found.append(Finding("many_owners", line.code, _("%(code)s has %(count)s owners; name one.") % words))
        if not line.perspective_key:
            found.append(Finding("no_perspective", line.code, _("%(code)s stands in no perspective.") % words))
        if view.links and line.code not in linked:
            said = _("%(code)s neither drives nor follows another objective.") % words
            found.append(Finding("no_link", line.code, said))
    return found


def _sizes(view: VersionView) -> list[Finding]:
    count = len(view.objectives)
    used = {line.perspective_key for line in view.objectives}
    found = [
        Finding("empty_perspective", line.key, _("No objective stands in %(name)s.") % {"name": line.name})
        for line in view.perspectives
        if line.key not in used
    ]
    if not FEWEST <= count <= MOST:
        said = ngettext(
            "%(count)s objective; maps that are used have %(fewest)s to %(most)s.",
            "%(count)s objectives; maps that are used have %(fewest)s to %(most)s.",
            count,
        ) % {"count": count, "fewest": FEWEST, "most": MOST}
        found.append(Finding("few_objectives" if count < FEWEST else "many_objectives", "", said))
    return found
