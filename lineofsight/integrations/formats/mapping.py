"""Read a mapping file: which columns, words and units of foreign files mean what here.

The format `lineofsight-mapping/1` is described in `docs/formats/mapping.md`. A mistake in a mapping is refused with
the line on which it stands, before any data is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from lineofsight.integrations.files.json_text import JsonArray, JsonNumber, JsonObject, read_json
from lineofsight.integrations.files.limits import DEFAULT_LIMITS, Limits
from lineofsight.integrations.files.problems import FileProblem
from lineofsight.integrations.files.sources import Source
from lineofsight.integrations.files.tables import ReadOptions

from .columns import TableSpec
from .mapping_checks import CheckedDocument
from .mapping_parts import FieldSource, FileMapping, Lookup, Mapping, Output, RowRule
from .package_calendar import as_calendar
from .periods import CIVIL, Calendar
from .strategy_package import package_from
from .table_specs import TABLES, match_headings
from .values import NumberRules
from .words import MISSING_WORDS

FORMAT = "lineofsight-mapping/1"
LARGEST_SCALE = 30  # digits before or after the point
TOP_KEYS = frozenset({"format", "name", "note", "source", "calendar", "words", "lookups", "package", "files"})
FILE_KEYS = frozenset(
    [
        "match",
        "note",
        "encoding",
        "delimiter",
        "decimal_mark",
        "header_row",
        "sheet",
        "short_rows",
        "missing",
        "outputs",
        "ignore_columns",
    ]
)
OUTPUT_KEYS = frozenset({"table", "note", "fields", "rows", "combine", "repeat", "order"})
FIELD_KEYS = frozenset(
    [
        "column",
        "constant",
        "template",
        "join",
        "with",
        "lookup",
        "field",
        "otherwise",
        "words",
        "missing",
        "percent",
        "money",
        "magnitudes",
        "parentheses",
        "spaces",
        "decimal_mark",
        "scale",
        "round",
        "date_format",
        "split",
        "frequency",
        "note",
    ]
)
ROW_KEYS = frozenset({"column", "in", "not_in", "empty", "lookup", "found", "why"})


def read_mapping(
    content: str | Path | bytes | Source, name: str | None = None, *, limits: Limits = DEFAULT_LIMITS
) -> Mapping:
    """Return the mapping; raise FileProblem with the line of the first mistake."""
    source = content if isinstance(content, Source) else Source.of(content, name)
    document = read_json(source, limits=limits)
    if not isinstance(document, JsonObject) or document.get("format") != FORMAT:
        raise FileProblem(
            "mapping_format_unknown",
            f"{source.name} does not say that it is a mapping.",
            line=1,
            next_step=f'It must be an object with "format": "{FORMAT}".',
        )
    return _MappingReader(source.name, document).mapping()


def plain_mapping(spec: TableSpec, header: Iterable[str], calendar: Calendar = CIVIL) -> Mapping:
    """Return the mapping of a file that uses our own headings."""
    fields = {ours: FieldSource(1, column=theirs) for ours, theirs in match_headings(spec, tuple(header)).items()}
    output = Output(spec, fields)
    return Mapping(spec.name, "", calendar, (FileMapping("*", ReadOptions(), ".", (output,)),))


class _MappingReader(CheckedDocument):
    def __init__(self, name: str, document: JsonObject) -> None:
        super().__init__(name)
        self.document = document
        self.words: dict[str, dict[str, str]] = {}

    def mapping(self) -> Mapping:
        document = self.document
        self.only(document, TOP_KEYS, "a mapping")
        package = None
        if (stated := document.get("package")) is not None:
            package = package_from(self.name, self.need_object(document, "package", stated), path=("package",))
        calendar = as_calendar(package.calendar) if package else CIVIL
        if document.get("calendar") is not None:
            calendar = self.calendar(self.need_object(document, "calendar", document["calendar"]))
        for title, table in self.object(document, "words").items():
            self.words[title] = self.word_table(document["words"], title, table)
        lookups = {
            title: self.lookup(self.need_object(document["lookups"], title, one))
            for title, one in self.object(document, "lookups").items()
        }
        files = tuple(self.file(one) for one in self.objects(document, "files"))
        mapping = Mapping(
            name=self.text(document, "name") or self.name,
            source=self.text(document, "source") or "",
            calendar=calendar,
            files=files,
            lookups=lookups,
            package=package,
        )
        self.check_lookups(mapping)
        return mapping

    def calendar(self, found: JsonObject) -> Calendar:
        self.only(found, frozenset({"key", "start_month", "year_named_by"}), "a calendar")
        month = self.whole(found, "start_month") or 1
        if month > 12:
            raise self.problem(found.lines["start_month"], "A calendar starts in a month from 1 to 12.")
        named_by = self.choice(found, "year_named_by", ("start", "end"), "end")
        return Calendar(self.text(found, "key") or "calendar", month, named_by)

    def word_table(self, parent: JsonObject, title: str, found: Any) -> dict[str, str]:
        table = self.need_object(parent, title, found)
        return {" ".join(word.split()).casefold(): self.text(table, word) or "" for word in table}

    def lookup(self, found: JsonObject) -> Lookup:
        self.only(found, frozenset({"match", "how", "give", "rows", "note"}), "a lookup")
        match, give, how = (self.texts(found, key) for key in ("match", "give", "how"))
        rows = found.get("rows")
        if not match or not give or not isinstance(rows, JsonArray):
            raise self.problem(found.line, "A lookup needs “match”, “give” and “rows”.")
        width = len(match) + len(give)
        for number, row in enumerate(rows):
            if not isinstance(row, JsonArray) or len(row) != width:
                raise self.problem(rows.lines[number], f"A row of this lookup needs {width} values.")
        starts = tuple(word == "starts_with" for word in how) or (False,) * len(match)
        if len(starts) != len(match) or any(word not in ("equals", "starts_with") for word in how):
            raise self.problem(found.line, "“how” needs “equals” or “starts_with” for each column of “match”.")
        texts = tuple(tuple("" if cell is None else " ".join(_text(cell).split()) for cell in row) for row in rows)
        return Lookup(match, starts, give, texts)

    def file(self, found: JsonObject) -> FileMapping:
        self.only(found, FILE_KEYS, "a file")
        delimiter = self.text(found, "delimiter")
        if delimiter is not None and len(delimiter) != 1:
            raise self.problem(found.lines["delimiter"], "A delimiter is one character.")
        options = ReadOptions(
            encoding=self.text(found, "encoding"),
            delimiter=delimiter,
            header_row=self.whole(found, "header_row"),
            sheet=self.text(found, "sheet"),
            fill_short_rows=self.choice(found, "short_rows", ("refuse", "fill"), "refuse") == "fill",
        )
        mark = self.text(found, "decimal_mark")
        if mark not in (None, ".", ","):
            raise self.problem(found.lines["decimal_mark"], "A decimal mark is “.” or “,”.")
        missing = {" ".join(word.split()).casefold(): f"“{word}”" for word in self.texts(found, "missing")}
        rules = NumberRules(decimal_mark=mark or ".", missing=MISSING_WORDS | missing)
        return FileMapping(
            match=self.text(found, "match") or "*",
            options=options,
            decimal_mark=mark,
            outputs=tuple(self.output(one, rules) for one in self.objects(found, "outputs")),
            ignore_columns=frozenset(self.texts(found, "ignore_columns")),
        )

    def output(self, found: JsonObject, rules: NumberRules) -> Output:
        self.only(found, OUTPUT_KEYS, "an output")
        name = self.choice(found, "table", tuple(TABLES), "")
        if not name:
            raise self.problem(found.line, "An output needs a “table”.", f"It may be: {', '.join(TABLES)}.")
        spec = TABLES[name]
        stated = self.object(found, "fields")
        for ours in stated:
            if spec.column(ours) is None:
                listed = ", ".join(column.name for column in spec.columns)
                line = found["fields"].lines[ours]
                raise self.problem(line, f"The table {name} has no field “{ours}”.", f"It has: {listed}.")
        for ours in spec.required:
            if ours not in stated:
                raise self.problem(found.line, f"The table {name} needs the field “{ours}”.")
        combine = self.choice(found, "combine", ("none", "sum"), "none") == "sum"
        if combine and name != "observations":
            raise self.problem(found.lines["combine"], "Only observations can be summed over rows.")
        return Output(
            table=spec,
            fields={ours: self.field(found["fields"], ours, rules) for ours in stated},
            rows=tuple(self.row_rule(one) for one in self.objects(found, "rows")) if "rows" in found else (),
            combine_sum=combine,
            repeat=self.choice(found, "repeat", ("merge", "first", "last"), "merge"),
            order=self.texts(found, "order"),
            line=found.line,
        )

    def field(self, parent: JsonObject, key: str, rules: NumberRules) -> FieldSource:
        value = parent[key]
        line = parent.lines[key]
        if isinstance(value, str):
            return FieldSource(line, column=value, numbers=rules)
        found = self.need_object(parent, key, value)
        self.only(found, FIELD_KEYS, "a field")
        kinds = [kind for kind in ("column", "constant", "template", "join", "lookup") if found.get(kind) is not None]
        if len(kinds) != 1:
            raise self.problem(line, f"“{key}” needs one of column, constant, template, join or lookup.")
        words = found.get("words")
        if isinstance(words, str) and words not in self.words:
            raise self.problem(found.lines["words"], f"There are no words called “{words}” in this mapping.")
        return FieldSource(
            line=line,
            column=self.text(found, "column"),
            constant=self.text(found, "constant"),
            template=self.text(found, "template"),
            join=self.texts(found, "join"),
            joined_with=self.text(found, "with") or " ",
            lookup=self.text(found, "lookup"),
            lookup_field=self.text(found, "field") or key,
            otherwise=self.field(found, "otherwise", rules) if found.get("otherwise") is not None else None,
            words=self.words[words] if isinstance(words, str) else self.own_words(found),
            numbers=self.numbers(found, rules),
            date_format=self.text(found, "date_format"),
            split=self.text(found, "split"),
            frequency=self.text(found, "frequency"),
        )

    def own_words(self, found: JsonObject) -> dict[str, str] | None:
        return None if found.get("words") is None else self.word_table(found, "words", found["words"])

    def numbers(self, found: JsonObject, rules: NumberRules) -> NumberRules:
        missing = {" ".join(word.split()).casefold(): f"“{word}”" for word in self.texts(found, "missing")}
        scale = self.text(found, "scale") or "1"
        try:
            factor = Decimal(scale)
        except ArithmeticError:
            raise self.problem(found.lines["scale"], "“scale” must be a number.") from None
        if not factor.is_finite() or abs(factor.adjusted()) > LARGEST_SCALE:
            raise self.problem(found.lines["scale"], f"“scale” must be a number of at most {LARGEST_SCALE} digits.")
        return NumberRules(
            decimal_mark=self.text(found, "decimal_mark") or rules.decimal_mark,
            percent=self.choice(found, "percent", ("fraction", "points"), "") or None,
            money=self.flag(found, "money"),
            magnitudes=self.flag(found, "magnitudes"),
            parentheses=self.flag(found, "parentheses"),
            spaces=self.flag(found, "spaces"),
            scale=factor,
            round_to=self.whole(found, "round"),
            missing=rules.missing | missing,
        )

    def row_rule(self, found: JsonObject) -> RowRule:
        self.only(found, ROW_KEYS, "a row condition")
        column, lookup = self.text(found, "column"), self.text(found, "lookup")
        if (column is None) == (lookup is None):
            raise self.problem(found.line, "A row condition needs either a column or a lookup.")
        among, not_among = self.texts(found, "in"), self.texts(found, "not_in")
        if column and not among and not not_among and "empty" not in found:
            raise self.problem(found.line, "A row condition on a column needs “in”, “not_in” or “empty”.")
        what = f"{column} is among the values wanted" if column else f"the row is in {lookup}"
        return RowRule(
            why=self.text(found, "why") or f"not: {what}",
            column=column,
            among=frozenset(among) if among else None,
            not_among=frozenset(not_among) if not_among else None,
            empty=self.flag(found, "empty") if "empty" in found else None,
            lookup=lookup,
            found=self.flag(found, "found") if "found" in found else True,
        )

    def check_lookups(self, mapping: Mapping) -> None:
        """Refuse a reference to a lookup or to one of its fields that does not exist."""
        for output in (output for file in mapping.files for output in file.outputs):
            for source in output.fields.values():
                wanted: FieldSource | None = source
                while wanted is not None:
                    if wanted.lookup is not None:
                        self.check_lookup(mapping, wanted.lookup, wanted.lookup_field, wanted.line)
                    wanted = wanted.otherwise
            for rule in output.rows:
                if rule.lookup is not None:
                    self.check_lookup(mapping, rule.lookup, None, output.line)

    def check_lookup(self, mapping: Mapping, name: str, field_name: str | None, line: int) -> None:
        lookup = mapping.lookups.get(name)
        if lookup is None:
            raise self.problem(line, f"There is no lookup called “{name}” in this mapping.")
        if field_name is not None and field_name not in lookup.give:
            raise self.problem(
                line, f"The lookup “{name}” gives no “{field_name}”.", f"It gives: {', '.join(lookup.give)}."
            )


def _text(cell: Any) -> str:
    return cell.text if isinstance(cell, JsonNumber) else str(cell)
