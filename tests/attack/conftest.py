"""The attacks are tried on the world of the permission tests, made once for this folder."""

from tests.permissions.conftest import _files_of_this_test, world

__all__ = ["_files_of_this_test", "world"]
