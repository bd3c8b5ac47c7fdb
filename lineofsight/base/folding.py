"""Text as a person looks for it: without accents, capitals and double spaces."""

import unicodedata

#: Letters that Unicode does not take apart, as people type them without the right keyboard.
_ALONE = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t", "ŋ": "n"}
)


def fold(text: str) -> str:
    """Return the text so that “Inês  Carvalho” and “ines carvalho” are the same; other scripts stay as they are."""
    apart = unicodedata.normalize("NFKD", text.casefold()).translate(_ALONE)
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(unicodedata.normalize("NFKC", bare).split())
