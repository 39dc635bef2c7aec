# SPDX-FileCopyrightText: Clearline contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A command takes effect once per key, whole or not at all, with the sender's rights."""

import json
import socket
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest


def confirm(sale):
    return [["sale.sale", "confirm", [[sale]]]]


def note(sale, text):
    return ["ir.note", "create", [[{"resource": f"sale.sale,{sale}", "message": text}]]]


def limit(party, amount):
    return ["party.party", "write", [[party], {"credit_limit_amount": {"__class__": "Decimal", "decimal": amount}}]]


def notes(db, text):
    return db.execute("SELECT count(*) FROM ir_note WHERE message = %s", [text]).fetchone()[0]


def persistent(person, *args, **kwargs):
    """Send the same command until the server is not busy, as the console does."""
    for _ in range(200):
        try:
            return person.run(*args, **kwargs)
        except Exception as error:
            if getattr(error, "kind", None) != 503:
                raise
            time.sleep(0.05)
    raise AssertionError("the server stayed busy")


def test_confirm_is_done_and_told(rep, fitting, db):
    ref, key = f"sale.sale,{fitting['sale']}", str(uuid.uuid4())
    expect = {ref: rep.stamp("sale.sale", fitting["sale"])}
    answer = rep.run(confirm(fitting["sale"]), key=key, expect=expect, watch={ref: ["state", "confirmed_by", "party"]})
    assert answer["replayed"] is False
    assert answer["result"] == [None]
    assert answer["effects"] == [[ref, "state", "quotation", "confirmed"], [ref, "confirmed_by", None, "addon_rep"]]
    assert answer["revs"].keys() == {ref}
    assert answer["revs"] != expect
    # the task that confirm queued ran after the commit, before the answer
    assert rep.field("sale.sale", fitting["sale"], "state") == "processing"
    shipments = rep.field("sale.sale", fitting["sale"], "shipments")
    assert len(shipments) == 1
    clicks = "SELECT count(*) FROM ir_model_log WHERE resource = %s AND event = 'button' AND target = 'confirm'"
    for _ in range(2):
        assert rep.run(confirm(fitting["sale"]), key=key, expect=expect) == {**answer, "replayed": True}
        assert rep("console.command.find", key) == {**answer, "replayed": True}
        assert rep.field("sale.sale", fitting["sale"], "shipments") == shipments
        assert db.execute(clicks, [ref]).fetchone() == (1,)


def test_eight_senders_of_one_key_make_one_note(people, fitting, db):
    with ThreadPoolExecutor(8) as senders:
        for _ in range(20):
            key, text = str(uuid.uuid4()), uuid.uuid4().hex
            calls = [note(fitting["sale"], text)]
            answers = list(senders.map(lambda _, k=key, c=calls: persistent(people["rep"], c, key=k), range(8)))
            assert sorted(a["replayed"] for a in answers) == [False] + [True] * 7
            assert len({a["result"][0][0] for a in answers}) == 1
            assert notes(db, text) == 1


def test_eight_senders_of_one_key_confirm_once(people, inside, db):
    """A confirm within a limit locks all accounting lines, so that the senders also meet the server's own retries."""
    with ThreadPoolExecutor(8) as senders:
        for _ in range(5):
            sale = inside.quotation(amount="10.00", limit="1000.00")["sale"]
            key, ref = str(uuid.uuid4()), f"sale.sale,{sale}"
            calls, watch = confirm(sale), {ref: ["state"]}
            answers = list(senders.map(lambda _, k=key, c=calls, w=watch: persistent(people["rep"], c, key=k, watch=w), range(8)))
            assert sorted(a["replayed"] for a in answers) == [False] + [True] * 7
            assert all(a["effects"] == [[ref, "state", "quotation", "confirmed"]] for a in answers)
            assert len(people["rep"].field("sale.sale", sale, "shipments")) == 1


def test_two_keys_for_one_record_revision_have_one_winner(people, fitting, failure):
    ref = f"sale.sale,{fitting['sale']}"
    expect = {ref: people["rep"].stamp("sale.sale", fitting["sale"])}

    def send(person):
        try:
            return persistent(person, [["sale.sale", "write", [[fitting["sale"]], {"reference": person.login}]]], expect=expect)
        except failure as error:
            return error.kind

    with ThreadPoolExecutor(8) as senders:
        answers = list(senders.map(send, [people["rep"], people["rep2"]] * 4))
    assert sum(isinstance(answer, dict) for answer in answers) == 1
    assert answers.count("ConcurrencyException") == 7


def test_an_expected_record_cannot_change_before_the_commit(rep, fitting, failure, db, place):
    """Even if the command itself does not write it."""
    ref, text = f"sale.sale,{fitting['sale']}", uuid.uuid4().hex
    expect = {ref: rep.stamp("sale.sale", fitting["sale"])}
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    with ThreadPoolExecutor(1) as sender, place.connect() as other:
        other.execute(
            "UPDATE sale_sale SET reference = 'meanwhile', write_date = clock_timestamp() WHERE id = %s", [fitting["sale"]]
        )
        answer = sender.submit(rep.run, [note(fitting["sale"], text)], expect=expect)
        while not answer.done() and db.execute(waiting).fetchone() == (0,):
            time.sleep(0.01)
        other.commit()
        with pytest.raises(failure) as stale:
            answer.result()
    assert stale.value.kind == "ConcurrencyException"
    assert notes(db, text) == 0


def test_a_key_belongs_to_one_payload_and_one_person(people, fitting, failure, db):
    key, text = str(uuid.uuid4()), uuid.uuid4().hex
    people["rep"].run([note(fitting["sale"], text)], key=key)
    for person, digest in ((people["rep"], "another payload"), (people["rep2"], "payload")):
        with pytest.raises(failure, match="used for another command") as refused:
            person.run([note(fitting["sale"], text)], key=key, digest=digest)
        assert refused.value.kind == "UserError"
    assert people["rep2"]("console.command.find", key) is None
    assert people["rep"]("console.command.find", key)["replayed"] is True
    assert notes(db, text) == 1


def test_after_a_lost_answer_the_key_tells_what_happened(rep, fitting, url, db):
    key, text, place = str(uuid.uuid4()), uuid.uuid4().hex, urlsplit(url)
    params = [key, "0" * 64, [note(fitting["sale"], text)], {}, [], {}, rep.context]
    body = json.dumps({"id": 1, "method": "model.console.command.run", "params": params})
    head = f"POST {place.path} HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Type: application/json\r\n"
    head += f"Authorization: {rep.headers['Authorization']}\r\nContent-Length: {len(body)}\r\n\r\n"
    with socket.create_connection((place.hostname, place.port)) as line:
        line.sendall((head + body).encode())  # and go away without reading
    for _ in range(200):
        if found := rep("console.command.find", key):
            break
        time.sleep(0.05)
    assert found["result"] == rep("console.command.run", *params[:-1])["result"]
    assert notes(db, text) == 1


@pytest.mark.parametrize("how", ["stale", "deleted"])
def test_a_stale_expectation_stops_the_command_and_frees_the_key(rep, inside, fitting, failure, db, how):
    key, text, ref = str(uuid.uuid4()), uuid.uuid4().hex, f"sale.sale,{fitting['sale']}"
    stamp = rep.stamp("sale.sale", fitting["sale"])
    if how == "stale":
        rep("sale.sale.write", [fitting["sale"]], {"reference": "changed"})
    else:
        rep("sale.sale.cancel", [fitting["sale"]])
        inside.delete(model="sale.sale", ids=[fitting["sale"]])
        fitting = inside.quotation(amount="1.00", limit=None)
    for send in (rep.dry_run, lambda *a, **k: rep.run(*a, key=key, **k)):
        with pytest.raises(failure) as stale:
            send([note(fitting["sale"], text)], expect={ref: stamp})
        assert stale.value.kind == "ConcurrencyException"
    assert notes(db, text) == 0
    assert rep("console.command.find", key) is None
    assert rep.run([note(fitting["sale"], text)], key=key)["replayed"] is False


def test_all_or_nothing(rep, exceeding, failure, db):
    key, text = str(uuid.uuid4()), uuid.uuid4().hex
    with pytest.raises(failure, match="credit limit"):
        rep.run([note(exceeding["sale"], text), *confirm(exceeding["sale"])], key=key)
    assert notes(db, text) == 0
    assert rep("console.command.find", key) is None


def test_rights_are_those_of_the_direct_call(rep, fitting, failure):
    method, arguments = limit(fitting["party"], "9.00")[1:]
    with pytest.raises(failure) as outside:
        rep(f"party.party.{method}", *arguments)
    for send in (rep.run, rep.dry_run):
        with pytest.raises(failure) as inside:
            send([limit(fitting["party"], "9.00")])
        assert (inside.value.kind, inside.value.words) == (outside.value.kind, outside.value.words)
        assert "not allowed" in inside.value.words


def test_watching_needs_the_right_to_read(rep, failure):
    with pytest.raises(failure, match="not allowed to access"):
        rep.dry_run([["sale.sale", "search_count", [[]]]], watch={"account.move.line,1": ["debit"]})


def test_only_sales_and_accounting_may_send(people, fitting, failure):
    calls = [["sale.sale", "search_count", [[]]]]
    for send in (people["nobody"].run, people["nobody"].dry_run):
        with pytest.raises(failure, match="not allowed to access"):
            send(calls)
    with pytest.raises(failure, match="not allowed to access"):
        people["nobody"]("console.command.find", "0" * 36)
    assert people["nobody"]("console.command.hello")["version"] == "1.3"
    assert people["books"].run([["party.party", "search_count", [[]]]])["result"][0] > 0


def test_a_warning_is_raised_until_it_is_accepted_by_name(credit, exceeding, failure, db):
    key, ref = str(uuid.uuid4()), f"sale.sale,{exceeding['sale']}"
    send = {"key": key, "expect": {ref: credit.stamp("sale.sale", exceeding["sale"])}, "watch": {ref: ["state"]}}
    with pytest.raises(failure) as warned:
        credit.run(confirm(exceeding["sale"]), **send)
    assert warned.value.kind == "UserWarning"
    name, message, _ = warned.value.detail
    assert name.endswith("credit_limit_amount")
    with pytest.raises(failure, match="credit_limit_amount"):  # another name is not this one
        credit.run(confirm(exceeding["sale"]), accept=["something_else"], **send)
    credit("res.user.warning.skip", name, True)
    with pytest.raises(failure, match="credit_limit_amount"):  # nor does what was skipped elsewhere count
        credit.run(confirm(exceeding["sale"]), **send)
    credit.run([["sale.sale", "search_count", [[]]]], accept=[name])
    with pytest.raises(failure, match="credit_limit_amount"):  # nor what an earlier command accepted
        credit.run(confirm(exceeding["sale"]), **send)
    assert credit.dry_run(confirm(exceeding["sale"]))["warnings"] == [[name, message]]
    answer = credit.run(confirm(exceeding["sale"]), accept=[name], **send)
    assert answer["effects"] == [[ref, "state", "quotation", "confirmed"]]
    assert db.execute("SELECT count(*) FROM res_user_warning WHERE name = %s", [name]).fetchone() == (1,)


def test_the_calls_cannot_end_the_transaction(inside):
    assert inside.divide() == ["CommandError", "CommandError"]


def test_the_stored_answers_are_out_of_reach(people, rep, failure):
    for method, arguments in (
        ("search_read", [[], 0, None, None, ["key"]]),
        ("read", [[1], ["key", "answer"]]),
        ("create", [[{"key": "forged-key", "sha256": "0" * 64, "answer": "{}"}]]),
        ("write", [[1], {"answer": "{}"}]),
        ("delete", [[1]]),
    ):
        with pytest.raises(failure) as refused:
            rep(f"console.command.{method}", *arguments)
        assert refused.value.kind == 403
    with pytest.raises(failure) as refused:
        rep("console.epoch.read", [1], ["token"])
    assert refused.value.kind == 403
