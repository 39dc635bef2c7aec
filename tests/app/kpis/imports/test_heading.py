"""The row of heads: found below titles and filters, never where the first row is one, and changed by a person."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.kpis.imports import heading, table
from app.kpis.imports.check import first_rows
from tests.retail.workbook import write_workbook

HEADS = ("Invoice", "Date", "Quantity", "Price", "Customer")
BODY = [(str(n), f"2026-02-{n:02}", "2", "10.50", f"C{n}") for n in range(1, 9)]


def opened(folder: Path, *lines: tuple[str, ...], mark: str = ";", name: str = "file.csv") -> table.Opened:
    path = folder / name
    path.write_text("".join(mark.join(cells) + "\n" for cells in lines), encoding="utf-8")
    return table.look(path)


def found(of: table.Opened, line: int = 0) -> tuple[int, tuple[str, ...]]:
    under, _ = heading.under(of, line)
    heads, _ = first_rows(under)
    return under.head, heads


@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize(
    "above",
    [
        [("Sales of 2026",)],
        [("Sales of 2026", "", "", "", "")],
        [("Nordhafen", "Oslo"), (), ("From", "2026-01-01")],
        [("Report",), ("Made on", "2026-03-01"), ("Region", "North"), ()],
    ],
)
def test_what_stands_above_the_heads_is_no_part_of_the_table(tmp_path: Path, mark: str, above: list[tuple[str, ...]]) -> None:
    of = opened(tmp_path, *above, HEADS, *BODY, mark=mark)
    assert of.delimiter == mark
    assert found(of) == (len(above) + 1, HEADS)
    under, _ = heading.under(of)
    assert [cells for _, cells in table.rows(under)] == [HEADS, *BODY]


def test_a_workbook_with_a_title(tmp_path: Path) -> None:
    path = tmp_path / "file.xlsx"
    write_workbook(path, {"Sales": [["Sales of 2026"], [], ["North"], HEADS, *BODY]})
    assert found(table.look(path)) == (4, HEADS)


@pytest.mark.parametrize(
    "lines",
    [
        [HEADS, *BODY],
        [HEADS, *[(n, "", "", "", "") for n in "abcdef"]],
        [("Fecha", "Importe", "Cliente", "País", "Nota"), *BODY],
        [("", "Fecha", "Importe", "", "Nota"), *BODY],
        [("Fecha", "Nota"), *[("2026-01-01", "the score of the day, as they said") for _ in range(4)]],
        [BODY[0], *BODY[1:]],
        [("only", "one"), ("row", "below")],
    ],
)
def test_a_first_row_that_is_as_full_as_the_others_holds_the_heads(tmp_path: Path, lines: list[tuple[str, ...]]) -> None:
    assert found(opened(tmp_path, *lines)) == (1, lines[0])


def test_as_many_filters_above_as_columns_do_not_hide_heads_that_name_all_that_is_needed(tmp_path: Path) -> None:
    heads = ("Date", "Sessions", "Visitors")
    filters = ("Property", "Shop", "EU")
    of = opened(tmp_path, filters, heads, *[(f"2026-02-{n:02}", "400", "300") for n in range(1, 9)])
    assert found(of) == (2, heads)


def test_a_person_names_another_row(tmp_path: Path) -> None:
    of = opened(tmp_path, ("Sales",), HEADS, *BODY)
    under, could = heading.under(of, 3)
    assert (under.head, first_rows(under)[0]) == (3, BODY[0])
    assert [line for line, _ in could] == list(range(1, 10)), "the last row has nothing below it"
    assert heading.under(of, 99)[0] == heading.under(of)[0], "a line that is not there is not taken"
    assert heading.under(replace(under), 0)[0].head == 2, "found anew"


def test_decimal_commas_below_a_title_do_not_part_columns(tmp_path: Path) -> None:
    lines = [
        ("Umsatz 2026",),
        ("Beleg", "Datum", "Menge", "Einzelpreis"),
        *[(str(n), "01.02.2026", "2", "10,50") for n in range(9)],
    ]
    assert opened(tmp_path, *lines).delimiter == ";"


def test_a_note_with_commas_in_every_line_does_not_part_columns(tmp_path: Path) -> None:
    assert opened(tmp_path, ("Name", "Note"), *[("x", "a, b, c") for _ in range(9)]).delimiter == ";"
