"""Goods and money given back in the plain shop: what is opened bears our mark, and each half is found again by it, done once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from decimal import Decimal

from app.connectors.medusa.client import Client, Row
from app.connectors.medusa.deeds import Plan
from app.connectors.medusa.sight import Sight, kept
from app.errors import Conflict, OutcomeUnknown, RefusedByRemote, Trouble

OPEN = ("pending", "requested")
_CENT = Decimal("0.005")  # the shop keeps more digits than money has


class GivingBack(ABC):
    """``mark``: the internal note of what is opened and the note of each refund. ``seen``: the order as it was read just now.

    What an earlier attempt left open is thrown away and begun anew, never gone on with: nobody can tell whose lines are in it.
    """

    def __init__(self, client: Client, plan: Plan, seen: Sight, mark: str) -> None:
        self._client, self._plan, self._seen, self._mark = client, plan, seen, mark
        self._taken = False  # the shop took a call of this attempt

    @property
    def begun(self) -> bool:
        """The order is not as it was before the letter: it is too late to hold it against what was on screen."""
        return self._mark in self._seen.past.marks

    @property
    def half(self) -> bool:
        """A part of it took effect, and not all."""
        return self._seen.past.marks.get(self._mark) == "confirmed" and not self.done

    @property
    def done(self) -> bool:
        return self._settled and not self._owed

    def run(self) -> None:
        """What is not done yet: the goods, then the money. RefusedByRemote, Conflict where the shop will not have it.

        Any other trouble is itself only until the shop took the first call; from there on it is OutcomeUnknown.
        """
        try:
            if not self._settled:
                self._settle()
            for payment, amount in self._refunds():
                self._send("POST", f"/admin/payments/{payment}/refund", {"amount": amount, "note": self._mark})
        except (Conflict, RefusedByRemote, OutcomeUnknown):
            raise
        except Trouble as e:
            if not self._taken:
                raise
            raise OutcomeUnknown(f"The shop has a part of it: {e.title}", e.advice, about=self._plan.order) from e

    def _send(self, verb: str, path: str, body: Mapping[str, object]) -> Row:
        said = self._client.command(verb, path, body)
        self._taken = True
        return said

    @property
    @abstractmethod
    def _settled(self) -> bool:
        """All about the goods is done."""

    @abstractmethod
    def _settle(self) -> None:
        """Do what is not done about the goods."""

    @contextmanager
    def _discarding(self, path: str) -> Iterator[None]:
        """What is being opened is thrown away where a line of it is refused."""
        try:
            yield
        except (Conflict, RefusedByRemote):
            with suppress(Trouble):
                self._client.command("DELETE", path, {})
            raise

    # ---- money ----

    @property
    def _owed(self) -> Decimal:
        """What of the amount is not paid back yet under our mark."""
        if self._plan.amount is None:
            return Decimal(0)
        paid = sum((amount for _, amount in self._seen.refunds(self._mark)), Decimal(0))
        left = self._plan.amount.amount - paid
        return left if left >= _CENT else Decimal(0)

    def _refunds(self) -> Iterator[tuple[str, Decimal]]:
        """(payment, amount): as much of each as it takes, the largest first."""
        owed = self._owed
        for payment in sorted(self._seen.payments, key=lambda p: (-kept(p), p.id)):
            if owed <= 0:
                return
            whole = kept(payment)
            part = whole if abs(whole - owed) < _CENT else min(whole, owed)
            if part > 0:
                yield payment.id, part
            owed = Decimal(0) if abs(owed - part) < _CENT else owed - part
        if owed > 0:
            raise OutcomeUnknown("Less is left of what was paid than was to go back", about=self._plan.order)


def key_of(said: Mapping[str, object], name: str) -> str:
    """Of what was opened just now."""
    made = said.get(name)
    if not isinstance(made, dict) or not isinstance(made.get("id"), str):
        raise OutcomeUnknown(f"The shop's answer names no {name}")
    return str(made["id"])
