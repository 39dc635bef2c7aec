"""Boxes against numpy over raw records, and bullets against the credit standings and answers that they are of."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from app.domain.chart import OTHERS, AskBehind, AskChart, By, ChartAnswer, Course, Drawn, Kind, Mark
from app.domain.customer import CreditStanding, Customer
from app.domain.figure import Only
from app.domain.imports import SATISFACTION
from app.domain.money import Money
from app.domain.ref import Ref
from app.kpis import BY_ID
from app.kpis.imports.touchpoints import TOUCHPOINTS
from app.kpis.kpi import How
from app.kpis.spread import FEWEST
from app.store.figures import chart, compute
from app.store.figures.charts import box, bullet
from app.store.figures.charts.way import NOW
from tests.app.import_desk import CALENDAR, Desk, desk_at
from tests.app.store.build import migrate
from tests.app.store.figures.history import history
from tests.app.store.figures.history.raw import NOW as MOMENT
from tests.app.store.figures.history.raw import TODAY, History
from tests.app.store.figures.history.returned import send_back
from tests.app.store.figures.oracle import ANSWERS, documents
from tests.app.store.figures.oracle.facts import Oracle
from tests.app.store.figures.test_figures import mirror_of
from tests.app.store.figures.test_imported import answers, take

OVER_TIME, BY_CUSTOMER = Drawn(Kind.BOX), Drawn(Kind.BOX, By.CUSTOMER)
BULLET = Drawn(Kind.BULLET, By.CUSTOMER)
BOXED = ("speed.confirm_to_ship", "speed.hold_release_time", "reliability.return_cycle")
Company = tuple[compute.Frame, History]


@pytest.fixture(scope="module", params=[1, 2, 3, 4])
def company(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    h = history(request.param)
    with mirror_of(tmp_path_factory.mktemp("spread") / "m.db", h) as found:
        yield found, h


@pytest.fixture(scope="module", params=[5, 6])
def large(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """With so many orders that a week has a box, and a customer one of returns."""
    h = history(request.param, 300)
    for _ in range(150):
        send_back(h)
    with mirror_of(tmp_path_factory.mktemp("large") / "m.db", h) as found:
        yield found, h


def course_of(answer: ChartAnswer, key: str) -> Course:
    return next(course for course in answer.courses if course.key == key)


def listed(found: compute.Frame, answer: ChartAnswer, course: str, mark: Mark) -> set[Ref]:
    counted = chart.behind(found, AskBehind(answer.ask, course, mark.key, most=10**6))
    refs = {row.ref for row in counted.rows}
    assert counted.total == len(refs) == mark.n
    return refs


def took(found: compute.Frame, h: History, answer: ChartAnswer) -> dict[tuple[str, str], int]:
    """Seconds of each document, by source and key: by pandas from the records of all systems; opening hours, which pandas does not know, as
    the rows have them, added up by nobody."""
    ask = answer.ask
    if ask.kpi not in ANSWERS:
        asked = found.asked(BY_ID[ask.kpi], ask.days)
        query = f"SELECT source, key, num FROM {asked.rows} WHERE known"
        return {(source, key): num for source, key, num in found.db.execute(query, asked.parameters())}
    of = documents(Oracle(h, TODAY, MOMENT, answer.figure.period.first), ask.kpi)
    known = of[of.known.astype(bool)]
    return {(str(s), str(k)): int(n) for s, k, n in zip(known.source, known.key, known.num, strict=True)}


@pytest.mark.parametrize("drawn", [OVER_TIME, BY_CUSTOMER], ids=["over time", "by customer"])
@pytest.mark.parametrize("days", [30, 365])
@pytest.mark.parametrize("kpi", BOXED)
def test_a_box_is_what_numpy_says_of_the_documents_it_lists(large: Company, kpi: str, days: int, drawn: Drawn) -> None:
    found, h = large
    answer = chart.chart(found, AskChart(kpi, drawn, days))
    seconds, scale = took(found, h, answer), int(compute.scale(found, BY_ID[kpi], BY_ID[kpi].of))
    every: list[tuple[str, str]] = []
    for mark in course_of(answer, NOW).marks if answer.courses else ():
        keys = [(ref.source, ref.key) for ref in listed(found, answer, NOW, mark)]
        every += keys
        told = sorted(seconds[key] for key in keys)
        assert (mark.box is None) == (mark.value is None) == (len(told) < FEWEST)
        if mark.box is None or mark.value is None:
            assert [x * scale for x in mark.singles] == sorted(set(told)), "too few for a box: every value of its own"
            continue
        first, median, third = (int(np.quantile(told, q, method="inverted_cdf")) for q in (0.25, 0.5, 0.75))
        assert [round(x * scale) for x in (mark.box.first, mark.value, mark.box.third)] == [first, median, third]
        reach = 1.5 * (third - first)
        within = [s for s in told if first - reach <= s <= third + reach]
        assert [round(x * scale) for x in (mark.box.low, mark.box.high)] == [within[0], within[-1]]
        for side, far in ((box.LONGER, [s for s in told if s > within[-1]]), (box.SHORTER, [s for s in told if s < within[0]])):
            [beyond] = [m for m in course_of(answer, side).marks if m.key == mark.key]
            assert sorted(seconds[ref.source, ref.key] for ref in listed(found, answer, side, beyond)) == far
            assert [round(x * scale) for x in beyond.singles] == sorted(set(far))
            assert (beyond.value is None) == (not far)
            if beyond.value is not None:
                assert round(beyond.value * scale) == (far[-1] if side == box.LONGER else far[0])
    assert Counter(every) == Counter(seconds.keys()), "each document in one box, and in one alone"


@pytest.mark.parametrize("kpi", [kpi for kpi in BOXED if BY_ID[kpi].how is How.QUANTILE])
def test_a_median_of_a_box_is_that_of_the_course_and_of_the_figure(large: Company, kpi: str) -> None:
    found, _ = large
    course = {m.key: m.value for m in chart.chart(found, AskChart(kpi, Drawn(Kind.LINE), 365)).courses[0].marks}
    boxes = [m for m in course_of(chart.chart(found, AskChart(kpi, OVER_TIME, 365)), NOW).marks if m.box is not None]
    assert {m.key: m.value for m in boxes} == {m.key: course[m.key] for m in boxes}
    looked = len(boxes)
    for ref in (Ref("erp", "customer", f"erp-c{i}") for i in range(6)):
        answer = chart.chart(found, AskChart(kpi, BY_CUSTOMER, 365, only=Only(customer=ref)))
        for mark in course_of(answer, NOW).marks if answer.courses else ():
            assert mark.value == (answer.figure.value if mark.n >= FEWEST else None)
            looked += mark.n >= FEWEST
    assert looked


def test_the_companies_have_boxes_few_and_what_is_beyond(large: Company) -> None:
    """Else the tests above would have looked at nothing."""
    found, _ = large
    told = Counter[str]()
    for kpi in BOXED:
        for drawn in (OVER_TIME, BY_CUSTOMER):
            for course in chart.chart(found, AskChart(kpi, drawn, 365)).courses:
                for mark in course.marks:
                    told[course.key if course.key != NOW else "box" if mark.box else "few"] += mark.n
    assert min(told["box"], told["few"], told[box.LONGER]) > 0, told


def test_the_others_have_a_box_too(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(box, "MOST", 2)
    found, _ = company
    answer = chart.chart(found, AskChart("speed.confirm_to_ship", BY_CUSTOMER, 365))
    marks = course_of(answer, NOW).marks
    assert [m.key == OTHERS for m in marks] == [False, False, True]
    assert sum(m.n for m in marks) == answer.figure.n
    for course in answer.courses:
        listed(found, answer, course.key, course.marks[-1])


def test_open_and_rejected_holds_are_in_no_box(company: Company) -> None:
    """Vector 15 of the catalogue: what is open has an age, no release time."""
    found, _ = company
    answer = chart.chart(found, AskChart("speed.hold_release_time", OVER_TIME, 365))
    stretches = "SELECT source, case_id || ' ' || spell FROM stretch WHERE type = 'credit' AND outcome IS NOT 'released'"
    open_or_not = {Ref(source, "case", key) for source, key in found.db.execute(stretches)}
    assert open_or_not
    for mark in course_of(answer, NOW).marks:
        assert not listed(found, answer, NOW, mark) & open_or_not


# ---- bullets ------------------------------------------------------------------------------------------------------------------


def standings(h: History) -> dict[Ref, CreditStanding]:
    return {Ref(s.ref.source, "customer", s.customer): s for s in h.of(CreditStanding)}


def test_exposure_stands_against_the_limit_of_each_customer(company: Company) -> None:
    found, h = company
    answer = chart.chart(found, AskChart("credit.utilisation", BULLET))
    told = standings(h)
    limited = {ref: s for ref, s in told.items() if s.limit is not None and s.limit.minor > 0}
    marks = course_of(answer, NOW).marks
    assert [m.value for m in marks] == sorted((m.value for m in marks if m.value is not None), reverse=True), "the fullest first"
    seen = []
    for mark in marks:
        [ref] = listed(found, answer, NOW, mark)
        s = limited[ref]
        assert s.limit is not None
        seen.append(ref)
        assert (mark.numerator, mark.denominator) == (s.exposure.amount, s.limit.amount)
        assert mark.value is not None
        assert abs(mark.value - 100 * s.exposure.amount / s.limit.amount) < Decimal("0.000001")
        assert (mark.low, mark.high) == (None, None), "a ratio of amounts is no sample"
    assert sorted(seen) == sorted(limited)


def test_no_limit_is_no_share_and_never_endless(company: Company) -> None:
    found, h = company
    answer = chart.chart(found, AskChart("credit.utilisation", BULLET))
    of = {
        "unlimited": {ref: s for ref, s in standings(h).items() if s.limit is None and s.exposure.minor},
        "nothing": {ref: s for ref, s in standings(h).items() if s.limit is not None and not s.limit.minor and s.exposure.minor},
    }
    assert {c.key for c in answer.courses} == {NOW, *(key for key, some in of.items() if some)}
    for course in answer.courses[1:]:
        assert all(m.value is None and m.denominator == 0 for m in course.marks)
        assert sum((m.numerator for m in course.marks), Decimal(0)) == sum(s.exposure.amount for s in of[course.key].values())
        refs = [ref for mark in course.marks for ref in listed(found, answer, course.key, mark)]
        assert sorted(refs) == sorted(of[course.key])


def test_customers_beyond_those_with_a_line_stand_together(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bullet, "MOST", 1)
    monkeypatch.setattr(bullet, "MOST_WITHOUT", 1)
    found, h = company
    answer = chart.chart(found, AskChart("credit.utilisation", BULLET))
    together = 0
    for course in answer.courses:
        assert [m.key == OTHERS for m in course.marks] == [False, True][: len(course.marks)]
        refs = [ref for mark in course.marks for ref in listed(found, answer, course.key, mark)]
        assert len(refs) == len(set(refs))
        together += len(refs)
    assert together == sum(bool((s.limit and s.limit.minor) or s.exposure.minor) for s in standings(h).values())
    assert sum((m.numerator for m in answer.courses[0].marks), Decimal(0)) == answer.figure.numerator


def test_one_customer_alone_and_other_currencies(tmp_path: Path) -> None:
    """What is in another currency is not known: neither a bar nor "no limit"."""
    h = history(1)
    for listed_ in h.records.values():
        for i, record in enumerate(listed_):
            if type(record) is CreditStanding and record.customer == "erp-c1":
                listed_[i] = CreditStanding(
                    record.ref, record.rev, record.stamp, record.customer, Money(7, "USD"), None, Money(0, "USD"), ""
                )
    with mirror_of(tmp_path / "m.db", h) as found:
        answer = chart.chart(found, AskChart("credit.utilisation", BULLET))
        every = {ref for c in answer.courses for m in c.marks for ref in listed(found, answer, c.key, m)}
        assert Ref("erp", "customer", "erp-c1") not in every
        one = next(iter(sorted(every)))
        alone = chart.chart(found, AskChart("credit.utilisation", BULLET, only=Only(customer=one)))
        assert {ref for c in alone.courses for m in c.marks for ref in listed(found, alone, c.key, m)} == {one}
    assert {c.ref.key for c in h.of(Customer)} > {"erp-c1"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    url = f"sqlite:///{tmp_path / 'team.db'}"
    migrate(url)
    with desk_at(tmp_path, url) as made:
        yield made


def test_satisfaction_stands_at_each_touchpoint_against_its_target(desk: Desk) -> None:
    forty = answers("delivery", *[5] * 30, *[3] * 10)
    four = answers("billing", 5, 4, 4, 1, who="q")
    take(desk, [*forty, *four, *answers("problem", "", who="r")], SATISFACTION)
    ask = AskChart("growth.satisfaction", Drawn(Kind.BULLET, By.TOUCHPOINT))
    with closing(sqlite3.connect(f"{(desk.folder / 'mirror.db').as_uri()}?mode=ro", uri=True)) as db:
        frame = compute.frame(db, CALENDAR, MOMENT, ("growth.satisfaction",))
        answer = chart.chart(frame, ask)
        [course] = answer.courses
        assert [m.label for m in course.marks] == [title for _, title in TOUCHPOINTS], "in the order of the catalogue"
        told = {m.label: m for m in course.marks if m.n}
        delivery, bill = told["Receiving the delivery"], told["The bill"]
        assert (delivery.value, delivery.n, delivery.low) == (75, 40, None)
        assert (bill.value, bill.n) == (75, 4)
        assert (round(bill.low or 0, 1), round(bill.high or 0, 1)) == (Decimal("30.1"), Decimal("95.4")), (
            "rule 3 of the catalogue"
        )
        assert len(told) == 2, "nobody answered is no zero"
        assert all(m.value is None for m in course.marks if not m.n)
        assert sum(m.n for m in course.marks) == answer.figure.n
        for mark in told.values():
            listed(frame, answer, NOW, mark)


def test_without_an_import_there_is_no_bullet_of_satisfaction(company: Company) -> None:
    found, _ = company
    assert chart.chart(found, AskChart("growth.satisfaction", Drawn(Kind.BULLET, By.TOUCHPOINT))).courses == ()
