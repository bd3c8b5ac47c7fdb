"""Pages of strategies, one module per noun."""

from lineofsight.strategy.views.acts import act, draft, edit_texts
from lineofsight.strategy.views.editor import edit_map
from lineofsight.strategy.views.pages import changes, home, version

__all__ = ["act", "changes", "draft", "edit_map", "edit_texts", "home", "version"]
