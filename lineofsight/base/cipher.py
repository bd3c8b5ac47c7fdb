"""Personal values in history, under a key per person: destroying the key erases them, the chain still verifies."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lineofsight.base.store_models import PersonKey


def encrypt(person_id: int | None, text: str) -> tuple[PersonKey | None, bytes | None]:
    """Return the person's key row and the encrypted text; (None, None) where there is no person or no key any more."""
    if person_id is None:
        return None, None
    row, _ = PersonKey.objects.get_or_create(person_id=person_id, defaults={"key": AESGCM.generate_key(256)})
    if row.key is None:
        return None, None
    nonce = os.urandom(12)
    return row, nonce + AESGCM(bytes(row.key)).encrypt(nonce, text.encode(), None)


def decrypt(row: PersonKey | None, cipher: bytes | None) -> str | None:
    """Return the text, or None where it was erased or never kept."""
    if row is None or row.key is None or not cipher:
        return None
    data = bytes(cipher)
    try:
        return AESGCM(bytes(row.key)).decrypt(data[:12], data[12:], None).decode()
    except InvalidTag:
        return None
