"""Line drawings of the interface: icons (16 px), node shapes of the thread and status shapes (14 px).

Drawn for this product. Each value is the inside of an `<svg>`; `--hole` is the color that shows through a filled shape.
"""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.html import format_html
from django.utils.safestring import SafeString


class UnknownIcon(KeyError):
    """No drawing has this name."""


ICONS: Mapping[str, str] = MappingProxyType(
    {
        "search": '<circle cx="7" cy="7" r="4.5"/><path d="M10.5 10.5 14 14"/>',
        "clock": '<circle cx="8" cy="8" r="5.5"/><path d="M8 5v3l2 1.5"/>',
        "down": '<path d="m4 6 4 4 4-4"/>',
        "up": '<path d="m4 10 4-4 4 4"/>',
        "forward": '<path d="m6 4 4 4-4 4"/>',
        "back": '<path d="m10 4-4 4 4 4"/>',
        "arrow": '<path d="M3 8h10M9.5 4.5 13 8l-3.5 3.5"/>',
        "bell": '<path d="M4 11V7a4 4 0 0 1 8 0v4l1 1.5H3zM6.8 14.2h2.4"/>',
        "home": '<path d="M2.5 7.5 8 2.8l5.5 4.7M4 6.5V13h8V6.5"/>',
        "strategy": '<path d="M4 14V2.5h7.5L10 5.3l1.5 2.7H4"/>',
        "scorecard": '<path d="M3 13V9M8 13V3M13 13V6.5"/>',
        "goal": '<circle cx="8" cy="8" r="5.5"/><circle cx="8" cy="8" r="2"/>',
        "talk": '<path d="M2.5 3.5h11V11H8l-3 2.5V11H2.5z"/>',
        "people": (
            '<circle cx="6" cy="5.5" r="2.3"/><path d="M1.8 13c.3-2.6 2-4 4.2-4s3.9 1.4 4.2 4'
            'M10.5 3.4a2.3 2.3 0 0 1 0 4.2M12 9.4c1.3.5 2.1 1.7 2.3 3.6"/>'
        ),
        "person": '<circle cx="8" cy="5.3" r="2.5"/><path d="M3 13.3c.4-2.8 2.3-4.3 5-4.3s4.6 1.5 5 4.3"/>',
        "more": (
            '<g fill="currentColor"><circle cx="3.5" cy="8" r=".9"/><circle cx="8" cy="8" r=".9"/>'
            '<circle cx="12.5" cy="8" r=".9"/></g>'
        ),
        "sheet": '<path d="M4 2h5.5l3 3v9H4zM9.5 2v3h3M6 8.5h4.5M6 11h4.5"/>',
        "copy": '<path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3"/>',
        "close": '<path d="m4 4 8 8M12 4l-8 8"/>',
        "tick": '<path d="m3 8.5 3.2 3L13 4.8"/>',
        "flag": '<path d="M4 14V2.5h7.5L10 5.3l1.5 2.7H4"/>',
        "download": '<path d="M8 2.5v8M4.8 7.5 8 10.7l3.2-3.2M3 13.5h10"/>',
        "upload": '<path d="M8 10.5v-8M4.8 5.5 8 2.3l3.2 3.2M3 13.5h10"/>',
        "eye": (
            '<path d="M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8z"/><circle cx="8" cy="8" r="1.8"/>'
        ),
        "lock": '<path d="M3.5 7.5h9v6h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5"/>',
        "info": '<circle cx="8" cy="8" r="5.8"/><path d="M8 7.5v3.2M8 5.2v.1"/>',
        "warning": '<path d="M8 2.2 14.5 13.5h-13zM8 6.5v3.2M8 11.6v.1"/>',
        "undo": '<path d="M5.5 3 2.5 6l3 3M2.5 6h7a4 4 0 0 1 0 8H6"/>',
        "plus": '<path d="M8 3v10M3 8h10"/>',
        "edit": '<path d="m10.5 2.8 2.7 2.7L5.5 13.2l-3.2.5.5-3.2z"/>',
        "filter": '<path d="M2.5 3.5h11L9.3 8.3v4.4l-2.6 1V8.3z"/>',
        "sun": (
            '<circle cx="8" cy="8" r="2.8"/><path d="M8 1.5v1.6M8 12.9v1.6M1.5 8h1.6M12.9 8h1.6'
            'M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M12.6 3.4l-1.1 1.1M4.5 11.5l-1.1 1.1"/>'
        ),
        "calendar": '<path d="M2.5 3.8h11v9.7h-11zM2.5 6.8h11M5.3 2.2v3M10.7 2.2v3"/>',
        "settings": (
            '<path d="M2 5h6.5M12.5 5H14M2 11h1.5M7.5 11H14"/><circle cx="10.5"'
            ' cy="5" r="2"/><circle cx="5.5" cy="11" r="2"/>'
        ),
        "print": '<path d="M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z"/>',
        "link": (
            '<path d="M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7L8'
            ' 4.3M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.2 9.1a2.6 2.6 0 0 0 3.7 3.7L8 11.7"/>'
        ),
        "leave": '<path d="M9.5 2.5h-6v11h6M6.5 8h7.5M11.5 5.5 14 8l-2.5 2.5"/>',
        "help": (
            '<circle cx="8" cy="8" r="5.8"/><path d="M6.3 6.3a1.7 1.7 0 1 1 2.5 1.5c-.6.300-.8.600-.8 1.2M8 11v.1"/>'
        ),
        "table": '<path d="M2.5 3h11v10h-11zM2.5 6.3h11M2.5 9.7h11M6.5 6.3V13"/>',
    }
)
TURNING_ICONS = frozenset({"forward", "back", "arrow", "undo", "leave"})

_FIGURE = (
    '<circle cx="7" cy="7" r="6" fill="currentColor"/><circle cx="7" cy="5.4" r="1.9"'
    ' fill="var(--hole,var(--surface))"/>'
    '<path d="M3.6 10.6a3.5 3.5 0 0 1 6.8 0" fill="var(--hole,var(--surface))"/>'
)
_RING = '<circle cx="7" cy="7" r="5.3" fill="var(--surface)" stroke="currentColor" stroke-width="1.8"/>'
NODES: Mapping[str, str] = MappingProxyType(
    {
        "person": _FIGURE,
        "steward": _FIGURE,
        "goal": _RING + '<circle cx="7" cy="7" r="2" fill="currentColor"/>',
        "okr": (
            '<rect x="1.7" y="1.7" width="10.6" height="10.6" rx="2.6" fill="var(--surface)" stroke="currentColor"'
            ' stroke-width="1.8"/><path d="M4.4 7.2 6.3 9l3.4-4" fill="none" stroke="currentColor" stroke-width="1.6"/>'
        ),
        "objective": '<path d="M7 .8 12.4 3.9v6.2L7 13.2 1.6 10.1V3.9z" fill="currentColor"/>',
        "perspective": (
            '<rect x="1" y="1" width="12" height="12" rx="2" fill="var(--hole,var(--surface))"/>'
            '<path d="M1.5 4.2h11M1.5 7h11M1.5 9.8h11" stroke="currentColor" stroke-width="1.7"/>'
        ),
        "vision": (
            '<rect width="14" height="14" rx="7" fill="var(--surface)"/>'
            '<path d="M2.6 9.6a4.4 4.4 0 0 1 8.8 0z" fill="currentColor"/>'
            '<path d="M.8 11.4h12.4M7 1.2v1.7M2.3 3.1l1.2 1.2M11.7 3.1l-1.2 1.2" stroke="currentColor"'
            ' stroke-width="1.6"/>'
        ),
        "number": (
            '<circle cx="7" cy="7" r="6.2" fill="currentColor"/>'
            '<path d="M4 9.8V7.6M7 9.8V4.2M10 9.8V6" stroke="var(--hole,var(--surface))" stroke-width="1.6"/>'
        ),
        "rule": _RING + '<path d="M4.6 5.8h4.8M4.6 8.3h4.8" stroke="currentColor" stroke-width="1.5"/>',
        "source": (
            '<rect x="1.2" y="2" width="11.6" height="10" rx="1.6" fill="var(--surface)" stroke="currentColor"'
            ' stroke-width="1.6"/><path d="M1.5 5.3h11M1.5 8.6h11" stroke="currentColor" stroke-width="1.3"/>'
        ),
        "stops": (
            '<circle cx="7" cy="7" r="5.6" fill="none" stroke="var(--risk)" stroke-width="1.8"'
            ' stroke-dasharray="2.8 2.4"/>'
        ),
    }
)

STATUS_SHAPES: Mapping[str, str] = MappingProxyType(
    {
        "disc": (
            '<circle cx="7" cy="7" r="6.5" fill="currentColor"/><path d="m4 7.2 2.1 2L10 5" fill="none"'
            ' stroke="var(--surface)" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"/>'
        ),
        "triangle": (
            '<path d="M7 .9 13.6 12.7H.4z" fill="currentColor"/><path d="M7 5v3.6M7 10.5v.4" stroke="var(--surface)"'
            ' stroke-width="1.6" stroke-linecap="round"/>'
        ),
        "octagon": (
            '<path d="M4.2.5h5.6l3.7 3.7v5.6l-3.7 3.7H4.2L.5 9.8V4.2z" fill="currentColor"/>'
            '<path d="M4 7h6" stroke="var(--surface)" stroke-width="1.9" stroke-linecap="round"/>'
        ),
        "ring": (
            '<circle cx="7" cy="7" r="5.6" fill="none" stroke="currentColor" stroke-width="1.5"'
            ' stroke-dasharray="2.4 2"/>'
        ),
        "bubble": (
            '<path d="M1.2 1.5h11.6v8H7.5L4.2 12.8V9.5h-3z" fill="currentColor"/>'
            '<path d="M7 3.4v2.5M7 7.6v.2" stroke="var(--surface)" stroke-width="1.6" stroke-linecap="round"/>'
        ),
        "waves": (
            '<path d="M1.5 5.2c1.8-2 3.7-2 5.5-.4s3.7 1.6 5.5-.4M1.5 9.6c1.8-2 3.7-2 5.5-.4s3.7 1.6 5.5-.4"'
            ' fill="none" stroke="currentColor" stroke-width="1.7" stroke-linecap="round"/>'
        ),
        "clock": (
            '<circle cx="7" cy="7" r="5.8" fill="none" stroke="currentColor" stroke-width="1.5"/>'
            '<path d="M7 3.6V7l2.3 1.5" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linecap="round"/>'
        ),
        "pencil": (
            '<path d="m9.3 1.8 2.9 2.9-7 7-3.5.600.6-3.5z" fill="none" stroke="currentColor" stroke-width="1.5"'
            ' stroke-linejoin="round"/>'
        ),
        "half": (
            '<circle cx="7" cy="7" r="5.6" fill="none" stroke="currentColor" stroke-width="1.5"/>'
            '<path d="M7 1.4a5.6 5.6 0 0 1 0 11.2z" fill="currentColor"/>'
        ),
        "circle": '<circle cx="7" cy="7" r="5.6" fill="none" stroke="currentColor" stroke-width="1.5"/>',
    }
)


def icon(name: str, css_class: str = "ls-icon") -> SafeString:
    """Return the 16 px line icon `name`, hidden from assistive technology because a word stands beside it."""
    try:
        drawing = SafeString(ICONS[name])
    except KeyError:
        raise UnknownIcon(name) from None
    turns = " ls-icon-turns" if name in TURNING_ICONS else ""
    return format_html('<svg class="{}{}" viewBox="0 0 16 16" aria-hidden="true">{}</svg>', css_class, turns, drawing)


def node(shape: str, css_class: str = "ls-node") -> SafeString:
    """Return the 14 px shape of a step on the line of sight."""
    try:
        drawing = SafeString(NODES[shape])
    except KeyError:
        raise UnknownIcon(shape) from None
    return format_html(
        '<span class="{}"><svg viewBox="0 0 14 14" aria-hidden="true">{}</svg></span>', css_class, drawing
    )


def status_shape(name: str) -> SafeString:
    """Return the 13 px shape of a status."""
    return format_html('<svg viewBox="0 0 14 14" aria-hidden="true">{}</svg>', SafeString(STATUS_SHAPES[name]))
