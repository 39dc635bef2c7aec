"""Files as rows: every encoding, delimiter and shape that programs write, and what is no table."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import Refused
from app.kpis.imports import table
from app.kpis.imports.check import first_rows
from tests.retail.workbook import write_workbook

CELLS = st.text(st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\u2028\u2029\x85\ufeff"), max_size=12)
ROWS = st.lists(st.lists(CELLS, min_size=3, max_size=3).map(tuple), min_size=1, max_size=12)


def written(folder: Path, data: bytes, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def read(path: Path, sheet: str = "") -> list[tuple[int, tuple[str, ...]]]:
    return list(table.rows(table.look(path, sheet)))


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(ROWS, st.sampled_from(";,\t|"), st.sampled_from(("utf-8", "utf-8-sig", "utf-16")), st.sampled_from(("\n", "\r\n")))
def test_what_was_written_is_read(tmp_path: Path, rows: list[tuple[str, ...]], delimiter: str, encoding: str, end: str) -> None:
    out = io.StringIO()
    heads = ("one", "two", "three")
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows([heads, *rows])
    found = read(written(tmp_path, out.getvalue().encode(encoding)))
    assert found[0] == (1, heads)
    assert [cells for _, cells in found[1:]] == [row for row in rows if any(row)]
    assert [n for n, _ in found[1:]] == [n for n, row in enumerate(rows, 2) if any(row)]


def test_western_text_is_read_where_it_is_no_utf_8(tmp_path: Path) -> None:
    opened = table.look(written(tmp_path, "Name;Preis\nM\xfcller \x80;1,50 \xa3\n".encode("latin-1")))
    assert (opened.encoding, opened.words) == ("cp1252", "Western (cp1252), columns by semicolon")
    assert list(table.rows(opened))[1] == (2, ("Müller €", "1,50 £"))


def test_a_cell_over_several_lines_keeps_the_lines_of_the_file(tmp_path: Path) -> None:
    assert read(written(tmp_path, b'a,b\n"x\ny\nz",1\n\n,\nq,2\n')) == [
        (1, ("a", "b")),
        (2, ("x\ny\nz", "1")),
        (7, ("q", "2")),
    ]


def test_a_spreadsheets_own_first_line_names_the_delimiter(tmp_path: Path) -> None:
    assert read(written(tmp_path, b"sep=;\r\na,b;c\r\n1,5;2\r\n")) == [(2, ("a,b", "c")), (3, ("1,5", "2"))]


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"", "empty.csv", "The file is empty"),
        (b"\x00\x01\x02\x03" * 50, "photo.csv", "neither a text with columns"),
        (b"PK\x03\x04 not a workbook", "broken.xlsx", "no workbook, or damaged"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "old.xls", "no workbook, or damaged"),
        (b"plain text", "named.xlsx", "no workbook, or damaged"),
    ],
)
def test_what_is_no_table_is_refused_in_words(tmp_path: Path, data: bytes, name: str, why: str) -> None:
    with pytest.raises(Refused) as refused:
        table.look(written(tmp_path, data, name))
    assert refused.value.title == f"Could not read {name}"
    assert why in refused.value.advice


def test_a_file_that_is_gone_or_only_has_heads(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"Could not read gone\.csv"):
        table.look(tmp_path / "gone.csv")
    (tmp_path / "tests").mkdir()
    with pytest.raises(Refused, match="Could not read tests"):
        table.look(tmp_path / "tests")
    with pytest.raises(Refused) as refused:
        first_rows(table.look(written(tmp_path, b"a;b;c\n")))
    assert refused.value.advice == "There are no lines below its heads."


def test_a_quotation_mark_without_its_other_ends_in_a_sentence_or_is_read(tmp_path: Path) -> None:
    found = read(written(tmp_path, b'a,b\n"5,1\n6,2\n'))
    assert found[0] == (1, ("a", "b"))


def test_a_workbook_is_read_as_a_person_would_type_it(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    moment = datetime(2010, 12, 1, 8, 26)  # noqa: DTZ001
    write_workbook(
        path,
        {
            "Notes": [("x",), ("y",)],
            "Sales": [("No", "Day", "Price", "Text"), (536365, moment, 2.55, "a & b"), ("C1", None, 1e15, "")],
        },
    )
    opened = table.look(path)
    assert (opened.sheets, opened.sheet) == (("Notes", "Sales"), "Notes")
    assert read(path, "Sales") == [
        (1, ("No", "Day", "Price", "Text")),
        (2, ("536365", "2010-12-01 08:26:00", "2.55", "a & b")),
        (3, ("C1", "", "1e+15", "")),
    ]


def test_a_workbook_that_would_fill_the_memory_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(path, {"A": [("x",), ("y",)]})
    assert zipfile.is_zipfile(path)
    monkeypatch.setattr(table, "_UNPACKED", 100)
    with pytest.raises(Refused) as refused:
        table.look(path)
    assert "unpacks to more" in refused.value.advice
