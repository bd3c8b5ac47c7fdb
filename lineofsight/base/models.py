"""Base classes of domain models, and the tables of the machinery itself."""

from lineofsight.base.dated_models import Dated, Known
from lineofsight.base.history_models import Change, PendingSeal, Refusal, RowChange, Seal
from lineofsight.base.model import Identified, Record
from lineofsight.base.notice_models import Mail, Notice, NoticePreference, ScheduledRun
from lineofsight.base.search_models import SearchEntry, SearchWord
from lineofsight.base.store_models import Installation, PersonKey, RepeatableCall, StoredFile, Translation

__all__ = [
    "Change",
    "Dated",
    "Identified",
    "Installation",
    "Known",
    "Mail",
    "Notice",
    "NoticePreference",
    "PendingSeal",
    "PersonKey",
    "Record",
    "Refusal",
    "RepeatableCall",
    "RowChange",
    "ScheduledRun",
    "Seal",
    "SearchEntry",
    "SearchWord",
    "StoredFile",
    "Translation",
]
