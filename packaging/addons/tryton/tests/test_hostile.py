# SPDX-FileCopyrightText: Clearline contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever a client sends, it gets a refusal in words, the server stays up, and nothing is written."""

import uuid

import pytest
import requests

COUNT = ["sale.sale", "search_count", [[]]]
SHA = "0" * 64


def deep(levels):
    return "[" * levels + "]" * levels


@pytest.fixture
def written(db):
    def look():
        return db.execute("SELECT (SELECT count(*) FROM console_command), (SELECT count(*) FROM ir_note)").fetchone()

    return look


@pytest.mark.parametrize(
    "calls",
    [
        None, True, 7, "calls", {}, [], [[]], [None], ["sale.sale"], [["sale.sale", "search_count"]], [{"model": 1}],
        [["sale.sale", "search_count", None]], [["sale.sale", 1, []]], [[None, "search_count", []]], [COUNT] * 21, [[*COUNT, "more"]],
        [["sale.sale", "search_count", [["x"] * 30_000]]], [["sale.sale", "search_count", ["x" * 1_100_000]]],
    ],
)  # fmt: skip
def test_calls_that_are_none(rep, failure, written, calls):
    before = written()
    for method, leading in (("run", [str(uuid.uuid4()), SHA]), ("dry_run", [])):
        with pytest.raises(failure, match=r"malformed|too large") as refused:
            rep(f"console.command.{method}", *leading, calls, {}, [], {})
        assert refused.value.kind == "UserError"
    assert written() == before


@pytest.mark.parametrize(
    ("expect", "accept", "watch"),
    [
        ([], [], {}), ("", [], {}), ({"sale.sale": "1"}, [], {}), ({"sale.sale,0": "1"}, [], {}), ({"sale.sale,-1": "1"}, [], {}),
        ({"sale.sale,99999999999": "1"}, [], {}), ({"sale.sale,3000000000": "1"}, [], {}), ({"sale.sale,1": 1}, [], {}),
        ({f"sale.sale,{n}": "1" for n in range(1, 300)}, [], {}), ({}, {}, {}), ({}, [1], {}), ({}, ["w"] * 51, {}), ({}, [], []),
        ({}, [], {"sale.sale,1": "state"}), ({}, [], {"sale.sale,1": [1]}), ({}, [], {"sale.sale,1": ["state"] * 51}),
        ({}, [], {"sale.sale,1; DROP TABLE": ["state"]}),
    ],
)  # fmt: skip
def test_expectations_that_are_none(rep, failure, written, expect, accept, watch):
    before = written()
    for method, leading in (("run", [str(uuid.uuid4()), SHA]), ("dry_run", [])):
        with pytest.raises(failure, match="malformed"):
            rep(f"console.command.{method}", *leading, [COUNT], expect, accept, watch)
    assert written() == before


@pytest.mark.parametrize(
    ("key", "sha256"),
    [(None, SHA), (7, SHA), ("", SHA), ("short", SHA), ("k" * 65, SHA), ("key with space", SHA), ("k\x00" * 8, SHA), ("ключ-ключ", SHA),
     ([], SHA), ("k" * 36, None), ("k" * 36, "0" * 63), ("k" * 36, "G" * 64), ("k" * 36, "A" * 64)],
)  # fmt: skip
def test_keys_that_are_none(rep, failure, written, key, sha256):
    before = written()
    with pytest.raises(failure, match="malformed"):
        rep("console.command.run", key, sha256, [COUNT], {}, [], {})
    assert written() == before


@pytest.mark.parametrize(
    ("model", "method"),
    [
        ("no.such.model", "read"), ("sale.sale", "no_such_method"), ("sale.sale", "__init__"), ("sale.sale", "_process"),
        ("sale.sale", "process_shipment"),
        ("sale.sale", "browse"), ("party.party.credit_limit_amount", "write"), ("ir.queue", "push"), ("console.command", "run"),
        ("console.command", "create"), ("console.epoch", "write"), ("console.change", "note_deleted"), ("console.refusal", "create"),
    ],
)  # fmt: skip
def test_what_rpc_does_not_offer(rep, failure, written, model, method):
    before = written()
    for send in (rep.run, rep.dry_run):
        with pytest.raises(failure, match="cannot use"):
            send([[model, method, []]])
    assert written() == before


@pytest.mark.parametrize("ref", ["no.such.model,1", "res.user.config.start,1", "sale.reporting.main,1"])
def test_records_that_are_not_stored(rep, failure, ref):
    for send in ({"watch": {ref: ["id"]}}, {"expect": {ref: "1"}}):
        with pytest.raises(failure, match="cannot use"):
            rep.dry_run([COUNT], **send)


def test_unknown_fields(rep, fitting, failure):
    with pytest.raises(failure, match=r"cannot use sale\.sale\.party\.name"):
        rep.dry_run([COUNT], watch={f"sale.sale,{fitting['sale']}": ["state", "party.name"]})


@pytest.mark.parametrize("arguments", [[], [None], ["abc"], [[1, 1]], [[{"a": 1}]], [[10**12]], [{"id": 1}, 2, 3]])
def test_arguments_that_do_not_fit_the_method(rep, failure, written, arguments):
    before = written()
    for send in (rep.run, rep.dry_run):
        with pytest.raises(failure):
            send([["sale.sale", "confirm", arguments]])
    assert written() == before


@pytest.mark.parametrize("levels", [30, 500, 100_000])
def test_deep_nesting(rep, failure, url, written, levels):
    before = written()
    params = f'["{uuid.uuid4()}", "{SHA}", [["sale.sale", "search_count", {deep(levels)}]], {{}}, [], {{}}, {{}}]'
    body = f'{{"id": 1, "method": "model.console.command.run", "params": {params}}}'
    answer = requests.post(url, data=body, headers={**rep.headers, "Content-Type": "application/json"}, timeout=60)
    assert answer.status_code == 400 or answer.json()["error"][0] == "UserError"
    assert written() == before
    assert rep("console.command.hello")["version"] == "1.3"


def test_an_answer_too_large_to_keep_undoes_the_command(rep, fitting, failure, written):
    before = written()
    text = {"resource": f"sale.sale,{fitting['sale']}", "message": "x" * 1_000}
    calls = [
        ["ir.note", "create", [[text]]],
        ["ir.model.field", "search_read", [[], 0, None, None, ["name", "help", "model", "relation"]]],
    ]
    with pytest.raises(failure, match="cannot be kept"):
        rep.run([*calls, calls[1], calls[1], calls[1], calls[1]])
    assert written() == before


def test_private_context_cannot_be_sent(credit, exceeding, failure):
    calls = [["sale.sale", "confirm", [[exceeding["sale"]]]]]
    with pytest.raises(failure, match="credit_limit_amount"):
        credit("console.command.run", str(uuid.uuid4()), SHA, calls, {}, [], {}, _skip_warnings=True, _check_access=False)
