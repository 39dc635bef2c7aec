# SPDX-FileCopyrightText: Clearline contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The feed holds every deletion, whoever made it, and skips none."""

from datetime import UTC, datetime, timedelta

import pytest

# as the module writes them, so that two transactions can be held open at once
INSERT = """
INSERT INTO console_change (model, record, position, create_uid)
SELECT 'stock.move', %s + n, pg_current_xact_id()::text::bigint, 0 FROM generate_series(0, %s) AS n
"""


@pytest.fixture
def since(rep):
    """Deletions [(model, id)] since it was last called, or made."""
    high = rep("console.change.since", 0, 0, None)["high"]

    def ask(models=None):
        nonlocal high
        page = rep("console.change.since", high, 1_000, models)
        high = page["high"]
        return [(row[2], row[3]) for row in page["rows"]]

    return ask


def test_a_sale_deleted_by_a_person_goes_with_its_lines(rep, inside, since, db):
    made = inside.quotation(amount="30.00", limit=None, lines=3)
    sale = made["sale"]
    lines = rep.field("sale.sale", sale, "lines")
    assert len(lines) >= 3
    rep("sale.sale.cancel", [sale])
    since()
    rep("sale.sale.delete", [sale])
    assert sorted(since()) == sorted([("sale.sale", sale), *(("sale.line", line) for line in lines)])
    # why the module keeps its own record: Tryton's log has the sale only
    logged = "SELECT resource FROM ir_model_log WHERE event = 'delete' AND resource IN (%s, %s)"
    assert db.execute(logged, [f"sale.sale,{sale}", f"sale.line,{lines[0]}"]).fetchall() == [(f"sale.sale,{sale}",)]


def test_a_line_taken_out_of_its_sale(rep, inside, since):
    made = inside.quotation(amount="20.00", limit=None, lines=2)
    rep("sale.sale.draft", [made["sale"]])
    since()
    rep("sale.sale.write", [made["sale"]], {"lines": [["delete", [made["line"]]]]})
    assert since() == [("sale.line", made["line"])]


def test_what_the_server_deletes_on_its_own(rep, inside, fitting, since):
    rep.run([["sale.sale", "confirm", [[fitting["sale"]]]]])
    out = inside.outgoing(sale=fitting["sale"])
    assert out["shipments"]
    assert out["moves"]
    inside.void(model="stock.shipment.out", ids=out["shipments"], button="cancel")
    inside.delete(model="stock.shipment.out", ids=out["shipments"])
    found = since()
    assert set(found) >= {("stock.shipment.out", number) for number in out["shipments"]}
    moves = {("stock.move", number) for number in out["moves"]}
    assert set(found) & moves


def test_books_and_customers(rep, inside, fitting, since):
    made = inside.draft_invoice(party=fitting["party"])
    inside.delete(model="account.invoice", ids=[made["invoice"]])
    inside.delete(model="account.move", ids=[made["move"]])
    rep("sale.sale.cancel", [fitting["sale"]])
    inside.delete(model="sale.sale", ids=[fitting["sale"]])
    inside.delete(model="party.party", ids=[fitting["party"]])
    found = since()
    expected = {("account.invoice", made["invoice"]), ("party.party", fitting["party"]), ("sale.sale", fitting["sale"])}
    assert set(found) >= expected | {("account.move.line", number) for number in made["lines"]}
    assert len(found) == len(set(found))


def test_a_line_taken_out_of_its_invoice(inside, fitting, since):
    made = inside.draft_invoice(party=fitting["party"])
    since()
    inside.delete(model="account.invoice.line", ids=made["billed"][:1])
    assert ("account.invoice.line", made["billed"][0]) in since()


def test_a_row_says_who_and_when(rep, fitting):
    start = rep("console.change.since", 0, 0, None)["high"]
    rep("sale.sale.cancel", [fitting["sale"]])
    rep("sale.sale.delete", [fitting["sale"]])
    page = rep("console.change.since", start, 1_000, ["sale.sale"])
    ((number, event, model, record, login, at),) = page["rows"]
    assert (event, model, record, login) == ("delete", "sale.sale", fitting["sale"], "addon_rep")
    assert isinstance(number, int)
    moment = datetime.fromisoformat(at)
    assert moment.tzinfo is not None
    assert abs(datetime.now(UTC) - moment) < timedelta(hours=1)
    assert rep("console.change.since", page["high"], 1_000, None)["rows"] == []


def test_nothing_is_skipped_when_a_later_deletion_commits_first(rep, place):
    high = rep("console.change.since", 0, 0, None)["high"]
    seen = []
    with place.connect() as slow, place.connect() as quick:
        slow.execute(INSERT, [900_001, 0])
        quick.execute(INSERT, [900_002, 0])
        quick.commit()
        for commit in (lambda: None, slow.commit, lambda: None):
            commit()
            page = rep("console.change.since", high, 1_000, None)
            seen += [row[3] for row in page["rows"]]
            high = page["high"]
    assert seen == [900_001, 900_002]


def test_pages_neither_part_a_transaction_nor_repeat(rep, place):
    high = rep("console.change.since", 0, 0, None)["high"]
    for number in range(3):
        with place.connect() as connection:
            connection.execute(INSERT, [910_000 + number * 10, 6])
    pages = []
    while (page := rep("console.change.since", high, 5, ["stock.move"]))["rows"]:
        pages.append([row[3] for row in page["rows"]])
        assert page["high"] > high
        high = page["high"]
    assert pages == [[910_000 + n + number * 10 for n in range(7)] for number in range(3)]


def test_only_sales_may_read_it(people, failure):
    for name in ("books", "nobody"):
        with pytest.raises(failure, match="not allowed to access"):
            people[name]("console.change.since", 0, 10, None)


@pytest.mark.parametrize(
    ("after", "limit", "models"),
    [
        (None, 1, None),
        (-1, 1, None),
        (True, 1, None),
        (2**63, 1, None),
        (0, 1_001, None),
        (0, "1", None),
        (0, 1, "sale.sale"),
        (0, 1, [1]),
        (0, 1, ["x"] * 101),
    ],
)
def test_questions_that_are_none(rep, failure, after, limit, models):
    with pytest.raises(failure, match="malformed"):
        rep("console.change.since", after, limit, models)


def test_the_epoch_is_one_databases(rep, place, db):
    epoch = rep("console.command.hello")["epoch"]
    assert rep("console.command.hello")["epoch"] == epoch
    (token,) = db.execute("SELECT token FROM console_epoch").fetchone()
    assert token not in epoch
    db.execute("UPDATE console_epoch SET token = 'another'")
    assert rep("console.command.hello")["epoch"] != epoch
    db.execute("UPDATE console_epoch SET token = %s", [token])
