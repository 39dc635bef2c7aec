"""A mark and a chart in words: for the line under the picture, for who does not see it, and for its table."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from app.domain.chart import By, ChartAnswer, Course, Drawn, Kind, Mark
from app.kpis import BY_ID
from app.kpis.kpi import How, counted, so_many
from app.kpis.periods import LAST
from app.kpis.rounding import shown
from ui.charts import stage_words
from ui.charts.amounts import amount, plain
from ui.charts.axes import time_words
from ui.charts.figure_words import verdict_words
from ui.charts.parts_sum import rounding_note
from ui.charts.restated import former_words
from ui.charts.spread_words import beside, box_said, bullet_said
from ui.tables.formats import short_date

_KINDS = {
    Kind.LINE: "Course",
    Kind.CONTROL: "Control chart",
    Kind.FLOW: "Flow",
    Kind.BARS: "Made up of",
    Kind.PARETO: "By",
    Kind.HISTOGRAM: "How long",
    Kind.HEATMAP: "Over time by",
    Kind.BRIDGE: "What changed",
    Kind.STAGES: "Step by step",
    Kind.FUNNEL: "Funnel",
    Kind.WHALE: "Whale curve",
    Kind.STACKED: "Made up over time",
    Kind.VENN: "Late and short",
    Kind.COHORT: "Days since delivery",
    Kind.OPINIONS: "Opinions",
}
_BY = {
    By.CUSTOMER: "customer",
    By.PRODUCT: "product",
    By.CARRIER: "carrier",
    By.CHANNEL: "channel",
    By.TYPE: "type",
    By.FAULT: "what failed",
    By.STEP: "",
    By.LOSS: "what failed",
    By.TOUCHPOINT: "touchpoint",
}
_SPREAD = (Kind.BOX, Kind.BULLET)  # kinds of which a mark may have documents and no value
_EVERY = (
    Kind.FLOW,
    Kind.STACKED,
    Kind.COHORT,
    Kind.OPINIONS,
    *_SPREAD,
    *stage_words.KINDS,
)  # kinds of which each course is told
_LISTED = (
    Kind.PARETO,
    Kind.BARS,
    Kind.BRIDGE,
    Kind.HISTOGRAM,
    Kind.WHALE,
    Kind.VENN,
    *_SPREAD,
    *stage_words.KINDS,
)  # kinds of which marks are told one by one
_BASIS = {
    Kind.CONTROL: "Limits at three standard errors around the mean of the whole periods that are over (Shewhart). Outside of them "
    "chance does not explain it: a diamond.",
    Kind.FLOW: "Added up since the first day; it begins with what was open then. The gap is what is in hand.",
    Kind.PARETO: "The largest first; the line is their share together.",
    Kind.WHALE: "Customers from the best to the worst, added up. Where the curve falls, customers take away what others bring.",
    Kind.BRIDGE: "From as much time before to this period; those that changed most, the others together.",
    Kind.STAGES: "Mean days of the paid orders, each step from the one before: to the first shipment, the last one, the last invoice, the "
    "payment. What comes after the payment has no part. The median counts unpaid orders as well, this mean cannot.",
    Kind.FUNNEL: "Quotes of this period as they stand now. What is still open counts on neither side of the share.",
    Kind.HISTOGRAM: "How many documents took how long; the last bar takes all that took longer.",
    Kind.BOX: "Half of the documents lie in the box, half on either side of its line. Whiskers reach one and a half boxes at most; what is "
    "beyond them took unusually long or short. Fewer than five have no box.",
    Kind.BULLET: "How much of its limit, or how near to the target, each one is. A triangle wants watching, a diamond misses the target. "
    "Without a limit there is no share.",
    Kind.HEATMAP: "A stronger colour is more. A hatched field has nothing to count.",
    Kind.STACKED: "Each bar is the whole of its day or week, made up of its parts; hatched where only a part of it is counted.",
    Kind.VENN: "Orders that were late, short, or both: late and short together, less those that were both, are all that failed.",
    Kind.COHORT: "What came back within so many days after the order's last delivery. Dotted: not all orders of that time are that old "
    "yet, so more may come back.",
    Kind.OPINIONS: "Promoters (9, 10) above zero, detractors (0 to 6) below it, those between on both sides; fainter where a month or "
    "week is counted only in part. The score is promoters less detractors, with its 95 % margin of error; beyond 30 points there is no "
    "number.",
}


def kind_title(drawn: Drawn) -> str:
    """ "Control chart", "By customer", "Failed, by customer"."""
    by = _BY[drawn.by] if drawn.by else ""
    if drawn.kind is Kind.STACKED:
        return "Lost over time" if drawn.misses else _KINDS[drawn.kind]
    if drawn.kind is Kind.VENN:
        return _KINDS[drawn.kind]
    if drawn.misses:
        return "What failed" if drawn.by is By.FAULT else f"Failed, by {by}"
    if drawn.kind in (Kind.PARETO, Kind.HEATMAP):
        return f"{_KINDS[drawn.kind]} {by}"
    if drawn.kind is Kind.BOX:
        return f"Spread by {by}" if by else "Spread over time"
    if drawn.kind is Kind.BULLET:
        return "Against the limit" if drawn.by is By.CUSTOMER else "Against the target"
    return _KINDS[drawn.kind]


def basis(drawn: Drawn) -> str:
    return _BASIS.get(drawn.kind, "")


def name_of(answer: ChartAnswer, course: Course, mark: Mark) -> str:
    """What the mark stands for."""
    today = answer.figure.period.last
    if mark.period is not None:
        when = f"{'week of ' if mark.period.grain == 'week' else ''}{time_words(mark.period, today)}"
        kind = answer.ask.drawn.kind
        many = kind in (Kind.HEATMAP, Kind.FLOW, Kind.STACKED, Kind.OPINIONS) or _beside(answer, course)
        return f"{course.name}, {when}" if many else f"{when[:1].upper()}{when[1:]}"
    if answer.ask.drawn.kind is Kind.COHORT:
        return f"{course.name}, {mark.label}"
    if answer.ask.drawn.kind is Kind.HISTOGRAM:
        return f"{mark.label} {BY_ID[answer.ask.kpi].unit}"
    if answer.ask.drawn.kind is Kind.BOX and _beside(answer, course):
        return f"{course.name}, {mark.label}"
    if answer.ask.drawn.kind is Kind.BULLET and _beside(answer, course):
        return f"{mark.label}, {course.name.lower()}"
    return mark.label


def _beside(answer: ChartAnswer, course: Course) -> bool:
    """Whether it stands beside the course that the chart is about, so that its marks are named after it."""
    if answer.ask.drawn.kind is Kind.BOX:
        return beside(answer, course)
    return len(answer.courses) > 1 and course is not answer.courses[0]


def main_first(answer: ChartAnswer) -> list[Course]:
    """The course that the chart is about, then those beside it."""
    return sorted(answer.courses, key=lambda course: _beside(answer, course))


def mark_words(answer: ChartAnswer, course: Course, mark: Mark) -> str:
    """ "Week of 23 Nov: 94.2 %, 31 orders, not over yet; the period before 92.0 %"."""
    kpi, kind = BY_ID[answer.ask.kpi], answer.ask.drawn.kind
    if kind in (Kind.BOX, Kind.BULLET):
        told = box_said(answer, course, mark) if kind is Kind.BOX else bullet_said(answer, mark)
        told.append(part_words(answer, mark) if mark.partial and mark.n else "")
        return f"{name_of(answer, course, mark)}: {', '.join(filter(None, told))}"
    said = "nothing to count" if mark.value is None else amount(mark.value, unit_of(answer, course), kpi)
    if kind is Kind.OPINIONS and mark.value is None and mark.n:
        said = "too few answers for a number"
    if kind is Kind.BRIDGE and mark.value is not None and 0 < course.marks.index(mark) < len(course.marks) - 1:
        said = ("+" if mark.value > 0 else "") + said
    parts = [f"{name_of(answer, course, mark)}: {said}"]
    if kind in stage_words.KINDS:
        return ", ".join(filter(None, (*parts, stage_words.tail(answer, course, mark))))
    if mark.n and answer.unit != "documents" and not (kpi.how is How.SUM and answer.unit == counted(kpi)):
        parts.append(so_many(kpi, mark.n))
    if kind is Kind.FLOW:
        parts.append(f"{mark.n:,} in {'this week' if mark.period and mark.period.grain == 'week' else 'this day'}")
    if kind in (Kind.PARETO, Kind.WHALE) and mark in course.marks:
        together = share_of_first(course, course.marks.index(mark))
        parts.append("" if together is None else f"with those before it {shown(together, '%')} %")
    if mark.partial:
        parts.append(part_words(answer, mark))
    if kind is Kind.OPINIONS and mark.low is not None and mark.high is not None:
        parts.append(f"95 % between {plain(mark.low, 'points')} and {plain(mark.high, 'points')}")
    today = answer.figure.period.last
    parts.append(former_words(mark.former, today))
    if mark.outside:
        assert mark.low is not None
        assert mark.high is not None
        parts.append(f"outside of the limits {plain(mark.low, answer.unit)} to {amount(mark.high, answer.unit, kpi)}")
    before = other(answer, course, mark)
    if before is not None and kind is Kind.LINE:
        parts.append(f"the period before {amount(before.value, answer.unit, kpi)}")
        parts.append(former_words(before.former, today))
    return ", ".join(filter(None, parts))


def part_words(answer: ChartAnswer, mark: Mark) -> str:
    """What is not in a partial mark: "only from 31 Aug", "not over yet", "not all of them are that old yet"."""
    if mark.period is None:
        return "not all of them are that old yet"
    whole, said = answer.figure.period, []
    if mark.period.first < whole.first:
        said.append(f"only from {short_date(whole.first, whole.last)}")
    if mark.period.last >= whole.last:
        over = answer.ask.named in LAST and whole.grain != "span"  # some KPIs have days of their own, whatever is asked for
        said.append(f"only to {short_date(whole.last, whole.last)}" if over else "not over yet")
    return ", ".join(said)


def partly(answer: ChartAnswer, marks: Sequence[Mark]) -> str:
    """What a legend calls those of them that are partial, of which there are some: "Not over yet", "Only part of the week"."""
    periods = [(m.period, part_words(answer, m)) for m in marks if m.partial and m.period is not None]
    cut = next((period for period, words in periods if words != "not over yet"), None)
    return f"Only part of the {cut.grain}" if cut is not None else "Not over yet"


def unit_of(answer: ChartAnswer, course: Course) -> str:
    """A score among shares is in points."""
    return answer.figure.unit if answer.ask.drawn.kind is Kind.OPINIONS and course is answer.courses[0] else answer.unit


def other(answer: ChartAnswer, course: Course, mark: Mark) -> Mark | None:
    """The mark at the same place of the period before."""
    if len(answer.courses) < 2 or course is not answer.courses[0] or mark not in course.marks:
        return None
    listed, at = answer.courses[1].marks, course.marks.index(mark)
    return listed[at] if at < len(listed) else None


def equation(marks: tuple[Mark, ...]) -> str:
    """Of two sets: "late 5 + short 4 − both 1 = 8 not on time and in full"."""
    one, both, other_ = marks
    first, second = (m.label.removesuffix(" alone").lower() for m in (one, other_))
    whole = one.n + both.n + other_.n
    sums = f"{first} {one.n + both.n:,} + {second} {both.n + other_.n:,} \N{MINUS SIGN} both {both.n:,} = {whole:,}"
    return f"{sums} not on time and in full"


def share_of_first(course: Course, index: int) -> Decimal | None:
    """Percent that the first so many marks are of all; None where all come to nothing."""
    values = [m.value or Decimal(0) for m in course.marks]
    whole, nothing = sum(values, Decimal(0)), Decimal(0)
    return 100 * sum(values[: index + 1], nothing) / whole if whole > 0 else None


def described(answer: ChartAnswer) -> str:
    """The whole picture in sentences: what a screen reader is told of it."""
    kpi, drawn = BY_ID[answer.ask.kpi], answer.ask.drawn
    said = [f"{kpi.title}, {kind_title(drawn).lower()}"]
    kind, verdict = verdict_words(answer.figure, kpi.target)
    if verdict and drawn.kind in (Kind.LINE, Kind.CONTROL):
        said.append(f"{'Good' if kind == 'ok' else 'To be looked at' if kind in ('warn', 'bad') else 'No verdict'}: {verdict}")
    for course in main_first(answer) if drawn.kind in _EVERY else answer.courses[:1]:
        known = [m for m in course.marks if (m.n if drawn.kind in _SPREAD else m.value is not None)]
        if not known and drawn.kind in _SPREAD and _beside(answer, course):
            continue
        if not known:
            said.append(f"{course.name}: nothing to count")
        elif drawn.kind in _LISTED and known[0].period is None:
            said += [mark_words(answer, course, m) for m in known[:8]]
            said.append(f"{len(known) - 8:,} more" if len(known) > 8 else "")
        else:
            told = [m for m in known if m.value is not None] or known
            high, low = max(told, key=lambda m: m.value or 0), min(told, key=lambda m: m.value or 0)
            unit = unit_of(answer, course)
            said.append(f"Last {mark_words(answer, course, known[-1])}")
            if drawn.kind is not Kind.COHORT and high.value is not None:
                said.append(f"Highest {name_of(answer, course, high)} {amount(high.value, unit, kpi)}")
                said.append(f"Lowest {name_of(answer, course, low)} {amount(low.value, unit, kpi)}")
            outside = [name_of(answer, course, m) for m in known if m.outside]
            said.append(f"Outside of the limits: {', '.join(outside)}" if outside else "")
            restated = [m for m in course.marks if m.former]
            said += [f"{name_of(answer, course, m)} {former_words(m.former, answer.figure.period.last)}" for m in restated[-8:]]
            said.append(f"{len(restated) - 8:,} more restated" if len(restated) > 8 else "")
    if drawn.kind is Kind.VENN and answer.courses:
        said.append(equation(answer.courses[0].marks))
    if drawn.kind is Kind.HEATMAP:
        said.append(f"{len(answer.courses)} lines: {', '.join(c.name for c in answer.courses)}")
    return " ".join(filter(None, (". ".join(filter(None, said)) + ".", rounding_note(answer))))
