"""From order to cash step by step, and quotes from stage to stage: by hand, and against the raw records of random companies."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.domain.chart import AskBehind, AskChart, ChartAnswer, Drawn, Kind, Mark
from app.domain.invoice import Invoice, Receivable
from app.domain.order import OrderState, RefusedConfirm, Sale
from app.domain.ref import Ref
from app.domain.shipment import Move, Shipment
from app.store.figures import chart, compute
from app.store.figures.charts import stages
from tests.app.store.figures.history import history
from tests.app.store.figures.history.raw import NOW, TODAY, History
from tests.app.store.figures.oracle.facts import Oracle
from tests.app.store.figures.own_company import ago, opened, ordered, sold
from tests.app.store.figures.test_figures import mirror_of

STAGES, FUNNEL = AskChart("speed.throughput_time", Drawn(Kind.STAGES)), AskChart("growth.quote_conversion", Drawn(Kind.FUNNEL))
VALUE = replace(FUNNEL, kpi="growth.quote_conversion_value")
Company = tuple[compute.Frame, History]


@pytest.fixture(scope="module", params=[1, 5, 6])
def company(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    h = history(request.param, 160)
    with mirror_of(tmp_path_factory.mktemp("stages") / "m.db", h) as found:
        yield found, h


def by_key(answer: ChartAnswer) -> dict[tuple[str, str], Mark]:
    return {(course.key, mark.key): mark for course in answer.courses for mark in course.marks}


def listed(found: compute.Frame, ask: AskChart, course: str, mark: str) -> set[str]:
    behind = chart.behind(found, AskBehind(ask, course, mark, 10**6))
    assert len(behind.rows) == behind.total
    return {row.ref.key for row in behind.rows}


# ---- order to cash -----------------------------------------------------------------------------------------------------------


def left(h: History, sale: Sale, *days: int | None) -> None:
    """A delivery of a part of the order so many days ago each; None: it has not left."""
    for day in days:
        gone = None if day is None else ago(day)
        common: dict[str, Any] = {"planned": gone, "effective": gone}
        shipment = h.add("erp", Shipment, number=None, customer="c", state="done" if gone else "waiting", warehouse="w", **common)
        h.add(
            "erp", Move, sale_line=f"l{sale.ref.key}", shipment=shipment.ref.key, product="x", quantity=Decimal(1),
            stocked=Decimal(1), state="done" if gone else "draft", product_key="p", place="out", **common,
        )  # fmt: skip


@pytest.fixture
def small() -> History:
    return History(random.Random(0))


def test_each_step_takes_the_days_since_the_one_before(small: History, tmp_path: Path) -> None:
    """Ordered, parts left after 2 and 5 days, invoiced on day 6, paid on day 20: 2 + 3 + 1 + 14."""
    order = ordered(small, ago(40), "paid")
    left(small, order, 38, 35)
    sold(small, ago(34), 1000, paid_on=ago(20), order=order.ref.key)
    with opened(tmp_path, small) as found:
        answer = chart.chart(found, STAGES)
    assert [m.value for m in answer.courses[0].marks] == [2, 3, 1, 14, 20]
    assert [m.n for m in answer.courses[0].marks] == [1] * 5
    assert all((m.value, m.n) == (None, 0) for m in answer.courses[1].marks)


def test_what_comes_after_the_cash_has_no_part_in_it(small: History, tmp_path: Path) -> None:
    """Paid in advance on day 3, the goods left on day 9 and came onto an invoice on day 1: nothing waited for the goods."""
    early = ordered(small, ago(40), "paid")
    left(small, early, 31)
    sold(small, ago(39), 1000, paid_on=ago(37), order=early.ref.key)
    service = ordered(small, ago(40), "paid")
    sold(small, ago(36), 1000, paid_on=ago(33), order=service.ref.key)
    with opened(tmp_path, small) as found:
        marks = by_key(chart.chart(found, STAGES))
        assert [marks["now", str(n)].value for n in range(4)] == [0, 0, Decimal("2.5"), Decimal("2.5")]
        assert marks["now", "whole"].value == 5
        assert [marks["now", str(n)].n for n in range(4)] == [0, 0, 2, 2]
        assert listed(found, STAGES, "now", "0") == set()
        assert listed(found, STAGES, "now", "whole") == {early.ref.key, service.ref.key}


def test_unpaid_orders_stand_apart_by_what_they_lack_first(small: History, tmp_path: Path) -> None:
    nothing, part, sent, billed, service = (ordered(small, ago(day)) for day in (30, 20, 16, 12, 8))
    left(small, nothing, None)
    left(small, part, 18, None)
    left(small, sent, 11)
    left(small, billed, 10)
    sold(small, ago(9), 1000, order=billed.ref.key)
    sold(small, ago(9), 1000, order=nothing.ref.key)  # invoiced in advance: it still lacks its goods
    with opened(tmp_path, small) as found:
        answer = chart.chart(found, STAGES)
        marks = by_key(answer)
        expected = ((nothing,), (part,), (sent, service), (billed,))
        for i, orders in enumerate(expected):
            assert listed(found, STAGES, "unpaid", str(i)) == {o.ref.key for o in orders}
            assert marks["unpaid", str(i)].n == len(orders)
        assert [marks["unpaid", str(i)].value for i in range(4)] == [30, 20, 12, 12]
        assert (marks["now", "whole"].value, marks["now", "whole"].n) == (None, 0), "no mean of nothing"


def milestones(o: Oracle) -> dict[tuple[str, str], tuple[date, list[date | None], date | None, str]]:
    """Of each booked order of the period, from the raw records: its day, first and last shipment and last invoice, the cash, and what
    it lacks first."""
    goods = {(x.source, x.sale): x for x in o.by_order.itertuples()}
    bills, owed = defaultdict(list), defaultdict(list)
    posted = {(v.source, v.key): v for v in o.raw(Invoice).itertuples() if v.state in ("posted", "paid")}
    for r in o.raw(Receivable).itertuples():
        owed[r.source, r.invoice].append(r)
    for (source, key), v in posted.items():
        for sale in v.sales:
            bills[source, sale].append((key, v))
    found = {}
    for s in o.booked.itertuples():
        at = (s.source, s.key)
        if not o.first <= s.day <= o.today:
            continue
        settled = [r.settled_on for key, _ in bills[at] for r in owed[s.source, key] if r.reconciled]
        cash = max(settled, default=None) if s.invoice_state == "paid" else None
        g, invoiced = goods.get(at), max((v.invoice_date for _, v in bills[at] if v.total.minor > 0), default=None)
        first = g.first_day if g is not None else None
        last = g.last_day if g is not None and not g.waits else None
        lacks = "0" if g is not None and not first else "1" if g is not None and not last else "2" if not invoiced else "3"
        if cash is None or cash <= o.today:
            found[at] = (s.day, [first, last, invoiced], cash, "" if cash else lacks)
    return found


@pytest.mark.parametrize("days", [30, 90, 366])
def test_steps_are_what_the_records_say_and_come_to_the_whole(company: Company, days: int) -> None:
    found, h = company
    ask = replace(STAGES, days=days)
    answer = chart.chart(found, ask)
    marks, orders = by_key(answer), milestones(Oracle(h, TODAY, NOW, answer.figure.period.first))
    took, waiting = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    for day, events, cash, lacks in orders.values():
        if cash is None:
            waiting[lacks].append((TODAY - day).days)
            continue
        at = day
        for n, event in enumerate(events):
            reached = event if event is not None and at < event <= cash else at
            took[str(n)].append((reached - at).days)
            at = reached
        took["3"].append((cash - at).days)
        took["whole"].append((cash - day).days)
    for name in ("0", "1", "2", "3", "whole"):
        mark, spans = marks["now", name], took[name]
        assert (mark.numerator, mark.denominator) == (sum(spans), len(spans))
        assert mark.n == (len(spans) if name == "whole" else sum(1 for x in spans if x))
    for name in ("0", "1", "2", "3"):
        mark, spans = marks["unpaid", name], waiting[name]
        assert (mark.numerator, mark.n) == (sum(spans), len(spans))
    steps = [marks["now", name].numerator for name in ("0", "1", "2", "3")]
    assert sum(steps) == marks["now", "whole"].numerator, "exactly"
    assert marks["now", "whole"].n + sum(marks["unpaid", name].n for name in ("0", "1", "2", "3")) == answer.figure.n, (
        "none dropped"
    )
    assert days < 366 or (took["whole"] and all(waiting[name] for name in ("1", "2", "3"))), "the test shows something"


def test_lists_of_the_unpaid_are_each_their_own(company: Company) -> None:
    found, _ = company
    answer = chart.chart(found, STAGES)
    parts = [listed(found, STAGES, course.key, mark.key) for course in answer.courses for mark in course.marks[-4:]]
    apart = [*parts[4:], listed(found, STAGES, "now", "whole")]
    assert sum(map(len, apart)) == len(set().union(*apart)) == answer.figure.n


def test_orders_are_found_along_their_index(company: Company) -> None:
    found, _ = company
    asked = found.asked(compute.BY_ID["speed.throughput_time"], 90)
    steps = [
        s for *_, s in found.db.execute(f"EXPLAIN QUERY PLAN SELECT sum(whole) FROM {stages._items(asked)}", asked.parameters())
    ]
    assert not [s for s in steps if s.startswith("SCAN") and s != "SCAN way"], steps


# ---- quotes ------------------------------------------------------------------------------------------------------------------


def quoted(h: History, state: OrderState, worth: int = 1000, **given: Any) -> Sale:
    """An offer of ten days ago, good for twenty more where nothing else is given."""
    sale = ordered(h, ago(10))
    h.records["erp"].remove(sale)
    known = {"state": state, "quoted_on": ago(10), "valid_days": 30, "expires_on": TODAY + timedelta(days=20)}
    made = replace(
        sale,
        **{
            **known,
            **given,
            "untaxed": replace(sale.untaxed, minor=worth),
            "untaxed_company": replace(sale.untaxed, minor=worth),
        },
    )
    h.records["erp"].append(made)
    return made


def test_what_is_open_counts_on_neither_side(small: History, tmp_path: Path) -> None:
    won = quoted(small, OrderState.PROCESSING, 5000)
    waits = quoted(small, OrderState.QUOTED, 700, reference="PO 7")  # ordered, and held back by its credit
    refused = quoted(small, OrderState.QUOTED, 300)
    small.add("erp", RefusedConfirm, sale=refused.ref.key, by=None, words="")
    declined = quoted(small, OrderState.CANCELLED, 2000)
    lapsed = quoted(small, OrderState.QUOTED, 1000, expires_on=ago(1))
    today = quoted(small, OrderState.QUOTED, 400, expires_on=TODAY)
    again = quoted(small, OrderState.DRAFT, 600)  # set back to be revised
    quoted(small, OrderState.DRAFT, 9999, quoted_on=None)
    quoted(small, OrderState.PROCESSING, 9999, valid_days=None)
    quoted(small, OrderState.PROCESSING, 9999, complaint="k")
    quoted(small, OrderState.PROCESSING, 9999, returns=won.ref.key)
    expected = {
        ("now", "quoted"): (won, waits, refused, declined, lapsed, today, again),
        ("now", "decided"): (won, waits, refused, declined, lapsed),
        ("now", "accepted"): (won, waits, refused),
        ("apart", "open"): (today, again),
        ("apart", "declined"): (declined,),
        ("apart", "lapsed"): (lapsed,),
    }
    with opened(tmp_path, small) as found:
        for ask in (FUNNEL, VALUE):
            answer = chart.chart(found, ask)
            marks = by_key(answer)
            assert marks.keys() == expected.keys()
            for at, quotes in expected.items():
                worth = Decimal(sum(q.untaxed.minor for q in quotes)) / 100
                assert (marks[at].n, marks[at].value) == (len(quotes), worth if ask is VALUE else len(quotes)), at
                assert listed(found, ask, *at) == {q.ref.key for q in quotes}
        by_count, by_value = (chart.chart(found, ask).figure for ask in (FUNNEL, VALUE))
    assert (by_count.numerator, by_count.denominator, by_count.value) == (3, 5, 60)
    assert (by_value.numerator, by_value.denominator) == (60, 90)


def test_a_quote_in_another_currency_is_not_counted_by_value_and_said(small: History, tmp_path: Path) -> None:
    quoted(small, OrderState.PROCESSING, 5000)
    foreign = quoted(small, OrderState.PROCESSING, 5000)
    small.records["erp"][-1] = replace(foreign, untaxed_company=replace(foreign.untaxed, currency="SEK"))
    with opened(tmp_path, small) as found:
        by_count, by_value = (chart.chart(found, ask) for ask in (FUNNEL, VALUE))
        assert Ref("erp", "sale", foreign.ref.key).key not in listed(found, VALUE, "now", "accepted")
    assert (by_count.figure.n, by_value.figure.n, by_value.courses[0].marks[0].n) == (2, 1, 1)
    assert "1 of 2 quotes are not known." in by_value.figure.reason


def test_stages_are_the_figure(company: Company) -> None:
    """The share of decided quotes that were accepted is the figure itself, and each quote is in one end of the funnel."""
    found, _ = company
    for ask in (FUNNEL, VALUE):
        answer = chart.chart(found, ask)
        marks = by_key(answer)
        assert (marks["now", "accepted"].value, marks["now", "decided"].value) == (
            answer.figure.numerator,
            answer.figure.denominator,
        )
        ends = [("now", "accepted"), *(("apart", key) for key in ("open", "declined", "lapsed"))]
        assert sum(marks[at].n for at in ends) == marks["now", "quoted"].n
        assert sum(marks[at].value or 0 for at in ends) == marks["now", "quoted"].value
        lists = [listed(found, ask, *at) for at in ends]
        assert len(set().union(*lists)) == sum(map(len, lists)) == marks["now", "quoted"].n
        assert all(lists), "every fate is in it"


def test_old_quotes_are_not_looked_at(company: Company) -> None:
    found, _ = company
    asked = found.asked(compute.BY_ID["growth.quote_conversion"], 90)
    steps = [s for *_, s in found.db.execute(f"EXPLAIN QUERY PLAN SELECT sum(num) FROM {asked.rows}", asked.parameters())]
    assert [s for s in steps if "INDEX sale_quoted" in s], steps
