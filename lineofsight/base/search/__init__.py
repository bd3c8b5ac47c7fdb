"""Search behind one function: by part of a word, without accents, forgiving one mistyped letter; scope first."""

from lineofsight.base.search.acts import Act, acts, obligations, register_acts, register_obligations
from lineofsight.base.search.finding import Found, Group, Result, find, last_things
from lineofsight.base.search.sources import Entry, Source, register

__all__ = [
    "Act",
    "Entry",
    "Found",
    "Group",
    "Result",
    "Source",
    "acts",
    "find",
    "last_things",
    "obligations",
    "register",
    "register_acts",
    "register_obligations",
]
