"""The page of an appointment that cannot go as planned: its day, what speaks against it, when it could be, its skills and its goods."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.commands import visit_case, visit_words, words
from app.commands.move_appointment import proposal
from app.domain.appointment import Appointment, Resource, State
from app.domain.block import Bar, Block, Fact, Facts, Reason, Reasons, Strip
from app.domain.clashes import Clash, clashes
from app.domain.dossier import PanelParts
from app.domain.finding import Fires, Unknown
from app.domain.person import Person
from app.domain.question import CasePanel
from app.domain.slots import Proposal, Slot
from app.panels import case_page, day_strip
from app.panels.case_page import Page
from app.panels.order_page import known
from app.panels.panel import Panel
from app.policy.matrix import Policy
from app.rules import schedule
from app.rules.schedule import SCHEDULE


def build(parts: PanelParts, me: Person, policy: Policy, now: datetime) -> CasePanel:
    """``now`` aware."""
    local = now.astimezone(policy.service.calendar.zone)
    dossier = visit_case.dossier(parts)
    found = case_page.judged(parts, case_page.of_finding(parts, SCHEDULE.judge(dossier, local)))
    page = Page(
        found=found,
        place=case_page.place(dossier.goods.customer),
        chip="Appointment",
        sentence=case_page.sentence(found, lambda fires: _tell(parts, fires, local), "The appointment cannot be read here."),
        blocks=_blocks(parts, local),
        rule=case_page.rule_words(parts, SCHEDULE, found, local, ""),
        systems=[(dossier.ref.source, dossier.goods.asof)],
    )
    return case_page.compose(page, parts, me, policy, now)


def _against(parts: PanelParts, now: datetime) -> tuple[Clash, ...]:
    dossier = visit_case.dossier(parts)
    goods = schedule.arrival(dossier, now)
    return clashes(visit_case.appointment(parts), schedule.plan(dossier, None if isinstance(goods, Unknown) else goods), now)


def _tell(parts: PanelParts, fires: Fires, now: datetime) -> str:
    """The gravest in one sentence, and what would settle it."""
    of, resources = visit_case.appointment(parts), _resources(parts)
    against = _against(parts, now)
    if not against:
        return f"{fires.group}."
    more = f" {len(against) - 1} more below." if len(against) > 1 else ""
    first = f"{visit_words.sentence(against[0], of, resources)}."
    found = proposal(parts)
    if isinstance(found, Unknown) or not found.slots:
        return f"{first}{more}"
    return f"{first}{more} It could be {visit_words.slot_words(found.slots[0], of)}."


def _resources(parts: PanelParts) -> dict[str, Resource]:
    return {r.id: r for r in visit_case.dossier(parts).resources}


def _blocks(parts: PanelParts, now: datetime) -> tuple[Block, ...]:
    of = visit_case.dossier(parts).appointment
    if of is None:
        return ()
    return (
        _strip(parts, of),
        *_speaks(parts, of, now),
        *_times(parts, of),
        _skills(parts, of),
        _visit(parts, of),
        _goods(parts, now),
    )


def _strip(parts: PanelParts, of: Appointment) -> Strip:
    """The day at the site: who carries it out, and all who could."""
    dossier, zone, resources = visit_case.dossier(parts), ZoneInfo(of.zone), _resources(parts)
    shown = [r for r in dossier.resources if r.id == of.resource or (r.active and all(r.holds(s, of.day) for s in of.skills))]
    bars: dict[str, tuple[Bar, ...]] = {}
    for other in dossier.around:
        if day_strip.on(other, of.day, zone) and other.id != of.id:
            row = other.resource or day_strip.NOBODY
            bars[row] = (*bars.get(row, ()), day_strip.bar(other, of.day, zone, "visit", other.number, other.site))
    mine = of.resource if of.resource in resources else day_strip.NOBODY
    kind = "this" if of.live else "done"
    bars[mine or day_strip.NOBODY] = (*bars.get(mine or "", ()), day_strip.bar(of, of.day, zone, kind, of.number, of.site))
    for n, slot in enumerate(_slots(parts, of), 1):
        if slot.starts.astimezone(zone).date() == of.day:
            proposed = replace(of, id=f"slot {n}", starts=slot.starts, resource=slot.resource.id)
            free = day_strip.bar(proposed, of.day, zone, "free", f"Time {n}")
            bars[slot.resource.id] = (*bars.get(slot.resource.id, ()), free)
    others = sorted(shown, key=lambda r: (r.id != of.resource, r.name))[:6]
    return day_strip.strip(f"{visit_words.day(of.day)}, the site's clock", of.day, zone, others, bars)


def _slots(parts: PanelParts, of: Appointment) -> tuple[Slot, ...]:
    found = proposal(parts) if of.live else None
    return found.slots if isinstance(found, Proposal) else ()


def _speaks(parts: PanelParts, of: Appointment, now: datetime) -> tuple[Reasons, ...]:
    """Where it is more than what the page begins with."""
    against, resources = _against(parts, now), _resources(parts)
    if len(against) < 2:
        return ()
    rows = tuple(Reason(visit_words.LABELS[c.kind], f"{visit_words.sentence(c, of, resources)}.") for c in against)
    return (Reasons("Speaks against it", rows),)


def _times(parts: PanelParts, of: Appointment) -> tuple[Facts, ...]:
    if not of.live:
        return ()
    found = proposal(parts)
    if isinstance(found, Unknown):
        return (Facts("When it could be", (Fact("Not known", found.fact),), beside=False),)
    times = tuple(Fact(f"Time {n}", visit_words.slot_words(s, of), "ok") for n, s in enumerate(found.slots, 1))
    kept = [
        Fact(visit_words.LABELS[kind], f"kept {count} {'time' if count == 1 else 'times'} out") for kind, count in found.kept_out
    ]
    unable = [Fact("Not able", name, "text.2") for name in found.unskilled]
    nothing = Fact("Nothing", "kept a time out")
    return (
        Facts("When it could be", times or (Fact("No time", "within two weeks", "bad"),), beside=False),
        Facts("What kept times of two weeks out", (*kept, *unable) or (nothing,), beside=False),
    )


def _skills(parts: PanelParts, of: Appointment) -> Facts:
    who = _resources(parts).get(of.resource or "")
    facts = []
    for skill in of.skills:
        held = max((last for name, last in who.skills if name == skill), default=None) if who else None
        able = who is not None and who.holds(skill, of.day)
        facts.append(Fact("Has" if able else "Had" if held else "Lacks", skill, "ok" if able else "bad"))
        facts += [Fact("Until", words.day(date.fromisoformat(held), of.day))] if held else []
    return Facts(f"Skills of {who.name if who else 'nobody yet'}", tuple(facts) or (Fact("Needed", "none"),))


def _visit(parts: PanelParts, of: Appointment) -> Facts:
    after = next((x.number for x in visit_case.dossier(parts).around if x.id == of.after), None)
    agreed = Fact("Agreed by", of.consent, "ok") if of.state is State.CONFIRMED else Fact("Agreed by", "nobody yet", "warn")
    sale = visit_case.dossier(parts).goods.sale
    return Facts(
        "The visit",
        (
            Fact("Kind", str(of.kind).capitalize()),
            Fact("Site", of.site),
            Fact("Begins", visit_words.at(of.starts, of.zone)),
            Fact("Takes", f"{of.minutes} min, {of.travel} min way"),
            Fact("Site open", visit_words.hours(of)),
            agreed,
            *([Fact("Waits for", after)] if after else []),
            Fact("Order", of.sale_number),
            known("Net", sale.untaxed.named() if sale else None),
        ),
    )


def _goods(parts: PanelParts, now: datetime) -> Facts:
    found = schedule.arrival(visit_case.dossier(parts), now)
    of = visit_case.appointment(parts)
    if found is None:
        facts: tuple[Fact, ...] = (Fact("Goods", "it waits for none"),)
    elif isinstance(found, Unknown):
        facts = (Fact("At the site", "cannot be known now", "warn"), Fact("Because", found.fact))
    else:
        late = found.day is None or found.day > of.day
        facts = (Fact("At the site", visit_words.day(found.day), "bad" if late else "ok"), Fact("Because", found.why))
    return Facts("Its goods", facts)


PANELS = (Panel(SCHEDULE.type, build),)
