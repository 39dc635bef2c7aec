"""What the pages of all cases have in common: the verdict as a sentence, the rule that fired, head, history, notes, deeds and age."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.block import Block
from app.domain.dossier import PanelParts
from app.domain.finding import Fires, Silent, Unknown, Verdict
from app.domain.person import Person
from app.domain.question import CasePanel
from app.domain.ref import Ref
from app.panels import approving, letters, story
from app.policy.matrix import Policy
from app.rules.rule import AnyRule


@dataclass(frozen=True, slots=True)
class Judged:
    """What a rule says of a case on the records at hand. ``shown``: what fires, else what fired when the case was found."""

    verdict: Verdict | None
    shown: Fires | None


def of_finding(parts: PanelParts, verdicts: Mapping[tuple[Ref, str], Verdict]) -> Verdict | None:
    """What is said now of the document and cause for which the case was found."""
    finding = parts.finding
    return verdicts.get((finding.ref, finding.verdict.cause)) if finding else None


def judged(parts: PanelParts, verdict: Verdict | None) -> Judged:
    """``verdict``: of now, so that every figure on the page is of one moment; None where nothing is left to be judged."""
    return Judged(verdict, verdict if isinstance(verdict, Fires) else parts.finding.verdict if parts.finding else None)


def sentence(found: Judged, tell: Callable[[Fires], str], gone: str) -> str:
    """``tell``: a verdict that fires; ``gone``: where nothing is left to be judged."""
    match found.verdict:
        case Fires():
            return tell(found.verdict)
        case Unknown(fact):
            return f"Cannot be judged now, so it stays as it is: {fact}."
        case Silent(why):
            return f"Settled: {why}."
        case None:
            return gone


def rule_words(parts: PanelParts, rule: AnyRule, found: Judged, local: datetime, why: str) -> tuple[str, str, str]:
    """Group, ``why`` in words, and the rule with its version and when it judged, on the reader's own clock as in the history."""
    if found.shown is None:
        return "Not judged now", "", ""
    at = (parts.finding.asof if parts.finding else local).astimezone()
    version = parts.finding.rule_version if parts.finding else rule.version
    return found.shown.group, why, f"{rule.type}.{found.shown.cause}, version {version}, {at:%H:%M}"


@dataclass(frozen=True, slots=True)
class Page:
    """What is a page's own.

    chip: the exception in two words. begun: how its history begins. systems: sources, and when each was read.
    """

    found: Judged
    place: str
    chip: str
    sentence: str
    blocks: tuple[Block, ...]
    rule: tuple[str, str, str]
    systems: Sequence[tuple[str, datetime | None]]
    begun: str = "Found"


def compose(page: Page, parts: PanelParts, me: Person, policy: Policy, now: datetime) -> CasePanel:
    """``now`` aware."""
    local = now.astimezone(policy.service.calendar.zone)
    return CasePanel(
        row=parts.row,
        place=page.place,
        position=page.found.shown.group if page.found.shown else "",
        verdict=page.sentence,
        chips=story.chips(parts, local, page.chip),
        blocks=(*approving.blocks(parts, policy, local), *page.blocks),
        rule=page.rule,
        history=story.history(parts, local, page.begun),
        notes=story.notes(parts),
        messages=letters.sent(parts.decisions, {p.id: p.name for p in parts.people}),
        deeds=story.deeds(parts, me, policy),
        pending=story.pending(parts, policy, local.date()),
        asof=min((asof for _, asof in page.systems if asof), default=None),
        source_words="; ".join(story.age(source, asof, now) for source, asof in page.systems),
    )


def place(of: Any) -> str:
    """ "Bergen, NO": of a customer or an address; empty where neither is known."""
    return ", ".join(p for p in (of.city, of.country) if p) if of else ""
