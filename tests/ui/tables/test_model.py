"""The model obeys Qt's contract whatever arrives, formats each row once, and asks for pages that are not there."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from tests.ui.tables.rows import COLUMNS, grouped, line, of
from ui.tables.column import Line
from ui.tables.listing import placeholders
from ui.tables.model import TableModel
from ui.tables.pages import Pages

ROLES = [r for r in Qt.ItemDataRole if int(r) < 20]
names = st.lists(st.sampled_from([chr(c) for c in range(97, 123)]), unique=True, max_size=26)


@given(st.lists(names, min_size=2, max_size=5))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
def test_rows_keep_their_identity_through_any_answers(qapp: Any, answers: list[list[str]]) -> None:
    model = TableModel(COLUMNS, line)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(of(answers[0]))
    held = {name: QPersistentModelIndex(model.index(i, 1)) for i, name in enumerate(answers[0])}
    for answer in answers[1:]:
        model.show(of(answer))
        for name in list(held):
            if name not in answer:
                assert not held.pop(name).isValid()
            else:
                assert model.key(held[name].row()) == name
    assert [model.key(i) for i in range(model.rowCount())] == answers[-1]
    tester.deleteLater()


def test_it_passes_qts_own_examination(qapp: Any, qtmodeltester: Any) -> None:
    model = TableModel(COLUMNS, line)
    model.show(grouped({"A": "a b", "B": "c d e"}))
    qtmodeltester.check(model)


def test_a_row_is_formatted_once(qapp: Any) -> None:
    made: list[object] = []

    def counted(record: object) -> Line:
        made.append(record)
        return line(record)

    model = TableModel(COLUMNS, counted)
    model.show(of("abc"))
    for _ in range(3):
        for role in ROLES:
            for column in range(4):
                model.data(model.index(1, column), int(role))
    assert made == ["a", "b", "c"]


def test_a_row_is_read_out_as_a_sentence(qapp: Any) -> None:
    model = TableModel(COLUMNS, line)
    model.show(grouped({"A": "a"}))
    spoken = int(Qt.ItemDataRole.AccessibleTextRole)
    assert model.data(model.index(1, 1), spoken) == "a, Customer a, over 1,000 euro"
    assert model.data(model.index(1, 2), spoken) == "Customer Customer a"
    assert model.data(model.index(0, 1), spoken) == "A, 1, open"


def test_what_is_not_read_yet_is_asked_for_and_stays_quiet(qapp: Any) -> None:
    model = TableModel(COLUMNS, line)
    asked: list[tuple[int, int]] = []
    model.wanted.connect(lambda first, count: asked.append((first, count)))
    model.show(placeholders(300))
    assert model.line(200) is None
    assert asked == [(192, 32)]
    assert model.data(model.index(200, 1), 0) == ""


def test_pages_keep_the_last_used() -> None:
    read: list[int] = []

    def page(first: int, count: int) -> list[int]:
        read.append(first)
        return list(range(first, first + count))

    pages = Pages(page, size=10, keep=2)
    assert [pages.get(5), pages.get(15), pages.get(6), pages.get(25), pages.get(7)] == [5, 15, 6, 25, 7]
    assert read == [0, 10, 20]
    pages.get(15)
    assert read == [0, 10, 20, 10]
    assert len(pages) == 2
