"""Property tests of the core: no deadline, because the machine may be busy with other things."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("core", deadline=None, max_examples=60)
settings.load_profile("core")
