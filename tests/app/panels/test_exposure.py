"""The parts of an exposure add up to the ERP's own figure, whatever the records say, and each opens to its documents."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.block import Bucket
from app.domain.dossier import CreditDossier
from app.domain.money import Money
from app.domain.order import OrderState, Sale
from app.panels import exposure
from tests.app.rules.world import TODAY, cash, confirmed, day, dossier, eur, invoice, receivable, sale, settled, standing


def parts(of: CreditDossier, this: Sale | None = None, ahead: tuple[Sale, ...] = ()) -> dict[str, Bucket]:
    found = exposure.buckets(of, this, ahead, TODAY)
    assert len({(b.key, b.label) for b in found}) == len(found)
    return {b.key: b for b in found}


def amounts(of: CreditDossier, this: Sale | None = None, ahead: tuple[Sale, ...] = ()) -> dict[str, int | None]:
    return {k: None if b.amount is None else b.amount.minor // 100 for k, b in parts(of, this, ahead).items()}


THIS = sale(1, 300)
LINES = (receivable(5, 500, due=10, invoice="a"), receivable(6, 200, due=-5, invoice="b"), cash(7, 50), settled(8, 3))
ORDERS = (confirmed(2, 100), confirmed(3, 80, shipment_state="sent"), sale(9, 70))
FULL = dossier(
    THIS,
    *ORDERS,
    at=standing(830, 1000, receivable=eur(650)),
    receivables=LINES,
    invoices=(invoice("a"), invoice("b")),
)


def test_every_part_of_a_readable_account() -> None:
    assert amounts(FULL, THIS, (ORDERS[2],)) == {
        "not_due": 500,
        "overdue": 200,
        "cash": -50,
        "delivered": 80,
        "orders": 170,  # the confirmed one and the one ahead
        "this": 300,
    }
    assert exposure.total(FULL, THIS, (ORDERS[2],)) == eur(1200)


def test_documents_behind_each_part() -> None:
    found = parts(FULL, THIS, (ORDERS[2],))
    assert found["not_due"].documents == (("INV-a", "4 Dec", eur(500)),)
    assert found["overdue"].documents == (("INV-b", "19 Nov", eur(200)),)
    assert found["cash"].documents == (("Payment", "4 Nov", eur(-50)),)
    assert [d[0] for d in found["orders"].documents] == ["SO-2", "SO-9"]
    assert found["this"].documents[0][0] == "SO-1"
    assert found["delivered"].count == 1


def test_what_the_records_do_not_explain_is_a_part_of_its_own() -> None:
    more = replace(FULL, standing=standing(900, 1000, receivable=eur(650)))
    assert amounts(more, THIS)["other"] == 70
    assert parts(more, THIS)["other"].label == "Not explained by documents"
    assert "other" not in amounts(FULL, THIS)


def test_a_sign_in_without_receivables_sees_their_sum_and_not_a_zero() -> None:
    found = amounts(replace(FULL, receivables=None), THIS)
    assert found["not_due"] is found["overdue"] is found["cash"] is None
    assert found["other"] == 650
    assert [label for label, amount in exposure.aging(replace(FULL, receivables=None), TODAY) if amount is not None] == []


def test_without_invoices_nobody_can_say_what_is_delivered_and_not_billed() -> None:
    found = amounts(replace(FULL, invoices=None), THIS)
    assert found["delivered"] is None
    assert found["orders"] == 180


def test_an_order_billed_to_the_end_counts_as_its_invoice_only() -> None:
    of = replace(FULL, sales=(confirmed(2, 100, invoice_state="awaiting payment"),), invoices=(invoice("a", ["2"]),))
    assert amounts(replace(of, standing=standing(650, 1000, receivable=eur(650))))["orders"] == 0


def test_a_draft_invoice_bills_nothing() -> None:
    of = replace(FULL, sales=(confirmed(2, 100, invoice_state="pending"),), invoices=(invoice("a", ["2"], state="draft"),))
    assert amounts(replace(of, standing=standing(750, 1000, receivable=eur(650))))["orders"] == 100


def test_one_order_billed_in_part_is_worth_what_the_erp_leaves() -> None:
    of = replace(FULL, sales=(confirmed(2, 100, invoice_state="pending"), confirmed(3, 80)), invoices=(invoice("a", ["2"]),))
    found = parts(replace(of, standing=standing(770, 1000, receivable=eur(650))))
    assert {n: m for n, _, m in found["orders"].documents} == {"SO-2": eur(40), "SO-3": eur(80)}
    assert "other" not in found


def test_several_orders_billed_in_part_stay_unexplained() -> None:
    partly = (confirmed(2, 100, invoice_state="pending"), confirmed(3, 80, invoice_state="pending"))
    of = replace(FULL, sales=partly, invoices=(invoice("a", ["2", "3"]),), standing=standing(750, 1000, receivable=eur(650)))
    found = amounts(of)
    assert found["orders"] == 0
    assert found["other"] == 100


def test_an_order_confirmed_past_the_check_is_in_the_erps_figure_already() -> None:
    past = confirmed(1, 300, ships_on_order=False)
    of = dossier(past, at=standing(300, 100))
    assert exposure.total(of, past, ()) == eur(300)
    assert amounts(of, past)["this"] == 300
    assert "other" not in amounts(of, past)


def test_cash_that_the_erp_leaves_out_is_no_part_of_its_exposure() -> None:
    of = replace(FULL, standing=standing(880, 1000, receivable=eur(700)))
    found = amounts(of, THIS)
    assert "cash" not in found
    assert "other" not in found


def test_open_invoices_by_age() -> None:
    lines = tuple(receivable(i, 100, due=-late) for i, late in enumerate((-1, 0, 1, 30, 31, 60, 61, 90, 91, 400)))
    of = dossier(receivables=(*lines, receivable(20, 100, due=None), cash(21, 900), settled(22, 5)))
    assert {label: amount.minor // 10_000 for label, amount in exposure.aging(of, TODAY) if amount is not None} == {
        "Not due": 3,
        "1–30 d": 2,
        "31–60 d": 2,
        "61–90 d": 2,
        "> 90 d": 2,
    }


def test_without_credit_figures_there_are_no_parts() -> None:
    assert exposure.buckets(replace(FULL, standing=None), THIS, (), TODAY) == ()


# ---- whatever the records say ---------------------------------------------------------------------------------------------------

cents = st.integers(-500_00, 500_00).map(lambda minor: Money(minor, "EUR"))
receivables = st.builds(
    lambda key, amount, due, invoiced: replace(receivable(key, 1, due=due, invoice="a" if invoiced else None), amount=amount),
    st.integers(1, 99),
    cents,
    st.none() | st.integers(-100, 100),
    st.booleans(),
)
orders = st.builds(
    lambda key, amount, state, sent, billed: sale(
        key,
        1,
        untaxed_company=amount,
        state=state,
        shipment_state="sent" if sent else "waiting",
        invoice_state="pending" if billed else "none",
    ),
    st.integers(2, 99),
    cents,
    st.sampled_from(list(OrderState)),
    st.booleans(),
    st.booleans(),
)


@settings(max_examples=300, deadline=None)
@given(
    st.none() | st.lists(receivables, max_size=6, unique_by=lambda r: r.ref),
    st.lists(orders, max_size=6, unique_by=lambda s: s.ref),
    st.booleans(),
    st.lists(st.sampled_from(["2", "3", "4", "5"]), max_size=3),
    cents,
    cents,
    st.booleans(),
)
def test_the_parts_always_add_up(
    lines: list[object] | None, others: list[Sale], invoiced: bool, billed: list[str], owed: Money, exposed: Money, quoted: bool
) -> None:
    this = sale(1, 300, state=OrderState.QUOTED if quoted else OrderState.CONFIRMED)
    of = dossier(
        this,
        *others,
        at=replace(standing(0, 1000), exposure=exposed, receivable=owed),
        receivables=None if lines is None else tuple(lines),
        invoices=(invoice("a", billed),) if invoiced else None,
    )
    ahead = tuple(s for s in others if s.state is OrderState.QUOTED)[:2]
    found = exposure.buckets(of, this, ahead, TODAY)
    assert sum(b.amount.minor for b in found if b.amount is not None) == exposure.total(of, this, ahead).minor
    for bucket in found:
        if bucket.documents:
            assert bucket.count == len(bucket.documents)
            assert bucket.amount is not None
            assert bucket.amount.minor == sum(m.minor for _, _, m in bucket.documents)


def test_ages_of_days_are_counted_from_the_due_date() -> None:
    assert dict(exposure.aging(dossier(receivables=(receivable(1, 10, due=-31),)), day(-1)))["1–30 d"] == eur(10)
