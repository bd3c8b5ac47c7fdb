"""Take values of a stated kind out of a JSON document, or refuse the document with the line of the mistake."""

from __future__ import annotations

from typing import Any

from lineofsight.integrations.files.json_text import JsonArray, JsonNumber, JsonObject
from lineofsight.integrations.files.problems import FileProblem


class CheckedDocument:
    """Getters that raise FileProblem with the line when a value is not of the kind asked for."""

    def __init__(self, name: str) -> None:
        self.name = name

    def problem(self, line: int, sentence: str, next_step: str = "") -> FileProblem:
        return FileProblem(
            "mapping_wrong",
            f"{self.name}, line {line}: {sentence}",
            line=line,
            next_step=next_step or "The format is described in docs/formats/mapping.md.",
        )

    def only(self, found: JsonObject, known: frozenset[str], what: str) -> None:
        for key in found:
            if key not in known:
                listed = ", ".join(sorted(known))
                raise self.problem(found.lines[key], f"{what} has no “{key}”.", f"It may have: {listed}.")

    def need_object(self, parent: JsonObject, key: str, value: Any) -> JsonObject:
        if not isinstance(value, JsonObject):
            raise self.problem(parent.lines[key], f"“{key}” must be an object.")
        return value

    def object(self, parent: JsonObject, key: str) -> JsonObject | dict[str, Any]:
        value = parent.get(key)
        return {} if value is None else self.need_object(parent, key, value)

    def objects(self, parent: JsonObject, key: str) -> list[JsonObject]:
        value = parent.get(key)
        if not isinstance(value, JsonArray) or not all(isinstance(one, JsonObject) for one in value):
            raise self.problem(parent.lines.get(key, parent.line), f"“{key}” must be a list of objects.")
        return list(value)

    def text(self, parent: JsonObject, key: str) -> str | None:
        value = parent.get(key)
        if value is None:
            return None
        if isinstance(value, JsonNumber):
            return value.text
        if not isinstance(value, str):
            raise self.problem(parent.lines[key], f"“{key}” must be a text.")
        return value

    def texts(self, parent: JsonObject, key: str) -> tuple[str, ...]:
        value = parent.get(key)
        if value is None:
            return ()
        if isinstance(value, str):
            return (value,)
        if not isinstance(value, JsonArray):
            raise self.problem(parent.lines[key], f"“{key}” must be a list of texts.")
        return tuple(one.text if isinstance(one, JsonNumber) else str(one) for one in value)

    def whole(self, parent: JsonObject, key: str) -> int | None:
        value = parent.get(key)
        if value is None:
            return None
        if not isinstance(value, JsonNumber) or value != value.to_integral_value() or not 0 <= value <= 10_000_000:
            raise self.problem(parent.lines[key], f"“{key}” must be a whole number.")
        return int(value)

    def flag(self, parent: JsonObject, key: str) -> bool:
        value = parent.get(key, False)
        if not isinstance(value, bool):
            raise self.problem(parent.lines[key], f"“{key}” must be true or false.")
        return value

    def choice(self, parent: JsonObject, key: str, known: tuple[str, ...], default: str) -> str:
        value = self.text(parent, key)
        if value is None:
            return default
        if value not in known:
            raise self.problem(parent.lines[key], f"“{key}” may not be “{value}”.", f"It may be: {', '.join(known)}.")
        return value
