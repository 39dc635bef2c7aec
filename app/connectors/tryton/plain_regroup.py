"""Moving pieces between shipments on a Tryton without our add-on: one call after the other, each of which keeps every piece.

The calls lead from every state in between to the same end, so whoever sends the letter again goes on where it stopped.
"""

from __future__ import annotations

from app.connectors.tryton import deeds, log, regroup
from app.connectors.tryton.client import Client
from app.connectors.tryton.regroup import NEW, SHIPMENT, Call, Regrouping, Seen
from app.domain.letter import Absent, Effect, Letter, Receipt, Took, Unsure
from app.errors import Conflict, NeedsDecision, OutcomeUnknown, RefusedByRemote


class PlainRegroup:
    """``regroup``."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def preview(self, letter: Letter) -> tuple[Effect, ...]:
        wanted = regroup.asked(letter)
        regroup.check(letter, wanted, regroup.look(self._client, wanted))
        return regroup.effects(letter, wanted, wanted.after)

    def deliver(self, letter: Letter) -> Receipt:
        wanted = regroup.asked(letter)
        seen = regroup.look(self._client, wanted)
        begun = letter.attempt > 1 and self._begun(letter, wanted, seen)
        if not begun:
            regroup.check(letter, wanted, seen)
        try:
            for call in regroup.loosen(wanted, seen):
                self._do(call)
                begun = True
            for group in wanted.targets:
                self._fill(wanted, group)
            return self._finish(letter, wanted, replayed=False)
        except (Conflict, RefusedByRemote, NeedsDecision) as refusal:
            if begun:
                raise OutcomeUnknown(f"{letter.document} is half moved in the ERP", about=letter.document) from refusal
            raise

    def _fill(self, wanted: Regrouping, group: str) -> None:
        """Nothing where it is filled already, by an attempt before."""
        seen = regroup.look(self._client, wanted)
        if self._filled(wanted, seen, group):
            return
        if seen.shipment(group) is None:
            self._do(regroup.opening(self._client, wanted, seen, group))
            seen = regroup.look(self._client, wanted)
        there = seen.shipment(group)
        if there is None:
            raise OutcomeUnknown("The new shipment cannot be found in the ERP", about=group)
        self._do(
            regroup.filling(self._client, wanted, seen, group, there["id"], {}),
            {f"{SHIPMENT},{there['id']}": str(there["_timestamp"])},
        )

    def _filled(self, wanted: Regrouping, seen: Seen, group: str) -> bool:
        now, after = seen.cells(), wanted.after
        return all(now[place] == pieces for place, pieces in after.items() if place[1] == group)

    def _finish(self, letter: Letter, wanted: Regrouping, *, replayed: bool) -> Receipt:
        seen = regroup.look(self._client, wanted)
        ids = {g: s["id"] for g in wanted.groups if (s := seen.shipment(g))}
        for call in regroup.settle(wanted, seen, ids):
            self._do(_where(call, seen))
        return self._receipt(letter, wanted, seen, replayed=replayed)

    def _receipt(self, letter: Letter, wanted: Regrouping, seen: Seen, *, replayed: bool) -> Receipt:
        effects = regroup.effects(letter, wanted, seen.cells())
        return Receipt(deeds.receipt_words(letter, effects), None, effects, replayed)

    def _do(self, call: Call, stamps: dict[str, str] | None = None) -> None:
        model, method, arguments = call
        assert isinstance(arguments, list)
        if arguments[0]:
            self._client.command(f"model.{model}.{method}", *arguments, context={"_timestamp": stamps} if stamps else None)

    # ---- verify: without writing ----

    def verify(self, letter: Letter) -> Took | Absent | Unsure:
        wanted = regroup.asked(letter)
        try:
            seen = regroup.look(self._client, wanted)
        except RefusedByRemote as e:
            return Absent(e.title)
        now = seen.cells()
        if now == wanted.before:
            return Absent(f"{letter.document} is shipped as it was.")
        if now != wanted.after:
            begun = self._begun(letter, wanted, seen)
            return (
                Absent("It is half moved; sending it again completes it.")
                if begun
                else Unsure("Its shipments were changed since.")
            )
        if not self._begun(letter, wanted, seen):
            return Unsure("Somebody else moved the same pieces.")
        there = [s for g in wanted.groups if (s := seen.shipment(g))]
        if any(s.get("state") == "draft" for s in there):
            return Absent("It is moved and not waiting again yet; sending it again completes it.")
        return Took(self._receipt(letter, wanted, seen, replayed=True))

    def _begun(self, letter: Letter, wanted: Regrouping, seen: Seen) -> bool:
        """Did this sign-in, since the letter was made, begin with it? A new shipment bears its mark; a written one is in the log."""
        made = any(s.get("reference") == wanted.mark for s in seen.shipments.values())
        since = log.since(self._client, letter)
        records = [f"{SHIPMENT},{g}" for g in wanted.groups if not g.startswith(NEW)]
        events = (("button", "draft"), ("write", "moves"))
        return made or any(self._client.login in log.who(self._client, r, since, *event) for r in records for event in events)


def _where(call: Call, seen: Seen) -> Call:
    """Only where the button is still to be pressed."""
    model, button, arguments = call
    assert isinstance(arguments, list)
    starts = {"cancel": ("draft",), "wait": ("draft",), "assign_try": ("draft", "waiting")}[str(button)]
    return [model, button, [[k for k in arguments[0] if seen.shipments[k].get("state") in starts]]]
