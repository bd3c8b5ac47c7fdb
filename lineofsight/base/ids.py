"""Public identifiers: UUIDv7 for what has a time of its own, random ones for what must not betray it."""

import secrets
import time
import uuid


def new_public_id() -> uuid.UUID:
    """Return a UUIDv7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then random bits."""
    value = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)


def new_sealed_id() -> uuid.UUID:
    """Return a random UUIDv4 for rows of the sealed class, whose order must stay unknown."""
    return uuid.uuid4()
