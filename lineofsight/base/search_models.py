"""The table of search: one row per thing that can be found, and the words that occur in them.

Derived from domain rows and written beside the commands; whatever is lost here is made again by `search.index.rebuild`.
"""

from django.db import models

from lineofsight.base.records import Declaration, RecordClass, Use

FINDING = Use("personal", "finding people and things by name", "until erasure, then until the next night")


class SearchEntry(models.Model):
    """A thing that can be found: what it is called, where it is, and its text without accents."""

    declaration = Declaration("search_entry", FINDING, RecordClass.DERIVED)
    kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField()
    handle = models.CharField(max_length=200)
    title = models.CharField(max_length=400)
    note = models.CharField(max_length=200, blank=True, default="")
    url = models.CharField(max_length=300)
    folded = models.CharField(max_length=800)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="search_entry_thing"),
        ]
        indexes = [models.Index(fields=["kind", "handle"], name="search_entry_handle")]


class SearchWord(models.Model):
    """A word that occurs in an entry, forwards and backwards, to find what was mistyped by one letter."""

    declaration = Declaration("search_word", FINDING, RecordClass.DERIVED)
    word = models.CharField(max_length=60, unique=True)
    backwards = models.CharField(max_length=60, db_index=True)
