"""What the add-on is asked to do in one transaction for one letter, and how its answer is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.connectors.tryton import (
    amending,
    booking,
    converting,
    correction,
    deeds,
    linking,
    offering,
    reallocate,
    regroup,
    remedies,
    reschedule,
    returns,
    revising,
)
from app.connectors.tryton.client import Client
from app.domain.letter import Effect, Letter
from app.domain.quote_version import Stands
from app.errors import OutcomeUnknown, RefusedByRemote

Answer = Mapping[str, object]
_MADE_FIRST = {"made": 0}
_OF_QUOTES = ("offer_quote", "revise_quote", "set_validity")
_NOT_MADE = "The command is malformed: made."  # the add-on of a call that made or found nothing


@dataclass(frozen=True, slots=True)
class Script:
    """The arguments of ``console.command.run``: see there. ``unmet``: what is said where a later call uses what a search did not find."""

    calls: list[list[object]]
    expect: Mapping[str, str]
    accept: tuple[str, ...] = ()
    watch: Mapping[str, list[str]] | None = None
    unmet: str = ""

    def refused(self, refusal: RefusedByRemote) -> RefusedByRemote:
        """In our words, where the add-on's own are about numbers of calls."""
        return RefusedByRemote(self.unmet, about=refusal.about) if self.unmet and refusal.title == _NOT_MADE else refusal


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer says: effects, and where a sale was read at the end: its stamp and its number; of a quotation, how it stands."""

    effects: tuple[Effect, ...]
    rev: str | None
    number: str = ""
    stands: Stands | None = None


def book(client: Client, letter: Letter) -> Script:
    want = booking.asked(letter)
    if there := booking.booked(client, want.shared, want.instead):
        raise booking.already(there, want.shared)
    held = booking.holding(client, want)
    ready = booking.prepared(client, want)
    sale, calls = dict(ready.sale), list[list[object]]()
    if ready.ship_values:
        calls.append(["party.address", "create", [[ready.ship_values]]])
        sale["shipment_address"] = _MADE_FIRST
    elif ready.ship_key:
        sale["shipment_address"] = ready.ship_key
    expect: dict[str, str] = {}
    if held is not None:
        calls.append(["sale.sale", "write", [[held["id"]], {"web_shop": None}]])
        expect[f"sale.sale,{held['id']}"] = str(held.get("_timestamp"))
    made = {"made": len(calls)}
    calls.append(["sale.sale", "create", [[sale]]])
    calls += [["sale.sale", button, [[made]]] for button in ("quote", "confirm")[: 1 + want.confirm]]
    return Script([*calls, ["sale.sale", "read", [[made], booking.FIELDS]]], expect)


def correct(client: Client, letter: Letter) -> Script:
    wanted = correction.asked(letter)
    row = correction.look(client, letter, wanted.sale)
    correction.check(letter, wanted, row)
    change, calls = wanted.change(client, row), list[list[object]]()
    values = change.values
    if change.made:
        calls.append(["party.address", "create", [[change.made]]])
        values = {**values, "shipment_address": _MADE_FIRST}
    write: list[object] = ["sale.sale", "write", [[wanted.sale], values]]
    if row.get("state") == "quotation":
        calls += [["sale.sale", "draft", [[wanted.sale]]], write, ["sale.sale", "quote", [[wanted.sale]]]]
    else:
        calls.append(write)
    return Script([*calls, ["sale.sale", "read", [[wanted.sale], correction.FIELDS]]], wanted.stamps(row))


def convert(client: Client, letter: Letter) -> Script:
    want = converting.asked(letter)
    row = converting.look(client, letter, want)
    converting.check(client, letter, want, row)
    calls = [*converting.naming(want), *converting.confirming(want), converting.reading(want)]
    return Script(calls, converting.stamps(want, row))


def offer(client: Client, letter: Letter) -> Script:
    made = {"made": 0}
    sale = offering.prepared(client, letter, offering.asked(letter)).sale
    calls: list[list[object]] = [["sale.sale", "create", [[sale]]], ["sale.sale", "quote", [[made]]]]
    return Script([*calls, ["sale.sale", "read", [[made], offering.FIELDS]]], {})


def link(client: Client, letter: Letter) -> Script:
    want = linking.asked(letter)
    row = linking.look(client, letter, want)
    linking.check(client, letter, want, row)
    read: list[object] = ["sale.sale", "read", [[want.sale], linking.FIELDS]]
    return Script([want.call(client), read], {want.record: str(row.get("_timestamp"))})


def unbook(client: Client, letter: Letter) -> Script:
    """Cancelled, and let go of its shop: the reference stays readable on it and is free for another booking."""
    row = to_unbook(client, letter)
    sale = row["id"]
    calls: list[list[object]] = [["sale.sale", "draft", [[sale]]]] if row.get("state") == "confirmed" else []
    calls += [["sale.sale", "cancel", [[sale]]], ["sale.sale", "write", [[sale], {"web_shop": None}]]]
    record = f"sale.sale,{sale}"
    return Script(calls, {record: str(row.get("_timestamp"))}, watch={record: ["state"]})


def to_unbook(client: Client, letter: Letter) -> dict[str, object]:
    """The sale that would be taken back. RefusedByRemote where there is none, or goods are on their way already."""
    shared = deeds.must(letter.body(), "shared")
    row = booking.booked(client, shared)
    if row is None:
        raise RefusedByRemote(f"The ERP has no order for {shared}", about=letter.document)
    if row.get("state") not in ("draft", "quotation", "confirmed"):
        state = deeds.shown("state", row.get("state"), "")
        why = f"{row.get('number') or shared} is {state} and its delivery under way"
        raise RefusedByRemote(f"{why}: it cannot be taken back", "Cancel its shipments in the ERP.", about=letter.document)
    return row


def move_pieces(client: Client, letter: Letter) -> Script:
    wanted = regroup.asked(letter)
    seen = regroup.look(client, wanted)
    regroup.check(letter, wanted, seen)
    calls = regroup.loosen(wanted, seen)
    ids: dict[str, object] = {g: s["id"] for g in wanted.groups if (s := seen.shipment(g))}
    now: regroup.Now = {}
    for group in wanted.targets:
        if group not in ids:
            ids[group] = {"made": len(calls)}
            calls.append(regroup.opening(client, wanted, seen, group))
        calls.append(regroup.filling(client, wanted, seen, group, ids[group], now))
    calls += [*regroup.settle(wanted, seen, ids), *regroup.reading(wanted)]
    touched = [s for g in wanted.groups if (s := seen.shipment(g))]
    stamps = {f"{regroup.SHIPMENT},{s['id']}": str(s["_timestamp"]) for s in touched}
    return Script(calls, stamps | seen.stamps(wanted.moves))


def plan_anew(client: Client, letter: Letter) -> Script:
    wanted = reschedule.asked(letter)
    seen = reschedule.look(client, wanted)
    reschedule.check(letter, wanted, seen)
    rows = list(seen.values())
    calls = [*reschedule.loosen(rows), *(reschedule.writing(day) for day in wanted.days)]
    calls += [*reschedule.settle(wanted, reschedule.reserved(rows)), reschedule.reading(wanted)]
    return Script(calls, {f"{reschedule.SHIPMENT},{r['id']}": str(r["_timestamp"]) for r in rows})


def give(client: Client, letter: Letter) -> Script:
    wanted = reallocate.asked(letter)
    seen = reallocate.look(client, wanted)
    reallocate.check(letter, wanted, seen)
    calls = [reallocate.free(wanted), reallocate.lay_aside(wanted.taker), reallocate.proof(wanted)]
    calls += [reallocate.lay_aside(wanted.donor), *reallocate.reading(wanted, {"made": len(calls) - 1})]
    stamps = {f"{reallocate.SHIPMENT},{key}": str(row["_timestamp"]) for key, row in seen.items()}
    return Script(calls, stamps, unmet=reallocate.NOT_ENOUGH)


def amend(client: Client, letter: Letter) -> Script:
    wanted = amending.asked(letter)
    seen = amending.look(client, wanted)
    amending.check(letter, wanted, seen)
    calls = [*amending.loosen(seen), *amending.noting(wanted), amending.opening(wanted, seen)]
    calls += [amending.validating({"made": len(calls) - 1}), amending.reading(wanted)]
    return Script(calls, {f"{amending.SALE},{wanted.sale}": seen.stamp})


def remedy(client: Client, letter: Letter) -> Script:
    """The complaint is claimed, the document made and carried out, all in one transaction against the complaint's stamp."""
    want = remedies.asked(letter)
    doc = remedies.made(client, letter, want)
    made = {"made": 1}
    claim = {"reference": doc.filed_under or None}  # as it was: the writing itself makes others stale
    calls: list[list[object]] = [["sale.complaint", "write", [[want.complaint], claim]]]
    calls.append([doc.model, "create", [[doc.values]]])
    calls += [[doc.model, button, [[made]]] for button in doc.buttons.values()]
    calls.append([doc.model, "read", [[made], doc.fields]])
    expect = {want.record: letter.expected_rev} if letter.expected_rev else {}
    return Script(calls, expect, tuple(remedies.answered(letter, -1)), {want.record: []})


def take_back(client: Client, letter: Letter) -> Script:
    """One step of a return, against the stamp of the record that it changes."""
    course = returns.course(client, letter)
    rows = client.rows(course.model, [["id", "=", course.key]], ["state"], 1)
    if not rows:
        raise RefusedByRemote("It is not in the ERP any more", about=letter.document)
    calls: list[list[object]] = [*course.calls(str(rows[0].get("state"))), [course.model, "read", [[course.key], ["state"]]]]
    expect = {course.record: letter.expected_rev} if letter.expected_rev else {}
    return Script(calls, expect, watch={course.record: []}, unmet=returns.MISSING if course.sent else "")


BY_DEED = {
    "book_order": book,
    "unbook_order": unbook,
    "correct_line": correct,
    "correct_address": correct,
    "set_validity": correct,
    "take_offer": convert,
    "revise_quote": correct,
    "offer_quote": offer,
    "link_sale": link,
    "regroup": move_pieces,
    "reschedule": plan_anew,
    "lay_aside": give,
    "amend_lines": amend,
    **dict.fromkeys(remedies.ALL, remedy),
    **dict.fromkeys(returns.KEYED, take_back),
}


def told(letter: Letter, answer: Answer) -> Told:
    """What the add-on's answer to such a script says."""
    if letter.deed == "unbook_order":
        return _cancelled(letter, answer)
    if letter.deed == "regroup":
        return _moved(letter, answer.get("result"))
    if letter.deed == "amend_lines":
        return _amended(letter, answer.get("result"))
    if letter.deed == "lay_aside":
        return _given(letter, answer.get("result"))
    if letter.deed == "reschedule":
        return _planned(letter, answer.get("result"))
    if letter.deed in remedies.ALL:
        return _made_good(letter, answer)
    if letter.deed in returns.KEYED:
        return _taken_back(letter, answer)
    row = _last(answer)
    stands = revising.stands(row) if letter.deed in _OF_QUOTES else None
    return Told(_found(letter, row), str(row.get("_timestamp")), str(row.get("number") or ""), stands)


def _found(letter: Letter, row: Mapping[str, object]) -> tuple[Effect, ...]:
    if letter.deed == "offer_quote":
        return offering.effects(letter, row)
    if letter.deed == "link_sale":
        return linking.effects(letter, linking.asked(letter))
    if letter.deed == "take_offer":
        return converting.effects(letter, converting.asked(letter), row)
    return booking.effects(letter, row, whole=True) if letter.deed == "book_order" else correction.effects(letter, row)


def _moved(letter: Letter, result: object) -> Told:
    wanted = regroup.asked(letter)
    moves, shipments = result[-2:] if isinstance(result, list) and len(result) > 1 else ([], [])
    return Told(regroup.effects(letter, wanted, regroup.Seen(wanted, moves, shipments).cells()), None)


def _amended(letter: Letter, result: object) -> Told:
    wanted = amending.asked(letter)
    rows = result[-1] if isinstance(result, list) and result and isinstance(result[-1], list) else []
    seen = amending.Seen({int(str(r["id"])): r for r in rows}, "")
    return Told(amending.effects(letter, wanted, seen.as_it_is()), None)


def _planned(letter: Letter, result: object) -> Told:
    wanted = reschedule.asked(letter)
    rows = result[-1] if isinstance(result, list) and result and isinstance(result[-1], list) else []
    return Told(reschedule.effects(letter, wanted, reschedule.as_seen(rows)), None)


def _given(letter: Letter, result: object) -> Told:
    wanted = reallocate.asked(letter)
    rows = [r for part in result[-2:] for r in part] if isinstance(result, list) and len(result) > 1 else []
    now = reallocate.states({int(str(r["id"])): r for r in rows})
    return Told(reallocate.effects(letter, wanted, now), None)


def _last(answer: Answer) -> Mapping[str, object]:
    """What the last call read."""
    result = answer.get("result")
    rows = result[-1] if isinstance(result, list) and result else None
    return rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else {}


def _made_good(letter: Letter, answer: Answer) -> Told:
    """``rev``: the complaint's, which the case is about."""
    row, revs = _last(answer), answer.get("revs")
    rev = revs.get(remedies.asked(letter).record) if isinstance(revs, dict) else None
    return Told(remedies.effects(letter, row), rev if isinstance(rev, str) else None, str(row.get("number") or ""))


def _taken_back(letter: Letter, answer: Answer) -> Told:
    revs = answer.get("revs")
    rev = next(iter(revs.values()), None) if isinstance(revs, dict) else None
    state = str(_last(answer).get("state"))
    if not returns.is_reached(letter, state):
        raise OutcomeUnknown(f"{letter.document} is {state} in the ERP", about=letter.document)
    return Told(returns.effects(letter, state), rev if isinstance(rev, str) else None)


def _cancelled(letter: Letter, answer: Answer) -> Told:
    rows, revs = answer.get("effects"), answer.get("revs")
    changed = [r for r in rows if isinstance(r, list) and len(r) == 4] if isinstance(rows, list) else []
    told = tuple(deeds.effect(letter, "state", *(deeds.shown("state", v, "") for v in r[2:])) for r in changed)
    return Told(told, next(iter(revs.values()), None) if isinstance(revs, dict) else None)
