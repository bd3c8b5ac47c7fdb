"""Checks the statement of an objective by its parts: a verb, what, how far, by when, for whom. Hints, never a gate.

"Make customers happier" has a verb and nothing to hold on to. The check reads words, not meaning: it can be wrong, says
what it found where, and forbids nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext

_NUMBER = re.compile(
    r"(?:at most|at least|under|over|below|above|to|by|from|within|inside|unter|über|bis|auf|um|höchstens|mindestens)?"
    r"\s*[€$£]?\d[\d.,]*\s*(?:%|percent|Prozent|per\s[\d,]+\s\w+|[A-Za-zÄÖÜäöüß€°/]+)?"
    r"|\b(?:half|double|twice|zero|none|every|all|no more|nine of ten|halb\w*|doppelt\w*|null|jede\w*|alle)\b",
    re.IGNORECASE,
)
_MONTHS = (
    "January|February|March|April|May|June|July|August|September|October|November|December|"
    "Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember"
)
_WHEN = re.compile(
    rf"\b(?:(?:{_MONTHS})\s+20\d\d|(?:end|start|middle|Ende|Anfang|Mitte)\s+(?:of\s+)?20\d\d|"
    r"Q[1-4]\s*/?\s*20\d\d|20\d\d[-–]Q[1-4]|(?:by|until|before|in|bis|vor)\s+20\d\d|20\d\d)\b",
    re.IGNORECASE,
)
_WHOM = re.compile(
    r"\b(?:for|für)\s+(?!at\b|\d|example\b)[\w\- ]{3,60}|\b(?:customers?|patients?|citizens?|staff|employees|"
    r"people|drivers|suppliers|owners|investors|hubs?|teams?|Kunden|Patienten|Mitarbeitende\w*|Menschen)\b",
    re.IGNORECASE,
)
#: A statement that begins with one of these names a thing before anybody does something.
_NOT_VERBS = frozenset(
    (
        *("a", "an", "the", "our", "we", "more", "better", "less", "higher", "lower", "new", "good", "best", "great"),
        *("high", "low", "strong", "der", "die", "das", "ein", "eine", "unsere", "wir", "mehr", "bessere", "weniger"),
    )
)
_NOUN_END = re.compile(r"(?:tion|ment|ness|ity|ship|ance|ence|ung|heit|keit|schaft|tät)$", re.IGNORECASE)
_GERMAN_VERB = re.compile(r"\b[a-zäöü]{2,}(?:en|ern|eln)\b(?=[^\w]*$|:)")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a statement: what of the text fills it, or a sentence and a wording to add where nothing does."""

    key: str
    found: str = ""
    hint: str = ""
    wording: str = ""


def check(text: str, *, until: date | None = None, others: Sequence[str] = ()) -> tuple[Part, ...]:
    """Return the five parts of a statement; `until` and the statements of others give wordings to add."""
    plain = " ".join(text.split())
    when, whom, far = _WHEN.search(plain), _WHOM.search(plain), None
    for number in _NUMBER.finditer(plain):
        if when is None or number.end() <= when.start() or number.start() >= when.end():
            far = number
            break
    verb = _verb(plain)
    return (
        Part("verb", verb, gettext("Begin with what you will do: keep, cut, grow, train …") if not verb else ""),
        _what(plain, verb),
        _part("how_far", far, gettext("Say how far, as a number with its unit."), gettext("at least … %")),
        _part("by_when", when, gettext("Say by when."), _by(until)),
        _part("for_whom", whom, gettext("Not said for whom."), _for(others)),
    )


def _part(key: str, found: re.Match[str] | None, hint: str, wording: str) -> Part:
    return Part(key, found[0].strip(" ,;:")) if found else Part(key, "", hint, wording)


def _verb(text: str) -> str:
    first = text.partition(" ")[0].strip(",.:;")
    if not first:
        return ""
    german = _GERMAN_VERB.search(text.partition(":")[0])
    if german:
        return german[0]
    if first.casefold() in _NOT_VERBS or _NOUN_END.search(first) or first[0].isdigit() or first.isupper():
        return ""
    return first


def _what(text: str, verb: str) -> Part:
    head = re.split(r"[:;]|\b(?:to|under|from|within|inside)\s+(?=[\d€$£])|\b(?:by|for|at)\b", text, maxsplit=1)[0]
    rest = head.replace(verb, "", 1).strip(" ,") if verb else head.strip()
    if len(rest) >= 4:
        return Part("what", rest)
    return Part("what", "", gettext("Say what will be different."))


def _by(until: date | None) -> str:
    day = date_format(until, "F Y") if until else gettext("December …")
    return gettext("by %(day)s") % {"day": day}


def _for(others: Sequence[str]) -> str:
    """Return the "for …" that other statements of the map use most, else a blank to fill."""
    said = [found[0] for text in others for found in [re.search(r"\bfor [\w\- ]{4,40}", text)] if found]
    return max(sorted(set(said)), key=said.count) if said else gettext("for every customer")
