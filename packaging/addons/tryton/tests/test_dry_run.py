# SPDX-FileCopyrightText: Clearline contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A dry run answers what the run would, and leaves nothing behind."""

import re
import uuid

import pytest

MONEY = {"__class__": "Decimal", "decimal": "777.00"}
# what signing in and answering requests touches on its own account
PASSING = {"ir_session", "ir_session_wizard", "ir_cache", "res_user_login_attempt", "ir_error"}


def cases(made):
    sale, party = made["sale"], made["party"]
    ref = f"sale.sale,{sale}"
    return {
        "confirm": ([["sale.sale", "confirm", [[sale]]]], {ref: ["state", "confirmed_by", "shipment_state", "write_uid"]}),
        "cancel": ([["sale.sale", "cancel", [[sale]]]], {ref: ["state", "number"]}),
        "limit": (
            [["party.party", "write", [[party], {"credit_limit_amount": MONEY}]]],
            {f"party.party,{party}": ["credit_limit_amount", "name"]},
        ),
        "note": ([["ir.note", "create", [[{"resource": ref, "message": "dry"}]]]], {ref: ["state"]}),
        "delete": ([["sale.sale", "cancel", [[sale]]], ["sale.sale", "delete", [[sale]]]], {ref: ["state", "party"]}),
        "raise, then confirm": (
            [["party.party", "write", [[party], {"credit_limit_amount": MONEY}]], ["sale.sale", "confirm", [[sale]]]],
            {ref: ["state"], f"party.party,{party}": ["credit_limit_amount"]},
        ),
    }


NAMES = list(cases({"sale": 0, "party": 0}))


def contents(db):
    """A digest of every table, by name."""
    tables = db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    query = "SELECT coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') FROM {} AS t"
    return {name: db.execute(query.format(f'"{name}"')).fetchone()[0] for (name,) in tables if name not in PASSING}


@pytest.mark.parametrize("name", NAMES)
def test_it_equals_the_run_and_leaves_nothing(credit, fitting, db, name):
    calls, watch = cases(fitting)[name]
    expect = {ref: credit.stamp(*ref.split(",")[:1], int(ref.split(",")[1])) for ref in watch}
    before = contents(db)
    first = credit.dry_run(calls, expect=expect, watch=watch)
    assert contents(db) == before
    second = credit.dry_run(calls, expect=expect, watch=watch)
    done = credit.run(calls, expect=expect, watch=watch)
    assert first["effects"] == second["effects"] == done["effects"]
    assert first["warnings"] == []
    assert first["revs"].keys() == done["revs"].keys()
    assert bool(done["effects"]) is (name != "note")
    assert contents(db) != before


def test_later_readers_on_the_same_server_see_the_old_values(credit, fitting):
    party = fitting["party"]
    for _ in range(5):
        answer = credit.dry_run([["party.party", "write", [[party], {"credit_limit_amount": MONEY, "name": "Other"}]]])
        assert answer["result"] == [None]
        row = credit("party.party.read", [party], ["credit_limit_amount", "name", "rec_name"])[0]
        assert (row["credit_limit_amount"]["decimal"], row["name"], row["rec_name"]) == (
            "1000.00",
            "Add-on Customer",
            "Add-on Customer",
        )


def test_warnings_are_collected_and_the_effects_shown(credit, exceeding):
    ref = f"sale.sale,{exceeding['sale']}"
    calls = [["sale.sale", "confirm", [[exceeding["sale"]]]]]
    answer = credit.dry_run(calls, watch={ref: ["state"]})
    assert answer["effects"] == [[ref, "state", "quotation", "confirmed"]]
    ((name, message),) = answer["warnings"]
    assert re.search(r"will exceed their .*1,?000\.00 credit limit", message)
    assert credit.dry_run(calls, accept=[name], watch={ref: ["state"]})["warnings"] == []
    assert credit.field("sale.sale", exceeding["sale"], "state") == "quotation"


def test_a_refusal_is_the_same_as_that_of_the_run(rep, exceeding, failure, db):
    before = contents(db)
    with pytest.raises(failure) as dry:
        rep.dry_run([["sale.sale", "confirm", [[exceeding["sale"]]]]])
    assert contents(db) == before
    with pytest.raises(failure) as wet:
        rep.run([["sale.sale", "confirm", [[exceeding["sale"]]]]])
    assert (dry.value.kind, dry.value.detail) == (wet.value.kind, wet.value.detail)


def test_it_waits_for_no_lock_on_the_books_and_takes_none(rep, credit, fitting, db, place):
    """A credit check locks all accounting lines; looking at what it would say must not."""
    calls, ref = [["sale.sale", "confirm", [[fitting["sale"]]]]], f"sale.sale,{fitting['sale']}"
    with place.connect() as other:
        other.execute("LOCK account_move_line IN EXCLUSIVE MODE NOWAIT")
        assert rep.dry_run(calls, watch={ref: ["state"]})["effects"] == [[ref, "state", "quotation", "confirmed"]]
        other.rollback()
    assert rep.run(calls, watch={ref: ["state"]})["effects"] == [[ref, "state", "quotation", "confirmed"]]


def test_a_dry_run_draws_no_number(credit, fitting, db):
    """PostgreSQL sequences do not roll back, so a dry quote shows the next number and leaves it to whoever quotes next."""
    (copy,) = credit("sale.sale.copy", [fitting["sale"]])
    before = contents(db)
    ref = f"sale.sale,{copy}"
    calls, watch = [["sale.sale", "quote", [[copy]]]], {ref: ["number"]}
    first, second = (credit.dry_run(calls, watch=watch)["effects"][0][3] for _ in range(2))
    assert contents(db) == before
    assert first == second
    assert credit.run(calls, watch=watch)["effects"][0][3] == first


def test_what_one_call_made_the_next_may_use(credit, fitting, db):
    """A sale made, named and quoted in one command: in the dry run as in the run."""
    pattern = credit(
        "sale.sale.read", [fitting["sale"]], ["party", "company", "currency", "invoice_address", "shipment_address"]
    )[0]
    values = {name: pattern[name] for name in ("party", "company", "currency", "invoice_address", "shipment_address")}
    made = {"made": 0}
    calls = [
        ["sale.sale", "create", [[values]]],
        ["sale.sale", "write", [[made], {"reference": "MADE", "notes": [["create", [{"message": "in one"}]]]}]],
        ["sale.sale", "read", [[made], ["reference", "state"]]],
    ]
    before = contents(db)
    (dry,) = credit.dry_run(calls)["result"][2]
    assert contents(db) == before
    (done,) = credit.run(calls)["result"][2]
    assert (dry["reference"], dry["state"]) == (done["reference"], done["state"]) == ("MADE", "draft")
    assert credit.field("sale.sale", done["id"], "reference") == "MADE"


@pytest.mark.parametrize("wrong", [{"made": 0}, {"made": 1}, {"made": -1}, {"made": True}, {"made": "0"}])
def test_what_no_call_made_cannot_be_used(credit, fitting, failure, wrong):
    """The first call makes nothing, the second is itself, and so on."""
    calls = [["sale.sale", "search_count", [[]]], ["sale.sale", "write", [[wrong], {"reference": "WRONG"}]]]
    with pytest.raises(failure, match="malformed"):
        credit.run(calls)


def test_strict_sequences_are_given_back(inside, fitting, db):
    """Invoices are numbered without gaps, and a transaction that is undone leaves none (a command may not post: fresh session)."""
    invoice = inside.draft_invoice(party=fitting["party"])["invoice"]
    before = contents(db)
    first, second = inside.post(invoice=invoice, undo=True), inside.post(invoice=invoice, undo=True)
    assert contents(db) == before
    assert first == second == inside.post(invoice=invoice, undo=False)


def test_a_dry_run_has_no_key(rep, failure):
    with pytest.raises(failure):
        rep("console.command.dry_run", str(uuid.uuid4()), "0" * 64, [["sale.sale", "search_count", [[]]]], {}, [], {})
