"""What is kept agrees with an independent computation over the raw records while these change, and faults in the keeping are noticed."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.complaint import Complaint
from app.domain.figure import Status
from app.domain.goods import ListPrice, Product
from app.domain.invoice import Invoice, InvoiceLine, Receivable
from app.domain.order import Sale, SaleLine
from app.domain.returns import ReturnShipment
from app.domain.shipment import Move, Shipment
from app.domain.shop import WebLine, WebOrder
from app.kpis import BY_ID, KPIS
from app.kpis.kpi import How
from app.store import records
from app.store.facts import reach, write
from app.store.facts.schema import TABLES
from app.store.figures import compute, kept, rows
from app.store.figures.kept import FAMILIES
from tests.app.store.figures.changing import Company
from tests.app.store.figures.test_figures import CALENDAR


@pytest.mark.parametrize("seed", [11, 12])
def test_figures_agree_after_every_few_changes(tmp_path: Path, seed: int) -> None:
    company = Company(seed, tmp_path)
    for _ in range(15):
        said = [company.change() for _ in range(10)]
        assert company.disagreements(CALENDAR) == [], said
    company.close()


def test_facts_are_what_they_would_be_if_all_were_made_at_once(tmp_path: Path) -> None:
    company = Company(13, tmp_path, orders=60)
    for _ in range(4):
        for _ in range(30):
            company.change()
        assert facts_agree(company)
    with company.mirror.reading() as tx:
        assert all(contents(tx._db).values())
    company.close()


def contents(db: sqlite3.Connection) -> dict[str, list[Any]]:
    return {table: sorted(db.execute(f"SELECT * FROM {table}").fetchall(), key=repr) for table in TABLES}


def test_lists_are_as_long_as_their_numbers_on_random_histories(tmp_path: Path) -> None:
    """Rule 13, with sums kept between answers."""
    company = Company(14, tmp_path)
    for _ in range(6):
        for _ in range(10):
            company.change()
        with company.frame(CALENDAR) as found:
            for kpi in (k for k in KPIS if k.how is How.SHARE and not k.missing):
                asked = found.asked(kpi, 60)
                figure = compute.figure(found, asked)
                if figure.status is not Status.NO_DATA:
                    assert figure.numerator == len(rows.documents(found.db, asked, "numerator")), kpi.id
                    assert figure.denominator == len(rows.documents(found.db, asked, "denominator")) == figure.n, kpi.id
    company.close()


def test_what_did_not_change_is_not_added_up_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    company = Company(15, tmp_path)
    kpi = BY_ID["growth.orders"]
    runs: list[int] = []
    real = rows.by_day

    def counting(db: sqlite3.Connection, asked: rows.Asked) -> list[rows.DaySum]:
        runs.append((asked.period.last - asked.period.first).days + 1)
        return real(db, asked)

    monkeypatch.setattr(rows, "by_day", counting)
    for wanted in (60, 0):
        with company.frame(CALENDAR) as found:
            compute.figure(found, found.asked(kpi, 60))
        assert sum(runs) == wanted
        runs.clear()
    with company.frame(CALENDAR) as found:
        compute.figure(found, found.asked(kpi, 70))
    assert sum(runs) == 10
    company.close()


def test_a_damaged_file_of_sums_is_made_anew_and_one_that_cannot_be_written_does_without(tmp_path: Path) -> None:
    company = Company(16, tmp_path)
    whole = figures(company)
    company.sums.write_bytes(b"this is no database" * 100)
    assert figures(company) == whole
    assert sqlite3.connect(company.sums).execute("SELECT count(*) FROM kpi_day").fetchone()[0] > 0
    company.sums = company.path / "no folder" / "figures.db"
    assert figures(company) == whole
    company.close()


def test_other_working_days_do_not_take_the_sums_of_those_before(tmp_path: Path) -> None:
    """A new version of the policy may bring them."""
    company = Company(19, tmp_path, orders=200)
    kpi, found = BY_ID["reliability.efficient_returns"], []
    for calendar, sums in (
        (CALENDAR, "one"),
        (replace(CALENDAR, days=frozenset({2})), "one"),
        (replace(CALENDAR, days=frozenset({2})), "two"),
    ):
        company.sums = tmp_path / f"{sums}.db"
        with company.frame(calendar) as frame:
            found.append(rows.whole(asked := frame.asked(kpi, 60), compute.by_day(frame, asked)))
    before, kept_, fresh = found
    assert before != fresh
    assert kept_ == fresh
    company.close()


def test_another_mirror_does_not_take_the_sums_of_the_one_before(tmp_path: Path) -> None:
    one, other = Company(17, tmp_path), Company(18, tmp_path)
    expected = figures(other)
    other.sums = one.sums
    figures(one)
    assert figures(other) == expected
    one.close()
    other.close()


def figures(company: Company) -> list[Any]:
    with company.frame(CALENDAR) as found:
        return [compute.figure(found, found.asked(BY_ID[kpi], 60)) for kpi in sorted(FAMILIES)]


# ---- faults in the keeping -----------------------------------------------------------------------------------------------------------


def without(family: str) -> Callable[[pytest.MonkeyPatch], None]:
    def plant(patch: pytest.MonkeyPatch) -> None:
        real = write.note
        patch.setattr(write, "note", lambda db, name, days: None if name == family else real(db, name, days))

    return plant


def unreached(table: str, noun: str) -> Callable[[pytest.MonkeyPatch], None]:
    return lambda patch: patch.delitem(getattr(reach, table), noun)


def _only_as_it_has_become(patch: pytest.MonkeyPatch) -> None:
    real = write._days
    calls = [0]

    def days(*args: Any) -> set[str]:
        calls[0] += 1
        return set() if calls[0] % 2 else real(*args)

    patch.setattr(write, "_days", days)


def _one_day_forgotten(patch: pytest.MonkeyPatch) -> None:
    real = write.note
    patch.setattr(write, "note", lambda db, family, days: real(db, family, sorted(days)[1:] or ([""] if "" in days else [])))


def _deletions_ignored(patch: pytest.MonkeyPatch) -> None:
    real = records.remove

    def remove(*args: Any) -> Any:
        with pytest.MonkeyPatch.context() as inside:
            inside.setattr(write, "write", lambda *_: None)
            return real(*args)

    patch.setattr(records, "remove", remove)


def _only_before(patch: pytest.MonkeyPatch) -> None:
    real, seen = reach.add, [0]

    def add(found: reach.Reached, db: sqlite3.Connection, source: str, changed: Any) -> None:
        if not any(vars(found).values()):
            real(found, db, source, changed)
            seen[0] += 1

    patch.setattr(reach, "add", add)


# What goes wrong -> in which records it shows; () in decisions.
FAULTS: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], tuple[type[Any], ...]]] = {
    "days of orders are not noted": (without("goods"), (Sale, Move)),
    "days of the order list are not noted": (without("placed"), (Sale, WebOrder)),
    "days of invoices are not noted": (without("bill"), (Invoice,)),
    "what prices say today is not noted": (without("price"), (Product, ListPrice)),
    "a day is forgotten": (_one_day_forgotten, (Sale, Move)),
    "a document that moves stays where it was": (_only_as_it_has_become, (Sale, Shipment)),
    "deletions are ignored": (_deletions_ignored, (Sale, Move, Invoice)),
    "only what a record bore on before": (_only_before, (Sale, Move)),
    "a decision changes no order": (lambda patch: patch.setattr(write, "case_changed", lambda *_: None), ()),
    "a return does not reach its order": (
        lambda patch: patch.setattr(reach, "_RETURNED", "SELECT 1 WHERE 0 AND ?1 AND ?2"),
        (Move, Sale),
    ),
    "a move does not reach its order": (unreached("_SALES", "move"), (Move,)),
    "a shipment does not reach its order": (unreached("_SALES", "shipment"), (Shipment,)),
    "a line does not reach its order": (unreached("_SALES", "line"), (SaleLine,)),
    "a return shipment does not reach its return": (unreached("_SALES", "return_shipment"), (ReturnShipment,)),
    "an invoice does not reach its order": (unreached("_SALES", "invoice"), (Invoice,)),
    "a correction does not reach its order": (unreached("_SALES", "invoice_line"), (InvoiceLine,)),
    "a payment does not reach its order": (unreached("_SALES", "receivable"), (Receivable,)),
    "a complaint does not reach its order": (unreached("_SALES", "complaint"), (Complaint,)),
    "an order does not reach its shipments": (
        lambda patch: patch.setattr(reach, "_SHIPMENTS_OF", "SELECT 1 WHERE 0 AND ?1 AND ?2"),
        (Complaint, SaleLine),
    ),
    "a move does not reach its shipment": (unreached("_SHIPMENTS", "move"), (Move,)),
    "an invoice's line does not reach it": (unreached("_INVOICES", "invoice_line"), (InvoiceLine,)),
    "paid in the shop does not reach the invoice": (unreached("_INVOICES", "web_order"), (WebOrder,)),
    "a shop's line does not reach its order": (unreached("_ORDERS", "web_line"), (WebLine,)),
    "a line does not reach its row of the list": (
        lambda patch: patch.setattr(write, "rows_of_sales", lambda *_: None),
        (SaleLine,),
    ),
    "a sum is taken for new that is not": (lambda patch: patch.setattr(kept.Kept, "_stale", lambda *_: []), (Sale, Move)),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_in_the_keeping_is_noticed(tmp_path: Path, name: str) -> None:
    """By the facts, which differ from those made at once, or by the figures."""
    plant, focus = FAULTS[name]
    company = Company(21, tmp_path, orders=60)
    company.focus = focus
    assert company.disagreements(CALENDAR) == []
    with pytest.MonkeyPatch.context() as patch:
        plant(patch)
        for _ in range(6):
            for _ in range(15):
                company.change_in_focus()
            if not facts_agree(company) or company.disagreements(CALENDAR):
                company.close()
                return
    pytest.fail("nobody noticed")


def facts_agree(company: Company) -> bool:
    """Those that are kept with those made at once; what is kept stays as it is."""
    agree = True
    with contextlib.suppress(_UndoneError), company.mirror.writing() as tx:
        as_kept = contents(tx._db)
        write.rebuild(tx._db)
        agree = contents(tx._db) == as_kept
        raise _UndoneError
    return agree


class _UndoneError(Exception):
    """So that the transaction is rolled back."""
