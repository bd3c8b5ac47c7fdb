"""Base classes of domain models, and the tables of the machinery itself."""

from lineofsight.base.dated_models import Dated, Known
from lineofsight.base.history_models import Change, PendingSeal, Refusal, RowChange, Seal
from lineofsight.base.model import Identified, Record
from lineofsight.base.search_models import SearchEntry, SearchWord
from lineofsight.base.store_models import Installation, PersonKey, RepeatableCall, StoredFile, Translation

__all__ = [
    "Change",
    "Dated",
    "Identified",
    "Installation",
    "Known",
    "PendingSeal",
    "PersonKey",
    "Record",
    "Refusal",
    "RepeatableCall",
    "RowChange",
    "Seal",
    "SearchEntry",
    "SearchWord",
    "StoredFile",
    "Translation",
]
