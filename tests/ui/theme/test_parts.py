"""The parts: real widgets with a name, a role, keys and clicks; words never become markup; a theme change repaints."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor, QFontDatabase, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.theme import style, tokens
from ui.theme.fonts import RESOURCES, font, width
from ui.theme.kit import (
    Button,
    CheckBox,
    Chip,
    Field,
    H,
    Icon,
    KeyCap,
    KeyValues,
    Labelled,
    Mark,
    Meter,
    StackedBar,
    Tabs,
    Text,
    V,
    pixmap,
)

Role = QAccessible.Role


def shown(qtbot: QtBot, widget: QWidget, size: tuple[int, int] = (400, 120)) -> QWidget:
    qtbot.addWidget(widget)
    widget.resize(*size)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


def spoken(widget: QWidget) -> tuple[Role, str, str]:
    face = QAccessible.queryAccessibleInterface(widget)
    assert face is not None
    return face.role(), face.text(QAccessible.Text.Name), face.text(QAccessible.Text.Description)


# ---- words -----------------------------------------------------------------------------------------------------------


def test_a_name_from_a_server_is_never_markup(look: QApplication, qtbot: QtBot) -> None:
    name = '<b>Halvorsen</b> & Sons <img src="x">'
    text = Text(name, elide=True)
    button = Button("Release", why=name)
    assert text.textFormat() == Qt.TextFormat.PlainText
    assert text.text() == name
    for widget in (text, button):
        assert "<b>" not in widget.toolTip()
        assert "&lt;b&gt;Halvorsen&lt;/b&gt; &amp; Sons" in widget.toolTip()
    assert button.why == name
    text.deleteLater()
    button.deleteLater()


def test_figures_have_one_width(look: QApplication) -> None:
    assert "Inter" in QFontDatabase.families()
    assert width("1111111111") == width("0000000000") == width("8888888888")
    assert font(13, 600).weight() == 600


def test_every_icon_is_there_under_its_licence(look: QApplication) -> None:
    assert (RESOURCES / "icons" / "LICENSE").read_text(encoding="utf-8")
    assert (RESOURCES / "fonts" / "OFL.txt").read_text(encoding="utf-8")
    for file in (RESOURCES / "icons").glob("*.svg"):
        picture = pixmap(file.stem, "text.1").toImage()
        assert any(picture.pixelColor(x, y).alpha() for x in range(32) for y in range(32)), file.stem


# ---- what assistive technology hears ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "role", "name", "description"),
    [
        (lambda: Button("Release SO-1", "Ctrl ↵", "primary"), Role.Button, "Release SO-1", ""),
        (lambda: Button("Raise limit", None, "off", "lock", "A manager may"), Role.Button, "Raise limit", "A manager may"),
        (lambda: Button(icon="ellipsis", kind="quiet", name="More"), Role.Button, "More", "More"),
        (lambda: Chip("Credit hold", "bad"), Role.StaticText, "Credit hold", ""),
        (lambda: Mark("warn"), Role.StaticText, "needs attention", ""),
        (lambda: KeyCap("Esc"), Role.StaticText, "Esc", ""),
        (lambda: StackedBar([(1, "data.1")], name="Exposure, 102 % of the limit"), Role.StaticText, "Exposure, 102 % of the limit", ""),
        (lambda: CheckBox("Only for this session"), Role.CheckBox, "Only for this session", ""),
        (lambda: Field("ok", "At least 10 characters", name="Reason"), Role.EditableText, "Reason", "At least 10 characters"),
    ],
)  # fmt: skip
def test_name_and_role(look: QApplication, qtbot: QtBot, make: type, role: Role, name: str, description: str) -> None:
    widget = make()
    qtbot.addWidget(widget)
    assert spoken(widget) == (role, name, description)


def test_a_meter_says_how_far(look: QApplication, qtbot: QtBot) -> None:
    meter = Meter(None, name="First pull")
    qtbot.addWidget(meter)
    assert spoken(meter)[1] == "First pull"
    meter.set_done(0.314)
    assert spoken(meter)[1] == "First pull 31%"


def test_a_label_belongs_to_its_field(look: QApplication, qtbot: QtBot) -> None:
    labelled = Labelled("Reason", Field())
    qtbot.addWidget(labelled)
    labelled.show_error("Write at least 10 characters, an auditor reads it")
    assert spoken(labelled.field)[1:] == ("Reason", "Write at least 10 characters, an auditor reads it")
    QTest.keyClicks(labelled.field, "x")
    assert labelled.error == ""
    assert spoken(labelled.field)[2] == ""


# ---- keys and clicks -------------------------------------------------------------------------------------------------


def test_a_button_is_pressed_by_mouse_and_keyboard(look: QApplication, qtbot: QtBot) -> None:
    button = Button("Release", "1")
    shown(qtbot, button, (120, 28))
    pressed: list[str] = []
    button.clicked.connect(lambda: pressed.append("x"))
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert pressed == ["x", "x"]
    button.set_off("Waits for Frank Falk")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert pressed == ["x", "x"]
    assert (button.kind, button.why) == ("off", "Waits for Frank Falk")
    button.set_on()
    assert (button.kind, button.why) == ("plain", "")


def test_the_keyboard_is_seen_on_every_control(look: QApplication, qtbot: QtBot) -> None:
    """The one that has it is drawn differently, in both themes."""
    controls: list[QWidget] = [
        Button("Plain"),
        Button("Primary", None, "primary"),
        Button("Quiet", None, "quiet"),
        Field("x"),
        CheckBox("c"),
    ]
    other = Field("elsewhere")
    window = shown(qtbot, V(*controls, other, gap=8, pad=8, ground="bg.surface"), (300, 320))
    with qtbot.waitActive(window):
        window.activateWindow()
    for mode in ("light", "dark"):
        style.apply(look, mode)
        for control in controls:
            other.setFocus()
            without = control.grab().toImage()
            control.setFocus()
            qtbot.waitUntil(control.hasFocus)
            assert control.grab().toImage() != without, (mode, control)


def test_tabs_are_chosen_by_arrows_and_clicks(look: QApplication, qtbot: QtBot) -> None:
    tabs = Tabs([("All", 50), ("Mine", 6), "Snoozed"])
    window = shown(qtbot, tabs)
    with qtbot.waitActive(window):
        window.activateWindow()
    chosen: list[int] = []
    tabs.chosen.connect(chosen.append)
    tabs.buttons[0].setFocus()
    QTest.keyClick(tabs.buttons[0], Qt.Key.Key_Right)
    QTest.keyClick(tabs.buttons[1], Qt.Key.Key_Right)
    QTest.keyClick(tabs.buttons[2], Qt.Key.Key_Right)
    assert (chosen, tabs.current) == ([1, 2], 2)
    assert tabs.buttons[2].hasFocus()
    tabs.set_tabs([("All", 49), ("Mine", 5)])
    assert [b.accessibleName() for b in tabs.buttons] == ["All, 49", "Mine, 5"]
    assert tabs.current == 0
    tabs.choose(1)
    assert chosen == [1, 2], "what the page chooses is not said back to it"


def test_key_values_keep_their_labels_while_only_words_change(look: QApplication, qtbot: QtBot) -> None:
    values = KeyValues([("Unapplied cash", "none"), ("Dunning", ("Level 2", "bad"))])
    shown(qtbot, values)
    before = values.findChildren(Text)
    values.set_rows([("Unapplied cash", ("6,200.00", "ok")), ("Dunning", "Level 0")])
    assert values.findChildren(Text) == before
    assert [t.text() for t in before] == ["Unapplied cash", "6,200.00", "Dunning", "Level 0"]
    values.set_rows([("Insured", "250,000.00")])
    qtbot.waitUntil(lambda: [t.text() for t in values.findChildren(Text)] == ["Insured", "250,000.00"])


# ---- theme -----------------------------------------------------------------------------------------------------------


def test_everything_open_follows_the_theme(look: QApplication, qtbot: QtBot) -> None:
    parts = [
        Text("words", "text.1"),
        Icon("check", "text.1"),
        Mark("bad"),
        Chip("Gold"),
        Button("Plain"),
        KeyCap("J"),
        Field("x"),
    ]
    window = shown(qtbot, H(*parts, None, pad=8, ground="bg.surface"), (600, 60))
    light = [part.grab().toImage() for part in parts]
    assert window.grab().toImage().pixelColor(QPoint(590, 50)).name().upper() == "#FFFFFF"
    style.apply(look, "dark")
    assert window.grab().toImage().pixelColor(QPoint(590, 50)).name().upper() == "#15171A"
    for part, before in zip(parts, light, strict=True):
        assert part.grab().toImage() != before, part
    style.apply(look, "light")
    assert [part.grab().toImage() for part in parts] == light


def test_a_tone_is_changed_in_place(look: QApplication, qtbot: QtBot) -> None:
    text = Text("8,420.00")
    shown(qtbot, text, (100, 20))
    plain = text.grab().toImage()
    text.show_text("8,420.00", "bad")
    assert text.grab().toImage() != plain


def test_high_contrast_takes_the_desktops_colours(look: QApplication) -> None:
    desktop = QPalette()
    for role, colour in (("Window", "#000000"), ("Base", "#000000"), ("WindowText", "#FFFF00"), ("Highlight", "#00FFFF")):
        desktop.setColor(QPalette.ColorRole[role], QColor(colour))
    tokens.use("dark", style.from_palette(desktop))
    try:
        assert (tokens.t("bg.selected"), tokens.t("bad.bg"), tokens.t("bg.window")) == ("#000000",) * 3
        assert (tokens.t("text.3"), tokens.t("line.1"), tokens.t("bad.fill")) == ("#ffff00",) * 3
        assert tokens.t("accent.fill") == "#00ffff"
        assert {role for role in tokens.TOKENS if not tokens.t(role)} == set()
    finally:
        tokens.use("light")


def test_system_follows_the_desktop() -> None:
    assert style.resolved("light") == "light"
    assert style.resolved("dark") == "dark"
    assert style.resolved("system") in ("light", "dark")
