"""What the pages of imports show: lists, progress, preview, and what came of it."""

from lineofsight.integrations.queries.changes import ChangedField
from lineofsight.integrations.queries.exports import ArchiveFile, ExportLine, archive, exports
from lineofsight.integrations.queries.findings import RefusedLine, find, refused_lines, size_of
from lineofsight.integrations.queries.lists import ImportLine, imports
from lineofsight.integrations.queries.origins import Origin, OriginsPage, origins_of_goal, origins_of_objective
from lineofsight.integrations.queries.pages import ImportPage, import_page

__all__ = [
    "ArchiveFile",
    "ChangedField",
    "ExportLine",
    "ImportLine",
    "ImportPage",
    "Origin",
    "OriginsPage",
    "RefusedLine",
    "archive",
    "exports",
    "find",
    "import_page",
    "imports",
    "origins_of_goal",
    "origins_of_objective",
    "refused_lines",
    "size_of",
]
