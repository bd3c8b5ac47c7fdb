"""Which KPIs a derived KPI reads, by the expressions on the cards known now."""

from lineofsight.base.access import Viewer
from lineofsight.base.errors import Invalid
from lineofsight.measures import expressions
from lineofsight.measures.models import Measure, MeasureVersion


def check_expression(viewer: Viewer, measure: Measure, text: str) -> None:
    """Refuse an expression that cannot be read, names an unknown KPI, or closes a circle, naming the circle."""
    if not text:
        return
    try:
        expression = expressions.parse(text)
    except expressions.BadExpression as error:
        raise Invalid({"expression": str(error)}) from None
    own = name_of(measure)
    known = set(Measure.objects.visible_to(viewer).values_list("slug", flat=True))
    unknown = [key for key in expression.keys if key not in known and key != own]
    if unknown:
        raise Invalid({"expression": f"There is no KPI {unknown[0]}."})
    depends = {**dependencies(), own: expression.keys}
    circle = expressions.cycle(depends, own)
    if circle is not None:
        raise Invalid({"expression": f"The KPIs would wait for each other: {' → '.join(circle)}."})


def name_of(measure: Measure) -> str:
    """Return the word by which expressions name a KPI: its slug."""
    return measure.slug


def dependencies() -> dict[str, tuple[str, ...]]:
    """Return for each derived KPI the KPIs it reads on any day known now."""
    rows = MeasureVersion.objects.current().exclude(expression="").values_list("measure__slug", "expression")
    found: dict[str, tuple[str, ...]] = {}
    for slug, text in rows:
        found[slug] = found.get(slug, ()) + expressions.parse(text).keys
    return found
