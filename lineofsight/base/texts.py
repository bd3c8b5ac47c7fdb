"""Names and texts of shared objects per language: the row holds the installation's own, this table the others."""

from collections.abc import Iterable
from typing import Any

from lineofsight.base.store_models import Translation


def translations(addresses: Iterable[str], language: str, field: str = "name") -> dict[str, str]:
    """Return {address: text} of what is translated, in one query; fall back to the row's own text for the rest."""
    rows = Translation.objects.filter(target__in=list(addresses), language=language, field=field)
    return dict(rows.values_list("target", "text"))


def translate(address: str, field: str, language: str, text: str) -> None:
    """Store a text in another language; an empty one takes the translation away."""
    where: dict[str, Any] = {"target": address, "field": field, "language": language}
    if not text.strip():
        Translation.objects.filter(**where).delete()
        return
    Translation.objects.update_or_create(**where, defaults={"text": text.strip()})
