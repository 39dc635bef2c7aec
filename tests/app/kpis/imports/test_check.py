"""A whole file against a form: every line is taken or left out with a reason; what a file does not say is asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.imports import Checked, Form
from app.kpis.imports import BY_NAME, KINDS, check, propose, table
from app.kpis.imports.check import Stopped, first_rows
from tests.retail import HEADS, Shape, write_csv, write_xlsx

SALES = "Beleg;Datum;Menge;Einzelpreis;Kunde\n"


def look(path: Path, kind: str = "", **options: str) -> tuple[table.Opened, Form]:
    opened = table.look(path)
    heads, _ = first_rows(opened)
    form = next(f for f in propose.forms(heads, {}, path.stem) if not kind or f.kind == kind)
    return opened, replace(form, options={**form.options, **options})


def checked(path: Path, kind: str = "", known: Mapping[str, str] = {}, **options: str) -> tuple[Checked, list[list[object]]]:
    opened, form = look(path, kind, **options)
    sieved = check.check(opened, form, known)
    rows = [row for body in sieved.kept.blocks() for row in json.loads(body)]
    sieved.close()
    return sieved.checked, rows


def sales(folder: Path, *lines: str, **options: str) -> tuple[Checked, list[list[object]]]:
    path = folder / "sales.csv"
    path.write_text(SALES + "\n".join(lines) + "\n", encoding="utf-8")
    return checked(path, "sales", **({"currency": "EUR"} | options))


def why(found: Checked) -> dict[int, str]:
    return {row.line: row.why for row in found.left}


# ---- columns -----------------------------------------------------------------------------------------------------------------------


def proposed(*heads: str) -> tuple[str, dict[str, str]]:
    form = propose.forms(heads, {}, "x")[0]
    return form.kind, {role: heads[i] for role, i in form.at.items()}


def test_the_uci_heads_are_known_in_both_of_its_editions() -> None:
    first = {"document": "InvoiceNo", "day": "InvoiceDate", "quantity": "Quantity", "price": "UnitPrice", "item": "StockCode",
             "about": "Description", "customer": "CustomerID", "country": "Country"}  # fmt: skip
    assert proposed(*HEADS) == ("sales", first)
    second = ("Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country")
    assert proposed(*second) == (
        "sales",
        dict(zip(first, ("Invoice", "InvoiceDate", "Quantity", "Price", *HEADS[1:3], "Customer ID", "Country"), strict=True)),
    )


def test_heads_in_german_and_french() -> None:
    assert (
        proposed("Rechnungsnr.", "Belegdatum", "Menge", "Einzelpreis", "Artikelnr.", "Bezeichnung", "Kundennr.", "Land")[0]
        == "sales"
    )
    assert proposed("Datum", "Kontaktpunkt", "Note", "Kunde") == (
        "scores",
        {"day": "Datum", "score": "Note", "touchpoint": "Kontaktpunkt", "customer": "Kunde"},
    )
    assert proposed("Jour", "Canal", "Séances", "Commandes")[0] == "sessions"
    assert proposed("Monat", "Kostenstelle", "Betrag", "Zweck") == (
        "costs",
        {"day": "Monat", "centre": "Kostenstelle", "amount": "Betrag", "purpose": "Zweck"},
    )
    assert proposed("Numéro", "Date", "Quantité", "Prix unitaire", "Client", "Pays")[0] == "sales"


def test_columns_of_the_last_file_go_before_words() -> None:
    heads = ("When", "What", "How many", "How much")
    before = {"sales": {"document": "What", "day": "When", "quantity": "How many", "price": "How much"}}
    form = propose.forms(heads, before, "x")[0]
    assert (form.kind, dict(form.at)) == ("sales", {"document": 1, "day": 0, "quantity": 2, "price": 3})


@given(st.lists(st.text(max_size=14), max_size=14))
def test_any_heads_give_a_form_of_every_kind_in_which_a_column_has_one_role(heads: list[str]) -> None:
    forms = propose.forms(heads, {}, "x")
    assert {f.kind for f in forms} == {k.name for k in KINDS}
    for form in forms:
        assert len(set(form.at.values())) == len(form.at)
        assert set(form.at.values()) <= set(range(len(heads)))


# ---- lines -------------------------------------------------------------------------------------------------------------------------


def test_a_line_is_taken_or_left_out_with_its_number_and_reason(tmp_path: Path) -> None:
    found, rows = sales(
        tmp_path, "1;01.02.2026;2;10,50;K1", ";01.02.2026;2;10,50;K1", "2;;2;10,50;", "3;31.02.2026;2;10,50;", "4;01.02.2026;0;1,00;",
        "5;01.02.2026;-1;3,00;nan", "6;01.02.2026;1;-3,00;", "7;01.02.2026;1;;", "8;01.02.2026;x;1,00;", "9;01.02.2026;1;0,00;K2",
        "10;01.02.2026;0,00001;1,00;",
    )  # fmt: skip
    assert rows == [
        [2, "2026-02-01", "1", "", "", 20000, 2100, "K1", None],
        [7, "2026-02-01", "5", "", "", -10000, -300, None, None],
        [11, "2026-02-01", "9", "", "", 10000, 0, "K2", None],
    ]
    assert why(found) == {
        3: "No document number", 4: "No day", 5: "\u201c31.02.2026\u201d is not a day of the calendar", 6: "The quantity is zero",
        8: "The price is below zero: an adjustment, not a sale", 9: "No price", 10: "\u201cx\u201d is not a number",
        12: "The quantity has more than four digits after the mark",
    }  # fmt: skip
    assert (found.taken, found.rejected) == (3, 8)
    assert "1 × a return: the quantity is below zero." in found.notes


LINES = st.lists(
    st.text(
        st.characters(blacklist_categories=("Cs",), blacklist_characters="\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), max_size=30
    ),
    max_size=20,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(LINES)
def test_whatever_stands_in_a_file_no_line_is_lost(tmp_path: Path, lines: list[str]) -> None:
    path = tmp_path / "any.csv"
    text = SALES + "1;01.02.2026;2;10,50;K1\n" + "\n".join(line.replace('"', "") for line in lines) + "\n"
    path.write_text(text, encoding="utf-8")
    found, rows = checked(path, "sales", currency="EUR")
    opened = table.look(path)
    there = [n for n, _ in table.rows(opened)][1:]
    assert sorted([row[0] for row in rows] + [r.line for r in found.left]) == there
    assert len(rows) == found.taken


def test_a_day_that_can_be_read_in_two_ways_is_asked_about(tmp_path: Path) -> None:
    lines = ("1;01/02/2026;1;1,00;", "2;03/02/2026;1;1,00;")
    found, rows = sales(tmp_path, *lines)
    assert [q.option for q in found.questions] == ["day order"]
    assert not rows
    assert not found.may_go
    _, rows = sales(tmp_path, *lines, **{"day order": "month first"})
    assert [row[1] for row in rows] == ["2026-01-02", "2026-03-02"]
    found, rows = sales(tmp_path, *lines, "3;25/02/2026;1;1,00;")
    assert [row[1] for row in rows] == ["2026-02-01", "2026-02-03", "2026-02-25"], "another line of the column tells"


def test_a_file_that_writes_days_in_two_ways_is_not_read_by_a_guess(tmp_path: Path) -> None:
    found, rows = sales(tmp_path, "1;25/02/2026;1;1,00;", "2;02/25/2026;1;1,00;", "3;01/02/2026;1;1,00;")
    assert [q.option for q in found.questions] == ["day order"]
    assert not rows


def test_a_mark_that_can_be_read_in_two_ways_is_asked_about(tmp_path: Path) -> None:
    found, _ = sales(tmp_path, "1;2026-02-01;1;1,250;")
    assert [q.option for q in found.questions] == ["mark"]
    _, rows = sales(tmp_path, "1;2026-02-01;1;1,250;", mark=",")
    assert rows[0][6] == 125
    _, rows = sales(tmp_path, "1;2026-02-01;1;1,250;", mark=".")
    assert rows[0][6] == 125_000
    _, rows = sales(tmp_path, "1;2026-02-01;1;1,250;", "2;2026-02-01;1;2,50;")
    assert rows[0][6] == 125, "another line of the column tells"


def test_what_no_column_says_is_asked_first(tmp_path: Path) -> None:
    found, _ = sales(tmp_path, "1;2026-02-01;1;1.00;", currency="")
    assert [(q.option, q.words) for q in found.questions] == [("currency", "Which currency are the amounts in?")]
    found, _ = sales(tmp_path, "1;2026-02-01;1;1.00;", currency="Euro")
    assert found.questions[0].words == "A currency has three letters, as EUR"
    found, _ = sales(tmp_path, "1;2026-02-01;1;1.00;", margin="many")
    assert found.questions[0].option == "margin"
    path = tmp_path / "less.csv"
    path.write_text("Beleg;Menge\n1;2\n", encoding="utf-8")
    found, _ = checked(path, "sales", currency="EUR")
    assert {q.option for q in found.questions} == {"day", "price"}


def test_lines_that_repeat_another_are_told_or_left_out(tmp_path: Path) -> None:
    lines = ("1;2026-02-01;1;1.00;A", "1;2026-02-01;1;1.00;A", "1;2026-02-01;2;1.00;A")
    found, rows = sales(tmp_path, *lines)
    assert len(rows) == 3
    assert "1 × another line repeated in every column: it is kept." in found.notes
    found, rows = sales(tmp_path, *lines, repeated="leave")
    assert len(rows) == 2
    assert why(found) == {3: "Repeats line 2 in every column"}


def test_documents_with_a_letter_are_entries_of_the_ledger_only_where_others_are_digits(tmp_path: Path) -> None:
    digits = (
        "536365;2026-02-01;1;1.00;",
        "536366;2026-02-01;1;1.00;",
        "C536367;2026-02-01;-1;1.00;",
        "A536368;2026-02-01;1;11062.06;",
    )
    found, rows = sales(tmp_path, *digits)
    assert [row[2] for row in rows] == ["536365", "536366", "C536367"]
    assert why(found) == {5: "The document begins with A: an adjustment, not a sale"}
    _, rows = sales(tmp_path, *digits, letters="keep")
    assert len(rows) == 4
    _, rows = sales(tmp_path, "RE-1;2026-02-01;1;1.00;", "RE-2;2026-02-01;1;1.00;")
    assert len(rows) == 2


def test_what_counts_in_another_file_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "sales.csv"
    path.write_text(SALES + "1;2026-02-01;1;1.00;\n2;2026-02-01;1;1.00;\n", encoding="utf-8")
    found, rows = checked(path, "sales", {"1": "january.csv"}, currency="EUR")
    assert [row[2] for row in rows] == ["2"]
    assert why(found) == {2: "Document is in january.csv already"}


def test_an_answer_has_a_touchpoint_and_a_score_or_none_yet(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(
        "Datum;Kontaktpunkt;Note;Kunde\n2026-02-01;Lieferung;9;A\n2026-02-01;9;;A\n2026-02-02;nix;9;B\n2026-02-02;Lieferung;11;B\n",
        encoding="utf-8",
    )
    found, rows = checked(path)
    assert rows == [
        [2, "2026-02-01", "delivery", 9, None, "A", None, ""],
        [3, "2026-02-01", "escalation", None, None, "A", None, ""],
    ]
    assert why(found) == {4: "\u201cnix\u201d is none of the ten touchpoints", 5: "A score of 11 is not between 0 and 10"}
    found, _ = checked(path, "satisfaction")
    assert "A score of 9 is not between 1 and 5" in why(found).values()


def test_sessions_of_one_day_and_channel_stand_once(tmp_path: Path) -> None:
    path = tmp_path / "web.csv"
    path.write_text(
        "Date,Channel,Sessions,Bounces,Orders\n2026-02-01,Email,10,2,1\n2026-02-01,Email,10,2,1\n2026-02-01,Ads,5,6,0\n2026-02-02,Ads,,,\n",
        encoding="utf-8",
    )
    found, rows = checked(path)
    assert [row[:3] for row in rows] == [[2, "2026-02-01", "Email"]]
    assert why(found) == {
        3: "Day and channel stand in line 2 already",
        4: "More bounces than sessions",
        5: "No figure in this line",
    }


def test_costs_are_told_by_what_they_are_for(tmp_path: Path) -> None:
    path = tmp_path / "costs.csv"
    path.write_text(
        "Monat;Kostenstelle;Betrag;Zweck\n03/2026;4711;1.000,50;Miete\nMärz 2026;4712;-20,00;Werbung\n", encoding="utf-8"
    )
    _, rows = checked(path, currency="EUR")
    assert rows == [
        [2, "2026-03-01", "4711", "operating", "Miete", 100050],
        [3, "2026-03-01", "4712", "acquisition", "Werbung", -2000],
    ]


def test_reading_stops_where_the_person_says_so(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "retail.csv", Shape(12_000, 600))
    opened, form = look(path, currency="GBP")
    heard: list[int] = []
    with pytest.raises(Stopped):
        check.check(opened, form, {}, lambda p: heard.append(p.done), lambda: len(heard) > 1)
    assert heard == [0, 5000]


def test_the_retail_set_is_read_alike_from_csv_and_workbook(tmp_path: Path) -> None:
    shape = Shape(9_000, 450)
    one, text = checked(write_csv(tmp_path / "retail.csv", shape), currency="GBP")
    two, book = checked(write_xlsx(tmp_path / "book.xlsx", shape), currency="GBP")
    assert text == book
    assert replace(one, seconds=0, left=()) == replace(two, seconds=0, left=())
    assert one.taken + one.rejected == shape.lines
    assert {r.why.partition(":")[0] for r in one.left} <= {"The price is below zero", "The document begins with A"}
    assert 1 <= one.rejected <= 3


def test_customers_of_a_csv_that_pandas_wrote_are_the_same(tmp_path: Path) -> None:
    shape = Shape(3_000, 150)
    _, plain = checked(write_csv(tmp_path / "a.csv", shape), currency="GBP")
    _, floats = checked(write_csv(tmp_path / "b.csv", shape, float_customers=True), currency="GBP")
    assert plain == floats


def test_every_kind_can_be_told_in_words() -> None:
    for kind in KINDS:
        assert BY_NAME[kind.name] is kind
        assert kind.about.endswith(".")
        assert len({r.name for r in kind.roles}) == len(kind.roles)
        assert all(role in {r.name for r in kind.roles} for role in kind.either)
