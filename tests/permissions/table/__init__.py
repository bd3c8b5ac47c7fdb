"""Who may: the cells of the permission table, written by hand.

Each entry names a command, query, record, page or export, the cases it is tried in (what it is about, seen from the
unit head of east and the people of the plant), and exactly who of the cast may; everybody else may not.
What the words mean stands in `tests/cast.py`; `tests/permissions` tries every cell with a valid call.
"""

from tests.permissions.table import commands, queries, rows, threads
from tests.permissions.table.pages import PAGES as OTHER_PAGES
from tests.permissions.table.pages import WITHOUT_PAGE
from tests.permissions.table.words import Cells

COMMANDS: Cells = {**commands.COMMANDS, **threads.COMMANDS}
QUERIES: Cells = {**queries.QUERIES, **threads.QUERIES}
PAGES: Cells = {**OTHER_PAGES, **threads.PAGES}
ROWS: Cells = {**rows.ROWS, **threads.ROWS}

__all__ = ["COMMANDS", "PAGES", "QUERIES", "ROWS", "WITHOUT_PAGE", "Cells"]
