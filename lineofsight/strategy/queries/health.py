"""What a map lacks (DOMAIN §2.1): reported, never forbidden."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

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
    findings = [*_lonely(ctx, view), *_sizes(view)]
    if measured is not None:
        findings += [
            Finding("no_measure", line.code, f"{line.code} has no KPI: nothing would show whether it is reached.")
            for line in view.objectives
            if line.id not in measured
        ]
    return tuple(findings)


def _lonely(ctx: Context, view: VersionView) -> list[Finding]:
    day = ctx.as_of or clock.today()
    addresses = {f"objective:{line.public_id}": line for line in view.objectives}
    rows = Accountability.objects.at(day, ctx.known_at).filter(target__in=list(addresses), code__in=ANSWERING)
    owned = Counter(rows.values_list("target", flat=True))
    linked = {code for link in view.links for code in (link.driver, link.outcome)}
    findings = []
    for address, line in addresses.items():
        if owned[address] == 0:
            findings.append(Finding("no_owner", line.code, f"{line.code} has no owner."))
        if owned[address] > 1:
            findings.append(Finding("many_owners", line.code, f"{line.code} has {owned[address]} owners; name one."))
        if not line.perspective_key:
            findings.append(Finding("no_perspective", line.code, f"{line.code} stands in no perspective."))
        if view.links and line.code not in linked:
            findings.append(Finding("no_link", line.code, f"{line.code} neither drives nor follows another objective."))
    return findings


def _sizes(view: VersionView) -> list[Finding]:
    count = len(view.objectives)
    used = {line.perspective_key for line in view.objectives}
    findings = [
        Finding("empty_perspective", line.key, f"No objective stands in {line.name}.")
        for line in view.perspectives
        if line.key not in used
    ]
    if count < FEWEST:
        findings.append(
            Finding("few_objectives", "", f"{count} objectives; maps that are used have {FEWEST} to {MOST}.")
        )
    if count > MOST:
        findings.append(
            Finding("many_objectives", "", f"{count} objectives; maps that are used have {FEWEST} to {MOST}.")
        )
    return findings
