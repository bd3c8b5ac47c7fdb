"""What must be said beside a score: one bit each in the table, one word each for a page."""

ESTIMATE = 1
DISPUTED = 2
STALE = 4
GATED = 8
CARRIED = 16
OVERRIDDEN = 32  # the unit's own value stands in place of what its units below reported
RESTATED = 64  # written after the period was closed
NO_RATE = 128  # a part in another currency has no exchange rate for the period, so there is no total

WORDS = {
    ESTIMATE: "estimate",
    DISPUTED: "disputed",
    STALE: "stale",
    GATED: "gated",
    CARRIED: "carried",
    OVERRIDDEN: "overridden",
    RESTATED: "restated",
    NO_RATE: "no_rate",
}
#: What an objective takes over from the KPIs that it rests on.
HANDED_UP = ESTIMATE | DISPUTED | CARRIED
#: Why a value is not there.
UNKNOWN = STALE | NO_RATE


def words(bits: int) -> frozenset[str]:
    """Return the words of the bits that are set."""
    return frozenset(word for bit, word in WORDS.items() if bits & bit)
