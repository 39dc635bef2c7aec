"""What leaves and what comes back, judged from the mirror: an open case outlives whatever of it cannot be read, and ripens by the clock."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.domain.case import Case, CaseState, Decision, DecisionState, case_id
from app.domain.dossier import GOODS, RETURN
from app.domain.feed import Bad, Cursor, Feed
from app.domain.finding import Finding, fingerprint
from app.domain.order import OrderState
from app.domain.ref import Ref
from app.domain.steps import Plan, Step
from app.store.mirror import Mirror, MirrorTx
from app.store.mirror_schema import BY_FEED
from app.sync.detect import Clear, Judged, Open, judge
from tests.app.rules import goods_world as g
from tests.app.rules import return_world as r
from tests.app.rules.world import NOW, day, eur, sale
from tests.app.store.plain import around_the_clock

TENANT = UUID(int=7)
LEAVES, COMES_BACK = Ref(g.ERP, GOODS, "1"), Ref(g.ERP, RETURN, "30")
FEEDS = g.FEEDS | r.FEEDS
SALE = replace(g.UNDER_WAY, untaxed=eur(160), untaxed_company=eur(160))
WAITING = (SALE, g.line(), g.shipment(), g.move(), *g.WAREHOUSES, g.level(g.NORTH, 60, 30), g.level(g.SOUTH, 0, 0), g.coming())
BOUGHT = tuple(one for o in r.dossier().origins for one in (replace(o.sale, customer="3"), o.sold, *o.moves, *o.money))
BACK = (
    *(*BOUGHT, r.sale(OrderState.PROCESSING, customer="3"), *(replace(x, words="Return of SO00009") for x in r.LINES)),
    *(r.shipment("done"), r.move(state="done"), r.move("32", 2, "done"), r.put(state="done"), r.put("432", 2, "done")),
    *(r.charge("31", -3, "50.00", "90"), r.charge("32", -2, "200.00", "90"), r.invoice(), r.invoice("90", -655, "draft")),
)


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    made = Mirror(tmp_path / "mirror.db", TENANT, min_free_mb=0, counts_from=around_the_clock)
    yield made
    made.close()


def read(tx: MirrorTx, *records: Any) -> None:
    """These records, and all feeds to their end."""
    tx.upsert(g.ERP, records)
    for name in FEEDS:
        tx.save_cursor(g.ERP, Feed(name, BY_FEED[name].noun), Cursor(NOW, 1, "e"), complete=True, asof=NOW, readable=True)


def an_open_case(tx: MirrorTx, type_: str, ref: Ref, cause: str) -> None:
    mark = fingerprint(type_, ref, cause)
    tx.put_case(Case(case_id(TENANT, mark), mark, type_, 1, CaseState.OPEN, None, NOW, NOW, NOW, 1, None, 0, None, None, 1))


def judged(tx: MirrorTx, subject: Ref, now: datetime = NOW) -> Judged:
    return judge(tx, g.ERP, [subject], tenant=TENANT, asof=NOW, now=now)


def aside(record: Any) -> Bad:
    return Bad(record.ref, "state", "not a state", "{}")


GOODS_PARTS = [x for x in WAITING if x.ref.model != "warehouse"]
RETURN_PARTS = BACK[len(BOUGHT) :]


@pytest.mark.parametrize("never_read", [True, False], ids=["never read", "read before"])
@pytest.mark.parametrize("record", GOODS_PARTS, ids=lambda x: f"{x.ref.model} {x.ref.key}")
def test_a_case_about_leaving_goods_outlives_what_cannot_be_read(mirror: Mirror, record: Any, never_read: bool) -> None:
    with mirror.writing() as tx:
        read(tx, *(x for x in WAITING if x is not record or not never_read))
        an_open_case(tx, "backorder", g.SALE, "short")
        tx.quarantine([aside(record)])
        assert not judged(tx, LEAVES).wishes


@pytest.mark.parametrize("record", RETURN_PARTS, ids=lambda x: f"{x.ref.model} {x.ref.key}")
def test_a_case_about_a_return_outlives_what_cannot_be_read(mirror: Mirror, record: Any) -> None:
    with mirror.writing() as tx:
        read(tx, *(x for x in BACK if x.ref.model not in ("sale", "line", "move") or x is not record))
        an_open_case(tx, "return", r.BACK, "open")
        tx.quarantine([aside(record)])
        assert not [w for w in judged(tx, COMES_BACK).wishes if isinstance(w, Clear)]
        assert not tx.findings_on([r.BACK]), "nothing is known of it, so nothing is told"


def test_read_again_it_is_judged_again(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        read(tx, *WAITING)
        assert LEAVES in tx.quarantine([aside(g.move())])
        assert not judged(tx, LEAVES).wishes
        assert LEAVES in tx.upsert(g.ERP, [g.move()])
        assert [type(w) for w in judged(tx, LEAVES).wishes] == [Open]


def test_a_stranger_that_cannot_be_read_stops_nobody(mirror: Mirror) -> None:
    """Whoever has all of their parts needs none that nobody knows."""
    with mirror.writing() as tx:
        read(tx, *WAITING)
        tx.quarantine([Bad(Ref(g.ERP, noun, "999"), "state", "", "{}") for noun in ("sale", "line", "move", "stock_level")])
        assert [type(w) for w in judged(tx, LEAVES).wishes] == [Open]


def test_what_ended_or_is_gone_still_clears(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        read(tx, *WAITING)
        an_open_case(tx, "backorder", g.SALE, "short")
        tx.upsert(g.ERP, [replace(SALE, rev="2", stamp=NOW, state=OrderState.DONE)])
        assert [w.outcome for w in judged(tx, LEAVES).wishes if isinstance(w, Clear)] == ["cleared"]
        tx.remove([g.SALE])
        assert [w.outcome for w in judged(tx, LEAVES).wishes if isinstance(w, Clear)] == ["record gone"]


# ---- the clock alone ----------------------------------------------------------------------------------------------------------

SLIPPED = (*(x for x in WAITING if x.ref.model != "incoming"), g.coming(promised=9))


def accepted(tx: MirrorTx, finding: Finding) -> None:
    """Somebody let it be as it is now, and the team holds its case as resolved by that."""
    case = Case(
        finding.case_id,
        finding.fingerprint,
        finding.type,
        1,
        CaseState.RESOLVED,
        "accepted",
        NOW,
        NOW,
        NOW,
        1,
        None,
        0,
        None,
        None,
        2,
    )
    tx.put_case(case)
    body = Plan(
        "accept_delay",
        (Step(g.ERP, "note", "SO-1", {"sale": "1", "text": "Agreed"}),),
        outcome="accepted",
        accepts=finding.verdict.basis,
    ).payload()
    tx.put_decision(
        Decision(
            f"d{finding.verdict.basis}", case.id, 1, "outcome", "accept_delay", json.dumps(body), "0" * 64, None, None, "omar", 1,
            DecisionState.APPLIED, NOW, None, 0, None, (), None,
        )
    )  # fmt: skip


def opened(tx: MirrorTx, now: datetime) -> list[Finding]:
    return [w.finding for w in judged(tx, LEAVES, now).wishes if isinstance(w, Open)]


def test_a_delay_that_was_accepted_comes_back_when_the_new_promise_is_broken_too(mirror: Mirror) -> None:
    """Slipped, and accepted; planned for the day on which all was to be there; that day passes, and nothing came."""
    with mirror.writing() as tx:
        read(tx, *SLIPPED)
        (first,) = opened(tx, NOW)
        accepted(tx, first)
        assert not opened(tx, NOW)
        tx.upsert(g.ERP, [replace(g.shipment(planned=day(14)), rev="2", stamp=NOW)])
        promised = replace(g.move(), planned=day(14), rev="2", stamp=NOW)
        tx.upsert(g.ERP, [promised, replace(SALE, ship_date=None, rev="2", stamp=NOW)])
        kept = judged(tx, LEAVES)
        assert not [w for w in kept.wishes if isinstance(w, Open)]
        again = kept.later[LEAVES]
        assert again.date() == day(15)
        assert [f.type for f in opened(tx, again)] == ["delay"]


def test_a_day_that_nobody_knows_was_promised_and_passes(mirror: Mirror) -> None:
    """The supplier says nothing any more: what is known of the purchase stays the same, only the promised day is over."""
    with mirror.writing() as tx:
        read(tx, *(x for x in SLIPPED if x.ref.model != "incoming"), g.coming(planned=None, promised=9))
        (first,) = opened(tx, NOW)
        accepted(tx, first)
        assert not opened(tx, NOW + timedelta(days=10))
        (broken,) = opened(tx, NOW + timedelta(days=11))
        accepted(tx, broken)
        assert not opened(tx, NOW + timedelta(days=16))
        assert opened(tx, NOW + timedelta(days=18)), "a week later it is asked again"


def test_a_delivery_on_its_way_is_asked_for_again_every_week(mirror: Mirror) -> None:
    sent = replace(g.shipment(state="shipped", planned=day(-6)), carrier="Hansa")
    gone = replace(g.move(state="done"), planned=day(-6))
    with mirror.writing() as tx:
        read(
            tx,
            *(x for x in WAITING if x.ref.model not in ("shipment", "move", "sale")),
            sent,
            gone,
            replace(SALE, ship_date=None),
        )
        (late,) = opened(tx, NOW)
        accepted(tx, late)
        assert not opened(tx, NOW)
        assert opened(tx, NOW + timedelta(days=1)), "seven days after it was to leave"


def test_what_left_is_looked_at_when_it_should_have_arrived(mirror: Mirror) -> None:
    sent = g.shipment(state="shipped", planned=day(-1))
    gone = replace(g.move(state="done"), planned=day(-1))
    with mirror.writing() as tx:
        read(
            tx,
            *(x for x in WAITING if x.ref.model not in ("shipment", "move", "sale")),
            sent,
            gone,
            replace(SALE, ship_date=None),
        )
        found = judged(tx, LEAVES)
        assert not found.wishes
        assert found.later[LEAVES].date() == day(4)
        assert opened(tx, found.later[LEAVES])


def test_what_fires_is_judged_again_when_the_day_is_over(mirror: Mirror) -> None:
    """How bad it is depends on the day: ten days before it is to leave, and on the day."""
    with mirror.writing() as tx:
        read(tx, *WAITING)
        first = judged(tx, LEAVES)
        assert first.later[LEAVES].date() == day(1)
        assert first.later[LEAVES].time() == time()
        (finding,) = [w.finding for w in first.wishes if isinstance(w, Open)]
        (later,) = opened(tx, NOW + timedelta(days=9))
        assert (finding.verdict.severity, later.verdict.severity) == (3, 2)


def test_a_return_that_waits_is_judged_again_when_the_day_is_over(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        read(tx, *BACK)
        found = judged(tx, COMES_BACK)
        assert [type(w) for w in found.wishes] == [Open]
        assert found.later[COMES_BACK].date() == day(1)


def test_who_waits_is_asked_of_the_goods_own_system_whoever_judges(mirror: Mirror) -> None:
    """A person who asks for fresh figures nudges every system: the shop's round knows no queue, and must not clear by it."""
    theirs = (
        replace(sale(2, 90), state=g.UNDER_WAY.state, number="SO-2"),
        *(replace(g.line(40, "21"), sale="2"), g.shipment("9"), replace(g.move(40, "29", of="21", on="9"), planned=day(4))),
    )
    with mirror.writing() as tx:
        read(tx, *WAITING, *theirs)
        found = [judge(tx, source, [LEAVES], tenant=TENANT, asof=NOW, now=NOW).wishes for source in (g.ERP, "medusa")]
    opened = [[w.finding.verdict.facts for w in wishes if isinstance(w, Open)] for wishes in found]
    assert opened[0]
    assert opened[0] == opened[1]
