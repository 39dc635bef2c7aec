"""Tables in files: nothing runs there, numbers stay numbers, and a file is whole or not there."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import sheets
from app.domain.sheet import Sheet
from app.errors import Trouble

EVIL = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =cmd|' /C calc'!A0", '=HYPERLINK("http://x")')
SHEET = Sheet(
    "Values",
    ("What", "=Head", "Day", "At", "n"),
    (
        *((text, Decimal("-12.50"), date(2026, 11, 28), datetime(2026, 11, 28, 9, 30, tzinfo=UTC), 3) for text in EVIL),
        ("ok", None, None, None, 0),
    ),
    (("As of", "=now()"),),
)  # fmt: skip


def test_nothing_runs_in_a_workbook(tmp_path: Path) -> None:
    assert sheets.write(tmp_path / "a.xlsx", SHEET) == len(SHEET.rows)
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    for page in book.worksheets:
        for row in page.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
            assert all(not str(cell.value).startswith("=") for cell in row)
    first = next(book.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert first[1:] == (-12.5, datetime(2026, 11, 28), datetime(2026, 11, 28, 9, 30), 3)  # noqa: DTZ001 - Excel has no zones
    book.close()


def test_nothing_runs_in_csv(tmp_path: Path) -> None:
    sheets.write(tmp_path / "a.csv", SHEET)
    raw = (tmp_path / "a.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    assert head[1] == "'=Head"
    assert all(row[0].startswith("'") for row in rows[:-1])
    assert rows[0][1:] == ["-12.50", "2026-11-28", "2026-11-28T09:30:00Z", "3"]
    assert rows[-1] == ["ok", "", "", "", "0"]


@given(st.text(max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=60, deadline=None)
def test_any_text_can_be_written_and_read(tmp_path: Path, text: str) -> None:
    sheet = Sheet(text, (text or "head",), ((text,),), ((text, text),))
    for name in ("t.xlsx", "t.csv"):
        assert sheets.write(tmp_path / name, sheet) == 1
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.worksheets[0]["A2"].data_type != "f"
    book.close()


def test_a_file_that_cannot_be_written_leaves_the_former_one(tmp_path: Path) -> None:
    folder = tmp_path / "a.csv"
    folder.mkdir()
    with pytest.raises(Trouble, match=r"Could not write a\.csv"):
        sheets.write(folder, SHEET)
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]
