"""What a box and a bullet say of themselves, beside their name."""

from __future__ import annotations

from app.domain.chart import By, ChartAnswer, Course, Mark
from app.domain.figure import Status
from app.kpis import BY_ID, wilson
from app.kpis.kpi import How, Of, so_many
from app.kpis.target import Standing, standing_of
from ui.charts.amounts import amount, plain


def beside(answer: ChartAnswer, course: Course) -> bool:
    """Whether a course of boxes is what took unusually long or short."""
    return course is not answer.courses[1]


def box_said(answer: ChartAnswer, course: Course, mark: Mark) -> list[str]:
    """ "median 3.0 days", "31 orders", "middle half 2.0 to 5.0", "whiskers 1.0 to 9.0", "2 beyond"."""
    kpi, unit = BY_ID[answer.ask.kpi], answer.unit
    many = so_many(kpi, mark.n) if mark.n else ""
    if mark.box is not None:
        box, apart = mark.box, beyond(answer, mark)
        return [
            f"median {amount(mark.value, unit, kpi)}",
            many,
            f"middle half {plain(box.first, unit)} to {plain(box.third, unit)}",
            f"whiskers {plain(box.low, unit)} to {plain(box.high, unit)}",
            f"{apart:,} beyond" if apart else "",
        ]
    if not mark.singles:
        return ["nothing to count"]
    if beside(answer, course):
        ends = [plain(one, unit) for one in (mark.singles[0], mark.singles[-1])]
        return [f"{' to '.join(dict.fromkeys(ends))} {unit}", many, "beyond the whiskers"]
    *others, last = (plain(one, unit) for one in mark.singles)
    return [f"{' and '.join(filter(None, (', '.join(others), last)))} {unit}", many, "too few for a box"]


def beyond(answer: ChartAnswer, mark: Mark) -> int:
    """How many documents of its time or part are beyond its whiskers."""
    return sum(m.n for course in answer.courses if beside(answer, course) for m in course.marks if m.key == mark.key)


def standing(answer: ChartAnswer, mark: Mark) -> Standing:
    """Without a verdict where its figure would have none."""
    kpi = BY_ID[answer.ask.kpi]
    if mark.value is None or kpi.target is None:
        return Standing("none", "")
    if kpi.how is How.SHARE and wilson.low_n(mark.n):
        return Standing("none", "too few to judge")
    if answer.figure.status is Status.STALE:
        return Standing("none", "out of date")
    return standing_of(mark.value, kpi.target)


def bullet_said(answer: ChartAnswer, mark: Mark) -> list[str]:
    """ "82.0 %", "EUR 8,200.00 of EUR 10,000.00", "close to missing the target"; of what has no bound its amount alone."""
    kpi = BY_ID[answer.ask.kpi]
    money = kpi.of is Of.MONEY
    part, whole = (amount(sum_, answer.currency, kpi) if money else "" for sum_ in (mark.numerator, mark.denominator))
    one = answer.ask.drawn.by is By.CUSTOMER and mark.n == 1  # a customer that is named need not be counted
    many = "" if one or not mark.n else so_many(kpi, mark.n)
    if mark.value is None:
        return [part if mark.n else "nothing to count", many]
    low, high = (plain(bound, answer.unit) for bound in (mark.low, mark.high))
    return [
        amount(mark.value, answer.unit, kpi),
        f"{part} of {whole}" if money else "",
        many,
        f"95 % between {low} and {high}" if mark.low is not None else "",
        standing(answer, mark).words,
    ]
