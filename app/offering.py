"""Offering a quote: shown before it goes, taken down once, and what became of it told to its draft."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace

from app.domain.changes import Changes
from app.domain.draft import Draft
from app.domain.letter import Letter, LetterState, canonical, queued
from app.domain.offer import OFFER, OfferView, Settled, case_of, plan, problem
from app.domain.person import Person
from app.domain.pricing import Priced
from app.errors import Refused, StoreTrouble, Trouble
from app.lanes.clock import Clock
from app.lanes.lane import Lane
from app.policy.in_force import InForce
from app.policy.matrix import CreditAsk
from app.policy.verdict import Allowed
from app.store.draft_book import DraftBook
from app.store.outbox import Outbox
from app.store.team import Team
from app.sync.rounds import Rounds

_OVER = {LetterState.APPLIED: True, LetterState.REFUSED: False, LetterState.SUPERSEDED: False}


class Offering:
    """Everything returns at once. Offers are decisions like any other: without the team store none is taken down."""

    def __init__(
        self,
        me: Person,
        rules: InForce,
        outbox: Outbox,
        team: Team,
        rounds: Rounds,
        book: DraftBook,
        *,
        writer: Lane,
        on_team: Lane,
        previews: Lane,
        clock: Clock,
        hear: Callable[[Changes], None],
    ) -> None:
        self._me, self._rules, self._outbox, self._team = me, rules, outbox, team
        self._rounds, self._book, self._clock, self._hear = rounds, book, clock, hear
        self._writer, self._on_team, self._previews = writer, on_team, previews

    def preview(self, draft: Draft, priced: Priced | None) -> Future[OfferView]:
        """What the ERP says it would do; a refusal is in ``problem``, not raised."""
        return self._previews.submit(self._preview, draft, priced)

    def _preview(self, draft: Draft, priced: Priced | None) -> OfferView:
        wrong = problem(draft, priced) or self._denied(draft)
        if wrong or priced is None:
            return OfferView(draft.number, (), problem=wrong)
        letter = self._letter(draft, priced, "", 1, str(uuid.uuid4()))
        remote = self._rounds.outgoing.get(letter.source)
        if remote is None:
            return OfferView(draft.number, (), problem=f"This console is not signed in to {letter.source}.")
        if self._rounds.board.get(letter.source).state not in ("ok", "starting"):
            return OfferView(draft.number, (), predicted=True)
        try:
            return OfferView(draft.number, remote.deliver_lane.submit(remote.delivering.preview, letter).result())
        except Trouble as e:
            return OfferView(draft.number, (), problem=e.words)

    def send(self, draft: Draft, priced: Priced | None) -> Future[Draft]:
        """Take the offer down; the draft as it waits for the ERP's word. Refused, StoreTrouble: it was not, and the draft is as before."""
        return self._on_team.submit(self._send, draft, priced)

    def _send(self, draft: Draft, priced: Priced | None) -> Draft:
        kept = self._book.get(draft.id)
        if kept is not None and kept.offered and self._outbox.get(kept.offered) is not None:
            return kept  # pressed twice
        wrong = problem(draft, priced) or self._denied(draft)
        if wrong or priced is None:
            raise Refused(f"Could not offer {draft.number}", wrong)
        case = self._team.open_case(case_of(draft, priced, self._team.tenant, self._team.now()), console=self._me.id)
        letter = self._letter(draft, priced, case.id, case.spell, str(uuid.uuid4()))
        sent = replace(draft, offered=letter.id, said="", changed_at=self._clock.now())
        self._book.save(sent)
        try:
            changes = self._writer.submit(self._outbox.add, letter).result()
        except StoreTrouble:
            if self._outbox.get(letter.id) is None:
                self._book.save(draft)  # it is not on its way: what is written in it from now on is kept
                raise
            changes = Changes(frozenset({"letters"}), frozenset({letter.case_id}))
        self._hear(changes | Changes(frozenset({"drafts"})))
        self._rounds.nudge_delivery()
        return sent

    def settle(self) -> Future[tuple[Settled, ...]]:
        """What became of offers that were on their way: of those that the ERP has the draft is over; of the others it goes on, and says
        why."""
        return self._on_team.submit(self._settle)

    def _settle(self) -> tuple[Settled, ...]:
        found: list[Settled] = []
        for draft in self._book.all():
            letter = self._outbox.get(draft.offered) if draft.offered else None
            if draft.offered and letter is None:  # the program ended between the two
                self._book.save(replace(draft, offered=""))
            elif letter is not None and letter.state in _OVER:
                found.append(self._ended(draft, letter))
        if found:
            self._hear(Changes(frozenset({"drafts"})))
        return tuple(found)

    def _ended(self, draft: Draft, letter: Letter) -> Settled:
        done, words = _OVER[letter.state], letter.receipt or ""
        if done:
            self._book.drop(draft.id)
        else:
            self._team.clear_case(letter.case_id, evidence_at=self._team.now(), rule_version=1, outcome="not offered")
            draft = replace(draft, offered="", said=words)
            self._book.save(draft)
        return Settled(draft, done, words)

    def _denied(self, draft: Draft) -> str:
        verdict = self._rules.policy.may(self._me, OFFER, CreditAsk(draft.customer.source))
        if isinstance(verdict, Allowed):
            return ""
        return verdict.reason

    def _letter(self, draft: Draft, priced: Priced, case: str, spell: int, decision: str) -> Letter:
        payload, sha256 = canonical(plan(draft, priced).payload())
        return queued(
            payload,
            sha256,
            decision_id=decision,
            number=1,
            case_id=case,
            spell=spell,
            slot=OFFER,
            actor=self._me.id,
            at=self._clock.now(),
        )
