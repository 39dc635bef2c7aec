"""Installing the look in a QApplication, and changing it while it runs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from ui.theme import fonts, tokens
from ui.theme.tokens import TOKENS, c, t

MODES = ("light", "dark", "system")

_ROLES = (
    (QPalette.ColorRole.Window, "bg.window"),
    (QPalette.ColorRole.WindowText, "text.1"),
    (QPalette.ColorRole.Base, "bg.surface"),
    (QPalette.ColorRole.AlternateBase, "bg.sunken"),
    (QPalette.ColorRole.Text, "text.1"),
    (QPalette.ColorRole.PlaceholderText, "text.3"),
    (QPalette.ColorRole.Button, "bg.surface"),
    (QPalette.ColorRole.ButtonText, "text.1"),
    (QPalette.ColorRole.BrightText, "bad"),
    (QPalette.ColorRole.Highlight, "accent.fill"),
    (QPalette.ColorRole.HighlightedText, "accent.on"),
    (QPalette.ColorRole.Accent, "accent"),
    (QPalette.ColorRole.Link, "accent"),
    (QPalette.ColorRole.LinkVisited, "accent"),
    (QPalette.ColorRole.ToolTipBase, "bg.raised"),
    (QPalette.ColorRole.ToolTipText, "text.1"),
    (QPalette.ColorRole.Light, "line.1"),
    (QPalette.ColorRole.Midlight, "line.1"),
    (QPalette.ColorRole.Mid, "line.2"),
    (QPalette.ColorRole.Dark, "line.3"),
    (QPalette.ColorRole.Shadow, "shadow"),
)


def apply(app: QApplication, mode: str = "system") -> None:
    """Install or change the look: "light", "dark" or what the desktop prefers. Every widget repaints by itself."""
    tokens.use(resolved(mode), high_contrast(app))
    fonts.load()
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    app.setPalette(palette())
    app.setFont(fonts.font())
    app.setStyleSheet(stylesheet())


def resolved(mode: str) -> str:
    """ "light" or "dark"; "system" asks the desktop, light where it does not say."""
    if mode in ("light", "dark"):
        return mode
    return "dark" if QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"


def high_contrast(app: QApplication) -> dict[str, str]:
    """The desktop's own colours in place of ours where it asks for more contrast; shapes and words carry the states. Else nothing."""
    hints = app.styleHints()  # held: PySide forgets what hangs from it as soon as it is let go
    if hints.accessibility().contrastPreference() != Qt.ContrastPreference.HighContrast:
        return {}
    return from_palette(app.style().standardPalette())


def from_palette(system: QPalette) -> dict[str, str]:
    """Every role from a palette: grounds from Window and Base, text, lines and states from WindowText, the current from Highlight."""
    window, base = system.window().color().name(), system.base().color().name()
    text, off = system.windowText().color().name(), system.placeholderText().color().name()
    chosen, on = system.highlight().color().name(), system.highlightedText().color().name()
    made = {role: base if role.startswith("bg.") or role.endswith(".bg") else text for role in TOKENS}
    made |= {"bg.window": window, "text.off": off, "accent.fill": chosen, "accent.cap": chosen, "accent.on": on}
    return made | {role: TOKENS[role][0] for role in TOKENS if role.startswith("person.")}


def palette() -> QPalette:
    made = QPalette()
    for role, token in _ROLES:
        made.setColor(role, c(token))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, c("text.off"))
    return made


def stylesheet() -> str:
    """Colours and scroll bars only. Fonts are never set here: a `font:` rule would overrule setFont() and hide the type scale."""
    tones = "".join(f'QLabel[tone="{r}"]{{color:{t(r)}}}' for r in TOKENS if not r.startswith(("bg", "line")))
    grounds = "".join(f'QFrame[ground="{r}"]{{background:{t(r)}}}' for r in TOKENS if ".bg" in r or r.startswith(("bg", "line")))
    return f"""{tones}{grounds}
QFrame[ground]{{border:0}} QLabel{{background:transparent}}
QFrame#card{{background:{t("bg.surface")};border:1px solid {t("line.2")};border-radius:8px}}
QFrame#well{{background:{t("bg.sunken")};border:1px solid {t("line.1")};border-radius:6px}}
QAbstractItemView{{border:0;background:{t("bg.surface")};selection-background-color:transparent;outline:0}}
QListView[raised="true"]{{background:transparent}}
QHeaderView{{background:{t("bg.surface")};border:0}}
QTableCornerButton::section{{background:{t("bg.surface")};border:0;border-bottom:1px solid {t("line.2")}}}
QScrollArea{{border:0;background:transparent}}
QAbstractScrollArea::corner{{border:0;background:transparent}}
QSplitter::handle{{background:{t("line.2")}}}
QScrollBar:vertical{{width:10px;background:transparent;margin:0}}
QScrollBar::handle:vertical{{background:{t("line.2")};border-radius:3px;min-height:32px;margin:2px}}
QScrollBar::handle:vertical:hover{{background:{t("line.3")}}}
QScrollBar:horizontal{{height:10px;background:transparent;margin:0}}
QScrollBar::handle:horizontal{{background:{t("line.2")};border-radius:3px;min-width:32px;margin:2px}}
QScrollBar::handle:horizontal:hover{{background:{t("line.3")}}}
QScrollBar::add-line,QScrollBar::sub-line,QScrollBar::add-page,QScrollBar::sub-page{{width:0;height:0;background:transparent}}
QLineEdit,QPlainTextEdit{{background:transparent;border:0;padding:0;color:{t("text.1")};lineedit-password-character:8226}}
QMenu{{background:{t("bg.raised")};border:1px solid {t("line.2")};padding:4px}}
QMenu::item{{padding:6px 20px 6px 12px;color:{t("text.1")}}}
QMenu::item:selected{{background:{t("bg.selected")}}}
QMenu::item:disabled{{color:{t("text.off")}}}
QToolTip{{background:{t("bg.raised")};color:{t("text.1")};border:1px solid {t("line.2")};padding:4px 8px}}
"""
