"""What an ERP and a shop do differently, for the one suite that both must pass."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.domain.letter import Guard, Letter

if TYPE_CHECKING:
    from tests.contracts.targets import Target

Make = Callable[["Target"], tuple[str, Letter]]


@dataclass(frozen=True)
class Trade:
    """``head``: the feed of orders, ``parts``: of their lines, ``people``: of customers. ``makes``: a new order and a letter for it.

    ``done``: how often the letter's effect is there, seen from the system itself. ``effective``: matches the call that has the
    effect. ``final``: a deed that cannot be done twice or undone. ``reads``: the call that brings the head feed's records.
    """

    server: str
    head: str
    parts: str
    people: str
    noun: str
    guards: Mapping[str, Guard]
    makes: Mapping[str, Make]
    final: str
    finish: Callable[[Target, str], Letter]  # the final deed on that order
    done: Callable[[Target, str, Letter], int]
    effective: Callable[[Target, Letter], Callable[[str], bool]]
    owner: Callable[[Any], str]  # of a line: its order
    reads: Callable[[str], bool]
    spoil: Callable[[Any, str], Any]  # a page's answer with that order's state made unreadable
    spoiled: str  # the path that is then told
    broken: tuple[str, ...]  # answers that are none


def letter_of(target: Target, name: str) -> tuple[str, Letter]:
    return target.trade.makes[name](target)
