"""What the sources reported: files, and the values that rest on their lines; corrections, disputes, closes."""

import io
from decimal import Decimal

from lineofsight.base import files
from lineofsight.base.store_models import StoredFile
from lineofsight.demo.norrvik import catalog
from lineofsight.demo.norrvik import files as contents
from lineofsight.demo.norrvik.changes import Act
from lineofsight.demo.norrvik.changes import Dispute as SaidDispute
from lineofsight.demo.norrvik.readings import Reading
from lineofsight.demo.norrvik.series import Batch, Correction
from lineofsight.demo.replay.stage import Stage
from lineofsight.measures import commands
from lineofsight.measures.commands.observations import ratio_value
from lineofsight.measures.models import Dispute
from lineofsight.organization.commands import close_period


def read_batch(stage: Stage, act: Act) -> None:
    """Keep the file of a source and record every value that it holds, with its lines."""
    batch = act.payload
    assert isinstance(batch, Batch)
    context = stage.context(act.actor)
    file = _keep(contents.batch_content(batch), batch.file)
    rows = [_row(stage, reading, file) for reading in batch.readings]
    commands.record_observations(context, None, {"rows": rows, "source": batch.source})


def correct_reading(stage: Stage, act: Act) -> None:
    """Record what came late or was wrong before; for a closed month it is a restatement."""
    correction = act.payload
    assert isinstance(correction, Correction)
    reading = correction.reading
    file = _keep(contents.correction_content(correction), reading.file)
    said = {"numerator": reading.numerator, "denominator": reading.denominator, "value": reading.value}
    place = {"raw": _raw(reading), "file": file.pk, "lines": _lines(reading), "source": reading.source}
    commands.record_observation(
        stage.context(act.actor, act.reason, from_file=True),
        stage.measures[reading.measure],
        {
            "unit": stage.units[reading.unit].public_id,
            "period": reading.period,
            "comment": reading.comment,
            "reported_at": reading.reported_at,
            **said,
            **place,
        },
    )


def close_month(stage: Stage, act: Act) -> None:
    """Close a month."""
    key = act.target.rpartition(":")[2]
    close_period(stage.context(act.actor, act.reason), stage.calendar, {"key": key})


def raise_dispute(stage: Stage, act: Act) -> None:
    """Dispute a value."""
    said = act.payload
    assert isinstance(said, SaidDispute)
    where = {"unit": stage.units[said.unit].public_id, "period": said.period}
    commands.open_dispute(stage.context(act.actor), stage.measures[said.measure], {**where, "claim": said.text})


def resolve_dispute(stage: Stage, act: Act) -> None:
    """Say what came of a dispute: the value stands."""
    said = act.payload
    assert isinstance(said, SaidDispute)
    dispute = Dispute.objects.get(
        measure=stage.measures[said.measure], unit=stage.units[said.unit], period__key=said.period, closed_at=None
    )
    commands.close_dispute(stage.context(act.actor), dispute, {"outcome": "upheld", "finding": act.reason})


def _keep(content: bytes, name: str) -> StoredFile:
    return files.store(io.BytesIO(content), name)


def _row(stage: Stage, reading: Reading, file: StoredFile) -> commands.ObservationRow:
    card = catalog.CARDS[reading.measure]
    numerator, denominator = _decimal(reading.numerator), _decimal(reading.denominator)
    value = _decimal(reading.value)
    if numerator is not None and denominator is not None:
        value = ratio_value(numerator, denominator, Decimal(card.factor), is_complement=card.complement)
    if card.scoring_type == "yes_no":
        value = Decimal(reading.label == "yes")
    return commands.ObservationRow(
        measure_id=stage.measures[reading.measure].pk,
        unit_id=stage.units[reading.unit].pk,
        period_id=stage.period(reading.period).pk,
        value=value,
        numerator=numerator,
        denominator=denominator,
        label=reading.label or "",
        comment=reading.comment or _counted(reading),
        raw=_raw(reading),
        file_id=file.pk,
        lines=_lines(reading),
        reported_at=reading.reported_at,
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _lines(reading: Reading) -> str:
    first, last = reading.lines
    return str(first) if first == last else f"{first}-{last}"


def _is_counted(reading: Reading) -> bool:
    return reading.source == "trailer-log"


def _raw(reading: Reading) -> str:
    """Return the text that stands in the file; a value counted from lines stands nowhere as such."""
    if _is_counted(reading):
        return ""
    return reading.value or reading.label or f"{reading.numerator}/{reading.denominator}"


def _counted(reading: Reading) -> str:
    if not _is_counted(reading):
        return ""
    first, last = reading.lines
    if reading.numerator is None:
        return f"Pallets of the arrivals on {last - first + 1} lines."
    return f"{reading.numerator} excursions, one a line; {reading.denominator} pallets arrived."
