"""Delivery through our add-on: one command, one key, so that the same letter sent again has no second effect."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from app.connectors.medusa import deeds
from app.connectors.medusa.client import Client, Row
from app.connectors.medusa.deeds import Plan
from app.connectors.medusa.lines import line_changes
from app.connectors.medusa.plain import changed, erp_words
from app.connectors.medusa.sight import Sight, check, look
from app.domain.letter import Absent, Effect, Letter, Receipt, Took, Unsure
from app.errors import Conflict, OutcomeUnknown, RefusedByRemote, Trouble

_COMMANDS = "/admin/console/commands"


class Keyed:
    """Previews, delivers and verifies with the add-on's commands. What changes is told from the letter, as without it."""

    def __init__(self, client: Client, source: str) -> None:
        self._client = client
        self._source = source

    def preview(self, letter: Letter) -> tuple[Effect, ...]:
        plan = deeds.plan(letter)
        seen = look(self._client, plan, self._source)
        check(seen, plan, letter)
        self._client.command("POST", _COMMANDS, {**self._wish(letter, plan, seen), "dry_run": True})
        return deeds.effects(letter, plan)

    def deliver(self, letter: Letter) -> Receipt:
        plan = deeds.plan(letter)
        try:
            begun = self._find(letter) is not None  # then only the same command settles it
            seen = look(self._client, plan, self._source)
            if not begun:
                check(seen, plan, letter)
            wish = self._wish(letter, plan, seen)
            answer = self._client.command("POST", _COMMANDS, wish if begun else wish | {"expected_version": seen.raw.version})
        except (Conflict, RefusedByRemote) as refusal:
            return self._found_after(letter, refusal)
        if answer.get("applied") is not True:
            raise OutcomeUnknown("The add-on's answer cannot be read", about=letter.document)
        return self._receipt(letter, plan, replayed=answer.get("replayed") is True)

    def verify(self, letter: Letter) -> Took | Absent | Unsure:
        plan = deeds.plan(letter)
        found = self._find(letter)
        if found is None:
            return Absent("The shop holds no such command.")
        if found.get("state") == "done":
            return Took(self._receipt(letter, plan, replayed=True))
        return Unsure("The shop began it and cannot tell yet how it ended.")

    def _found_after(self, letter: Letter, refusal: Trouble) -> Receipt:
        """A refusal of this attempt says nothing of an earlier one under the same key: look, before it is believed."""
        try:
            found = self.verify(letter)
        except Trouble as e:
            raise OutcomeUnknown(refusal.title, "The shop could not be asked whether an earlier attempt succeeded.") from e
        if isinstance(found, Took):
            return found.receipt
        if isinstance(found, Unsure):
            raise OutcomeUnknown(found.why, about=letter.document) from refusal
        raise refusal

    def _find(self, letter: Letter) -> Row | None:
        try:
            return self._client.read(f"{_COMMANDS}/{deeds.key_of(letter)}")
        except RefusedByRemote:
            return None

    def _receipt(self, letter: Letter, plan: Plan, *, replayed: bool) -> Receipt:
        told = deeds.effects(letter, plan)
        return Receipt(deeds.receipt_words(letter, told), None, told, replayed)

    def _wish(self, letter: Letter, plan: Plan, seen: Sight) -> dict[str, object]:
        return {
            "key": deeds.key_of(letter),
            "sha256": letter.sha256,
            "deed": letter.deed,
            "order_id": plan.order,
            "body": self._body(plan, seen),
        }

    def _body(self, plan: Plan, seen: Sight) -> dict[str, object]:
        """The deed in the add-on's words."""
        if plan.deed == "note":
            return {"text": plan.text}
        if plan.deed == "link":
            return erp_words(plan)
        if plan.deed == "correct_address":
            return changed(plan)
        if plan.deed == "capture":
            payment = seen.payment(plan.payment)
            return {"payment_id": payment.id if payment else plan.payment}
        if plan.deed in deeds.OF_GOODS:
            return _goods(plan)
        if plan.deed == deeds.MOVE:
            return {"lines": [{"id": one.line, "from": _places(one.was), "to": _places(one.to)} for one in plan.kept]}
        return {"changes": line_changes(self._client, plan)} if plan.deed == "correct_line" else {}


def _places(places: Mapping[str, Decimal]) -> list[dict[str, object]]:
    return [{"location_id": place, "quantity": int(pieces)} for place, pieces in places.items()]


def _goods(plan: Plan) -> dict[str, object]:
    rows = [{"id": g.line, "quantity": g.pieces, "restock": g.restock} for g in plan.goods]
    money = {} if plan.amount is None else {"amount": plan.amount.amount}
    return {"lines": rows, **({"type": plan.kind} if plan.kind else {"warehouse": plan.place}), **money}
