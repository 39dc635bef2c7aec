"""Money back for damage and by returns of one line, mixed as one likes: together never more than was paid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.commands import damage_case
from app.commands.replace_units import REPLACE_UNITS
from app.commands.return_units import RETURN_UNITS
from app.domain import refund
from app.domain.complaint import Complaint, ComplaintAction, reference_of
from app.domain.dossier import ComplaintDossier
from app.domain.invoice import Invoice, InvoiceLine
from app.domain.money import Money
from app.domain.order import OrderState
from app.domain.ref import Ref
from app.domain.units import Remedy
from app.errors import Refused
from tests.app.commands.damage import parts
from tests.app.rules import damage_world as w
from tests.app.rules.world import eur

PAID = 300_00  # six at 50.00
Wish = tuple[str, int, int, str]


@dataclass
class Books:
    """The ERP's: what was charged, and every credit note with its state; nothing here bounds what is given."""

    lines: list[InvoiceLine] = field(default_factory=lambda: [w.charge(w.line())])
    notes: list[Invoice] = field(default_factory=lambda: [w.invoice()])
    filed: list[Complaint] = field(default_factory=list)
    actions: list[ComplaintAction] = field(default_factory=list)

    def note(self, pieces: int, amount: Money, state: str, **of: str) -> str:
        key = str(100 + len(self.notes))
        self.notes.append(w.invoice(ref=Ref("tryton", "invoice", key), state=state))
        line = w.returned(pieces, key=key, invoice=key)
        self.lines.append(replace(line, net=-amount, **of))
        return key

    def complaint(self, wanted: tuple[int, ...], amount: Money, state: str) -> None:
        """As Tryton makes it: minus the pieces at their full price, and plus what of that stays charged."""
        key, full = str(400 + len(self.filed)), Money.of(Decimal(PAID) / 600 * len(wanted), "EUR")
        made = self.note(len(wanted), full, state, sale_line="", complaint=key)
        stays = replace(self.lines[-1], ref=Ref("tryton", "invoice_line", f"{made}+"), quantity=Decimal(len(wanted)))
        self.lines.append(replace(stays, net=full - amount))
        self.filed.append(replace(w.filed(), ref=Ref("tryton", "complaint", key), reference=reference_of("CL00003", wanted)))
        done = w.credit(str(amount.amount / len(wanted)), len(wanted), complaint=key, result=f"account.invoice,{made}")
        self.actions.append(replace(done, ref=Ref("tryton", "complaint_action", key)))

    def dossier(self) -> ComplaintDossier:
        seen = {"money": tuple(self.lines), "invoices": tuple(self.notes)}
        return w.dossier(**seen, filed=tuple(self.filed), actions=tuple(self.actions))

    def given(self) -> int:
        cancelled = {i.ref.key for i in self.notes if i.state == "cancelled"}
        return -sum(x.net.minor for x in self.lines[1:] if x.invoice not in cancelled)


WISHES = st.lists(
    st.tuples(
        st.sampled_from(["damage", "return", "cancel"]),
        st.integers(1, 6),
        st.integers(0, 320),
        st.sampled_from(["draft", "posted", "paid"]),
    ),
    max_size=9,
)


def play(wishes: list[Wish]) -> None:
    books = Books()
    for kind, pieces, units, state in wishes:
        amount = eur(str(units))
        if kind == "damage":
            line = damage_case.pieces(parts(books.dossier()))
            wanted = line.free[:pieces]
            if not line.stops(Remedy.CREDITED, wanted, amount):
                books.complaint(wanted, amount, state)
        elif kind == "return":
            known = refund.account(books.lines, {i.ref.key: i.state for i in books.notes}, "EUR")
            if not known.stops(Decimal(pieces), amount):
                books.note(pieces, amount, state, sale_line="99")
        else:
            books.notes = [
                replace(i, state="cancelled") if i.state == "draft" and n == pieces else i for n, i in enumerate(books.notes)
            ]
        assert books.given() <= PAID


@settings(deadline=None)
@given(WISHES)
def test_together_never_more_than_was_paid(wishes: list[Wish]) -> None:
    play(wishes)


def _as_if_nothing_came_back(dossier: ComplaintDossier, currency: str) -> Money:
    return Money(PAID, currency)


def _as_if_a_draft_were_nothing(*_: Any, **__: Any) -> refund.Account:
    return refund.Account(Decimal(6), Money(PAID, "EUR"), Decimal(0), Money(0, "EUR"))


PLANTED: dict[str, tuple[object, str, Callable[..., Any]]] = {
    "damage knows nothing of returns": (damage_case, "paid", _as_if_nothing_came_back),
    "returns know nothing of damage": (refund, "account", _as_if_a_draft_were_nothing),
}


@pytest.mark.parametrize("bug", PLANTED)
def test_a_planted_bug_is_caught(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where, name, wrong = PLANTED[bug]
    monkeypatch.setattr(where, name, wrong)
    with pytest.raises((AssertionError, ExceptionGroup)):
        settings(max_examples=2000, deadline=None, database=None)(given(WISHES)(play))()


def test_a_draft_that_is_forgotten_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refund, "_NEVER", frozenset({"cancelled", "draft"}))
    with pytest.raises((AssertionError, ExceptionGroup)):
        settings(max_examples=2000, deadline=None, database=None)(given(WISHES)(play))()


def test_what_was_returned_leaves_nothing_for_damage() -> None:
    whole = (w.charge(w.line()), w.returned(6))
    back = w.invoice(ref=Ref("tryton", "invoice", "80"), state="draft")
    spent = w.dossier(money=whole, invoices=(w.invoice(), back))
    assert damage_case.pieces(parts(spent)).refundable == Money(0, "EUR")
    gone = w.dossier(money=whole, invoices=(w.invoice(), replace(back, state="cancelled")))
    assert damage_case.pieces(parts(gone)).refundable == Money(PAID, "EUR")


@pytest.mark.parametrize("spec", [REPLACE_UNITS, RETURN_UNITS], ids=lambda s: s.name)
def test_what_was_returned_and_credited_is_not_replaced_nor_asked_back(spec: Any) -> None:
    back = w.invoice(ref=Ref("tryton", "invoice", "80"), state="draft", sales=("77",))
    seen = {"money": (w.charge(w.line()), w.returned(4)), "invoices": (w.invoice(), back)}
    assert spec.steps(parts(w.dossier(**seen)), {"pieces": "1,2"})
    with pytest.raises(Refused, match="4 of the 6 came back"):
        spec.steps(parts(w.dossier(**seen)), {"pieces": "1,2,3"})
    with pytest.raises(Refused, match="4 of the 6 came back"):
        spec.steps(parts(w.dossier(**seen, made=(w.replacement("#5"),))), {"pieces": "1,2"})
    gone = replace(back, state="cancelled")
    assert spec.steps(parts(w.dossier(**seen | {"invoices": (w.invoice(), gone)})), {"pieces": "1,2,3"})


def test_pieces_that_a_complaint_asked_back_count_once() -> None:
    asked = w.asked_back(OrderState.DONE)
    back = w.invoice(ref=Ref("tryton", "invoice", "80"), sales=("8",))
    of = replace(asked, money=(w.charge(w.line()), w.returned(2)), invoices=(w.invoice(), back))
    assert REPLACE_UNITS.steps(parts(of), {"pieces": "1,4,5,6"})
    credited = Books()
    credited.complaint((1, 2), eur("100"), "posted")
    assert REPLACE_UNITS.steps(parts(credited.dossier()), {"pieces": "3,4,5,6"})


NOTE = {
    "money": (w.charge(w.line()), w.returned(2, "100.00", "81", "8")),
    "invoices": (w.invoice(), w.invoice(ref=Ref("tryton", "invoice", "8"))),
}


@pytest.mark.parametrize(
    "of",
    [
        w.dossier(**NOTE, filed=(w.filed("PO-7"),), actions=(w.credit("100", 2),)),
        w.dossier(**NOTE, filed=(w.filed("#2 #3", "rejected"),), actions=(w.credit("100", 2),)),
        w.dossier(**NOTE, filed=(w.filed("#2 #3"),), actions=(w.credit(None, 2),)),
        replace(w.asked_back(OrderState.DONE), **NOTE, actions=(*w.asked_back(OrderState.DONE).actions, w.credit("100", 2))),
    ],
    ids=["names no pieces", "rejected", "at the line's own price", "asks for a return as well"],
)
def test_a_note_counts_once_whatever_became_of_the_complaint_that_made_it(of: ComplaintDossier) -> None:
    assert damage_case.pieces(parts(of)).refundable == Money(PAID - 200_00, "EUR")


def test_where_the_invoices_cannot_be_read_nothing_is_given_back() -> None:
    assert damage_case.pieces(parts(w.dossier(money=None))).refundable == Money(0, "EUR")
