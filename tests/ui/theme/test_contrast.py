"""Every pair of text and ground that is drawn keeps WCAG AA, in both themes."""

from __future__ import annotations

import pytest

from ui.theme.tokens import STATUS, TOKENS

GROUNDS = ("bg.window", "bg.surface", "bg.sunken", "bg.raised", "bg.hover", "bg.selected", "bg.selected.idle", "bg.marked")
PEOPLE = tuple(role for role in TOKENS if role.startswith("person."))
PAIRS = [
    *((text, ground, 4.5) for text in ("text.1", "text.2", "text.3", "accent", *STATUS) for ground in GROUNDS),
    *((state, f"{state}.bg", 4.5) for state in (*STATUS, "accent")),
    *((text, f"{state}.bg", 4.5) for text in ("text.1", "text.2", "text.3") for state in STATUS),
    *((text, "bg.active", 4.5) for text in ("text.1", "text.2", "text.3")),
    *(("accent.on", ground, 4.5) for ground in ("accent.fill", "accent.cap", *PEOPLE)),
    ("bad", "warn.bg", 4.5),
    *((shape, "bg.surface", 3.0) for shape in ("line.3", "accent", "data.1", *(f"{state}.fill" for state in STATUS))),
]


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_contrast(text: str, ground: str, least: float, mode: str) -> None:
    column = ("light", "dark").index(mode)
    assert contrast(TOKENS[text][column], TOKENS[ground][column]) >= least


def test_the_measure_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def contrast(a: str, b: str) -> float:
    """WCAG 2.2 contrast ratio of two colours #RRGGBB."""
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
