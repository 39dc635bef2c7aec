"""Letters as the outbox would hand them to a connector."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from app.domain.letter import Letter, LetterState, canonical
from app.domain.steps import Plan, Step
from tests.contracts.office import Office


def letter(
    deed: str, payload: dict[str, object], document: str, rev: str | None = None, *, attempt: int = 1, source: str = "tryton"
) -> Letter:
    text, digest = canonical(Plan(deed, (Step(source, deed, document, payload, rev),)).payload())
    decision = str(uuid.uuid4())
    return Letter(
        id=f"{decision}/1",
        decision_id=decision,
        case_id="case",
        spell=1,
        deed=deed,
        slot="outcome",
        source=source,
        document=document,
        payload=text,
        sha256=digest,
        expected_rev=rev,
        fence=1,
        actor="person",
        state=LetterState.SENDING,
        attempt=attempt,
        created_at=datetime.now(UTC),
        sent_at=datetime.now(UTC),
        receipt=None,
        receipt_rev=None,
    )


def release(
    office: Office, sale: str, *, kind: str = "quotation", rev: str | None = None, reason: str = "Paid by phone"
) -> Letter:
    payload: dict[str, object] = {"sale": sale, "customer": str(office.party(sale)), "kind": kind, "reason": reason}
    return letter("release_hold", payload, office.number(sale), rev or office.rev(sale))


def confirm(office: Office, sale: str) -> Letter:
    return letter("confirm_sale", {"sale": sale}, office.number(sale), office.rev(sale))


def reject(office: Office, sale: str) -> Letter:
    return letter("reject_order", {"sale": sale, "reason": "Too risky"}, office.number(sale), office.rev(sale))


def limit(office: Office, sale: str, before: int | None, to: int) -> Letter:
    old = None if before is None else [before, office.currency]
    payload: dict[str, object] = {
        "customer": str(office.party(sale)),
        "from": old,
        "to": [to, office.currency],
        "until": "2030-01-01",
        "reason": "ok",
    }
    return letter("raise_limit", payload, office.number(sale), office.party_rev(sale))


def note(office: Office, sale: str, text: str = "Called them") -> Letter:
    return letter("note", {"sale": sale, "text": text}, office.number(sale))
