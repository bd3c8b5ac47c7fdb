"""The colors hold their contrast, read from the file that the browser gets."""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parent.parent / "assets" / "tokens.css"
DECLARED = re.compile(r"--([\w-]+):\s*light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
GROUNDS = ("bg", "surface", "sunken", "raised")
TEXTS = ("ink", "ink-2", "ink-3", "sight")
STATUSES = ("ok", "risk", "off", "none", "disp", "est", "stale")
THEMES = ("light", "dark")


def colors(theme: str) -> dict[str, str]:
    """Return every color token of a theme."""
    side = THEMES.index(theme)
    return {name: (light, dark)[side] for name, light, dark in DECLARED.findall(TOKENS.read_text())}


def luminance(color: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    channels = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colors, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


def test_every_color_has_a_light_and_a_dark_value():
    text = TOKENS.read_text()

    assert set(colors("light")) == set(colors("dark"))
    assert len(colors("light")) == text.count("light-dark(#")
    assert {*GROUNDS, *TEXTS, *STATUSES} <= set(colors("light"))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("text", [*TEXTS, *STATUSES])
def test_text_is_readable_on_every_ground(theme, text):
    palette = colors(theme)

    assert {ground: contrast(palette[text], palette[ground]) >= 4.5 for ground in GROUNDS} == dict.fromkeys(
        GROUNDS, True
    )


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("tone", [*STATUSES, "sight"])
def test_status_is_readable_on_its_own_fill(theme, tone):
    palette = colors(theme)

    assert contrast(palette[tone], palette[f"{tone}-soft"]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_buttons_and_tabs_are_readable(theme):
    palette = colors(theme)

    assert contrast(palette["sight-ink"], palette["sight"]) >= 4.5
    assert contrast(palette["sight-ink"], palette["sight-hover"]) >= 4.5
    assert contrast(palette["ink"], palette["sight-soft"]) >= 4.5
    assert contrast(palette["bg"], palette["ink"]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", ["bg", "surface", "raised"])
def test_borders_of_controls_can_be_seen(theme, ground):
    palette = colors(theme)

    assert contrast(palette["control"], palette[ground]) >= 3
