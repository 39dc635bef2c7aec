"""The case list at 100,000 rows beside yardsticks of the same run: a bare model, Qt's own SQL model, a plain sort of the rows."""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QAbstractTableModel, QModelIndex
from PySide6.QtSql import QSqlDatabase, QSqlQuery, QSqlQueryModel
from PySide6.QtWidgets import QApplication, QHeaderView, QTableView

from app.domain.money import Money
from app.domain.question import AskQueue, CaseRow, QueueAnswer, QueueGroup
from app.queues import CREDIT
from ui.queues.columns import CaseLines, columns
from ui.queues.grouping import Prepared, prepared, vector
from ui.tables.grid import Grid
from ui.tables.live import LiveList
from ui.theme import style

ROWS = 100_000
SIZE = (620, 828)  # the queue's place in a window of 1440 x 900
NOW = datetime.now(UTC)
NOWHERE = QModelIndex()
CAUSES = ("Covered by unapplied cash", "Up to 3 % over, never more than 5 days late", "One by one")


def sample(count: int) -> tuple[CaseRow, ...]:
    draw = random.Random(7)
    rows = []
    for i in range(count):
        due = NOW + timedelta(minutes=draw.randint(-200, 3000))
        ships = NOW.date() + timedelta(days=draw.randint(-2, 9))
        rows.append(
            CaseRow(
                f"case-{i}", 1, f"SO-{i:06}", f"Customer {draw.randint(1, 4000)} Handels AS", ships,
                Money(draw.randint(10_000, 9_000_000), "EUR"), Money(draw.randint(100, 900_000), "EUR"), due, NOW - timedelta(hours=4),
                draw.randint(1, 4), CAUSES[i * 3 // count], "open", None, None, "", "", False, None, False, i % 5 == 0,
            )
        )  # fmt: skip
    return tuple(rows)


def answer(rows: tuple[CaseRow, ...]) -> QueueAnswer:
    """Rows as the store gives them: sorted, with the groups' first places."""
    groups = []
    at = 0
    for cause in CAUSES:
        count = sum(row.group == cause for row in rows)
        if count:
            total = Money(sum(row.amount.minor for row in rows[at : at + count]), "EUR")
            groups.append(QueueGroup(cause, count, (total,), at))
        at += count
    return QueueAnswer(AskQueue("credit"), rows, tuple(groups), (("all", len(rows)),), NOW)


def by_group(rows: tuple[CaseRow, ...], key: Callable[[CaseRow], Any]) -> tuple[CaseRow, ...]:
    return tuple(sorted(rows, key=lambda row: (CAUSES.index(row.group), key(row))))


def ms(work: Callable[[], object], times: int = 5) -> tuple[float, float]:
    """(median, worst) of process time in milliseconds."""
    spent = []
    for _ in range(times):
        start = time.process_time()
        work()
        spent.append((time.process_time() - start) * 1000)
    return statistics.median(spent), max(spent)


def line(what: str, mine: tuple[float, float], than: str = "", yardstick: tuple[float, float] | None = None) -> None:
    ratio = f"{mine[0] / yardstick[0]:7.2f} x {than}" if yardstick and yardstick[0] else ""
    print(f"{what:<58}{mine[0]:9.2f}{mine[1]:9.2f}  {ratio}")


class Bare(QAbstractTableModel):
    """The least a Python model can do: what Qt's view itself costs."""

    def rowCount(self, parent: Any = NOWHERE) -> int:  # noqa: N802
        return ROWS

    def columnCount(self, parent: Any = NOWHERE) -> int:  # noqa: N802
        return 8

    def data(self, index: Any, role: int = 0) -> object:
        return None


def sql_view(rows: tuple[CaseRow, ...]) -> QTableView:
    """All in C++: the yardstick for scrolling."""
    base = QSqlDatabase.addDatabase("QSQLITE")
    base.setDatabaseName(":memory:")
    assert base.open()
    QSqlQuery("create table t(a,b,c,d,e,f,g,h)", base)
    insert = QSqlQuery(base)
    insert.prepare("insert into t values (?,?,?,?,?,?,?,?)")
    base.transaction()
    for row in rows:
        texts = (
            "",
            row.number,
            row.customer,
            "Today",
            row.amount.text(False),
            row.over.text(False) if row.over else "",
            "1 h 42",
            "",
        )
        for i, value in enumerate(texts):
            insert.bindValue(i, value)
        insert.exec()
    base.commit()
    model = QSqlQueryModel()
    model.setQuery("select * from t", base)
    while model.canFetchMore():
        model.fetchMore()
    return plain_view(model)


def plain_view(model: QAbstractTableModel) -> QTableView:
    view = QTableView()
    view.setModel(model)
    model.setParent(view)
    view.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    view.verticalHeader().setDefaultSectionSize(28)
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.verticalHeader().hide()
    view.setShowGrid(False)
    view.resize(*SIZE)
    view.show()
    QApplication.processEvents()
    return view


def scroll(view: QTableView) -> Callable[[], None]:
    """One painted frame after a jump to anywhere."""
    places = random.Random(3)

    def frame() -> None:
        view.verticalScrollBar().setValue(places.randint(0, view.verticalScrollBar().maximum()))
        view.viewport().repaint()

    return frame


def main() -> None:
    app = QApplication([])
    style.apply(app, "light")
    rows = sample(ROWS)
    first, second = answer(by_group(rows, lambda r: r.due_at)), answer(by_group(rows, lambda r: -r.amount.minor))
    few = answer(tuple(row for row in first.rows if "77" in row.customer))
    lines = CaseLines(CREDIT, "me")
    lines.currency = "EUR"
    grid = Grid(columns(CREDIT, "EUR"), lines, name="bench")
    live = LiveList(grid)
    grid.resize(*SIZE)
    grid.show()
    app.processEvents()

    def ready(given: QueueAnswer) -> Prepared:
        """As the reader lane hands it over."""
        done: Future[Any] = Future()
        done.set_result(given)
        return prepared(done, frozenset(), grid.table.listing.keys).result()

    def gui(*answers: QueueAnswer) -> tuple[float, float]:
        """What the GUI thread pays for each of these answers in turn; the lane's part is left out."""
        spent = []
        for turn in range(6):
            made = ready(answers[turn % len(answers)])
            start = time.process_time()
            live.replace(made.listing, made.steps)
            grid.viewport().repaint()
            spent.append((time.process_time() - start) * 1000)
        return statistics.median(spent), max(spent)

    changed = list(first.rows)
    changed[5] = replace(changed[5], pending="releasing")
    del changed[60_000]
    news = answer(tuple(changed))

    print(f"{'case list, ' + format(ROWS, ',') + ' rows, cpu ms':<58}{'median':>9}{'worst':>9}  beside")
    sorting = ms(lambda: by_group(rows, lambda r: r.due_at))
    line("yardstick: Python sort of the rows", sorting)
    line("answer shown, first page painted", gui(first, answer(())), "that sort", sorting)
    live.replace(vector(first, frozenset()))
    grid.go_row(50_000)
    line("sort switched, current row kept", gui(second, first), "that sort", sorting)
    line(f"filtered to {len(few.rows):,} and back", gui(few, first), "that sort", sorting)
    line("one case changed, one gone and back", gui(news, first), "that sort", sorting)
    line("reader lane: vector and difference", ms(lambda: ready(second)), "that sort", sorting)
    live.replace(vector(first, frozenset()))
    grid.go_row(50_000)
    bare = ms(scroll(plain_view(Bare())), 60)
    sql = ms(scroll(sql_view(rows)), 60)
    print()
    line("yardstick: frame of a bare model that answers None", bare)
    line("yardstick: frame of QSqlQueryModel, all C++", sql)
    mine = ms(scroll(grid), 60)
    line("frame of the case list after a random jump", mine, "QSqlQueryModel", sql)
    line("", mine, "bare model", bare)
    line("frame again, nothing new to format", ms(grid.viewport().repaint, 60), "QSqlQueryModel", sql)


if __name__ == "__main__":
    main()
