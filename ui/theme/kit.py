"""The names pages are written with: every part of this room under one roof."""

from PySide6.QtWidgets import QFrame

from ui.theme.bars import Meter, StackedBar, hatch
from ui.theme.button import Button, draw_focus
from ui.theme.check import CheckBox
from ui.theme.field import Field, Labelled, announce
from ui.theme.floating import Floating, Scrim
from ui.theme.fonts import font, metrics, width
from ui.theme.layout import H, Item, KeyValues, Section, V, fill, rule
from ui.theme.marks import Avatar, Chip, Icon, KeyCap, Mark, Painted, Rule, draw_avatar
from ui.theme.paint import AC, AL, AR, VC, draw_cap, draw_icon, draw_logo, draw_shadow, draw_status, draw_text, pixmap, text_width
from ui.theme.tabs import Tabs
from ui.theme.text import Text, tip
from ui.theme.tokens import NARROW, RADIUS, ROW, SPACE, c, is_dark, t
from ui.theme.wrapped import draw_wrapped, line_height, lines_of

button, chip, key, avatar, section, kv, bar, field = Button, Chip, KeyCap, Avatar, Section, KeyValues, StackedBar, Field


def keys(*names: str) -> QFrame:
    """Key caps side by side."""
    return H(*[KeyCap(name) for name in names], gap=4)


__all__ = [
    "AC", "AL", "AR", "NARROW", "RADIUS", "ROW", "SPACE", "VC", "Avatar", "Button", "CheckBox", "Chip", "Field", "Floating", "H", "Icon",
    "Item", "KeyCap", "KeyValues", "Labelled", "Mark", "Meter", "Painted", "Rule", "Scrim", "Section", "StackedBar", "Tabs",
    "Text", "V", "announce", "avatar", "bar", "button", "c", "chip", "draw_avatar", "draw_cap", "draw_focus", "draw_icon",
    "draw_logo", "draw_shadow", "draw_status", "draw_text", "draw_wrapped", "field", "fill", "font", "hatch", "is_dark", "key", "keys",
    "kv", "line_height", "lines_of", "metrics", "pixmap", "rule", "section", "t", "text_width", "tip", "width",
]  # fmt: skip
