"""The content of the files behind the readings, byte for byte the same each time: what *Why?* leads down to."""

import csv
import io
from typing import Final

from lineofsight.demo.norrvik import reporting, trailer_log
from lineofsight.demo.norrvik.readings import Reading
from lineofsight.demo.norrvik.series import Batch, Correction

COLUMNS: Final = ("period", "kpi", "unit", "value", "numerator", "denominator", "label", "currency", "comment")


def batch_content(batch: Batch) -> bytes:
    """Return the file of a batch: the trailer log line by line, any other source with one line for each reading."""
    if batch.source == "trailer-log":
        return trailer_log.content(reporting.last_month_of(batch.readings[0].period))
    return _table(batch.readings)


def correction_content(correction: Correction) -> bytes:
    """Return the file a correction came in: one line below the head."""
    return _table((correction.reading,))


def _table(readings: tuple[Reading, ...]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for reading in readings:
        writer.writerow((reading.period, reading.measure, reading.unit, reading.value, reading.numerator,
                         reading.denominator, reading.label, reading.currency, reading.comment))  # fmt: skip
    return text.getvalue().encode()
