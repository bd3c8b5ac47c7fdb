"""Turn the sources of fields (columns, templates, lookups, …) into functions from a row to raw text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from operator import itemgetter

from lineofsight.integrations.files.problems import FileProblem

from .mapping_parts import FieldSource, Lookup, Mapping, Output, RowRule
from .table_specs import heading_word
from .values import slug

Row = Sequence[str]
Getter = Callable[[Row], str]
PART = re.compile(r"\{([^{}|]+)((?:\|[a-z]+(?::\d+)?)*)\}")


def collapse(text: str) -> str:
    """Return the text without line breaks and doubled spaces."""
    return " ".join(text.split())


TEMPLATE_STEPS: dict[str, Callable[[str], str]] = {
    "slug": slug,
    "collapse": collapse,
    "lower": str.lower,
    "upper": str.upper,
}


class Sources:
    """Compile field sources against one file's header; a heading that is missing or ambiguous stops the file."""

    def __init__(self, file: str, header: Sequence[str], header_line: int, mapping: Mapping) -> None:
        self.file, self.header, self.header_line = file, header, header_line
        self.mapping = mapping
        self.used: set[str] = set()
        self._lookups: dict[str, Callable[[Row], tuple[str, ...] | None]] = {}

    def index(self, heading: str) -> int:
        """Return the position of a column by its heading (case and underscores do not count)."""
        exact = [number for number, name in enumerate(self.header) if name == collapse(heading)]
        near = exact or [n for n, name in enumerate(self.header) if heading_word(name) == heading_word(heading)]
        if len(near) == 1:
            self.used.add(self.header[near[0]])
            return near[0]
        if near:
            sentence = f"{self.file}, line {self.header_line}: the heading “{heading}” stands in {len(near)} columns."
            raise FileProblem(
                "column_twice", sentence, line=self.header_line, column=near[1] + 1, next_step="Rename one of them."
            )
        listed = ", ".join(name for name in self.header if name)[:300]
        raise FileProblem(
            "column_missing",
            f"{self.file}, line {self.header_line}: there is no column “{heading}”.",
            line=self.header_line,
            next_step=f"The columns are: {listed}. Correct the heading, the mapping, or the header row it names.",
        )

    def getter(self, source: FieldSource) -> Getter:
        """Return the function that takes the field's raw text out of a row."""
        get = self._first(source)
        if source.otherwise is None:
            return get
        other = self.getter(source.otherwise)
        return lambda row: get(row) or other(row)

    def _first(self, source: FieldSource) -> Getter:
        if source.column is not None:
            return itemgetter(self.index(source.column))
        if source.constant is not None:
            constant = source.constant
            return lambda row: constant
        if source.template is not None:
            return self._template(source.template)
        if source.join:
            indexes = [self.index(heading) for heading in source.join]
            return lambda row: source.joined_with.join(filter(None, (row[index].strip() for index in indexes)))
        return self._from_lookup(source)

    def _template(self, template: str) -> Getter:
        """Return the filled-in template; it is empty when one of its columns is."""
        parts: list[tuple[int, list[Callable[[str], str]]]] = []
        for heading, steps in PART.findall(template):
            parts.append((self.index(heading), [self._step(step) for step in steps.split("|") if step]))
        frame = PART.sub("{}", template)

        def fill(row: Row) -> str:
            filled = []
            for index, steps in parts:
                text = row[index].strip()
                for step in steps:
                    text = step(text)
                if not text:
                    return ""
                filled.append(text)
            return frame.format(*filled)

        return fill

    def _step(self, step: str) -> Callable[[str], str]:
        name, _, number = step.partition(":")
        if name == "first" and number:
            return lambda text: text[: int(number)]
        if name in TEMPLATE_STEPS:
            return TEMPLATE_STEPS[name]
        known = ", ".join([*TEMPLATE_STEPS, "first:N"])
        raise FileProblem("mapping_wrong", f"A template has no step “{step}”.", next_step=f"It has: {known}.")

    def _from_lookup(self, source: FieldSource) -> Getter:
        name = source.lookup or ""
        find = self.finder(name)
        position = self.mapping.lookups[name].give.index(source.lookup_field)

        def get(row: Row) -> str:
            found = find(row)
            return "" if found is None else found[position]

        return get

    def finder(self, name: str) -> Callable[[Row], tuple[str, ...] | None]:
        """Return the function that finds what a lookup gives for a row, None when it has no such row."""
        if name not in self._lookups:
            self._lookups[name] = self._finder(self.mapping.lookups[name])
        return self._lookups[name]

    def _finder(self, lookup: Lookup) -> Callable[[Row], tuple[str, ...] | None]:
        indexes = [self.index(heading) for heading in lookup.match]
        width = len(indexes)
        exact = [position for position, starts in enumerate(lookup.starts) if not starts]
        groups: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
        for entry in lookup.rows:
            groups.setdefault(tuple(entry[position] for position in exact), []).append(entry)
        prefixes = [position for position, starts in enumerate(lookup.starts) if starts]

        def find(row: Row) -> tuple[str, ...] | None:
            wanted = [collapse(row[index]) for index in indexes]
            for entry in groups.get(tuple(wanted[position] for position in exact), ()):
                if all(wanted[position].startswith(entry[position]) for position in prefixes):
                    return entry[width:]
            return None

        return find

    def condition(self, rule: RowRule) -> Callable[[Row], bool]:
        """Return whether a row meets a condition."""
        if rule.lookup is not None:
            find = self.finder(rule.lookup)
            return lambda row: (find(row) is not None) is rule.found
        index = self.index(rule.column or "")

        def met(row: Row) -> bool:
            text = collapse(row[index])
            if rule.empty is not None and (not text) is not rule.empty:
                return False
            if rule.among is not None and text not in rule.among:
                return False
            return rule.not_among is None or text not in rule.not_among

        return met

    def getters(self, output: Output) -> dict[str, Getter]:
        """Return one getter for each field that the output states."""
        return {name: self.getter(source) for name, source in output.fields.items()}
