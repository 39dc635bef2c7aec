# SPDX-FileCopyrightText: Clearline contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A refused confirm leaves a record although its transaction is rolled back, and never costs the caller more than the refusal."""

import pytest

FIELDS = ["sale", "login", "message", "kind", "at", "last_modified_at"]


def refusals(person, sale):
    return person("console.refusal.search_read", [["sale", "=", sale]], 0, None, [["id", "ASC"]], FIELDS)


def confirm(sale):
    return [["sale.sale", "confirm", [[sale]]]]


@pytest.mark.parametrize("way", ["directly", "by run"])
def test_one_row_per_refused_confirm(rep, exceeding, failure, way):
    sale = exceeding["sale"]
    for count in (1, 2):
        with pytest.raises(failure) as refused:
            rep("sale.sale.confirm", [sale]) if way == "directly" else rep.run(confirm(sale))
        rows = refusals(rep, sale)
        assert len(rows) == count
    assert [(row["login"], row["kind"]) for row in rows] == [("addon_rep", "credit")] * 2
    assert rows[0]["message"] == refused.value.words
    assert rows[0]["at"]["__class__"] == rows[0]["last_modified_at"]["__class__"] == "datetime"
    assert rep.field("sale.sale", sale, "state") == "quotation"


def test_a_dry_run_a_warning_and_a_success_leave_none(rep, credit, exceeding, failure):
    sale = exceeding["sale"]
    with pytest.raises(failure):
        rep.dry_run(confirm(sale))
    with pytest.raises(failure) as warned:
        credit.run(confirm(sale))
    credit.run(confirm(sale), accept=[warned.value.detail[0]])
    assert refusals(rep, sale) == []


def test_another_reason_is_another_kind(rep, fitting, failure, db):
    db.execute("UPDATE sale_sale SET invoice_address = NULL WHERE id = %s", [fitting["sale"]])
    with pytest.raises(failure, match="Invoice Address"):
        rep("sale.sale.confirm", [fitting["sale"]])
    assert [row["kind"] for row in refusals(rep, fitting["sale"])] == ["other"]


def test_without_the_right_or_in_the_wrong_state_it_is_no_refusal(people, rep, fitting, failure):
    with pytest.raises(failure, match="not allowed"):
        people["nobody"]("sale.sale.confirm", [fitting["sale"]])
    rep("sale.sale.cancel", [fitting["sale"]])
    with pytest.raises(failure, match="can not call"):
        rep("sale.sale.confirm", [fitting["sale"]])
    assert refusals(rep, fitting["sale"]) == []


def test_sales_reads_and_nobody_writes(people, rep, exceeding, failure):
    with pytest.raises(failure):
        rep("sale.sale.confirm", [exceeding["sale"]])
    (row,) = refusals(rep, exceeding["sale"])
    for name in ("books", "nobody"):
        with pytest.raises(failure, match="not allowed to access"):
            refusals(people[name], exceeding["sale"])
    for method, arguments in (
        ("create", [[{"sale": 1, "kind": "credit"}]]),
        ("write", [[row["id"]], {"message": ""}]),
        ("delete", [[row["id"]]]),
    ):
        with pytest.raises(failure, match="not allowed"):
            rep(f"console.refusal.{method}", *arguments)


def test_it_is_recorded_though_the_refused_command_held_the_sale_and_the_books(rep, exceeding, failure):
    """The row is written when the refused transaction is gone, and its locks with it."""
    sale, ref = exceeding["sale"], f"sale.sale,{exceeding['sale']}"
    calls = [["sale.sale", "write", [[sale], {"reference": "held"}]], *confirm(sale)]
    with pytest.raises(failure, match="credit limit"):
        rep.run(calls, expect={ref: rep.stamp("sale.sale", sale)})
    assert [row["kind"] for row in refusals(rep, sale)] == ["credit"]
    assert rep.field("sale.sale", sale, "reference") == "ADDON"


@pytest.mark.parametrize(
    "trouble", ["ALTER TABLE console_refusal RENAME TO console_refusal_away", "LOCK console_refusal IN EXCLUSIVE MODE"]
)
def test_the_refusal_reaches_the_caller_even_if_it_cannot_be_recorded(rep, exceeding, failure, place, trouble):
    if trouble.startswith("LOCK"):
        with place.connect() as other:
            other.execute(trouble)
            with pytest.raises(failure, match="credit limit"):
                rep("sale.sale.confirm", [exceeding["sale"]])
    else:
        with place.connect(autocommit=True) as other:
            other.execute(trouble)
            try:
                with pytest.raises(failure, match="credit limit"):
                    rep("sale.sale.confirm", [exceeding["sale"]])
            finally:
                other.execute("ALTER TABLE console_refusal_away RENAME TO console_refusal")
    assert refusals(rep, exceeding["sale"]) == []
