"""Numbers, money and the Why? mark."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from lineofsight.base.ui import numbers
from lineofsight.base.ui.components import Text

ATTACHED_UNITS = frozenset({"%", "°", "‰"})


def number(
    value: numbers.Number | None, unit: Text = "", precision: int | None = None, reason: Text = ""
) -> SafeString:
    """Return a number with its unit in the reader's locale, or an em dash with the reason why it is missing."""
    if numbers.as_decimal(value) is None:
        return missing(reason)
    text = numbers.format_number(value, precision)
    if not unit:
        return format_html('<span class="ls-n">{}</span>', text)
    if str(unit) in ATTACHED_UNITS:
        return format_html('<span class="ls-n">{}{}</span>', text, unit)
    return format_html('<span class="ls-n">{} <span class="ls-unit">{}</span></span>', text, unit)


def money(amount_minor: int | None, currency: str, reason: Text = "") -> SafeString:
    """Return an amount given in minor units, or an em dash with the reason."""
    if amount_minor is None:
        return missing(reason)
    return format_html('<span class="ls-n">{}</span>', numbers.format_money(amount_minor, currency))


def missing(reason: Text = "") -> SafeString:
    """Return an em dash that says, on hover and to screen readers, why there is no number."""
    why = reason or gettext("No value")
    return format_html(
        '<span class="ls-missing" title="{}"><span aria-hidden="true">{}</span><span class="ls-vh">{}</span></span>',
        why,
        numbers.MISSING,
        why,
    )


def why(text: Text, url: str, *, label: Text = "", quiet: bool = False, is_open: bool = False) -> SafeString:
    """Return a number as a link that answers Why?: the panel with JavaScript, a page without.

    `label` names the number for screen readers ("score of P1"); `quiet` shows the small ? on hover or focus only.
    """
    if label:
        name = gettext("Why %(number)s, %(label)s?") % {"number": text, "label": label}
    else:
        name = gettext("Why %(number)s?") % {"number": text}
    return format_html(
        '<a class="ls-why{}" href="{}" data-ls-why aria-expanded="{}" aria-label="{}">'
        '<span>{}</span><i aria-hidden="true">?</i></a>',
        " ls-why-quiet" if quiet else "",
        url,
        "true" if is_open else "false",
        name,
        text,
    )
