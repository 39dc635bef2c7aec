"""The action bar: what can be done stays in sight; a reason stands beside the button that it is about."""

from __future__ import annotations

from typing import Any

from pytestqt.qtbot import QtBot

from app.domain.question import Deed
from ui.cases.actions import ActionBar

TITLES = ("New date", "Ship what is there", "Cancel the rest", "Wait for complete", "Expedite", "Reallocate", "Substitute")


def bar(qtbot: QtBot, *denied: int) -> ActionBar:
    made = ActionBar()
    qtbot.addWidget(made)
    made.resize(590, 47)
    made.show()
    deeds = [
        Deed(f"deed{n}", title, str(n), "x", "denied" if n in denied else "may", "It is picked already" if n in denied else "")
        for n, title in enumerate(TITLES, 1)
    ]
    made.show_deeds(deeds)
    return made


def shown(of: ActionBar) -> list[str]:
    return [name for name, button in of._buttons.items() if button.isVisible()]


def test_a_reason_takes_no_room_from_what_can_be_done_where_its_button_is_in_the_menu(qtbot: QtBot, look: Any) -> None:
    made = bar(qtbot, 6)
    assert shown(made)[:3] == ["deed1", "deed2", "deed3"]
    assert not made._why.isVisible()


def test_a_reason_stands_beside_its_button(qtbot: QtBot, look: Any) -> None:
    made = bar(qtbot, 1)
    assert "deed1" in shown(made)
    assert made._why.isVisible()
    assert made._why.text() == "It is picked already"
