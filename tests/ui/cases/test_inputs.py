"""Fields of a deed that belong together: what one proposes follows the choice beside it, and what a person wrote stays."""

from __future__ import annotations

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.domain.question import Deed, Field
from ui.cases.inputs import Inputs

FIRST, OTHER, OWN = "2099-12-01", "2099-12-08", "2099-11-20"
PURCHASE = Field("purchase", "Purchase", "choice", "", "90", (("90", "PO-7"), ("93", "PO-9")))
DAY = Field("day", "Wanted by", "date", "", FIRST, by_choice=(("90", FIRST), ("93", OTHER)))
AGAIN = Field("again", "Ask again", "date", "", FIRST)
ASK = Deed("expedite", "Expedite", "5", "truck", "may", "", fields=(PURCHASE, DAY, AGAIN))
START = {f.name: f.value for f in ASK.fields}


@pytest.fixture
def inputs(qtbot: QtBot, look: Any) -> Inputs:
    made = Inputs()
    qtbot.addWidget(made)
    made.show_deed(ASK, "case-1", START)
    made.show()
    return made


def choose(inputs: Inputs, value: str) -> None:
    next(x for x in inputs._inputs if x.asked.name == "purchase").field.setText(value)


def write_day(inputs: Inputs, qtbot: QtBot, value: str) -> None:
    field: Any = next(x for x in inputs._inputs if x.asked.name == "day").field
    field.clear()
    qtbot.keyClicks(field, value)


def test_the_proposed_day_is_that_of_the_chosen_purchase_and_is_kept_with_it(inputs: Inputs) -> None:
    choose(inputs, "93")
    assert inputs.values() == START | {"purchase": "93", "day": OTHER}, "and no other day follows"
    inputs.show_deed(ASK, "case-1", START)
    assert inputs.values()["day"] == OTHER, "one comes back to what was filled in"
    choose(inputs, "90")
    assert inputs.values() == START


def test_a_day_that_a_person_wrote_stays(inputs: Inputs, qtbot: QtBot) -> None:
    write_day(inputs, qtbot, OWN)
    choose(inputs, "93")
    assert inputs.values() == START | {"purchase": "93", "day": OWN}
