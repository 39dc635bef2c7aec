"""What is added up of records, by state and currency, so that after a sweep our copy can be held against its system."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.domain.money import Money

AMOUNTS: Mapping[str, str] = {"sale": "untaxed", "web_order": "total", "web_payment": "amount"}  # noun -> the amount added up


@dataclass(frozen=True, slots=True)
class Mark:
    """What counts of one record: its state, in our words, and the amount of ``AMOUNTS``."""

    state: str
    amount: Money


# (state, currency) -> (how many, their amounts' sum in minor units)
Tally = Mapping[tuple[str, str], tuple[int, int]]


def tally(marks: Iterable[Mark]) -> Tally:
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for mark in marks:
        cell = (mark.state, mark.amount.currency)
        count, minor = found.get(cell, (0, 0))
        found[cell] = (count + 1, minor + mark.amount.minor)
    return found


def differences(here: Tally, there: Tally) -> Tally:
    """How much more there is there than here, where the two are not equal."""
    found = {}
    for cell in here.keys() | there.keys():
        (count, minor), (more, greater) = here.get(cell, (0, 0)), there.get(cell, (0, 0))
        if (count, minor) != (more, greater):
            found[cell] = (more - count, greater - minor)
    return found


def words(noun: str, cell: tuple[str, str], here: Tally, there: Tally) -> str:
    """ "web orders, placed: 61 over 1,204.50 EUR here, 62 over 1,304.50 EUR there"."""

    def side(tally: Tally) -> str:
        count, minor = tally.get(cell, (0, 0))
        amount = Money(minor, cell[1])
        return f"{count:,} over {amount.named()}"

    return f"{noun}, {cell[0]}: {side(here)} here, {side(there)} there"
