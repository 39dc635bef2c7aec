"""The values of a picture as a table beside it: who walks the one walks the other."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.chart import ChartAnswer, Course, Kind, Mark
from app.domain.sheet import Value
from app.kpis import BY_ID
from app.kpis.kpi import Of, counted
from app.kpis.rounding import shown
from ui.charts import stage_words
from ui.charts.amounts import plain
from ui.charts.figure_words import short
from ui.charts.mark_words import main_first, mark_words, name_of, other, part_words, share_of_first, unit_of
from ui.charts.restated import former_value, was, why_words
from ui.charts.spread_words import standing
from ui.tables.column import Cell, Column, Line
from ui.tables.grid import Grid
from ui.tables.listing import listing
from ui.tables.live import Leaving, LiveList
from ui.tables.place import ListPlace

_MONEY, _PLAIN = 114, 80  # px of an amount with its cents, and of any other value
COLUMNS = (
    Column("name", "What"),
    Column("value", "Value", _MONEY, "num"),
    Column("more", "", 84, "num"),
    Column("n", "Documents", 92, "num"),
    Column("former", "Was", 92, "num"),
)


_ONLY_COUNTED = (Kind.HEATMAP, Kind.STACKED, Kind.OPINIONS, Kind.BOX)  # kinds of which a mark without documents is no row
_RESTATED = (Kind.LINE, Kind.CONTROL)  # points that carry what they were told to be


class Row:
    """A mark with what it stands in."""

    def __init__(self, answer: ChartAnswer, course: Course, mark: Mark) -> None:
        self.answer, self.course, self.mark = answer, course, mark

    def __eq__(self, told: object) -> bool:
        return isinstance(told, Row) and cells(told) == cells(self)

    __hash__ = object.__hash__


def key_of(course: Course, mark: Mark) -> str:
    return f"{course.key}|{mark.key}"


def rows(answer: ChartAnswer) -> list[tuple[str, Row]]:
    """Every mark, in the order of its picture; of a course over time the newest first. The period before stands beside its own mark."""
    drawn = answer.ask.drawn.kind
    shown_courses = answer.courses[:1] if drawn is Kind.LINE else main_first(answer)
    over_time = drawn is Kind.BOX and answer.ask.drawn.by is None
    newest_first = over_time or drawn in (Kind.LINE, Kind.CONTROL, Kind.FLOW, Kind.STACKED, Kind.OPINIONS)
    return [
        (key_of(course, mark), Row(answer, course, mark))
        for course in shown_courses
        for mark in (reversed(course.marks) if newest_first else course.marks)
        if mark.n or drawn not in _ONLY_COUNTED
    ]


def more_title(answer: ChartAnswer) -> str:
    """The head of the third column; "" where there is nothing for it."""
    return {
        Kind.LINE: "Before",
        Kind.CONTROL: "Limits",
        Kind.STAGES: "Share",
        Kind.FUNNEL: "Share",
        Kind.BOX: "Middle half",
        Kind.BULLET: answer.currency if BY_ID[answer.ask.kpi].of is Of.MONEY else "Margin",
        Kind.PARETO: "Together",
        Kind.WHALE: "Together",
        Kind.OPINIONS: "Margin",
    }.get(answer.ask.drawn.kind, "")


def more(row: Row) -> str:
    answer, course, mark = row.answer, row.course, row.mark
    kind = answer.ask.drawn.kind
    if kind is Kind.LINE:
        before = other(answer, course, mark)
        return plain(before.value if before else None, answer.unit)
    if kind is Kind.CONTROL and mark.low is not None and mark.high is not None:
        return f"{plain(mark.low, answer.unit)}–{plain(mark.high, answer.unit)}"
    if kind is Kind.OPINIONS and mark.value is not None and mark.low is not None and mark.high is not None:
        return f"± {plain(max(mark.high - mark.value, mark.value - mark.low), 'points')}"
    if kind in (Kind.PARETO, Kind.WHALE, *stage_words.KINDS):
        share = share_beside(row)
        return "–" if share is None else f"{shown(share, '%')} %"
    if kind is Kind.BOX and mark.box is not None:
        return f"{short(mark.box.first, answer.unit)}–{short(mark.box.third, answer.unit)}"
    if kind is Kind.BULLET and BY_ID[answer.ask.kpi].of is Of.MONEY:
        return short(mark.numerator, answer.currency)
    if kind is Kind.BULLET and mark.low is not None and mark.high is not None:
        return f"{plain(mark.low, answer.unit)}–{plain(mark.high, answer.unit)}"
    return ""


def share_beside(row: Row) -> Decimal | None:
    """Percent: of what comes before the mark together with it, or of the stage that it is a part of."""
    answer, course, mark = row.answer, row.course, row.mark
    if answer.ask.drawn.kind in stage_words.KINDS:
        return stage_words.share(answer, course, mark)
    return share_of_first(course, course.marks.index(mark))


def former(row: Row) -> str:
    """What a closed period was told to be before, with the unit where that was another one."""
    if not row.mark.former:
        return ""
    last = row.mark.former[-1]
    return plain(last.value, last.unit) if last.unit == row.answer.figure.unit else was(last)


def cells(row: Row) -> tuple[str, str, str, str, str]:
    """As they are written, also in an export."""
    value = row.mark.value
    if row.answer.ask.drawn.kind is Kind.OPINIONS:
        said = (
            "–"
            if value is None
            else f"{plain(value, unit_of(row.answer, row.course))}{'' if row.course is row.answer.courses[0] else ' %'}"
        )
        return name_of(row.answer, row.course, row.mark), said, more(row), f"{row.mark.n:,}", former(row)
    words = plain(value, row.answer.unit) if row.answer.unit != "documents" else "–" if value is None else f"{value:,.0f}"
    return name_of(row.answer, row.course, row.mark), words, more(row), f"{row.mark.n:,}", former(row)


def titles(answer: ChartAnswer) -> tuple[str, str, str, str, str]:
    kpi = BY_ID[answer.ask.kpi]
    unit = counted(kpi) if answer.unit == "documents" else "Value" if answer.ask.drawn.kind is Kind.OPINIONS else answer.unit
    return "What", unit[:1].upper() + unit[1:] if not unit.isupper() else unit, more_title(answer), "Documents", "Was"


def _unit_of_sums(answer: ChartAnswer) -> str:
    """Of what the value of a bullet is divided from."""
    kpi = BY_ID[answer.ask.kpi]
    return answer.currency if kpi.of is Of.MONEY else counted(kpi)


def sheet_heads(answer: ChartAnswer) -> tuple[str, ...]:
    """For a file: days and values apart, as numbers."""
    unit = titles(answer)[1]
    beside = {
        Kind.LINE: (f"{unit}, the period before",),
        Kind.CONTROL: ("Lower limit", "Upper limit", "Outside"),
        Kind.STAGES: ("Share, %", "Share of"),
        Kind.FUNNEL: ("Share, %", "Share of"),
        Kind.BOX: ("Lower whisker", "First quartile", "Third quartile", "Upper whisker"),
        Kind.BULLET: (
            f"Numerator, {_unit_of_sums(answer)}",
            f"Denominator, {_unit_of_sums(answer)}",
            "Lower bound",
            "Upper bound",
            "Standing",
        ),
        Kind.PARETO: ("Together, %",),
        Kind.WHALE: ("Together, %",),
        Kind.OPINIONS: ("Unit", "Lower bound", "Upper bound"),
    }
    restated = ("Former value", "Unit of then", "Restated on", "Restated for") if answer.ask.drawn.kind in _RESTATED else ()
    return ("What", "First day", "Last day", unit, *beside.get(answer.ask.drawn.kind, ()), "Documents", "Only part", *restated)


def sheet_row(row: Row) -> tuple[Value, ...]:
    """Parallel to ``sheet_heads``."""
    answer, course, mark = row.answer, row.course, row.mark
    kind, period = answer.ask.drawn.kind, mark.period
    beside: tuple[Value, ...] = ()
    if kind is Kind.LINE:
        before = other(answer, course, mark)
        beside = (_rounded(before.value if before else None, answer.unit),)
    elif kind is Kind.CONTROL:
        beside = (_rounded(mark.low, answer.unit), _rounded(mark.high, answer.unit), "outside" if mark.outside else "")
    elif kind in (Kind.PARETO, Kind.WHALE):
        beside = (_percent(row),)
    elif kind in stage_words.KINDS:
        whole = stage_words.whole_of(answer, course, mark)
        beside = (_percent(row), whole.label if whole else "")
    elif kind is Kind.OPINIONS:
        beside = (unit_of(answer, course), _rounded(mark.low, "points"), _rounded(mark.high, "points"))
    elif kind is Kind.BOX:
        box = mark.box
        ends = (None,) * 4 if box is None else (box.low, box.first, box.third, box.high)
        beside = tuple(_rounded(end, answer.unit) for end in ends)
    elif kind is Kind.BULLET:
        unit = _unit_of_sums(answer)
        sums = (shown(mark.numerator, unit), None if mark.value is None else shown(mark.denominator, unit))
        beside = (*sums, _rounded(mark.low, answer.unit), _rounded(mark.high, answer.unit), standing(answer, mark).words)
    days = (None, None) if period is None else (period.first, period.last)
    name, told = name_of(answer, course, mark), mark.former
    restated: tuple[Value, ...] = ()
    if kind in _RESTATED:
        restated = (former_value(told), told[-1].unit if told else "", told[-1].at if told else None, why_words(told))
    return (
        name,
        *days,
        _rounded(mark.value, answer.unit),
        *beside,
        mark.n,
        part_words(answer, mark) if mark.partial else "",
        *restated,
    )


def _percent(row: Row) -> Decimal | None:
    share = share_beside(row)
    return None if share is None else shown(share, "%")


def _rounded(value: Decimal | None, unit: str) -> Decimal | None:
    return None if value is None else shown(value, unit)


def line(record: object) -> Line:
    if isinstance(record, Leaving):
        return line(record.record)
    assert isinstance(record, Row)
    name, value, more_, n, was_ = cells(record)
    mark = "bad" if record.mark.outside else ""
    return Line(
        key_of(record.course, record.mark),
        (Cell(name), Cell(value, mark=mark), Cell(more_, "text.3"), Cell(n, "text.2"), Cell(was_, "text.2")),
        mark_words(record.answer, record.course, record.mark),
    )


class Values(QWidget):
    """``walked``: the key of the row that a person went to; ``opened``: Enter on it."""

    walked = Signal(str)
    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.grid = Grid(COLUMNS, line, edge=16, name="Values of the chart", row="dense", size=12)
        self._live = LiveList(self.grid)
        self._place = ListPlace(self.grid)
        self._showing = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._place)
        self.grid.moved.connect(self._moved)
        self.grid.opened.connect(self.opened)

    def show_answer(self, answer: ChartAnswer, *, fresh: bool) -> None:
        """``fresh``: of another picture than before."""
        new = listing(rows(answer))
        heads = titles(answer)
        self.grid.table.retitle([replace(c, title=t) for c, t in zip(COLUMNS, heads, strict=True)])
        self.grid.setColumnWidth(1, _MONEY if answer.unit.isupper() else _PLAIN)  # what is left is the name's
        restated = any(m.former for m in answer.courses[0].marks) if answer.courses else False
        self.grid.hide_columns(
            (*(() if more_title(answer) else ("more",)), "n" if restated else "former")
        )  # there is room for one of them; the line under the picture says both
        self._showing = True
        try:
            self._live.replace(new) if fresh else self._live.answer(new)
        finally:
            self._showing = False
        if new.keys:
            self._place.show_rows()
        else:
            self._place.show_empty("Nothing to count", "There is no value in this period.")

    def show_current(self, key: str) -> None:
        """Go along with the picture."""
        self._showing = True
        try:
            self.grid.go(key)
        finally:
            self._showing = False

    def focus(self) -> None:
        self._place.focus()

    def _moved(self, key: str) -> None:
        if key and not self._showing:
            self.walked.emit(key)
