"""What this program is: version, what it was built from, where its files are; to be read out to whoever helps."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.version import PACKAGED, Build
from ui.theme.fonts import RESOURCES
from ui.theme.kit import Button, H, KeyCap, Painted, Text, V, draw_logo, rule
from ui.theme.layer import Layer

NOTICES = RESOURCES / "third-party-notices.txt"  # made by a package's build
Fact = tuple[str, str]


def facts(build: Build, log_file: Path) -> tuple[Fact, ...]:
    """(name, words) from top to bottom."""
    made = f"commit {build.commit} of {build.date}" if build.commit else "run from its source"
    made_of = (("Made of", str(NOTICES)),) if PACKAGED else ()
    return (
        ("Version", build.version),
        ("Built from", made),
        ("Runs on", f"Python {platform.python_version()}, Qt {qVersion()}, {platform.system()} {platform.release()}"),
        ("Log", str(log_file)),
        ("Licence", "MIT"),
        *made_of,
    )


class AboutSheet(Layer):
    """The facts, and a button that copies them."""

    def __init__(self, window: QWidget, said: Sequence[Fact]) -> None:
        self._said = said
        logo = Painted(lambda p, r: draw_logo(p, 0, (r.height() - 28) / 2, 28), 28, 28, "Clearline")
        head = H(logo, Text("Clearline", size=15, weight=600), None, Text("close", "text.3", 12), KeyCap("Esc"), gap=10, h=48)
        lines = [H(Text(name, "text.3", 12, w=96), (Text(words, size=13, elide=True), 1), gap=8, h=26) for name, words in said]
        self.copy = Button("Copy", "↵", h=32)
        self.copy.clicked.connect(self.copy_facts)
        content = V(H(head, pad=(20, 0, 20, 0)), rule(), V(*lines, 12, H(self.copy, None), pad=(20, 12, 20, 20)))
        super().__init__(window, content, 640, content.sizeHint().height() + 8)
        self.setAccessibleName("About Clearline")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def open(self) -> None:
        super().open()
        self.copy.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def copy_facts(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(f"{name}: {words}" for name, words in self._said))
        self.copy.setText("Copied")

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.copy_facts()
        super().keyPressEvent(event)
