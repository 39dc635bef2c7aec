"""The typeface: Inter with digits of one width, loaded once from resources."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics, QFontMetricsF

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
_FAMILY = "Inter"


def load() -> None:
    """Register the vendored fonts with the running application; without them the system's own face is used."""
    if _FAMILY not in QFontDatabase.families():
        for file in sorted((RESOURCES / "fonts").glob("*.otf")):
            QFontDatabase.addApplicationFont(str(file))
        font.cache_clear()
        metrics.cache_clear()
        metrics_f.cache_clear()


@lru_cache(64)
def font(size: int = 13, weight: int = 400) -> QFont:
    """``size`` in pixels from SIZES, ``weight`` 400, 500 or 600. Shared objects: read them, never change them."""
    f = QFont(_FAMILY)
    f.setPixelSize(size)
    f.setWeight(QFont.Weight(weight))
    f.setFeature(QFont.Tag("tnum"), 1)
    f.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    f.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 98.5 if size > 11 else 100)
    return f


@lru_cache(64)
def metrics(size: int = 13, weight: int = 400) -> QFontMetrics:
    return QFontMetrics(font(size, weight))


@lru_cache(64)
def metrics_f(size: int = 13, weight: int = 400) -> QFontMetricsF:
    return QFontMetricsF(font(size, weight))


def width(text: str, size: int = 13, weight: int = 400) -> int:
    """Pixels that ``text`` takes on one line."""
    return metrics(size, weight).horizontalAdvance(text)
