"""What stands beside the lists of limits, terms and rules: one value, central or a system's own, to be changed where it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from app.policy.sheet import ByEntity, Sheet
from ui.policy.bounds import Change, SheetRow
from ui.policy.panes import Leave, pane
from ui.theme.kit import Item, KeyValues, Text

_PLACES = "Codes of warehouses in the ERP, each with {what}, with commas between. “other” stands for those that are not named."
_HELP = {
    "terms": "Names in the ERP, with commas between",
    "window": "In days after delivery. Later a return is an exception.",
    "fee": "In per cent of what is credited. A complaint costs none; who may waive it is in the matrix.",
    "other_eyes": "In {unit}. Above this value whoever authorised a return does not inspect it.",
    "assumed": "Write road, ltl (part load in the USA), air or ocean.",
    "rules": "The first that tells two warehouses apart wins. Some of contract priority, ship complete, warehouse priority, freight.",
    "priority": "Codes of warehouses in the ERP, with commas between. One that is not named comes last.",
    "freight": _PLACES.replace("{what}", "an amount"),
    "days": _PLACES.replace("{what}", "a number of days"),
    "capacity": "Codes of warehouses in the ERP, each with a number of pieces, with commas between. One that is not named has no bound.",
    "contracts": "A customer's number, a blank and the code of the warehouse, with commas between.",
    "key_accounts": "Customers' numbers, with commas between. Two people give away what is laid aside for them.",
}
_TERM = (
    "So many days, business days or months after delivery; after the colon where it is written, such as 7 days: HGB 438. "
    "Where a contract says otherwise, write that."
)
_FIXED = "It is the same for all systems: customers' numbers in it are those of the first ERP."


def value(
    sheet: Sheet[Any], name: str, values: ByEntity[Any], entity: str, called: Callable[[str], str], change: Change, leave: Leave
) -> QWidget:
    own, central, words = values.at(entity), sheet.typed(values.central, name), sheet.words(values.central, name)
    facts: list[Item] = [KeyValues([("Holds for", called(entity) if entity else "All systems")], 88)]
    facts += [8, Text("Central", "text.3", 11, 500), 4, Text(words, size=13, wrap=True)]
    if entity and name in sheet.fixed:
        return pane(sheet.titles[name], [*facts, 12, Text(_FIXED, "text.3", 12, wrap=True)])
    shown = central if not entity else sheet.typed(own, name) if sheet.words(own, name) != words else ""
    row = SheetRow(sheet, name, shown, entity, f"{central}, as everywhere" if entity else "", change)
    row.escaped.connect(leave)
    body: list[Item] = [*facts, 12, row, 6]
    told = (_help(sheet, name, sheet.unit(values.central, name)), _hint(entity))
    return pane(sheet.titles[name], [*body, Text(told[0], "text.3", 12, wrap=True), 6, Text(told[1], "text.3", 12, wrap=True)])


def _help(sheet: Sheet[Any], name: str, unit: str) -> str:
    if name in _HELP:
        return _HELP[name].replace("{unit}", unit)
    return _TERM if sheet.document == "claims" else f"In {unit}"


def _hint(entity: str) -> str:
    return "Empty: the central value holds here" if entity else "Nothing changes before another person approves it"
