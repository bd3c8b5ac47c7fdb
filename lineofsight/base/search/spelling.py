"""Words that differ from a typed one by a single letter: one wrong, missing, too many, or two exchanged."""

from django.db.models import Q

from lineofsight.base.search_models import SearchWord

SHORTEST = 4
MOST = 12


def close_words(term: str) -> list[str]:
    """Return words of the index, or their beginnings, that one slip of a finger turns into `term`.

    A slip leaves the front or the back of the word as it was, so that both indexes together find every candidate.
    """
    length = len(term)
    if length < SHORTEST:
        return []
    half = length // 2
    front, back = term[: max(half - 1, 1)], term[:half:-1] or term[-1]
    rows = SearchWord.objects.filter(Q(word__startswith=front) | Q(backwards__startswith=back))
    found = {
        start
        for word in rows.values_list("word", flat=True)
        for start in {word[: length - 1], word[:length], word[: length + 1]}
        if is_one_slip(term, start)
    }
    return sorted(found, key=lambda word: (abs(len(word) - length), word))[:MOST]


def is_one_slip(one: str, other: str) -> bool:
    """Test whether one letter replaced, added or left out, or two neighbors exchanged, leads from one to other."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    rest, other_rest = one[start:], other[start:]
    if len(one) != len(other):
        return rest[1:] == other_rest or rest == other_rest[1:]
    exchanged = rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:]
    return rest[1:] == other_rest[1:] or (len(rest) > 1 and exchanged)
