"""Orders across two systems in the mirror: which records touch them, what is gathered, what opens and clears, what the screens are told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.domain.case import CaseState, Decision, DecisionState
from app.domain.dossier import Largest
from app.domain.feed import Bad
from app.domain.letter import canonical
from app.domain.ref import Ref
from app.domain.steps import Plan, Step
from app.lanes.lane import Lane
from app.policy.in_force import InForce
from app.policy.rulebook import shipped
from app.store.mirror import Mirror
from app.store.team import Team, migrate_team
from app.sync.detect import Clear, Open, Placed
from app.sync.teamfeed import TeamFeed
from tests.app.rules import order_world as w
from tests.app.rules.world import NOW, eur
from tests.app.store.plain import around_the_clock
from tests.app.sync.order_mirror import GOODS, SALE, both, case_of, judged, mirror_at, opened, read_to_the_end


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    with mirror_at(tmp_path) as made:
        yield made


def test_an_order_is_told_as_it_was_placed_until_it_is_booked(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        both(tx)
        (placed,) = judged(tx).placed
        assert (placed.ref, placed.at) == (w.ORDER, w.LONG_AGO)
        told = json.loads(placed.body)
        assert told["order"]["reference"] == "PO-77"
        assert [(x["sku"], x["quantity"], x["unit_price"]["minor"]) for x in told["lines"]] == [("V-1", "100", 200)]
        tx.upsert("tryton", [w.booked_sale(), w.sale_line()])
        assert judged(tx).placed == ()


def test_the_team_keeps_the_first_that_it_is_told(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'team.db'}"
    migrate_team(url, [])
    team, lane = Team(url), Lane("writer")
    own = Mirror(tmp_path / "own.db", team.tenant, min_free_mb=0, counts_from=around_the_clock)
    first, second = Placed(w.ORDER, '{"quantity": "13"}', w.LONG_AGO), Placed(w.ORDER, '{"quantity": "15"}', w.LONG_AGO)
    try:
        for told in (first, second):
            feed = TeamFeed(team, own, lane, "here", lambda seq, digest: None, InForce(shipped()))
            feed.keep([told])
            feed.round()
        kept = team.observations("placed", "medusa|order_1")
    finally:
        lane.close(drain=True)
        own.close()
        team.close()
    assert [body for _, body, _, _ in kept] == ['{"quantity": "13"}']


# ---- what touches an order ------------------------------------------------------------------------------------------------


def test_a_record_of_either_system_touches_its_order(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        both(tx)
        later: dict[str, Any] = {"rev": "2", "stamp": NOW}
        for record in (w.web_order(), w.web_line(), w.BUYER, w.variant()):
            assert w.ORDER in tx.upsert("medusa", [replace(record, **later)]), record
        payer = Ref("tryton", "customer", "3")
        assert tx.upsert("medusa", [w.payment("failed")]) == {w.ORDER}
        assert tx.upsert("medusa", [w.payment(rev="2", stamp=NOW)]) == {w.ORDER, payer}, "money came in: holds are looked at"
        for master in (w.CUSTOMER, w.product(), w.list_price(), w.saved(), w.EURO):
            assert w.ORDER in tx.upsert("tryton", [replace(master, **later)]), master
        assert tx.upsert("tryton", [w.booked_sale()]) == {Ref("tryton", "customer", "3"), SALE, GOODS, w.ORDER}
        assert tx.upsert("tryton", [w.sale_line()]) == {Ref("tryton", "customer", "3"), SALE, GOODS}
        assert tx.upsert("tryton", [replace(w.product(), rev="3", stamp=NOW)]) == frozenset(), "booked: products change nothing"
        assert w.ORDER in tx.remove([SALE])
        assert tx.remove([w.ORDER]) == {w.ORDER}


def test_an_order_is_the_same_from_any_of_its_documents(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        both(tx)
        tx.upsert("tryton", [w.booked_sale(), w.sale_line()])
        found = tx.order_dossier(SALE)
        assert found == tx.order_dossier(w.ORDER)
        assert found == w.booked(bought=())
        tx.remove([w.ORDER])
        assert tx.order_dossier(SALE).ref == SALE


def test_what_the_customer_bought_and_the_same_purchase_order(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        both(tx)
        earlier = w.LONG_AGO - timedelta(days=40)
        tx.upsert(
            "tryton",
            [
                w.booked_sale(11, web_origin=None, order_date=earlier.date(), created_at=earlier),
                w.sale_line(30, of=11, key="s11"),
                w.booked_sale(12, web_origin=None, order_date=(earlier - timedelta(days=400)).date(), reference="other"),
                w.sale_line(900, of=12, key="s12"),
            ],
        )
        twin = replace(
            w.web_order(number="W1001", placed_at=earlier), ref=Ref("medusa", "web_order", "order_0"), shared="WEB-1001"
        )
        tx.upsert("medusa", [twin])
        found = tx.order_dossier(w.ORDER)
        assert [(b.sku, b.quantity) for b in found.bought] == [("V-1", Decimal(30))]
        assert found.largest == Largest(Decimal(30), eur(200))
        assert [s.ref.key for s in found.same_po_sales] == ["11"]
        assert found.same_po == (twin,)


def test_a_sale_that_was_keyed_without_the_reference_is_found_and_judged(mirror: Mirror) -> None:
    """By whichever record comes last: the sale, or its lines."""
    with mirror.writing() as tx:
        both(tx)
        keyed = w.booked_sale(9, web_origin=None, number="SO-9")
        far = w.booked_sale(10, web_origin=None, created_at=w.LONG_AGO - timedelta(days=20), reference=None)
        assert w.ORDER in tx.upsert("tryton", [keyed, far])
        assert w.ORDER in tx.upsert("tryton", [w.sale_line(of=9, key="s9")])
        found = tx.order_dossier(w.ORDER)
        assert [s.ref.key for s in found.unlinked] == ["9"]
        assert [line.ref.key for line in found.unlinked_lines] == ["s9"]
        assert "sync.unlinked" in opened(judged(tx))
        tx.upsert("tryton", [replace(keyed, rev="9", stamp=NOW, web_origin="WEB-1042")])
        assert tx.order_dossier(w.ORDER).unlinked == ()


def test_lookups_go_along_indexes(mirror: Mirror) -> None:
    """No statement of one order's gathering walks a whole table of records."""
    with mirror.writing() as tx:
        both(tx)
        waits = replace(w.web_order(shared="WEB-1043"), ref=Ref("medusa", "web_order", "order_2"))
        tx.upsert("medusa", [waits])
        tx.upsert("tryton", [w.booked_sale(), w.sale_line(), w.booked_sale(9, web_origin=None), w.sale_line(of=9, key="s9")])
        asked: list[str] = []
        tx._db.set_trace_callback(asked.append)
        tx.order_dossier(w.ORDER)
        tx.order_dossier(SALE)
        assert tx.order_dossier(waits.ref).unlinked
        tx.upsert("tryton", [replace(w.product(), rev="2", stamp=NOW)])
        tx._db.set_trace_callback(None)
        for statement in {s for s in asked if s.startswith("SELECT")}:
            for *_, detail in tx._db.execute(f"EXPLAIN QUERY PLAN {statement}"):
                walks = detail.startswith("SCAN") or detail.endswith("(source=?)")
                first_will_do = "UNION ALL" in statement
                assert (
                    not walks
                    or first_will_do
                    or any(small in detail for small in ("json_each", "feed", "quarantine", "CONSTANT", "currency"))
                ), (detail, statement)


# ---- what opens and clears --------------------------------------------------------------------------------------------------


def test_a_clean_order_is_ready_to_book_and_a_booked_one_is_silent(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        both(tx)
        assert opened(judged(tx)) == {"validation.not_booked"}
        tx.upsert("tryton", [w.booked_sale(), w.sale_line()])
        assert opened(judged(tx, SALE, source="tryton")) == set()
        assert tx.findings_on([w.ORDER]) == ()


def test_validation_and_price_never_both(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        both(tx)
        tx.upsert("tryton", [replace(w.list_price("1.50"), rev="2", stamp=NOW)])
        assert opened(judged(tx)) == {"validation.price"}
        tx.upsert("tryton", [w.booked_sale(7, 150), w.sale_line(net=150)])
        assert opened(judged(tx)) == {"price.line_price"}


def test_a_case_ends_when_its_order_is_mended_or_gone(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        both(tx)
        tx.upsert("medusa", [replace(w.variant(multiple=Decimal(12)), rev="2", stamp=NOW)])
        (wish,) = (x for x in judged(tx).wishes if isinstance(x, Open))
        tx.put_case(case_of(wish))
        tx.upsert("medusa", [replace(w.variant(), rev="3", stamp=NOW)])
        assert [(x.case_id, x.outcome) for x in judged(tx).wishes if isinstance(x, Clear)] == [(wish.finding.case_id, "cleared")]
        touched = tx.remove([w.ORDER])
        assert [x.outcome for x in judged(tx, *touched).wishes if isinstance(x, Clear)] == ["record gone"]


def test_what_one_system_has_not_told_yet_opens_and_clears_nothing(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        tx.upsert("medusa", [w.web_order(), w.web_line(), w.BUYER, w.variant()])
        read_to_the_end(tx, "medusa", w.SHOP.complete)
        assert opened(judged(tx)) == set()
        tx.upsert("tryton", [w.booked_sale()])
        assert opened(judged(tx, SALE, source="tryton")) == set()


def test_an_erp_alone_has_no_cases_about_orders(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        tx.upsert("tryton", [w.CUSTOMER, w.booked_sale(), w.sale_line()])
        read_to_the_end(tx, "tryton", w.ERP.complete)
        assert judged(tx, SALE, source="tryton").wishes == ()


def test_evidence_is_as_old_as_the_older_system(mirror: Mirror) -> None:
    old = NOW - timedelta(minutes=30)
    with mirror.writing() as tx:
        both(tx)
        read_to_the_end(tx, "tryton", w.ERP.complete, old)
        (wish,) = judged(tx).wishes
        assert isinstance(wish, Open)
        assert wish.finding.asof == old


def test_the_clock_alone_is_waited_for(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        both(tx)
        tx.upsert("medusa", [w.web_order(rev="2", stamp=NOW, placed_at=NOW)])
        found = judged(tx)
        assert opened(found) == set()
        assert found.later == {w.ORDER: NOW + timedelta(minutes=15)}
        assert opened(judged(tx, now=found.later[w.ORDER])) == {"validation.not_booked"}


@pytest.mark.parametrize("ref", [w.ORDER, Ref("medusa", "web_line", "nobody"), Ref("medusa", "web_payment", "p"), SALE])
def test_a_malformed_record_is_one_case_and_stops_nothing(mirror: Mirror, ref: Ref) -> None:
    with mirror.writing() as tx:
        both(tx)
        touched = tx.quarantine([Bad(ref, "items", "a list was expected", "{}")])
        assert touched == {ref}
        assert opened(judged(tx, *touched)) == {"sync.unreadable"}
        assert len(tx.findings_on([ref])) == 1


@pytest.mark.parametrize(("number", "shown"), [("W7", "W7"), ("", "no number")])
def test_what_cannot_be_read_is_known_by_its_number_never_by_its_key(mirror: Mirror, number: str, shown: str) -> None:
    with mirror.writing() as tx:
        read_to_the_end(tx, "medusa", w.SHOP.complete)
        touched = tx.quarantine([Bad(w.ORDER, "items", "a list was expected", "{}", number)])
        (wish,) = (x for x in judged(tx, *touched).wishes if isinstance(x, Open))
        assert wish.finding.document == shown


def test_a_payment_before_its_order(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        read_to_the_end(tx, "medusa", w.SHOP.complete)
        touched = tx.upsert("medusa", [w.payment()])
        assert touched == {w.ORDER}
        (wish,) = (x for x in judged(tx, *touched).wishes if isinstance(x, Open))
        tx.put_case(case_of(wish))
        tx.upsert("medusa", [w.web_order(), w.web_line()])
        assert [x.case_id for x in judged(tx).wishes if isinstance(x, Clear)] == [wish.finding.case_id]


def test_what_somebody_let_be_is_opened_again_only_when_it_changed(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        both(tx)
        tx.upsert("tryton", [w.booked_sale(), w.sale_line(90, 180)])
        (wish,) = (x for x in judged(tx).wishes if isinstance(x, Open))
        accepted = replace(case_of(wish), state=CaseState.RESOLVED, outcome="accepted")
        tx.put_case(accepted)
        assert opened(judged(tx)) == {"sync.quantities"}, "closed, but nobody let it be"
        tx.put_decision(_let_be(wish, wish.finding.verdict.basis))
        assert opened(judged(tx)) == set()
        tx.upsert("tryton", [replace(w.sale_line(80, 160), rev="2", stamp=w.LONG_AGO)])
        assert opened(judged(tx)) == {"sync.quantities"}


@pytest.mark.parametrize("changes", [{"state": DecisionState.REFUSED}, {"spell": 9}])
def test_only_what_took_effect_in_this_spell_was_let_be(mirror: Mirror, changes: dict[str, Any]) -> None:
    with mirror.writing() as tx:
        both(tx)
        tx.upsert("tryton", [w.booked_sale(), w.sale_line(90, 180)])
        (wish,) = (x for x in judged(tx).wishes if isinstance(x, Open))
        tx.put_case(replace(case_of(wish), state=CaseState.CLEARED))
        tx.put_decision(replace(_let_be(wish, wish.finding.verdict.basis), **changes))
        assert opened(judged(tx)) == {"sync.quantities"}


def _let_be(wish: Open, basis: str | None) -> Decision:
    step = Step("tryton", "note", "SO-7", {"sale": "7", "text": "Agreed by phone"})
    payload, sha256 = canonical(Plan("keep_both", (step,), outcome="accepted", accepts=basis).payload())
    return Decision(
        "d-1", wish.finding.case_id, 1, "outcome", "keep_both", payload, sha256, None, None, "ann", 1, DecisionState.APPLIED, NOW, None,
        0, None, (), None,
    )  # fmt: skip
