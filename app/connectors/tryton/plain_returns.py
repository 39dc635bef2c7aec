"""The steps of a return on a Tryton without our add-on, and posting on any: one write with the letter's mark, then the buttons.

The write is made against the record's stamp, so there is one of this command and none beside it. What is marked is completed by whoever
sends the letter again; an internal shipment too many, from a request that came late, stays a draft and does nothing.
"""

from __future__ import annotations

from app.connectors.tryton import crediting, deeds, returns
from app.connectors.tryton.plain_way import PlainWay, Undone, half
from app.connectors.tryton.returns import INTERNAL, Course, Values
from app.domain.letter import Absent, Effect, Letter, Receipt, Took, Unsure
from app.errors import Conflict, NeedsDecision, NotAuthorized, OutcomeUnknown, RefusedByRemote, Trouble

_ONWARD = {"draft": "wait", "waiting": "assign_try", "assigned": "do"}
Row = dict[str, object]


class PlainReturn(PlainWay):
    """``authorise_return``, ``receive_return``, ``inspect_return``, ``dispose_return``, ``credit_return``."""

    def preview(self, letter: Letter) -> tuple[Effect, ...]:
        course = returns.course(self._client, letter)
        row = self._look(letter, course)
        self._check(letter, row)
        course.calls(str(row.get("state")))
        return returns.effects(letter)

    def _check(self, letter: Letter, row: Row) -> None:
        """Conflict where it is not what was on screen; what it gives back of what was paid is read now."""
        if letter.expected_rev and row.get("_timestamp") != letter.expected_rev:
            raise Conflict(f"{letter.document} was changed in the meantime", "Look at it again.", about=letter.document)
        if letter.deed == returns.CREDIT:
            crediting.check(self._client, letter)

    # ---- carry ----

    def carry(self, letter: Letter) -> Receipt:
        course = returns.course(self._client, letter)
        replayed = self._is_marked(letter, course)
        if not replayed and course.marked:
            try:
                self._mark(letter, course)
            except (Conflict, RefusedByRemote, NeedsDecision) as refusal:
                if not self._marked_after(letter, course, refusal):
                    raise
        try:
            self._go_on(letter, course)
        except (Conflict, RefusedByRemote, NeedsDecision) as refusal:
            if course.marked:
                raise half(letter, refusal) from refusal
            raise
        return self._receipt(letter, course, replayed=replayed)

    def _go_on(self, letter: Letter, course: Course) -> None:
        """From wherever it stopped, once it is marked."""
        if course.opens:
            self._reopen(letter, course)
        self._press_on(letter, course)
        for values in course.sent:
            self._send_on(letter, course, values)

    def _mark(self, letter: Letter, course: Course) -> None:
        """The letter's mark, and what is to be written where that can be now, in one call against the stamp that was on screen."""
        row = self._look(letter, course)
        self._check(letter, row)
        state = str(row.get("state"))
        course.calls(state)
        values = {} if state in course.opens else course.values
        stamp = {course.record: str(row.get("_timestamp"))}
        values = {**values, **self._with_mark(letter, course, row)}
        self._client.command(f"model.{course.model}.write", [course.key], values, context={"_timestamp": stamp})

    def _reopen(self, letter: Letter, course: Course) -> None:
        """A quotation is made a draft again to be written; whoever comes second finds it as it should be."""
        row = self._look(letter, course)
        if row.get("state") in course.reached or returns.as_authorised(self._client, letter, course.key):
            return
        if row.get("state") in course.opens:
            self._press(course, course.opens[str(row.get("state"))], str(row.get("_timestamp")))
            row = self._look(letter, course)
        stamp = {course.record: str(row.get("_timestamp"))}
        values = returns.course(self._client, letter).values  # what is left to be written
        self._client.command(f"model.{course.model}.write", [course.key], values, context={"_timestamp": stamp})

    def _with_mark(self, letter: Letter, course: Course, row: Row) -> Values:
        mark = deeds.marker(letter)
        if course.marked == "notes":
            return deeds.note_values(mark)
        return {course.marked: "; ".join(filter(None, (str(row.get(course.marked) or ""), mark)))}

    def _marked_after(self, letter: Letter, course: Course, refusal: Trouble) -> bool:
        """A refusal of this attempt says nothing of an earlier one: look, before it is believed."""
        try:
            return self._is_marked(letter, course)
        except Trouble as e:
            raise OutcomeUnknown(refusal.title, "The ERP could not be asked whether an earlier attempt succeeded.") from e

    def _press_on(self, letter: Letter, course: Course) -> None:
        before = ""
        while course.buttons:
            row = self._look(letter, course)
            state = str(row.get("state"))
            if state in course.reached:
                return
            button = course.buttons.get(state)
            if button is None or state == before:
                raise OutcomeUnknown(f"{letter.document}: what was begun is {state} in the ERP", about=course.record)
            before = state
            self._check_said(letter)
            try:
                self._press(course, button, str(row.get("_timestamp")))
            except Conflict:
                before = ""  # somebody with the same letter went on meanwhile

    def _check_said(self, letter: Letter) -> None:
        """What is posted stays: between the stamp that was read and the button, the note is compared with the letter once more."""
        if letter.deed != returns.CREDIT:
            return
        if not crediting.is_as_said(letter, crediting.look(self._client, letter)):
            raise OutcomeUnknown(f"{letter.document}: its credit note is not as decided any more", about=letter.document)
        crediting.check_left(self._client, letter)

    def _press(self, course: Course, button: str, stamp: str) -> None:
        """Once more in a session of its own where the server wants a fresh one, as it does to post: then nothing was done."""
        method, context = f"model.{course.model}.{button}", {"_timestamp": {course.record: stamp}}
        try:
            self._client.command(method, [course.key], context=context)
        except NotAuthorized:
            if self._client.signed_in:
                raise
            self._client.sign_in()
            self._client.command(method, [course.key], context=context)

    def _send_on(self, letter: Letter, course: Course, values: Values) -> None:
        """The internal shipment of this letter between these two places, made if it is not there, and carried out.

        One that cannot be is cancelled, so that nobody in the warehouse carries it out later.
        """
        row = self._internal(letter, values)
        if not row:
            self._do([INTERNAL, "create", [[{**values, "reference": self._reference(letter)}]]])
            row = self._internal(letter, values)
        try:
            self._carry_out(letter, values, row)
        except (RefusedByRemote, NeedsDecision) as refusal:
            self._cancel(letter, values, refusal)
            raise half(letter, refusal) if course.marked else Undone(refusal) from refusal

    def _carry_out(self, letter: Letter, values: Values, row: Row) -> None:
        before = ""
        while row.get("state") != "done":
            state, key = str(row.get("state")), int(str(row.get("id") or 0))
            button = _ONWARD.get(state)
            if button is None or state == before:
                raise RefusedByRemote(returns.MISSING, about=f"{INTERNAL},{key}")
            before = state
            try:
                self._do([INTERNAL, button, [[key]]], {f"{INTERNAL},{key}": str(row.get("_timestamp"))})
                row = self._internal(letter, values)
            except (Conflict, RefusedByRemote) as refusal:
                row = self._internal(letter, values)
                if isinstance(refusal, RefusedByRemote) and row.get("state") == state:
                    raise
                before = ""  # somebody with the same letter went on meanwhile

    def _cancel(self, letter: Letter, values: Values, refusal: Trouble) -> None:
        try:
            row = self._internal(letter, values)
            self._do([INTERNAL, "cancel", [[row["id"]]]], {f"{INTERNAL},{row['id']}": str(row.get("_timestamp"))})
        except (Trouble, LookupError) as e:
            raise half(letter, refusal) from e

    def _reference(self, letter: Letter) -> str:
        return f"{letter.document} {deeds.marker(letter)}"

    # ---- verify ----

    def verify(self, letter: Letter) -> Took | Absent | Unsure:
        course = returns.course(self._client, letter)
        if course.marked and not self._is_marked(letter, course):
            return Absent(f"{letter.document} does not name it.")
        state = str(self._look(letter, course).get("state"))
        if letter.deed == returns.CREDIT and not crediting.is_as_said(letter, crediting.look(self._client, letter)):
            return Unsure(f"The credit note for {letter.document} is {state} and not as decided.")
        on = all(self._internal(letter, values).get("state") == "done" for values in course.sent)
        if on and (not course.reached or state in course.reached):
            return Took(self._receipt(letter, course, replayed=True))
        if state in course.reached or state in course.buttons or not course.reached:
            return Absent(
                "It is begun in the ERP; sending it again completes it." if course.marked else "The ERP has not moved them."
            )
        return Unsure(f"What was begun for {letter.document} is {state} by now.")

    # ---- reading ----

    def _is_marked(self, letter: Letter, course: Course) -> bool:
        mark = deeds.marker(letter)
        if course.marked == "notes":
            domain = [["resource", "=", course.record], ["message", "like", f"%{mark}"]]
            return bool(self._client.rows("ir.note", domain, ["create_date"], 1))
        return bool(course.marked) and mark in str(self._look(letter, course).get(course.marked) or "")

    def _look(self, letter: Letter, course: Course) -> Row:
        fields = ["state", "_timestamp", *([course.marked] if course.marked not in ("", "notes") else [])]
        rows = self._client.rows(course.model, [["id", "=", course.key]], fields, 1)
        if not rows:
            raise RefusedByRemote("It is not in the ERP any more", about=letter.document)
        return rows[0]

    def _internal(self, letter: Letter, values: Values) -> Row:
        """The first one that is not cancelled; any other of this letter was made by a request that came late."""
        places = [[name, "=", values[name]] for name in ("from_location", "to_location")]
        domain = [["reference", "=", self._reference(letter)], ["state", "!=", "cancelled"], *places]
        rows = self._client.rows(INTERNAL, domain, ["state", "_timestamp"])
        return min(rows, key=lambda row: int(str(row["id"])), default={})

    def _receipt(self, letter: Letter, course: Course, *, replayed: bool) -> Receipt:
        try:
            row = self._look(letter, course)
        except Trouble as e:
            raise OutcomeUnknown(f"{letter.document} could not be read after the change", about=letter.document) from e
        found = returns.effects(letter, str(row.get("state")))
        return Receipt(deeds.receipt_words(letter, found), str(row.get("_timestamp")), found, replayed)
