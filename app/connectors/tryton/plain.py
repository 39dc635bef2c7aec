"""Delivery on a Tryton without our add-on: its state machine and its stamps are the guard, its log is the witness."""

from __future__ import annotations

from decimal import Decimal

from app.connectors.tryton import deeds, log
from app.connectors.tryton.client import Client
from app.connectors.tryton.deeds import Plan
from app.connectors.tryton.keyed import check_lines, limit_stamp
from app.domain.letter import Absent, Effect, Letter, Receipt, Took, Unsure
from app.errors import Conflict, NeedsDecision, OutcomeUnknown, RefusedByRemote, Trouble

_SALE = ["number", "state", "_timestamp", "confirmed_by.rec_name", "untaxed_amount", "shipment_method", "party", "invoice_party"]
Seen = dict[str, object]


class Plain:
    """Previews by reading, delivers one call, verifies by state, value or marker. The reason of a state change stays with the team."""

    def __init__(self, client: Client, currency: str, *, accepts_credit: bool) -> None:
        self._client = client
        self._currency = currency
        self._accepts_credit = accepts_credit

    # ---- preview: predicted from a fresh read ----

    def preview(self, letter: Letter) -> tuple[Effect, ...]:
        plan = deeds.plan(letter)
        if plan.sets_limit:
            if not self._accepts_credit:
                raise RefusedByRemote("This sign-in may not change credit limits in the ERP", about=letter.document)
            limit_stamp(self._client, plan, self._currency)
            return self._limit_effects(letter, plan)
        seen = self._sale(plan)
        self._check(plan, letter, seen)
        check_lines(self._client, plan, letter)
        if plan.button == "confirm" and not (plan.overrides and self._accepts_credit):
            self._check_credit(seen)
        return self._effects(letter, plan, seen)

    def _check(self, plan: Plan, letter: Letter, seen: Seen) -> None:
        name = letter.document
        if plan.strict and letter.expected_rev and seen.get("_timestamp") != letter.expected_rev:
            raise Conflict(f"{name} was changed in the meantime", "Look at it again.", about=name)
        if plan.button and seen.get("state") not in plan.starts:
            raise RefusedByRemote(f"{name} is {deeds.shown('state', seen.get('state'), '')} already", about=name)

    def _check_credit(self, seen: Seen) -> None:
        """The server's own rule: only orders that ship on order, of customers with a limit, and never a sum below zero."""
        amount = Decimal(str(seen.get("untaxed_amount") or 0))
        if seen.get("shipment_method") != "order" or amount <= 0:
            return
        party = seen.get("invoice_party") or seen.get("party")
        fields = ["credit_amount", "credit_limit_amount", "rec_name"]
        row = self._first("party.party", party, fields)
        limit = row.get("credit_limit_amount")
        if limit is not None and Decimal(str(row.get("credit_amount"))) + amount > Decimal(str(limit)):
            raise RefusedByRemote(
                f"{row.get('rec_name')} would exceed the credit limit", "This sign-in may not accept that in the ERP."
            )

    def _effects(self, letter: Letter, plan: Plan, seen: Seen) -> tuple[Effect, ...]:
        told = []
        if plan.button:
            before, after = (deeds.shown("state", s, "") for s in (seen.get("state"), plan.reached[0]))
            told.append(deeds.effect(letter, "state", before, after))
        if plan.button == "confirm":
            me = self._client.names.get("employee.rec_name")
            was = seen.get("confirmed_by.")
            if me and not was:
                told.append(deeds.effect(letter, "confirmed_by", "", str(me)))
        elif plan.note and not plan.button:
            told.append(deeds.effect(letter, "note", "", plan.note))
        return tuple(told)

    def _limit_effects(self, letter: Letter, plan: Plan) -> tuple[Effect, ...]:
        before, after = deeds.limit_text(plan.before), deeds.limit_text(plan.to)
        return (deeds.effect(letter, "credit_limit_amount", before, after),) if before != after else ()

    # ---- deliver: one call that can have the effect ----

    def deliver(self, letter: Letter) -> Receipt:
        plan = deeds.plan(letter)
        try:
            if plan.sets_limit:
                return self._set_limit(letter, plan)
            seen = self._sale(plan)
            if not plan.button:
                return self._leave_note(letter, plan, seen)
            self._check(plan, letter, seen)
            return self._press(letter, plan, seen)
        except (Conflict, RefusedByRemote, NeedsDecision) as refusal:
            return self._found_after(letter, refusal)

    def _press(self, letter: Letter, plan: Plan, seen: Seen) -> Receipt:
        context = {"_timestamp": {plan.record: letter.expected_rev or str(seen.get("_timestamp"))}}
        for _ in range(len(plan.accept) + 1):
            try:
                self._client.command(f"model.sale.sale.{plan.button}", [plan.key], context=context)
                break
            except NeedsDecision as asked:  # provably nothing done; the person has accepted these warnings and no others
                if asked.name not in plan.accept:
                    raise
                self._client.read("model.res.user.warning.skip", asked.name, False)
        else:
            raise RefusedByRemote("The ERP asks the same question again and again", about=letter.document)
        return self._read_back(letter, plan, seen)

    def _read_back(self, letter: Letter, plan: Plan, seen: Seen) -> Receipt:
        """Tryton answers success even where nothing was done: only the state counts."""
        try:
            now = self._sale(plan)
        except Trouble as e:
            raise OutcomeUnknown(f"{letter.document} could not be read after the change", about=letter.document) from e
        if now.get("state") not in plan.reached:
            raise RefusedByRemote("The ERP took the command and did nothing", about=letter.document)
        effects = self._effects(letter, plan, seen)
        return Receipt(deeds.receipt_words(letter, effects), str(now.get("_timestamp")), effects)

    def _set_limit(self, letter: Letter, plan: Plan) -> Receipt:
        stamp = limit_stamp(self._client, plan, self._currency)
        values = {"credit_limit_amount": plan.to.amount if plan.to else None}
        self._client.command("model.party.party.write", [plan.key], values, context={"_timestamp": {plan.record: stamp}})
        effects = self._limit_effects(letter, plan)
        return Receipt(deeds.receipt_words(letter, effects), None, effects)

    def _leave_note(self, letter: Letter, plan: Plan, seen: Seen) -> Receipt:
        """The stamp is read first, the marker second: whatever lands between the two makes this write stale."""
        if self._note(letter, plan):
            return self._note_receipt(letter, plan, replayed=True)
        check_lines(self._client, plan, letter)
        stamp = letter.expected_rev if plan.strict and letter.expected_rev else str(seen.get("_timestamp"))
        values = deeds.note_values(f"{plan.note}\n\n{deeds.marker(letter)}")
        self._client.command("model.sale.sale.write", [plan.key], values, context={"_timestamp": {plan.record: stamp}})
        return self._note_receipt(letter, plan, replayed=False)

    def _note_receipt(self, letter: Letter, plan: Plan, *, replayed: bool) -> Receipt:
        effects = self._effects(letter, plan, {})
        return Receipt(deeds.receipt_words(letter, effects), None, effects, replayed)

    def _found_after(self, letter: Letter, refusal: Trouble) -> Receipt:
        """Stale or refused may be the echo of an earlier attempt that took effect: look for its traces first."""
        try:
            found = self.verify(letter)
        except Trouble as e:
            raise OutcomeUnknown(refusal.title, "The ERP could not be asked whether an earlier attempt succeeded.") from e
        if isinstance(found, Took):
            return found.receipt
        if isinstance(found, Unsure) and letter.attempt > 1:
            raise OutcomeUnknown(found.why, about=letter.document) from refusal
        raise refusal

    # ---- verify: without writing ----

    def verify(self, letter: Letter) -> Took | Absent | Unsure:
        plan = deeds.plan(letter)
        if plan.sets_limit:
            return self._verify_limit(letter, plan)
        if not plan.button:
            if self._note(letter, plan):
                return Took(self._note_receipt(letter, plan, replayed=True))
            return Absent("The order has no such note.")
        return self._verify_state(letter, plan)

    def _verify_state(self, letter: Letter, plan: Plan) -> Took | Absent | Unsure:
        try:
            now = self._sale(plan)
        except RefusedByRemote as e:
            return Absent(e.title)
        who = log.who(self._client, plan.record, log.since(self._client, letter), "button", plan.button)
        if self._client.login in who:
            effects = self._effects(letter, plan, {"state": plan.starts[-1]})
            return Took(Receipt(deeds.receipt_words(letter, effects), str(now.get("_timestamp")), effects, replayed=True))
        if now.get("state") not in plan.reached:
            return Absent(f"{letter.document} is still {deeds.shown('state', now.get('state'), '')}.")
        return Unsure(f"{', '.join(who) or 'Somebody'} did it in the ERP; this sign-in did not.")

    def _verify_limit(self, letter: Letter, plan: Plan) -> Took | Absent | Unsure:
        who = log.who(self._client, plan.record, log.since(self._client, letter), "write", "credit_limit_amount")
        try:
            limit_stamp(self._client, plan, self._currency)
        except RefusedByRemote as e:
            return Absent(e.title)
        except Conflict:
            return self._judge_limit(letter, plan, who)
        return (
            Absent("The credit limit is as it was.")
            if self._client.login not in who or plan.before == plan.to
            else Unsure("The limit was changed and changed back.")
        )

    def _judge_limit(self, letter: Letter, plan: Plan, who: tuple[str, ...]) -> Took | Absent | Unsure:
        wanted = plan.to
        row = self._first("party.party", plan.key, ["credit_limit_amount"])
        value = row.get("credit_limit_amount")
        is_there = deeds.shown("credit_limit_amount", value, self._currency) == deeds.limit_text(wanted)
        if is_there and self._client.login in who:
            effects = self._limit_effects(letter, plan)
            return Took(Receipt(deeds.receipt_words(letter, effects), None, effects, replayed=True))
        if self._client.login in who:
            return Unsure("This sign-in changed the limit, and it is another one by now.")
        return (
            Unsure("Somebody else set this limit.")
            if is_there
            else Absent("The limit was set to another amount by somebody else.")
        )

    # ---- reading ----

    def _sale(self, plan: Plan) -> Seen:
        row = self._first("sale.sale", plan.key, _SALE)
        if not row:
            raise RefusedByRemote("The order is not in the ERP any more", about=plan.record)
        return row

    def _first(self, model: str, key: object, fields: list[str]) -> Seen:
        rows = self._client.rows(model, [["id", "=", key]], fields, 1)
        return rows[0] if rows else {}

    def _note(self, letter: Letter, plan: Plan) -> bool:
        domain = [["resource", "=", plan.record], ["message", "like", f"%{deeds.marker(letter)}"]]
        return bool(self._client.rows("ir.note", domain, ["create_date"], 1))
