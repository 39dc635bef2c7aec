"""Refunds of a sold line over generated histories: never above what was paid, held against an oracle that counts by hand.

The default suite plays a few hundred histories; 20,000 by ``--hypothesis-profile=histories`` (see ``tests/app/domain/conftest.py``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain import refund
from app.domain.invoice import InvoiceLine
from app.domain.money import Money
from app.domain.ref import Ref
from app.domain.refund import Account, account
from tests.app.rules.world import NOW

FEW = settings(max_examples=max(300, settings.default.max_examples if settings.default.max_examples > 1000 else 0), deadline=None)
Charge = tuple[int, int, str]  # pieces, cents of the whole line, state of its invoice
History = tuple[list[Charge], list[tuple[int, int]]]


@dataclass
class Purse:
    """The oracle: what lies in it was paid, and nobody takes out more."""

    pieces: int
    cents: int

    def takes(self, pieces: int, cents: int) -> bool:
        possible = 0 < pieces <= self.pieces and 0 <= cents <= self.cents
        if possible:
            self.pieces -= pieces
            self.cents -= cents
        return possible


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Invoices of a line in parts, some not posted; then wishes for money back, sensible and not."""
    states = st.sampled_from(["posted", "paid", "draft", "validated", "cancelled"])
    charges = draw(st.lists(st.tuples(st.integers(1, 6), st.integers(0, 900), states), max_size=3))
    wishes = draw(st.lists(st.tuples(st.integers(-1, 7), st.integers(-1, 1000)), max_size=8))
    return charges, wishes


def line(n: int, pieces: int, cents: int) -> InvoiceLine:
    each = Decimal(cents) / (100 * pieces)
    ref = Ref("erp", "invoice_line", str(n))
    return InvoiceLine(ref, "1", NOW, f"i{n}", "7", None, Decimal(pieces), abs(each), Money(cents, "EUR"))


def play(history: History) -> None:
    charges, wishes = history
    lines = [line(n, pieces, cents) for n, (pieces, cents, _) in enumerate(charges)]
    states = {f"i{n}": state for n, (_, _, state) in enumerate(charges)}
    paid = [(p, c) for p, c, state in charges if state in ("posted", "paid")]
    purse = Purse(sum(p for p, _ in paid), sum(c for _, c in paid))
    whole = purse.cents
    for pieces, cents in wishes:
        known = account(lines, states, "EUR")
        allowed = not known.stops(Decimal(pieces), Money(cents, "EUR"))
        assert allowed == purse.takes(pieces, cents)
        if allowed:
            after = known.give(Decimal(pieces), Money(cents, "EUR"))
            n = len(lines)
            lines.append(line(n, -pieces, -cents))  # the ERP posts a credit note over just that
            states[f"i{n}"] = "posted"
            assert account(lines, states, "EUR") == after
        now = account(lines, states, "EUR")
        assert 0 <= now.refunded.minor <= now.paid.minor == whole
        assert now.left.minor == purse.cents
        assert now.pieces_left == purse.pieces


@FEW
@given(histories())
def test_as_many_refunds_as_one_likes_never_come_to_more_than_was_paid(history: History) -> None:
    play(history)


def _forgets_the_past(self: Account, pieces: Decimal, amount: Money) -> str:
    return "" if 0 < pieces <= self.pieces and 0 <= amount.minor <= self.paid.minor else "no"


def _counts_pieces_alone(self: Account, pieces: Decimal, amount: Money) -> str:
    return "" if 0 < pieces <= self.pieces_left and amount.minor >= 0 else "no"


def _counts_money_alone(self: Account, pieces: Decimal, amount: Money) -> str:
    return "" if pieces > 0 and 0 <= amount.minor <= self.left.minor else "no"


@pytest.mark.parametrize("planted", [_forgets_the_past, _counts_pieces_alone, _counts_money_alone], ids=lambda f: f.__name__)
def test_a_planted_bug_is_caught(planted: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refund.Account, "stops", planted)
    with pytest.raises((AssertionError, ValueError)):
        settings(max_examples=2000, deadline=None, database=None)(given(histories())(play))()


def test_a_draft_charges_nothing_and_gives_back_what_it_says() -> None:
    """Somebody will post it; cancelled, it never was."""
    lines = [line(0, 3, 300), line(1, -1, -100)]
    known = account(lines, {"i0": "posted", "i1": "draft"}, "EUR")
    assert (known.paid.minor, known.refunded.minor, known.pieces_left) == (300, 100, Decimal(2))
    assert account(lines, {"i0": "posted", "i1": "draft"}, "EUR", {"i1"}).left == Money(300, "EUR")
    assert account(lines, {"i0": "posted", "i1": "cancelled"}, "EUR").left == Money(300, "EUR")
    assert account(lines, {"i0": "draft", "i1": "draft"}, "EUR").left == Money(0, "EUR")


def test_another_currency_is_neither_paid_nor_given() -> None:
    known = account([line(0, 3, 300)], {"i0": "posted"}, "EUR")
    assert known.stops(Decimal(1), Money(1, "USD")) == "It was paid in EUR"
    assert account([line(0, 3, 300)], {"i0": "posted"}, "USD").paid == Money(0, "USD")
