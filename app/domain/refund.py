"""What was paid for a sold line and what of it was given back: in as many parts as one likes, and never more than was paid."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from app.domain.invoice import InvoiceLine
from app.domain.money import Money
from app.domain.quantity import plain

_COUNTS, _NEVER = frozenset({"posted", "paid"}), frozenset({"cancelled"})
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Account:
    """One sold line. ``pieces``, ``paid``: on posted invoices, without tax; ``back``, ``refunded``: on credit notes, drafts too."""

    pieces: Decimal
    paid: Money
    back: Decimal
    refunded: Money

    @property
    def left(self) -> Money:
        """What may still be given back; never below zero."""
        return Money(max(0, self.paid.minor - self.refunded.minor), self.paid.currency)

    @property
    def pieces_left(self) -> Decimal:
        return max(_ZERO, self.pieces - self.back)

    def stops(self, pieces: Decimal, amount: Money) -> str:
        """Why so many pieces and so much money cannot be given back; empty where they can."""
        if amount.currency != self.paid.currency:
            return f"It was paid in {self.paid.currency}"
        if pieces <= 0 or amount.minor < 0:
            return "Give back at least one piece, and no less than nothing for it"
        if pieces > self.pieces_left:
            return f"{plain(self.pieces_left)} pieces are left of the {plain(self.pieces)} invoiced"
        if amount.minor > self.left.minor:
            return f"{amount.named()} is more than the {self.left.named()} left of what was invoiced"
        return ""

    def give(self, pieces: Decimal, amount: Money) -> Account:
        """With one more refund. ValueError where ``stops`` says why not."""
        why = self.stops(pieces, amount)
        if why:
            raise ValueError(why)
        return replace(self, back=self.back + pieces, refunded=self.refunded + amount)


def account(
    money: Iterable[InvoiceLine], states: Mapping[str, str], currency: str, beside: Container[str] = frozenset()
) -> Account:
    """Of the lines that charge a sold line or give it back, in whatever return or complaint. ``states``: of their invoices, by key.

    What is charged counts once it is posted; what is given back as long as it is not cancelled, for somebody will post it.
    ``beside``: keys of credit notes that do not count, as the one that is to be posted.
    """
    known = [x for x in money if x.net.currency == currency and x.invoice not in beside]
    charged = [x for x in known if x.quantity > 0 and x.complaint is None and states.get(x.invoice) in _COUNTS]
    given = [x for x in known if (x.quantity < 0 or x.complaint) and states.get(x.invoice) not in _NEVER]
    return Account(
        sum((x.quantity for x in charged), _ZERO),
        Money(sum(x.net.minor for x in charged), currency),
        -sum((x.quantity for x in given if x.quantity < 0), _ZERO),
        Money(-sum(x.net.minor for x in given), currency),
    )


def tax_rate(net: Money, gross: Money) -> Decimal | None:
    """The plainest rate of tax that makes this gross of this net, of two to four digits: 0.19; None where none does.

    Documents round what they add up, so a quotient of them is no rate: 0.99 of 5.21 is 19 %.
    """
    if net.minor <= 0 or gross.minor < net.minor:
        return None
    exact = (gross - net).amount / net.amount
    rates = (round(exact, digits) for digits in (2, 3, 4))
    return next((rate for rate in rates if with_tax(net, rate) == gross), None)


def with_tax(net: Money, rate: Decimal) -> Money:
    return net + Money.of(net.amount * rate, net.currency)
