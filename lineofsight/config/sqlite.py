"""Put a current SQLite under Django before the first connection is made."""

import sqlite3
import sys


def use_bundled_sqlite() -> str:
    """Swap in the SQLite that the pysqlite3 wheel bundles, where it is newer; return the version in use.

    Every SQLite before 3.51.3 can in rare cases corrupt a WAL database that has several writers, and
    distributions ship older ones. Where the wheel does not exist the standard module stays, and the
    health page warns.
    """
    try:
        import pysqlite3  # inline: the wheel exists for some platforms only
    except ImportError:
        return sqlite3.sqlite_version
    if pysqlite3.sqlite_version_info <= sqlite3.sqlite_version_info:
        return sqlite3.sqlite_version
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
    return str(pysqlite3.sqlite_version)
