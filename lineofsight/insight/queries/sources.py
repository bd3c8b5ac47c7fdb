"""The lines of a file that a value rests on."""

from dataclasses import dataclass
from datetime import datetime

from lineofsight.base import files
from lineofsight.base.commands import Context
from lineofsight.base.errors import NotFound
from lineofsight.base.queries import query
from lineofsight.insight.queries.latest import unit_names
from lineofsight.measures.models import MeasureVersion, Observation

MOST_LINES = 500


@dataclass(frozen=True, slots=True)
class SourceLines:
    """The lines of a file that one value rests on."""

    measure: str
    measure_slug: str
    unit: str
    period_key: str
    file_name: str
    digest: str
    size: int
    stored_at: datetime
    lines: tuple[tuple[int, str], ...]
    hidden: int
    raw: str
    pointer: str
    value: float | None
    is_removed: bool


@query("insight.source", "/sources/{observation}")
def source(ctx: Context, observation: int) -> SourceLines:
    """Return the lines of the file that a value rests on."""
    rows = Observation.objects.visible_to(ctx.viewer).select_related("file", "measure", "period")
    row = rows.filter(pk=observation).first()
    if row is None:
        raise NotFound("This value")
    card = MeasureVersion.objects.current().filter(measure_id=row.measure_id).order_by("-valid_from").first()
    wanted = files.expand(row.lines)
    shown: dict[int, str] = {}
    is_text = bool(row.file) and row.file.name.lower().endswith((".csv", ".tsv", ".txt", ".json"))
    if row.file and not row.file.removed_at and is_text:
        shown = files.text_lines(row.file, [1, *wanted[:MOST_LINES]])
    return SourceLines(
        measure=card.name if card else row.measure.key,
        measure_slug=row.measure.slug,
        unit=unit_names(ctx).get(row.unit_id, ""),
        period_key=row.period.key,
        file_name=row.file.name if row.file else "",
        digest=row.file.digest if row.file else "",
        size=row.file.size if row.file else 0,
        stored_at=row.file.stored_at if row.file else row.known_from,
        lines=tuple(sorted(shown.items())),
        hidden=max(0, len(wanted) - MOST_LINES),
        raw=row.raw,
        pointer=row.pointer,
        value=float(row.value) if row.value is not None else None,
        is_removed=bool(row.file and row.file.removed_at),
    )
