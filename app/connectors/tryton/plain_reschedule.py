"""Another day for shipments on a Tryton without our add-on: one call after the other, and whoever sends again goes on where it stopped."""

from __future__ import annotations

from app.connectors.tryton import deeds, log, reschedule
from app.connectors.tryton.client import Client
from app.connectors.tryton.reschedule import SHIPMENT, Call, Rescheduling
from app.domain.letter import Absent, Effect, Letter, Receipt, Took, Unsure
from app.errors import Conflict, NeedsDecision, OutcomeUnknown, RefusedByRemote


class PlainReschedule:
    """``reschedule``."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def preview(self, letter: Letter) -> tuple[Effect, ...]:
        wanted = reschedule.asked(letter)
        reschedule.check(letter, wanted, reschedule.look(self._client, wanted))
        return reschedule.effects(letter, wanted, reschedule.as_asked(wanted))

    def deliver(self, letter: Letter) -> Receipt:
        wanted = reschedule.asked(letter)
        seen = reschedule.look(self._client, wanted)
        begun = letter.attempt > 1 and self._begun(letter, wanted)
        if not begun:
            reschedule.check(letter, wanted, seen)
        rows = list(seen.values())
        reserved = wanted.keys if begun else reschedule.reserved(rows)  # what lay aside before it broke off is not known any more
        try:
            for call in reschedule.loosen(rows):
                self._do(call)
                begun = True
            for day in wanted.days:
                self._do(reschedule.writing(day))
            for call in reschedule.settle(wanted, reserved):
                self._do(call)
        except (Conflict, RefusedByRemote, NeedsDecision) as refusal:
            if begun:
                raise OutcomeUnknown(f"{letter.document} is half planned anew in the ERP", about=letter.document) from refusal
            raise
        return self._receipt(letter, wanted, replayed=False)

    def _do(self, call: Call) -> None:
        model, method, arguments = call
        assert isinstance(arguments, list)
        self._client.command(f"model.{model}.{method}", *arguments)

    def _receipt(self, letter: Letter, wanted: Rescheduling, *, replayed: bool) -> Receipt:
        now = reschedule.as_seen(list(reschedule.look(self._client, wanted).values()))
        effects = reschedule.effects(letter, wanted, now)
        return Receipt(deeds.receipt_words(letter, effects), None, effects, replayed)

    # ---- verify: without writing ----

    def verify(self, letter: Letter) -> Took | Absent | Unsure:
        wanted = reschedule.asked(letter)
        rows = list(reschedule.look(self._client, wanted).values())
        now = reschedule.as_seen(rows)
        drafts = any(r.get("state") == "draft" for r in rows)
        if not self._begun(letter, wanted):
            untouched = now == {day.shipment: day.before for day in wanted.days}
            return (
                Absent(f"{letter.document} leaves as it was planned.") if untouched else Unsure("Somebody else planned it anew.")
            )
        if drafts or now != reschedule.as_asked(wanted):
            return Absent("It is half planned anew; sending it again completes it.")
        return Took(self._receipt(letter, wanted, replayed=True))

    def _begun(self, letter: Letter, wanted: Rescheduling) -> bool:
        """Did this sign-in, since the letter was made, begin with it?"""
        since = log.since(self._client, letter)
        events = (("button", "draft"), ("write", "planned_date"))
        records = [f"{SHIPMENT},{key}" for key in wanted.keys]
        return any(self._client.login in log.who(self._client, r, since, *event) for r in records for event in events)
