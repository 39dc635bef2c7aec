"""Offers and requests judged from the mirror: whatever bears on one judges it again, and an approval outlives all but what it is about."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.domain.case import Case, CaseState, Decision, DecisionState, case_id
from app.domain.feed import Cursor, Feed
from app.domain.finding import fingerprint
from app.domain.order import OrderState, RefusedConfirm
from app.domain.quote import QUOTE
from app.domain.ref import Ref
from app.domain.shop import WebOrderState
from app.domain.steps import Plan, Step
from app.store.mirror import Mirror, MirrorTx
from app.store.mirror_schema import BY_FEED
from app.sync.detect import Clear, Judged, Open, judge
from tests.app.rules import quote_world as q
from tests.app.rules.world import NOW, day, eur
from tests.app.store.plain import around_the_clock

TENANT = UUID(int=7)
OFFER, REQUEST = Ref("tryton", QUOTE, "40"), Ref("medusa", QUOTE, q.REQUEST.key)
CHEAP = (q.sale(1600), q.line(each="80.00"), q.LINES[1], q.BUYER, q.price(), q.price("8", "100.0000"))


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    made = Mirror(tmp_path / "mirror.db", TENANT, min_free_mb=0, counts_from=around_the_clock)
    yield made
    made.close()


def read(tx: MirrorTx, source: str, *records: Any) -> frozenset[Ref]:
    """These records, and all feeds of the source to their end; what they bear on."""
    touched = tx.upsert(source, records)
    for name in q.FEEDS if source == "tryton" else q.SHOP_FEEDS:
        tx.save_cursor(source, Feed(name, BY_FEED[name].noun), Cursor(NOW, 1, "e"), complete=True, asof=NOW, readable=True)
    return touched


def judged(tx: MirrorTx, subject: Ref) -> Judged:
    return judge(tx, subject.source, [subject], tenant=TENANT, asof=NOW, now=NOW)


def opened(found: Judged) -> dict[str, Open]:
    return {w.finding.verdict.cause: w for w in found.wishes if isinstance(w, Open)}


def keep(tx: MirrorTx, ref: Ref, cause: str, state: CaseState = CaseState.OPEN) -> str:
    mark = fingerprint("quote", ref, cause)
    id_ = case_id(TENANT, mark)
    outcome = "approved" if state is CaseState.RESOLVED else None
    tx.put_case(Case(id_, mark, "quote", 1, state, outcome, NOW, NOW, NOW, 1, "3", 0, None, None, 1))
    return id_


def test_an_offer_over_a_limit_opens_a_case_of_its_number_and_customer(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        read(tx, "tryton", *CHEAP)
        found = opened(judged(tx, OFFER))
        finding = found["limits"].finding
    assert found.keys() == {"limits"}
    assert (finding.ref, finding.document, finding.customer) == (q.OFFER, "SO00040", "3")
    assert finding.verdict.value == eur(1600)


@pytest.mark.parametrize(
    "record",
    [
        q.sale(1600, rev="2", stamp=NOW),
        q.line(each="81.00", rev="2", stamp=NOW),
        replace(q.BUYER, rev="2", stamp=NOW),
        replace(q.price(), rev="2", stamp=NOW),
        RefusedConfirm(Ref("tryton", "refusal", "1"), "1", NOW, "40", "carla", "credit"),
    ],
    ids=lambda r: r.ref.model,
)
def test_whatever_bears_on_it_judges_it_again(mirror: Mirror, record: Any) -> None:
    with mirror.writing() as tx:
        read(tx, "tryton", *CHEAP)
        assert OFFER in tx.upsert("tryton", [record])


def test_an_ordinary_quotation_and_other_products_prices_do_not(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        touched = read(tx, "tryton", q.sale(valid_days=None, expires_on=None), *q.LINES, q.BUYER)
        assert not {ref for ref in touched if ref.model == QUOTE}
        read(tx, "tryton", q.sale(rev="2", stamp=NOW))
        assert OFFER not in tx.upsert("tryton", [q.price("9")])


def test_every_new_process_judges_what_is_open(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        read(tx, "tryton", *CHEAP)
        read(tx, "medusa", q.web_order())
        assert tx.quotes_open("tryton") == (OFFER,)
        assert tx.quotes_open("medusa") == (REQUEST,)


@pytest.mark.parametrize(
    "sale",
    [
        q.until(1, 1600, rev="2", stamp=NOW, reference="PO-9"),
        q.until(1, 1600, rev="2", stamp=NOW, state=OrderState.CANCELLED),
    ],
    ids=["ordered", "cancelled"],
)
def test_what_is_ordered_or_declined_clears(mirror: Mirror, sale: Any) -> None:
    with mirror.writing() as tx:
        read(tx, "tryton", q.until(1, 1600), *CHEAP[1:])
        assert opened(judged(tx, OFFER)).keys() == {"validity", "limits"}
        ids = {keep(tx, q.OFFER, cause) for cause in ("validity", "limits")}
        assert OFFER in tx.upsert("tryton", [sale])
        cleared = {w.case_id for w in judged(tx, OFFER).wishes if isinstance(w, Clear)}
        assert cleared == ids


def test_a_deleted_draft_clears_as_gone(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        read(tx, "tryton", q.sale(1600, state=q.DRAFT, stamp=NOW - timedelta(days=2)), *CHEAP[1:])
        judged(tx, OFFER)
        keep(tx, q.OFFER, "unsent")
        assert OFFER in tx.remove([q.OFFER])
        (wish,) = judged(tx, OFFER).wishes
    assert isinstance(wish, Clear)
    assert wish.outcome == "record gone"


# ---- approved ----


def approve(tx: MirrorTx, basis: str | None) -> None:
    id_ = keep(tx, q.OFFER, "limits", CaseState.RESOLVED)
    plan = Plan("approve_quote", (Step("tryton", "note", "SO00040", {}),), "A bundle", outcome="approved", accepts=basis)
    tx.put_decision(
        Decision(
            *("d1", id_, 1, "outcome", "approve_quote", json.dumps(plan.payload()), "x", None, None, "petra", 1),
            *(DecisionState.APPLIED, NOW, None, 0, None, (), ""),
        )
    )


def test_what_was_approved_stays_approved_until_something_of_it_changes(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        read(tx, "tryton", *CHEAP)
        approve(tx, opened(judged(tx, OFFER))["limits"].finding.verdict.basis)
        assert opened(judged(tx, OFFER)) == {}
        assert [a.deed for a in tx.quote_dossier(OFFER).agreed] == ["approve_quote"]
        tx.upsert("tryton", [q.sale(1600, rev="2", stamp=NOW, comment="As agreed")])
        assert opened(judged(tx, OFFER)) == {}
        tx.upsert("tryton", [q.line(each="79.00", rev="3", stamp=NOW), q.sale(1590, rev="3", stamp=NOW)])
        assert opened(judged(tx, OFFER)).keys() == {"limits"}


# ---- requests ----


def test_a_request_is_found_and_answered_by_a_sale_with_its_reference(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        read(tx, "tryton", *CHEAP)
        assert REQUEST in read(tx, "medusa", q.web_order())
        finding = opened(judged(tx, REQUEST))["unanswered"].finding
        assert (finding.ref, finding.document) == (q.REQUEST, "W2050")
        id_ = keep(tx, q.REQUEST, "unanswered")
        assert REQUEST in tx.upsert("tryton", [replace(q.answer(), stamp=NOW)])
        assert [w.case_id for w in judged(tx, REQUEST).wishes if isinstance(w, Clear)] == [id_]


def test_a_request_that_the_buyer_ordered_in_the_shop_clears(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        read(tx, "tryton", *CHEAP)
        read(tx, "medusa", q.web_order())
        judged(tx, REQUEST)
        id_ = keep(tx, q.REQUEST, "unanswered")
        placed = replace(q.web_order(), state=WebOrderState.PLACED, rev="2", stamp=NOW)
        assert REQUEST in tx.upsert("medusa", [placed])
        assert [w.case_id for w in judged(tx, REQUEST).wishes if isinstance(w, Clear)] == [id_]


# ---- the page ----


def test_the_buyers_earlier_offers_are_counted_and_what_they_bought_is_weighed(mirror: Mirror) -> None:
    def earlier(key: str, state: OrderState, left: int = 20) -> Any:
        ref = Ref("tryton", "sale", key)
        return q.sale(ref=ref, state=state, reference="PO-1", order_date=day(-40), expires_on=day(left), number=f"SO{key}")

    old = replace(q.line(), ref=Ref("tryton", "line", "91"), sale="51")
    with mirror.writing() as tx:
        won = (earlier("51", OrderState.DONE), earlier("52", OrderState.PROCESSING))
        lost = (earlier("53", OrderState.CANCELLED), earlier("54", OrderState.QUOTED, -3), earlier("55", OrderState.QUOTED))
        read(tx, "tryton", *CHEAP, *won, *lost, old)
        history = tx.quote_page(OFFER, NOW).history
    assert (history.won, history.lost) == (2, 2)
    assert (history.net, history.cost) == (eur(900), eur(620))
