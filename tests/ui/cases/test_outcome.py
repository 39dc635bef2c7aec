"""What a refused decision offers next: the deeds' own names, each under the key that it has on cases of that type."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.commands import of_type
from app.domain.question import Deed
from tests.ui.samples import HALVORSEN, waiting
from tests.ui.world import World
from ui.cases.outcome import OutcomeSheet
from ui.theme.kit import Button


@pytest.mark.parametrize(("type_", "key"), [("credit", "5"), ("backorder", "R"), ("split", "R")])
def test_what_was_refused_is_looked_at_again_by_the_key_of_its_type(qtbot: QtBot, look: Any, type_: str, key: str) -> None:
    world, sheet = World(), OutcomeSheet()
    qtbot.addWidget(sheet)
    deeds = tuple(Deed(s.name, s.title, s.key_in(type_), s.icon, "may", "") for s in of_type(type_))
    pending = waiting(world.row("SO-10482"), world.now, state="refused")
    sheet.show_pending(replace(HALVORSEN, pending=pending, deeds=deeds), (), "fiona")
    caps = {b.text(): b.cap for b in sheet.findChildren(Button)}
    assert (caps["Recheck"], caps["Snooze"]) == (key, "H")
    asked: list[str] = []
    sheet.asked.connect(asked.append)
    next(b for b in sheet.findChildren(Button) if b.text() == "Recheck").click()
    assert asked == ["recheck"]
