""" "Checked while you type": what is known about the address before anybody signs in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QVBoxLayout

from ui.dialogs.entry import Check
from ui.theme.kit import H, Mark, Text, fill

Line = tuple[str, str, str]  # name, kind, words
SIGN_IN = "Your sign-in"
_TONES = {"bad": "bad", "warn": "warn"}
MOST = 6  # lines


class Checks(QFrame):
    """A well of six lines at most: the server's checks, then the sign-in itself."""

    def __init__(self, expected: Sequence[str]) -> None:
        super().__init__()
        self._expected = expected
        self.setObjectName("well")
        self.setAccessibleName("Checked while you type")
        self._took = Text("", "text.3", 12)
        head = H(Text("Checked while you type", size=13, weight=600), None, self._took, h=28)
        self._lines = [(Mark("none", 10), Text("", size=12, w=132), Text("", "text.2", 12, elide=True)) for _ in range(MOST)]
        self._rows = [H(mark, name, (words, 1), gap=8, h=26) for mark, name, words in self._lines]
        fill(QVBoxLayout(self), [head, *self._rows], 0, (16, 8, 16, 12))
        self._checks: tuple[Line, ...] = ()
        self._sign_in: Line = (SIGN_IN, "none", "")
        self.show_waiting("waits for the address")
        self.show_sign_in("none", "waits for the password")

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is said now, the sign-in last."""
        return (*self._checks, self._sign_in)

    def show_waiting(self, words: str) -> None:
        """Nothing is known (yet, or any more)."""
        self._took.setText("")
        self._checks = tuple((name, "none", words) for name in self._expected)
        self._draw()

    def show_checks(self, checks: Sequence[Check], seconds: float) -> None:
        self._took.setText(f"{seconds:.1f} s")
        self._checks = tuple((check.name, check.kind, check.words) for check in checks)[: MOST - 1]
        self._draw()

    def show_sign_in(self, kind: str, words: str) -> None:
        self._sign_in = (SIGN_IN, kind, words)
        self._draw()

    def _draw(self) -> None:
        said = self.lines
        for i, (mark, name, words) in enumerate(self._lines):
            shown = i < len(said)
            self._rows[i].setVisible(shown)
            if shown:
                title, kind, text = said[i]
                mark.show_kind(kind)
                name.setText(title)
                words.show_text(text, _TONES.get(kind, "text.2"))
