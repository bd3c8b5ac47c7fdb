"""Who had a hand in what a second person decides: whoever did it, and whom they stood in for (T07).

The record of acts knows both, so that no table needs columns of its own for it.
"""

from typing import Any

from lineofsight.base.access import Viewer
from lineofsight.base.history_models import Change


def had_a_hand(viewer: Viewer, row: Any, command: str) -> bool:
    """Test whether the viewer, or whom they stand in for, did `command` to this row when it was last done."""
    acts = Change.objects.filter(command=command, rows__kind=row.declaration.kind, rows__row_id=row.pk)
    last = acts.order_by("-pk").values_list("actor_id", "on_behalf_of_id").first()
    return any(viewer.is_user(user) for user in last or ())
