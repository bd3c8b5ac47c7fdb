"""What imports do when something happens below them."""

from lineofsight.base.events import reacts_to
from lineofsight.integrations import cascading


@reacts_to("strategy.structure_changed")
def let_the_cascade_follow(strategy_id: int) -> None:
    """Bring the cascade of an imported version about once that version is adopted."""
    cascading.follow(strategy_id)
