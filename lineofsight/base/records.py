"""What a model declares about itself: kind, record class, and the data class, purpose and retention of its fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class RecordClass(StrEnum):
    """How much of a row history may keep (DESIGN §5)."""

    OPEN = "open"  # values before and after
    PERSONAL = "personal"  # values encrypted under the person's key
    PRIVATE = "private"  # only that a change happened
    SEALED = "sealed"  # no actor, no values, no fine time
    DERIVED = "derived"  # computed from recorded rows: counted and digested, not copied


@dataclass(frozen=True, slots=True)
class Use:
    """Why a field is kept: what kind of data it is, what for, and how long."""

    data_class: str  # business | personal | sensitive | technical
    purpose: str
    retention: str


@dataclass(frozen=True, slots=True)
class Declaration:
    """A model's declaration; `fields` names those that differ from `use`.

    `person` names the field that leads to the person whose key encrypts personal values.
    """

    kind: str
    use: Use
    record_class: RecordClass = RecordClass.OPEN
    fields: Mapping[str, Use] = field(default_factory=dict)
    person: str = ""


BUSINESS = Use("business", "running and explaining the strategy", "life of the installation")
TECHNICAL = Use("technical", "operating the installation", "life of the installation")
PERSONAL = Use("personal", "knowing who works where and who answers for what", "until erasure")
