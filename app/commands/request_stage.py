"""How a request of a shop ended, noted on its draft there: a shop cannot close a draft, and whatever it cancels it still places."""

from __future__ import annotations

from app.commands import documents
from app.domain.letter import Effect
from app.domain.shop import WebOrder
from app.domain.steps import Step

STAGE = "stage_draft"


def staged(order: WebOrder, stage: str, note: str) -> Step:
    """Refused where the draft is not as it was on screen; taken back as long as nobody noted anything else."""
    before, after = {"stage": order.stage or "", "note": ""}, {"stage": stage, "note": note}
    back = documents.step(order, STAGE, {"from": after, "to": before}, first=False)
    return documents.step(order, STAGE, {"from": before, "to": after}, back)


def effects(order: WebOrder, stage: str, note: str) -> tuple[Effect, ...]:
    told = documents.effect(order, "stage", order.stage or "", stage)
    return (told, documents.effect(order, "note", "", note)) if note else (told,)
