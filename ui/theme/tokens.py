"""Colours and sizes: the one place that names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache

from PySide6.QtGui import QColor

#                     light      dark      used for
TOKENS: dict[str, tuple[str, str]] = {
    "bg.window": ("#F4F5F7", "#0E0F12"),  # navigation, status bar: the frame, recedes
    "bg.surface": ("#FFFFFF", "#15171A"),  # lists, panels: the work
    "bg.sunken": ("#F8F9FA", "#111316"),  # table header, group row, wells
    "bg.raised": ("#FFFFFF", "#1D2024"),  # palette, menu, sheet, toast
    "bg.hover": ("#F1F2F5", "#1C1F23"),  # pointer over a row or a quiet button
    "bg.active": ("#E6E8EC", "#25282E"),  # current navigation item, pressed button, key cap
    "bg.selected": ("#E7EEFD", "#1B2A4A"),  # current row while the list has the keyboard
    "bg.selected.idle": ("#ECEEF1", "#22252B"),  # current row while the keyboard is elsewhere
    "bg.marked": ("#F1F5FE", "#172038"),  # row marked with X
    "line.1": ("#EEEFF2", "#202328"),  # between rows
    "line.2": ("#E0E2E7", "#2B2F35"),  # between panes, around cards and buttons
    "line.3": ("#8A909C", "#6E7582"),  # fields, check boxes (3:1 against the surface)
    "text.1": ("#15181D", "#E2E4E9"),  # values, names, titles
    "text.2": ("#4B515C", "#ABB1BB"),  # supporting text, labels that are read
    "text.3": ("#616874", "#8F96A3"),  # captions, units, meta; the weakest text allowed
    "text.off": ("#A0A5AF", "#5D636E"),  # disabled only; never the sole carrier of information
    "accent": ("#2B59D1", "#85A3FF"),  # focus, selection bar, links, the one suggested action
    "accent.fill": ("#2F5FDD", "#3F66DD"),  # primary button
    "accent.on": ("#FFFFFF", "#FFFFFF"),  # text on it
    "accent.cap": ("#436EE0", "#486DDF"),  # key cap on the primary button: the lightest that keeps 4.5:1
    "accent.bg": ("#E7EEFD", "#1B2A4A"),
    "bad": ("#B3261E", "#FF8A7A"),  # breached, refused, over limit        shape: filled diamond
    "bad.bg": ("#FCEBE9", "#3A1B19"),
    "bad.fill": ("#C8372D", "#E5604F"),
    "warn": ("#855000", "#F2B84B"),  # due soon, needs attention            shape: triangle
    "warn.bg": ("#FCF1DA", "#33270F"),
    "warn.fill": ("#C27D08", "#D99A2B"),
    "ok": ("#0A6652", "#57C9A9"),  # done, in sync, within limit (blue-green) shape: disc with tick
    "ok.bg": ("#E0F3EE", "#0F2A24"),
    "ok.fill": ("#1B9479", "#2FA588"),
    "wait": ("#6A3FB0", "#BDA2F7"),  # decided here, not yet in the other system  shape: dashed ring
    "wait.bg": ("#F1EBFB", "#281F3E"),
    "wait.fill": ("#8A63CC", "#9A78E0"),
    "data.1": ("#3D6BE0", "#6E93FF"),  # charts: the subject
    "data.2": ("#9DB8F2", "#3D5596"),  # charts: the subject, before or secondary
    "data.3": ("#5B6472", "#98A1B0"),  # charts: the rest, in slate steps told apart by lightness
    "data.4": ("#939CAA", "#6A7280"),
    "data.5": ("#CDD2DA", "#3E444E"),
    "person.1": ("#4F6DB8", "#4F6DB8"),  # avatars: who it is, never a state
    "person.2": ("#8A5A9E", "#8A5A9E"),
    "person.3": ("#387470", "#387470"),
    "person.4": ("#8A5E32", "#8A5E32"),
    "person.5": ("#5C6675", "#5C6675"),
    "person.6": ("#7A5FB0", "#7A5FB0"),
    "shadow": ("#141A28", "#000000"),
}
SPACE = (4, 8, 12, 16, 20, 24, 32)  # the only gaps there are
ROW = {"dense": 24, "normal": 28, "roomy": 36}  # 24 in panels, 28 in queues, 36 for touch and large type
RADIUS = {"cap": 3, "control": 5, "card": 8, "sheet": 10}
SIZES = (11, 12, 13, 15, 20, 28)  # caption, support, body, title, figure, hero
NARROW = 1280  # below this window width the navigation is 48 px and the case stacks in one column
STATUS = ("bad", "warn", "ok", "wait")  # the four verdicts that own a colour and a shape

_mode = 0
_forced: Mapping[str, str] = {}


def use(mode: str, forced: Mapping[str, str] | None = None) -> None:
    """Switch the colours that `t` and `c` answer to "light" or "dark"; ``forced`` overrules single roles (high contrast).

    Call `style.apply`, which also repaints.
    """
    global _mode, _forced
    _mode = 1 if mode == "dark" else 0
    _forced = dict(forced or {})
    c.cache_clear()


@contextmanager
def on_paper() -> Iterator[None]:
    """Within it colours are those of the light mode, whatever the screen shows: for what is printed. Only for painting at once."""
    global _mode, _forced
    kept = _mode, _forced
    _mode, _forced = 0, {}
    c.cache_clear()
    try:
        yield
    finally:
        _mode, _forced = kept
        c.cache_clear()


def t(role: str) -> str:
    """The colour of a role now, as #RRGGBB."""
    return _forced.get(role) or TOKENS[role][_mode]


@lru_cache(256)
def c(role: str, alpha: float = 1.0) -> QColor:
    """The colour of a role now. Shared objects: read them, never change them."""
    colour = QColor(t(role))
    colour.setAlphaF(alpha)
    return colour


def is_dark() -> bool:
    return _mode == 1
