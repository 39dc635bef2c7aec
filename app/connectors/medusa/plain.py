"""Delivery on a Medusa without our add-on: markers that name the letter, the shop's own states, values compared right before."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from app.connectors.medusa import deeds
from app.connectors.medusa.claiming import Claiming
from app.connectors.medusa.client import Client
from app.connectors.medusa.deeds import Plan
from app.connectors.medusa.giving_back import GivingBack
from app.connectors.medusa.lines import LineEdit
from app.connectors.medusa.moving import Moving
from app.connectors.medusa.returning import Returning
from app.connectors.medusa.sight import Sight, check, look
from app.domain.letter import Absent, Effect, Letter, Receipt, Took, Unsure
from app.errors import Conflict, OutcomeUnknown, RefusedByRemote, Trouble

_SKEW = timedelta(seconds=30)  # more is shown to the person as a wrong clock
_IN_METADATA = ("note", "link", "correct_address", deeds.STAGE)  # one write holds deed and marker


class Plain:
    """Previews by reading, delivers with the effect in one call, verifies by marker and state."""

    def __init__(self, client: Client, source: str) -> None:
        self._client = client
        self._source = source

    def preview(self, letter: Letter) -> tuple[Effect, ...]:
        plan = _plan(letter)
        check(self._look(plan), plan, letter)
        return deeds.effects(letter, plan)

    def deliver(self, letter: Letter) -> Receipt:
        plan = _plan(letter)
        try:
            seen = self._look(plan)
            if self._is_done(seen, plan, letter):
                return self._receipt(letter, plan, replayed=True)
            if not self._begun(seen, plan, letter):
                check(seen, plan, letter)
            self._do(seen, plan, letter)
        except (Conflict, RefusedByRemote) as refusal:
            return self._found_after(letter, plan, refusal)
        return self._receipt(letter, plan, replayed=False)

    def verify(self, letter: Letter) -> Took | Absent | Unsure:
        plan = _plan(letter)
        try:
            seen = self._look(plan)
        except RefusedByRemote as e:
            return Absent(e.title)
        if self._is_done(seen, plan, letter):
            return Took(self._receipt(letter, plan, replayed=True))
        return Absent(f"{letter.document} bears no trace of this command.")

    def _found_after(self, letter: Letter, plan: Plan, refusal: Trouble) -> Receipt:
        """A refusal may be the echo of an earlier attempt that took effect: look for its traces first."""
        try:
            seen = self._look(plan)
        except RefusedByRemote:  # the order is gone, and with it whatever an attempt had left on it
            raise refusal from None
        except Trouble as e:
            raise OutcomeUnknown(refusal.title, "The shop could not be asked whether an earlier attempt succeeded.") from e
        if self._is_done(seen, plan, letter):
            return self._receipt(letter, plan, replayed=True)
        if self._half(seen, plan, letter):
            raise OutcomeUnknown(f"{letter.document} has a part of it", refusal.title, about=letter.document) from refusal
        raise refusal

    def _look(self, plan: Plan) -> Sight:
        return look(self._client, plan, self._source)

    def _receipt(self, letter: Letter, plan: Plan, *, replayed: bool) -> Receipt:
        told = deeds.effects(letter, plan)
        return Receipt(deeds.receipt_words(letter, told), None, told, replayed)

    # ---- is it there? ----

    def _begun(self, seen: Sight, plan: Plan, letter: Letter) -> bool:
        """The order is not as it was before the letter: it is too late to hold it against what was on screen."""
        if plan.deed == deeds.MOVE:
            return seen.marked(letter) is not None
        return plan.deed in deeds.OF_GOODS and self._giving_back(seen, plan, letter).begun

    def _half(self, seen: Sight, plan: Plan, letter: Letter) -> bool:
        """A part of it took effect, and not all."""
        if plan.deed == deeds.MOVE:
            return seen.marked(letter) is not None and self._moving(seen, plan, letter).half
        return plan.deed in deeds.OF_GOODS and self._giving_back(seen, plan, letter).half

    def _is_done(self, seen: Sight, plan: Plan, letter: Letter) -> bool:
        if plan.deed == "correct_line":
            return seen.past.marks.get(deeds.marker(letter)) == "confirmed"
        if plan.deed in deeds.OF_GOODS:
            return self._giving_back(seen, plan, letter).done
        if plan.deed == deeds.MOVE:
            return self._moving(seen, plan, letter).done
        mark = seen.marked(letter)
        if mark is None:
            return False  # it comes before, or with, the effect
        if plan.deed == "cancel_order":
            return seen.raw.canceled_at is not None or seen.raw.status == "canceled"
        if plan.deed == deeds.CONVERT:
            return not seen.raw.is_draft_order
        if plan.deed == "capture":
            payment = seen.payment(plan.payment)
            return payment is not None and bool(payment.captures)
        if plan.deed == "mark_paid":
            every = seen.raw.payment_collections or ()
            return any(c.id == mark.get("collection") and c.status == "completed" for c in every)
        if plan.deed == "create_payment_link":
            since = letter.created_at - _SKEW
            return "collection" in mark or any(c.created_at > since for c in seen.raw.payment_collections or ())
        return True

    # ---- do it ----

    def _do(self, seen: Sight, plan: Plan, letter: Letter) -> None:
        if plan.deed in _IN_METADATA:
            self._write(plan, letter, _values(seen, plan))
        elif plan.deed in deeds.OF_GOODS:
            self._giving_back(seen, plan, letter).run()
        elif plan.deed == deeds.MOVE:
            if seen.marked(letter) is None:
                self._write(plan, letter, {})
            self._moving(seen, plan, letter).run()
        elif plan.deed == "correct_line":
            edit = LineEdit(self._client, plan, seen, deeds.marker(letter))
            edit.clear()
            try:
                edit.prepare()
            except (Conflict, RefusedByRemote):
                with suppress(Trouble):
                    edit.discard()
                raise
            edit.confirm()
        else:
            path, body, mark = _call(seen, plan)
            if seen.marked(letter) is None:
                self._write(plan, letter, {"mark": mark})
            if path:
                self._effect(path, body, letter)

    def _giving_back(self, seen: Sight, plan: Plan, letter: Letter) -> GivingBack:
        way = Returning if plan.deed == "return_goods" else Claiming
        return way(self._client, plan, seen, deeds.marker(letter))

    def _moving(self, seen: Sight, plan: Plan, letter: Letter) -> Moving:
        return Moving(self._client, plan, seen.held, deeds.marker(letter))

    def _effect(self, path: str, body: Mapping[str, object], letter: Letter) -> None:
        """Our mark stands already. That somebody is at work on the order does not say that it is not this letter's other sender."""
        try:
            self._client.command("POST", path, body)
        except Conflict as busy:
            raise OutcomeUnknown(busy.title, "It is looked at again in a moment.", about=letter.document) from busy

    def _write(self, plan: Plan, letter: Letter, values: Mapping[str, object]) -> None:
        """One write of the order that also leaves the marker; metadata merges by key, so nobody else's is touched."""
        mark: dict[str, object] = {"deed": plan.deed, "by": self._client.login}
        extra, metadata = values.get("mark"), values.get("metadata")
        mark |= extra if isinstance(extra, dict) else {}
        left = {**(metadata if isinstance(metadata, dict) else {}), deeds.marker(letter): mark}
        body = {k: v for k, v in values.items() if k not in ("mark", "metadata")}
        self._client.command("POST", f"/admin/orders/{plan.order}", {**body, "metadata": left})


def _plan(letter: Letter) -> Plan:
    """Here a line is rightly held at one location only."""
    return replace(deeds.plan(letter), whole=True)


def _values(seen: Sight, plan: Plan) -> dict[str, object]:
    if plan.deed == "note":
        return {"mark": {"text": plan.text}}
    if plan.deed == "link":
        return {"metadata": erp_words(plan)}
    if plan.deed == deeds.STAGE:
        return {"metadata": {"stage": str(plan.to.get("stage") or ""), "stage_note": str(plan.to.get("note") or "")}}
    return {"shipping_address": shipping(seen, plan)}


def erp_words(plan: Plan) -> dict[str, object]:
    """Which ERP document the order is and how far that is, under the metadata keys that both ways of delivery write."""
    return {f"erp_{'ref' if k == 'reference' else k}": str(v or "") for k, v in plan.to.items()}


def shipping(seen: Sight, plan: Plan) -> dict[str, object]:
    """The whole shipping address in the shop's words, with the parts that change."""
    place = seen.raw.shipping_address
    names = ("first_name", "last_name", *deeds.ADDRESS.values())
    whole: dict[str, object] = {n: getattr(place, n) for n in names if place is not None and getattr(place, n) is not None}
    return whole | changed(plan)


def changed(plan: Plan) -> dict[str, object]:
    """The parts of the address that change, in the shop's words."""
    parts: dict[str, object] = {}
    for part, value in plan.to.items():
        words = str(value or "")
        if part == "name":
            parts["first_name"], _, parts["last_name"] = words.rpartition(" ")
        elif part in deeds.ADDRESS:
            parts[deeds.ADDRESS[part]] = words.lower() if part == "country" else words
    return parts


def _call(seen: Sight, plan: Plan) -> tuple[str, dict[str, object], dict[str, object]]:
    """The one call that has the effect, if the mark alone is not all, and what the mark remembers."""
    if plan.deed == "cancel_order":
        return f"/admin/orders/{plan.order}/cancel", {}, {}
    if plan.deed == deeds.CONVERT:
        return f"/admin/draft-orders/{plan.order}/convert-to-order", {}, {}
    if plan.deed == "capture":
        payment = seen.payment(plan.payment)
        assert payment is not None  # checked
        return f"/admin/payments/{payment.id}/capture", {}, {"payment": payment.id}
    if plan.deed == "mark_paid":
        if not seen.requests:
            raise RefusedByRemote("The order has no open payment request", "Make one first.", about=plan.order)
        key = seen.requests[0].id
        return f"/admin/payment-collections/{key}/mark-as-paid", {"order_id": plan.order}, {"collection": key}
    assert plan.amount is not None
    if tried := seen.tried_in_vain(plan.amount):
        return "", {}, {"collection": tried.id}
    return "/admin/payment-collections", {"order_id": plan.order, "amount": plan.amount.amount}, {}
