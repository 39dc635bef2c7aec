"""Delivery through our add-on: one transaction, one key, so that the same letter sent again has no second effect."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from app.connectors.tryton import deeds, scripts
from app.connectors.tryton.client import Client
from app.connectors.tryton.deeds import Plan
from app.connectors.tryton.scripts import Script, Told
from app.domain.letter import Absent, Effect, Letter, Receipt, Took, Unsure
from app.domain.money import Money
from app.errors import Conflict, NeedsDecision, OutcomeUnknown, RefusedByRemote, Trouble

_RUN = "model.console.command.run"
_FIND = "model.console.command.find"
_DRY = "model.console.command.dry_run"
_NOBODY = "0" * 64


class Keyed:
    """Previews, delivers and verifies with ``console.command``. ``currency``: the company's."""

    def __init__(self, client: Client, currency: str) -> None:
        self._client = client
        self._currency = currency

    def preview(self, letter: Letter) -> tuple[Effect, ...]:
        script = self._script(letter)
        if (
            not script.calls
        ):  # all of it is words, and they are not written yet: what they are about is held against what was seen
            plan = deeds.plan(letter)
            script = replace(script, calls=[[plan.model, "read", [[plan.key], ["id"]]]])
        try:
            answer = self._client.read(_DRY, *_arguments(script))
        except RefusedByRemote as refusal:
            raise script.refused(refusal) from refusal
        if not isinstance(answer, dict):
            raise RefusedByRemote("The dry run gave no answer", about=letter.document)
        for warning in answer.get("warnings") or ():
            name, message = warning[0], warning[1]
            raise NeedsDecision(str(message), about=letter.document, name=str(name))
        return self._told(letter, answer).effects

    def deliver(self, letter: Letter) -> Receipt:
        if letter.deed not in deeds.BY_DEED:
            raise deeds.unknown(letter)
        try:
            answer = self._run(letter, self._script(letter))
        except (Conflict, RefusedByRemote, NeedsDecision) as refusal:
            found = self._found_after(letter, refusal)
            if isinstance(found, Took):
                return found.receipt
            raise
        return self._receipt(letter, answer)

    def _run(self, letter: Letter, script: Script) -> object:
        try:
            return self._client.command(_RUN, deeds.key_of(letter), letter.sha256, *_arguments(script))
        except RefusedByRemote as refusal:
            raise script.refused(refusal) from refusal

    def verify(self, letter: Letter) -> Took | Absent | Unsure:
        answer = self._client.read(_FIND, deeds.key_of(letter))
        if answer is not None:
            return Took(self._receipt(letter, answer))
        if self._taken(letter):
            return Unsure("It was carried out under a colleague's sign-in; only theirs can read its receipt.")
        return Absent("The ERP holds no such command.")

    def _found_after(self, letter: Letter, refusal: Trouble) -> Took | Absent:
        """A refusal of this attempt says nothing of an earlier one under the same key: look, before it is believed."""
        try:
            found = self.verify(letter)
        except Trouble as e:
            raise OutcomeUnknown(refusal.title, "The ERP could not be asked whether an earlier attempt succeeded.") from e
        if isinstance(found, Unsure):
            raise OutcomeUnknown(found.why, about=letter.document) from refusal
        return found

    def _taken(self, letter: Letter) -> bool:
        """Does anybody hold the key? Asked by a command that can never pass its own expectation, so nothing is ever kept.

        It also waits for a transaction that holds the key right now. UserError: taken; ConcurrencyException: free.
        """
        read, never = (
            [["sale.sale", "search_count", [[["id", "=", 0]]]]],
            {f"company.company,{self._client.context['company']}": "0"},
        )
        try:
            self._client.command(_RUN, deeds.key_of(letter), _NOBODY, read, never, [], {})
        except Conflict:
            return False
        except RefusedByRemote:
            return True
        raise OutcomeUnknown("The add-on kept a command that it should have refused", about=letter.document)

    def _script(self, letter: Letter) -> Script:
        if letter.deed in scripts.BY_DEED:
            return scripts.BY_DEED[letter.deed](self._client, letter)
        plan = deeds.plan(letter)
        return Script(plan.calls(), self._expect(plan, letter), plan.accept, {plan.record: list(plan.watch)})

    def _expect(self, plan: Plan, letter: Letter) -> dict[str, str]:
        """The stamp the record must still have. For a limit: today's stamp, once its value is the one that was on screen."""
        if plan.strict and letter.expected_rev:
            check_lines(self._client, plan, letter)
            return {plan.record: letter.expected_rev}
        return {plan.record: limit_stamp(self._client, plan, self._currency)} if plan.sets_limit else {}

    def _told(self, letter: Letter, answer: dict[str, object]) -> Told:
        if letter.deed in scripts.BY_DEED:
            return scripts.told(letter, answer)
        plan = deeds.plan(letter)
        revs = answer.get("revs")
        rev = revs.get(plan.record) if isinstance(revs, dict) else None
        return Told(self._effects(letter, plan, answer), rev if isinstance(rev, str) else None)

    def _effects(self, letter: Letter, plan: Plan, answer: dict[str, object]) -> tuple[Effect, ...]:
        rows = answer.get("effects")
        changed = {r[1]: (r[2], r[3]) for r in rows if isinstance(r, list) and len(r) == 4} if isinstance(rows, list) else {}
        told = [
            deeds.effect(letter, f, *(deeds.shown(f, v, self._currency) for v in changed[f])) for f in plan.watch if f in changed
        ]
        if plan.note:
            told.append(deeds.effect(letter, "note", "", plan.note))
        return tuple(told)

    def _receipt(self, letter: Letter, answer: object) -> Receipt:
        if not isinstance(answer, dict) or not isinstance(answer.get("effects"), list):
            raise OutcomeUnknown("The add-on's answer cannot be read", about=letter.document)
        told = self._told(letter, answer)
        words = deeds.receipt_words(letter, told.effects, told.number)
        return Receipt(words, told.rev, told.effects, answer.get("replayed") is True, told.stands)


def _arguments(script: Script) -> tuple[object, ...]:
    return script.calls, script.expect, list(script.accept), script.watch or {}


def limit_stamp(client: Client, plan: Plan, currency: str) -> str:
    """The party's stamp, if its limit is what the person saw. Conflict otherwise; RefusedByRemote where it is gone."""
    rows = client.rows("party.party", [["id", "=", plan.key]], ["credit_limit_amount", "_timestamp"], 1)
    if not rows:
        raise RefusedByRemote("The customer is not in the ERP any more", about=plan.record)
    value = rows[0].get("credit_limit_amount")
    limit = None if value is None else Money.of(Decimal(str(value)), currency)
    if limit != plan.before:
        raise Conflict(
            f"The credit limit is {deeds.limit_text(limit)} by now", "Look at it again before you change it.", about=plan.record
        )
    return str(rows[0].get("_timestamp"))


def check_lines(client: Client, plan: Plan, letter: Letter) -> None:
    """Conflict where the sale's lines are not those that the person saw; what they saw may be more.

    Lines are read by a feed of their own, so on screen old ones may stand under a new sale. Afterwards the sale's stamp is enough: the
    ERP changes lines of a draft only, and to make it one, like to quote it again, changes the sale.
    """
    if plan.lines is None:
        return
    rows = client.rows("sale.line", [["sale", "=", plan.key], ["type", "=", "line"]], ["_timestamp"])
    if not {(str(row["id"]), str(row.get("_timestamp"))) for row in rows} <= plan.lines.items():
        raise Conflict(f"{letter.document} was changed in the meantime", "Look at it again.", about=letter.document)
