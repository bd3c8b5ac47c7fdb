"""Read one foreign file through a mapping: one pass over its rows fills every table the mapping names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from lineofsight.integrations.files.corrected import Corrections
from lineofsight.integrations.files.limits import DEFAULT_LIMITS, Limits
from lineofsight.integrations.files.opening import open_table
from lineofsight.integrations.files.problems import FileProblem
from lineofsight.integrations.files.sources import Source
from lineofsight.integrations.files.tables import AS_FOUND, Chunk, ReadOptions, TableFile

from .batches import Batch
from .columns import TableSpec
from .field_sources import Row, Sources
from .findings import Account, Finding, Place, refused, remark
from .keyed_rows import KeyedRows
from .mapping import plain_mapping
from .mapping_parts import FileMapping, Mapping, Output
from .observation_rows import ObservationRows
from .periods import CIVIL, Calendar
from .table_specs import PLAIN_TABLES, TABLES, recognize

Numbered = list[tuple[int, Row]]
LEFT_OUT = "left out in the preview"


class MappedFile:
    """A foreign file and what it fills. Iterate `batches()` once, then read `accounts` and `remarks`.

    Every row is accounted for in every output: read = used + merged + empty + filtered + refused.
    """

    def __init__(
        self,
        mapping: Mapping,
        part: FileMapping,
        source: Source,
        limits: Limits = DEFAULT_LIMITS,
        corrections: Corrections | None = None,
    ) -> None:
        self.mapping, self.part, self.source, self.limits = mapping, part, source, limits
        self.corrections = corrections or Corrections()
        self.table = self._open()
        self.name = source.name
        self.sources = Sources(source.name, self.table.header, self.table.header_line, mapping)
        self.outputs = [self._output(output) for output in part.outputs]
        self.remarks: list[Finding] = []

    @property
    def facts(self) -> dict[str, str]:
        """Return how the file was read: kind, encoding, delimiter or sheet."""
        return self.table.facts

    @property
    def accounts(self) -> dict[str, Account]:
        """Return the account of each output by the name of its table (numbered when a table is filled twice)."""
        named: dict[str, Account] = {}
        for output in self.outputs:
            name, number = output.name, 2
            while name in named:
                name, number = f"{output.name} {number}", number + 1
            named[name] = output.account
        return named

    def _open(self) -> TableFile:
        options = self.part.options
        return self.corrections.over(open_table(self.source, options=options, limits=self.limits))

    def _output(self, output: Output) -> _Filling:
        return _Filling(output, self.sources, self._calendar_rules(output), self.mapping)

    def _calendar_rules(self, output: Output) -> Output:
        """A file with semicolons usually has decimal commas: unless the mapping says, a comma is then refused."""
        if self.part.decimal_mark is not None or self.table.facts.get("delimiter") != "semicolon":
            return output
        return replace(
            output,
            fields={
                name: replace(source, numbers=replace(source.numbers, decimal_mark=None))
                for name, source in output.fields.items()
            },
        )

    def batches(self) -> Iterator[Batch]:
        """Yield the records of all outputs in file order, with their findings; at the end what needs all rows."""
        for chunk in self.table.chunks():
            yield from self._refused_rows(chunk)
            rows: Numbered = list(zip(chunk.lines, chunk.rows, strict=True))
            for output in self.outputs:
                output.account.read += chunk.empty
                output.account.empty += chunk.empty
                if chunk.left_out:
                    output.account.read += chunk.left_out
                    output.account.filtered[LEFT_OUT] += chunk.left_out
                yield output.take(rows)
        for output in self.outputs:
            yield from output.finish(self._again)
        self.remarks = self._remarks()

    def _again(self) -> Iterator[Numbered]:
        for chunk in self._open().chunks():
            yield list(zip(chunk.lines, chunk.rows, strict=True))

    def _refused_rows(self, chunk: Chunk) -> Iterator[Batch]:
        if not chunk.refused:
            return
        findings = []
        for row in chunk.refused:
            place = Place(self.name, row.line)
            findings.append(refused(row.code, row.sentence, place, None, "Correct the row and load again.", row.raw))
            for output in self.outputs:
                output.account.read += 1
                output.account.refused[row.code] += 1
        yield Batch("", findings=findings)

    def _remarks(self) -> list[Finding]:
        remarks = [
            remark(one.code, one.sentence, Place(self.name, one.line, one.column), None, one.next_step)
            for one in self.table.remarks
        ]
        unused = [
            heading
            for heading in self.table.header
            if heading and heading not in self.sources.used and heading not in self.part.ignore_columns
        ]
        if unused:
            listed = ", ".join(dict.fromkeys(unused))
            sentence = f"These columns are not read: {listed}."
            step = "Map them, or list them under “ignore_columns”."
            remarks.append(remark("columns_not_used", sentence, Place(self.name, self.table.header_line), None, step))
        return remarks


class _Filling:
    """One output at work: its conditions, and the rows behind them."""

    def __init__(self, stated: Output, sources: Sources, output: Output, mapping: Mapping) -> None:
        self.name = output.table.name
        self.conditions = [(rule.why, sources.condition(rule)) for rule in output.rows]
        kind = ObservationRows if self.name == "observations" else KeyedRows
        self.rows: ObservationRows | KeyedRows = kind(sources, output, mapping.calendar)

    @property
    def account(self) -> Account:
        return self.rows.account

    def take(self, rows: Numbered) -> Batch:
        if not self.conditions:
            return self.rows.take(rows)
        account, kept = self.account, []
        for line, row in rows:
            failed = next((why for why, met in self.conditions if not met(row)), None)
            if failed is None:
                kept.append((line, row))
            else:
                account.read += 1
                account.filtered[failed] += 1
        return self.rows.take(kept)

    def finish(self, again: Callable[[], Iterator[Numbered]]) -> Iterator[Batch]:
        if isinstance(self.rows, KeyedRows):
            yield self.rows.finish()
            return

        def kept_again() -> Iterator[Numbered]:
            for rows in again():
                yield [(line, row) for line, row in rows if all(met(row) for _, met in self.conditions)]

        yield from self.rows.finish(kept_again)


def open_mapped(
    mapping: Mapping, source: Source, limits: Limits = DEFAULT_LIMITS, corrections: Corrections | None = None
) -> MappedFile:
    """Return the file under the part of the mapping that is meant for its name."""
    part = mapping.for_file(source.name)
    if part is None:
        patterns = ", ".join(one.match for one in mapping.files) or "none"
        raise FileProblem(
            "file_not_mapped",
            f"The mapping {mapping.name} says nothing about {source.name}.",
            next_step=f"It knows files called: {patterns}.",
        )
    return MappedFile(mapping, part, source, limits, corrections)


def open_plain(
    source: Source,
    table: str | None = None,
    calendar: Calendar = CIVIL,
    limits: Limits = DEFAULT_LIMITS,
    options: ReadOptions = AS_FOUND,
    corrections: Corrections | None = None,
) -> MappedFile:
    """Return a file that uses our own headings; without `table` its kind is told by them."""
    opened = open_table(source, options=options, limits=limits)
    spec = _recognized(opened) if table is None else TABLES[table]
    mapping = plain_mapping(spec, opened.header, calendar)
    output = mapping.files[0].outputs[0]
    missing = [name for name in spec.required if name not in output.fields]
    if missing:
        raise FileProblem(
            "column_missing",
            f"{source.name}, line {opened.header_line}: the column {missing[0]} is missing.",
            line=opened.header_line,
            next_step=f"It has: {', '.join(opened.header)[:300]}. Rename a column, or write a mapping.",
        )
    part = replace(mapping.files[0], options=options, decimal_mark=None)
    return MappedFile(mapping, part, source, limits, corrections)


def _recognized(opened: TableFile) -> TableSpec:
    """Return the only table that fits the headings best."""
    fitting = recognize(opened.header)
    if len(fitting) == 1:
        return fitting[0]
    where = f"{opened.name}, line {opened.header_line}"
    if fitting:
        names = " or ".join(spec.name for spec in fitting)
        raise FileProblem(
            "table_ambiguous",
            f"{where}: by its columns this may be {names}.",
            line=opened.header_line,
            next_step="Say which of them it is.",
        )
    if len(opened.header) == 1:
        raise FileProblem(
            "one_column",
            f"{where}: this is one column, so it is text and no table, or its delimiter is not seen.",
            line=opened.header_line,
            next_step="Save it as CSV (UTF-8) or xlsx, or name the “delimiter” in a mapping.",
        )
    wanted = "; ".join(f"{one.name}: {', '.join(one.required)}" for one in PLAIN_TABLES)
    raise FileProblem(
        "table_unknown",
        f"{where}: its columns are those of none of our tables.",
        line=opened.header_line,
        next_step=f"Needed are ({wanted}), or a mapping. It has: {', '.join(opened.header)[:300]}.",
    )
