"""The mirror: newer replaces older and never the other way, everything of a page commits together, and it can always be made again."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.address import Address
from app.domain.feed import Bad, Cursor, Feed, Record
from app.domain.money import Money
from app.domain.order import OrderState
from app.domain.ref import Ref
from app.domain.shop import Fulfilled, Paid, WebOrderState
from app.errors import StoreTrouble
from app.store import fetch
from app.store.codec import Codec
from app.store.mirror import Mirror, MirrorTx
from app.store.mirror_schema import BY_CLASS, KINDS
from tests.app.store.build import LATER, T0, TENANT, customer, finding, line, move, receivable, refusal, sale, shipment, standing
from tests.app.store.plain import around_the_clock


def customers(*keys: str) -> frozenset[Ref]:
    return frozenset(Ref("erp", "customer", key) for key in keys)


FEED = Feed("sales", "sale")


# ---- every record comes back as it went in ------------------------------------------------------------------------------------------


def _value(hint: str, n: int) -> Any:
    kinds: dict[str, Any] = {
        "str": f"text {n} ' \" \u20ac \U0001f600 \u0627",
        "int": -(2**53) - n,
        "bool": bool(n % 2),
        "datetime": T0 + timedelta(microseconds=n),
        "date": date(2026, 2, 28) + timedelta(days=n),
        "Decimal": Decimal(f"12345678901234567.{n:03d}"),
        "Money": Money(12345678901234567 + n, "JPY"),
        "OrderState": OrderState.PROCESSING,
        "WebOrderState": WebOrderState.PLACED,
        "Paid": Paid.REFUNDED_PART,
        "Fulfilled": Fulfilled.SHIPPED,
        "Address": Address(street=f'Kade {n}, \u00e9"', postcode="1011 AB", country="NL"),
        "tuple[str, ...]": (f"a{n}", "b|,"),
    }
    return kinds[hint]


def filled(cls: type[Any], key: str, *, empty: bool) -> Any:
    values: dict[str, Any] = {}
    for n, field in enumerate(fields(cls)):
        hint = str(field.type)
        if hint == "Ref":
            values[field.name] = Ref("erp", BY_CLASS[cls].noun, key)
        elif hint.endswith(" | None"):
            values[field.name] = None if empty else _value(hint.removesuffix(" | None"), n)
        else:
            values[field.name] = _value(hint, n)
    return cls(**values)


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.noun)
def test_every_kind_of_record_comes_back_exactly(mirror: Mirror, kind: Any) -> None:
    records = [filled(kind.cls, "1", empty=False), filled(kind.cls, "2", empty=True)]
    with mirror.writing() as tx:
        tx.upsert("erp", records)
    with mirror.reading() as read:
        assert list(fetch.records(read._db, kind.cls, "1 ORDER BY key")) == records


def test_a_type_without_a_column_is_a_bug() -> None:
    from dataclasses import dataclass

    @dataclass(frozen=True)
    class Strange:
        x: complex

    with pytest.raises(TypeError, match="no column"):
        Codec(Strange)


# ---- newer, older, equal ----------------------------------------------------------------------------------------------------------


def test_older_never_replaces_newer_and_equal_is_not_written(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        assert tx.upsert("erp", [sale(rev="r2", stamp=LATER)]) == customers("3")
        assert tx.upsert("erp", [sale(rev="r1", stamp=T0, number="old")]) == frozenset()
        assert tx.upsert("erp", [sale(rev="r2", stamp=LATER, number="same revision")]) == frozenset()
        assert tx.upsert("erp", [sale(rev="r3", stamp=LATER, number="same moment, new revision")]) == customers("3")
        found = tx.sale("erp", "7")
    assert found is not None
    assert found.number == "same moment, new revision"


def test_within_a_page_the_newest_wins_in_any_order(mirror: Mirror) -> None:
    versions = [sale(rev=f"r{n}", stamp=T0 + timedelta(seconds=n)) for n in range(6)]
    for seed in range(8):
        shuffled = [replace(s, ref=Ref("erp", "sale", f"k{seed}")) for s in versions]
        random.Random(seed).shuffle(shuffled)
        with mirror.writing() as tx:
            tx.upsert("erp", shuffled)
            found = tx.sale("erp", f"k{seed}")
        assert found is not None
        assert found.rev == "r5"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9)), max_size=30), st.integers(1, 7))
def test_pages_in_any_order_end_with_the_newest(arrivals: list[tuple[str, int]], size: int) -> None:
    """Monotone reads: what is read of a record never goes back, however late or often pages arrive."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        mirror = Mirror(Path(folder) / "m.db", counts_from=around_the_clock)
        best: dict[str, int] = {}
        for at in range(0, len(arrivals), size):
            page = arrivals[at : at + size]
            with mirror.writing() as tx:
                tx.upsert("erp", [sale(k, rev=f"r{v}", stamp=T0 + timedelta(seconds=v)) for k, v in page])
            for key, version in page:
                best[key] = max(best.get(key, -1), version)
            with mirror.reading() as read:
                for key, version in best.items():
                    found = read.sale("erp", key)
                    assert found is not None
                    assert found.rev == f"r{version}"
        mirror.close()


def test_two_sources_do_not_mix(mirror: Mirror) -> None:
    other = replace(sale(), ref=Ref("shop", "sale", "7"), number="shop's")
    with mirror.writing() as tx:
        tx.upsert("erp", [sale()])
        tx.upsert("shop", [other])
        assert (tx.sale("erp", "7"), tx.sale("shop", "7")) == (sale(), other)
        assert tx.remove([Ref("erp", "sale", "7")]) == customers("3")
        assert tx.sale("erp", "7") is None
        assert tx.sale("shop", "7") == other


# ---- whose customers ----------------------------------------------------------------------------------------------------------------


def test_changes_name_the_customers_they_concern(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        assert tx.upsert("erp", [line("l1", "7")]) == frozenset(), "its order is not here yet"
        assert tx.upsert("erp", [sale(), line("l2", "7"), refusal("f1", "7")]) == customers("3")
        assert tx.upsert("erp", [line("l2", "7", rev="r2", stamp=LATER)]) == customers("3")
        assert tx.upsert("erp", [shipment("s1", "4"), move("m1", "l1", None), move("m2", None, "s1")]) == customers("3", "4")
        assert tx.upsert("erp", [customer("9"), standing("8"), receivable("r1", "6")]) == customers("9", "8", "6")
        assert tx.upsert("erp", [sale(rev="r2", stamp=LATER, customer="5")]) == customers("3", "5"), (
            "the former one and the new one"
        )
        assert tx.remove([Ref("erp", "line", "l1"), Ref("erp", "receivable", "r1"), Ref("erp", "sale", "none")]) == customers(
            "5", "6"
        )


def test_an_unreadable_record_waits_aside_until_it_is_readable(mirror: Mirror) -> None:
    bad = Bad(Ref("erp", "sale", "7"), "state", "an unknown state", "{" * 200_000)
    with mirror.writing() as tx:
        tx.upsert("erp", [customer("3"), sale()])
        assert tx.quarantine([bad, Bad(Ref("erp", "sale", "8"), "x", "?", "")]) == {
            *customers("3"),
            Ref("erp", "sale", "7"),
            Ref("erp", "sale", "8"),
        }
        assert tx.dossier("erp", "3").quarantined == {"7"}
        assert tx.dossier("erp", "4").quarantined == frozenset()
        tx.upsert("erp", [sale()])
        assert tx.dossier("erp", "3").quarantined == frozenset(), "well-formed again, even unchanged"
    with mirror.reading() as read:
        assert read._one("SELECT max(length(raw)) FROM quarantine") == (0,)


# ---- feeds ----------------------------------------------------------------------------------------------------------------------------


def cursor(seconds: int) -> Cursor:
    return Cursor(T0 + timedelta(seconds=seconds), seconds, "epoch")


def poll(tx: MirrorTx, feed: str, seconds: int, *, last: bool, asof: datetime) -> None:
    tx.save_cursor("erp", Feed(feed, "sale"), cursor(seconds), complete=last, asof=asof, readable=True)


def test_records_and_cursor_commit_together_or_not_at_all(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        tx.upsert("erp", [sale()])
        poll(tx, "sales", 1, last=False, asof=T0)
    with pytest.raises(ZeroDivisionError), mirror.writing() as tx:
        _fail_half_way(tx)
    with mirror.reading() as read:
        assert read.cursor("erp", "sales") == cursor(1)
        assert read.sale("erp", "8") is None
        assert read.epoch("erp") == "epoch"
        assert read.cursor("erp", "lines") is None


def _fail_half_way(tx: MirrorTx) -> None:
    tx.upsert("erp", [sale("8")])
    poll(tx, "sales", 2, last=True, asof=LATER)
    raise ZeroDivisionError


def test_a_feed_is_complete_once_it_was_polled_to_its_end(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        poll(tx, "sales", 1, last=False, asof=T0)
        assert (tx.complete("erp"), tx.asof("erp")) == (frozenset(), None)
        poll(tx, "sales", 2, last=True, asof=T0)
        poll(tx, "sales", 3, last=False, asof=LATER)
        assert (tx.complete("erp"), tx.asof("erp")) == ({"sales"}, T0), "the next poll has not ended"
        poll(tx, "lines", 3, last=True, asof=LATER)
        assert tx.asof("erp") == T0, "the oldest counts"
        poll(tx, "sales", 4, last=True, asof=LATER)
        assert tx.asof("erp") == LATER


def test_what_may_not_be_read_is_unknown_not_empty(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        tx.upsert("erp", [receivable("r1")])
        dossier = tx.dossier("erp", "3")
        assert (dossier.receivables, dossier.payments, dossier.invoices) == (None, None, None)
        poll(tx, "receivables", 1, last=True, asof=T0)
        poll(tx, "payments", 1, last=True, asof=T0)
        dossier = tx.dossier("erp", "3")
        assert (dossier.receivables, dossier.payments, dossier.invoices) == ((receivable("r1"),), (), None)
        tx.mark_unreadable("erp", "receivables")
        tx.mark_unreadable("erp", "invoices")
        assert tx.dossier("erp", "3").receivables is None
        assert tx.dossier("erp", "3").invoices is None
        poll(tx, "receivables", 2, last=True, asof=LATER)
        assert tx.dossier("erp", "3").receivables == (receivable("r1"),)


def test_the_dossier_of_a_customer(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        tx.upsert("erp", [customer(), standing(), refusal("f1", "7"), refusal("f2", "99")])
        tx.upsert(
            "erp", [sale("7"), sale("8", state=OrderState.DONE), sale("9", state=OrderState.CANCELLED), sale("10", customer="4")]
        )
        dossier = tx.dossier("erp", "3")
        assert (dossier.customer, dossier.standing) == (customer(), standing())
        assert [s.ref.key for s in dossier.sales] == ["7"]
        assert dossier.refused == {"7"}
        assert tx.standings_wanted("erp") == ("3", "4")
        nobody = tx.dossier("erp", "nobody")
        assert (nobody.customer, nobody.standing, nobody.sales) == (None, None, ())


def test_snapshots_are_pruned(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        tx.upsert("erp", [standing("1"), standing("2"), standing("3")])
        assert tx.prune("erp", "standings", ["2"]) == customers("1", "3")
        assert tx.standing("erp", "1") is None
        assert tx.standing("erp", "2") is not None


def test_another_database_behind_the_same_address(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        tx.upsert("erp", [sale(), customer()])
        tx.upsert("shop", [replace(sale(), ref=Ref("shop", "sale", "1"))])
        poll(tx, "sales", 1, last=True, asof=T0)
        tx.put_findings([finding(TENANT)])
        tx.refresh_rows([finding(TENANT).case_id])
        tx.forget("erp")
        assert tx.sale("erp", "7") is None
        assert tx.cursor("erp", "sales") is None
        assert tx.finding(finding(TENANT).case_id) is None
        assert tx._one("SELECT count(*) FROM case_row") == (0,)
        assert tx._one("SELECT (SELECT count(*) FROM words), (SELECT count(*) FROM order_words)") == (0, 1)
        assert tx.sale("shop", "1") is not None


# ---- findings ------------------------------------------------------------------------------------------------------------------------


def test_findings_come_back_and_go(mirror: Mirror) -> None:
    one = finding(TENANT, since=T0, ship=date(2026, 3, 4))
    two = finding(TENANT, "8", over=None)
    with mirror.writing() as tx:
        tx.put_findings([one, two])
        assert tx.findings_of("erp", "3") == (one, two)
        assert tx.finding(one.case_id) == one
        newer = finding(TENANT, value=5000)
        tx.put_findings([newer])
        assert tx.finding(one.case_id) == newer
        tx.drop_findings([one.fingerprint])
        assert tx.findings_of("erp", "3") == (two,)


def test_a_reader_sees_one_moment_while_pages_arrive(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        tx.upsert("erp", [sale()])
    with mirror.reading() as read:
        assert read.sale("erp", "8") is None
        with mirror.writing() as tx:
            tx.upsert("erp", [sale("8")])
        assert read.sale("erp", "8") is None
    with mirror.reading() as read:
        assert read.sale("erp", "8") is not None
    with pytest.raises(StoreTrouble), mirror.reading() as read:
        read._db.execute("DELETE FROM sale")


def test_no_record_is_missing_from_the_schema() -> None:
    from typing import get_args

    assert {k.cls for k in KINDS} == set(get_args(Record))
