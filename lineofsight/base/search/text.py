"""The text index under search: FTS5 with trigrams on SQLite, a trigram index on PostgreSQL; both find parts."""

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

TABLE = "base_searchtext"
TRIGRAM = 3

CREATE = f"CREATE VIRTUAL TABLE {TABLE} USING fts5(folded, tokenize='trigram')"
DROP = f"DROP TABLE IF EXISTS {TABLE}"
CREATE_POSTGRES = "CREATE INDEX search_entry_trigrams ON base_searchentry USING gin (folded gin_trgm_ops)"
DROP_POSTGRES = "DROP INDEX IF EXISTS search_entry_trigrams"


def holds(terms: Sequence[str]) -> Q:
    """Return the filter that an entry's text holds every term; one of fewer than three letters begins a word."""
    short = [term for term in terms if len(term) < TRIGRAM]
    long = [term for term in terms if len(term) >= TRIGRAM]
    which = Q()
    for term in short:
        which &= Q(folded__contains=f" {term}")
    if connection.vendor != "sqlite":
        for term in long:
            which &= Q(folded__contains=term)
    elif long:
        wanted = " AND ".join('"' + term.replace('"', '""') + '"' for term in long)
        which &= Q(pk__in=RawSQL(f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s", [wanted]))  # noqa: S608,S611
    return which


def write(rows: Iterable[tuple[int, str]]) -> None:
    """Index the texts of entries, by their primary keys; PostgreSQL does so by itself."""
    if connection.vendor != "sqlite":
        return
    rows = list(rows)
    remove(pk for pk, _ in rows)
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {TABLE} (rowid, folded) VALUES (%s, %s)", rows)  # noqa: S608


def remove(keys: Iterable[int]) -> None:
    """Forget the texts of entries."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.executemany(f"DELETE FROM {TABLE} WHERE rowid = %s", [(pk,) for pk in keys])  # noqa: S608


def forget_all() -> None:
    """Empty the text index."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {TABLE}")  # noqa: S608
