"""How acts on scorecards read in history."""

from typing import Any

from django.db.models import QuerySet

from lineofsight.base.models import RowChange
from lineofsight.base.sentences import acts_on, named_by
from lineofsight.base.wording import register_words
from lineofsight.scorecard.models import NodeLink, RollupRule

register_words(
    {
        "scorecard.create_scorecard": "made the scorecard {name}",
        "scorecard.attach_measure": "let {measure:measure} count in {objective:objective}[ from {from_}]",
        "scorecard.detach": "let a part count no longer from {on}",
        "scorecard.set_weights": "set what each part weighs[ from {from_}]",
        "scorecard.set_rollup_rule": "set how the parts become a score[ from {from_}]",
    }
)

named_by("scorecard", lambda row: row.name)


@acts_on("objective")
def what_counts_in_it(objective: Any) -> QuerySet[Any]:
    """Return the acts on what counts in a strategic objective, and on how it is rolled up."""
    links = NodeLink.objects.filter(parent__objective=objective).values("pk")
    rules = RollupRule.objects.filter(node__objective=objective).values("pk")
    touched = RowChange.objects.filter(kind="node_link", row_id__in=links)
    return (touched | RowChange.objects.filter(kind="rollup_rule", row_id__in=rules)).values("change_id")
