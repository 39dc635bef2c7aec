"""Photos of a case: small ones as they arrive, in words why not, one large by Enter, copied, saved, closed by Esc."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app.errors import Refused
from tests.app.rules import damage_world as w
from tests.ui.cases.test_damage import CTRL_ENTER, DamageWorld, at
from tests.ui.desk import Desk
from tests.ui.pictures_of import carton
from tests.ui.theme.lint import problems
from ui.cases.gallery import decoded
from ui.cases.photos import Photos, Thumb
from ui.cases.picker import Picker
from ui.cases.viewer import Viewer, plain_name
from ui.courier import Courier
from ui.theme import style

FILES = (w.attached("carton.jpg", 80), w.attached("inside.png", 81), w.attached("claim.pdf", 82, "Carrier claim CL00003 #2"))


def world(**changes: Any) -> DamageWorld:
    made = DamageWorld(files=FILES)
    made.files = {"80": carton(), "81": carton(300, 500, kind="PNG"), "82": b"%PDF-1.4"} | changes
    return made


@pytest.fixture
def desk(qtbot: QtBot, look: Any, courier: Courier) -> Desk:
    return at(qtbot, courier, world())


def thumbs(desk: Desk) -> list[Thumb]:
    (block,) = [one for one in desk.case.body.findChildren(Photos) if one.isVisible()]
    desk.window.grab()  # they are asked for when they are drawn
    desk.settle()
    return list(block.thumbs)


def viewer(desk: Desk) -> Viewer:
    (found,) = [one for one in desk.window.findChildren(Viewer) if one.isVisible()]
    return found


def test_each_is_asked_for_once_and_drawn_small(desk: Desk) -> None:
    shown = [thumb.picture() for thumb in thumbs(desk)]
    assert [(p.width(), p.height()) for p in shown if isinstance(p, QImage)] == [(320, 240), (192, 320)]
    assert shown[2] == ""
    thumbs(desk)
    assert [call for call in desk.world.calls if call[0] == "file"] == [("file", "80"), ("file", "81")]


def test_one_is_opened_large_by_keys_and_put_away_by_escape(desk: Desk) -> None:
    thumbs(desk)
    before = desk.number
    desk.press(Qt.Key.Key_Return, Qt.Key.Key_Right, Qt.Key.Key_Return)
    assert viewer(desk).shot.name == "inside.png"
    desk.press(Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Left)
    assert viewer(desk).shot.name == "carton.jpg"
    desk.press("1", "J")  # no deed and no list hears a key now
    assert not desk.case.sheet.isVisible()
    assert desk.number == before
    desk.press((Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier))
    assert QGuiApplication.clipboard().image().size().width() == 1200
    desk.press(Qt.Key.Key_Escape)
    assert not [one for one in desk.window.findChildren(Viewer) if one.isVisible()]
    assert isinstance(QApplication.focusWidget(), Thumb)


def test_what_is_saved_is_the_file_itself(desk: Desk, tmp_path: Path) -> None:
    desk.press(Qt.Key.Key_Return, Qt.Key.Key_Return)
    viewer(desk).save(str(tmp_path / "kept.jpg"))
    desk.settle()
    assert (tmp_path / "kept.jpg").read_bytes() == desk.world.files["80"]
    viewer(desk).save(str(tmp_path / "none" / "kept.jpg"))
    desk.settle()
    assert desk.toasts()[-1] == "Could not write the file"


@pytest.mark.parametrize(
    ("content", "words"), [(b"not a picture", "Not a picture that can be read"), (None, "The ERP has nothing in this file")]
)
def test_one_that_cannot_be_had_says_why(qtbot: QtBot, look: Any, courier: Courier, content: bytes | None, words: str) -> None:
    made = world()
    made.files = {"81": made.files["81"]} | ({"80": content} if content else {})
    desk = at(qtbot, courier, made)
    assert [p for thumb in thumbs(desk) if isinstance(p := thumb.picture(), str)] == [words, ""]


def test_offline_it_says_so_and_asks_again_when_something_is_heard(desk: Desk, qtbot: QtBot, look: Any, courier: Courier) -> None:
    made = world()
    made.offline = True
    offline = at(qtbot, courier, made)
    assert thumbs(offline)[0].picture() == "Offline, not on this machine"
    made.offline = False
    offline.case.refresh()
    offline.settle()
    assert isinstance(thumbs(offline)[0].picture(), QImage)


def test_no_photos_and_no_right_to_read_them_are_told_apart(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = at(qtbot, courier, DamageWorld())
    told = {b.title: b for b in desk.case.panel.blocks}
    assert told["Photos"].none.startswith("No photos yet")
    assert problems(desk.window) == []


def test_a_camera_held_upright_gives_an_upright_picture() -> None:
    assert (decoded(carton(1200, 900, turned=6)).width(), decoded(carton(1200, 900)).width()) == (900, 1200)
    with pytest.raises(Refused):
        decoded(b"GIF89a" + bytes(40))


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("../../etc/passwd", "passwd"),
        ("a\u202egpj.exe", "a_gpj.exe"),
        (".bashrc", "bashrc"),
        ("", "file"),
        ("c:\\x\\y.jpg", "y.jpg"),
    ],
)
def test_a_name_from_the_erp_is_no_path_here(name: str, plain: str) -> None:
    assert plain_name(name) == plain


@pytest.mark.parametrize("size", [(1440, 900), (1100, 700)], ids=["wide", "narrow"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_nothing_is_cut(qtbot: QtBot, look: Any, courier: Courier, mode: str, size: tuple[int, int]) -> None:
    style.apply(look, mode)
    desk = at(qtbot, courier, world(), size)
    thumbs(desk)
    assert problems(desk.window) == []
    desk.press(Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert problems(desk.window) == []


# ---- adding ----


def picker(desk: Desk) -> Picker:
    (found,) = [one for one in desk.case.sheet.findChildren(Picker) if one.isVisible()]
    return found


def drop(desk: Desk, on: QWidget, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    at = QPointF(on.rect().center())
    keys = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entered = QDragEnterEvent(at.toPoint(), *keys)
    QApplication.sendEvent(on, entered)
    assert entered.isAccepted()
    QApplication.sendEvent(on, QDropEvent(at, *keys))
    desk.settle()


def test_photos_are_chosen_by_key_and_taken_out_again(desk: Desk, tmp_path: Path) -> None:
    for name in ("a.jpg", "b.jpg"):
        (tmp_path / name).write_bytes(carton(400 if name == "a.jpg" else 500, 300))
    desk.press("5")
    field = picker(desk)
    assert QApplication.focusWidget() is field
    field.add([str(tmp_path / "a.jpg"), str(tmp_path / "b.jpg"), str(tmp_path / "a.jpg")])
    desk.settle()
    assert [line.split(" ", 2)[2] for line in field.text().splitlines()] == ["a.jpg", "b.jpg"]
    desk.press(Qt.Key.Key_Delete)
    desk.case.sheet.ask_again()
    desk.settle()
    desk.press(CTRL_ENTER)
    command = desk.world.commands[-1]
    assert (command.deed, command.fields["files"].count("\n"), command.fields["files"][-5:]) == ("add_photos", 0, "a.jpg")


def test_space_opens_the_dialog_of_files(desk: Desk) -> None:
    desk.press("5", Qt.Key.Key_Space)
    (dialog,) = desk.window.findChildren(QFileDialog)
    assert dialog.fileMode() == QFileDialog.FileMode.ExistingFiles
    dialog.reject()
    desk.settle()


def test_photos_dropped_on_the_page_open_the_sheet_with_them(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(carton(400, 300))
    drop(desk, desk.case, tmp_path / "a.jpg")
    assert picker(desk).text().endswith("a.jpg")
    assert problems(desk.window) == []


def test_what_is_refused_says_why_beside_the_field(desk: Desk, tmp_path: Path) -> None:
    desk.press("5")
    desk.world.fail = Refused("note.pdf is neither JPEG nor PNG", "Only photos are added here.")
    picker(desk).add([str(tmp_path / "note.pdf")])
    desk.settle()
    assert picker(desk).text() == ""
    assert picker(desk).height() > 40
    assert problems(desk.window) == []
