"""What a figure is: how it is computed and from what, what is decided at its edges, its target, and how much of it is known."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.domain.figure import Compared, Figure
from app.kpis.kpi import Kpi
from app.kpis.rounding import shown
from ui.charts.figure_words import against_words, period_words, target_words
from ui.tables.formats import age
from ui.theme.kit import Text, V


def facts(kpi: Kpi, figure: Figure, now: datetime, beside: Compared | None = None) -> tuple[tuple[str, str], ...]:
    """Title and words; what there is nothing to say of is left out."""
    when = "As of now" if figure.period.grain == "moment" else period_words(figure.period)
    known = "" if figure.coverage is None else f"{shown(figure.coverage, '%'):f} % of its documents"
    ages = ", ".join(f"{a.source} {age(a.asof, now)}" + (" ago" if a.asof else "") for a in figure.source_ages)
    told = (
        ("What it is", kpi.definition),
        ("Counts on", kpi.basis),
        ("Computed from", f"{kpi.inputs}."),
        ("At its edges", kpi.edges),
        ("Target", target_words(kpi, figure.unit)),
        ("Period", f"{when}."),
        ("Set against", against_words(figure, beside)),
        ("Known", f"{known}. {figure.reason}".strip(". ") + "." if known or figure.reason else ""),
        ("Read from", f"{ages}." if ages else ""),
        ("Catalogue", f"Section {kpi.row}." if kpi.row else ""),
    )
    return tuple((title, words) for title, words in told if words.strip(" ."))


class About(QScrollArea):
    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("What this figure is")
        self._shown: tuple[tuple[str, str], ...] = ()

    def show_facts(self, told: tuple[tuple[str, str], ...]) -> None:
        if told == self._shown:
            return
        self._shown = told
        inner = QWidget()
        inner.setProperty("ground", "bg.surface")
        column = QVBoxLayout(inner)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(12)
        for title, words in told:
            column.addWidget(V(Text(title, "text.3", 11, 500), Text(words, "text.1", 12, wrap=True), gap=2))
        column.addStretch(1)
        self.setWidget(inner)

    @property
    def words(self) -> str:
        """All that it says."""
        return " ".join(f"{title}: {words}" for title, words in self._shown)
