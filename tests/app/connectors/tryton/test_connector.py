"""The connector on a fake Tryton, where a real one could not be brought into the state."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.connectors import CONNECTORS
from app.connectors.contract import Connector
from app.connectors.tryton import attaching, feeds, scripts
from app.connectors.tryton.connector import TrytonConnector
from app.connectors.tryton.deeds import BY_DEED, plan
from app.domain.feed import Feed, Page
from app.domain.letter import Guard
from app.errors import Malformed, RefusedByRemote
from app.lanes.stop import Stop
from tests.contracts.letters import letter
from tests.doubles.tryton import FakeTryton


@pytest.fixture
def fake() -> Iterator[FakeTryton]:
    found = FakeTryton(addon=True)
    party = found.erp.customer("Acme", "10.00")
    for _ in range(3):
        found.erp.order(party, "50.00")
    yield found
    found.close()


@pytest.fixture
def connector(fake: FakeTryton) -> Iterator[TrytonConnector]:
    found = TrytonConnector(fake.url, fake.database, "fiona", "fiona-secret")
    yield found
    found.close()


def feed(connector: Connector, name: str) -> Feed:
    return next(f for f in connector.feeds if f.name == name)


def poll(connector: TrytonConnector, name: str, after: Page | None = None) -> list[Page]:
    return list(connector.pages(feed(connector, name), after.cursor if after else None, Stop()))


def test_the_offer_makes_a_connector(fake: FakeTryton) -> None:
    [offer] = [o for o in CONNECTORS if o.kind == "tryton"]
    made = offer.connect(fake.url, fake.database, "carla", "carla-secret", source="erp-2")
    try:
        assert made.hello().user == "carla"
        [page] = made.pages(feed(made, "sales"), None, Stop())
        assert {r.ref.source for r in page.records} == {"erp-2"}
    finally:
        made.close()


def test_a_restored_database_is_read_from_the_beginning(fake: FakeTryton, connector: TrytonConnector) -> None:
    """A backup knows no session of ours: after the sign-in it asks for, the epoch is looked at again."""
    [first] = poll(connector, "sales")
    assert poll(connector, "sales", first)[0].records == ()
    assert fake.addon
    fake.addon.epoch = "another life"
    fake.expire_sessions()
    list(connector.pages(feed(connector, "customers"), None, Stop()))  # meets the end of the session
    [again] = poll(connector, "sales", first)
    assert [r.ref.key for r in again.records] == ["1", "2", "3"]
    assert again.cursor.epoch == "another life"


def test_pages_that_do_not_advance_are_refused(
    fake: FakeTryton, connector: TrytonConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cache in between that gives the same page for ever must not keep a console busy for ever."""
    monkeypatch.setattr(feeds, "PAGE", 2)
    pages = connector.pages(feed(connector, "sales"), None, Stop())
    first = next(iter(pages))
    assert len(first.records) == 2
    same: list[object] = []

    def stale(result: object) -> object:
        same.append(result)
        return first_rows

    first_rows = [fake.erp.read("sale.sale", k, ["last_modified_at", "_timestamp"]) for k in (1, 2)]
    for row in first_rows:
        moment = row["last_modified_at"]
        row["last_modified_at"] = {"__class__": "datetime"} | {
            k: getattr(moment, k) for k in ("year", "month", "day", "hour", "minute", "second", "microsecond")
        }
    fake.faults.plan("change", lambda m: m == "model.sale.sale.search_read", stale)
    with pytest.raises(Malformed):
        list(pages)
    assert same


def test_keyset_pages_bring_every_record_once(
    fake: FakeTryton, connector: TrytonConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "PAGE", 2)
    stamp = fake.erp.now()
    for key in (1, 2, 3):
        fake.erp.write("sale.sale", key, {"reference": "same moment"}, stamp)
    pages = poll(connector, "sales")
    assert [[r.ref.key for r in p.records] for p in pages] == [["1", "2"], ["3"]]
    assert [p.last for p in pages] == [False, True]


def test_a_last_page_without_rows_does_not_bring_the_cursor_back(
    fake: FakeTryton, connector: TrytonConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many records as fill their pages exactly: the server says only by an empty one that there are no more."""
    monkeypatch.setattr(feeds, "PAGE", len(fake.erp.table("sale.sale")))
    full, empty = poll(connector, "sales")
    assert full.records
    assert empty.last
    assert not empty.records
    assert empty.cursor == full.cursor


def test_a_stop_ends_between_two_pages(fake: FakeTryton, connector: TrytonConnector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "PAGE", 1)
    connector.hello()
    stop = Stop()
    taken = []
    for page in connector.pages(feed(connector, "sales"), None, stop):
        taken.append(page)
        stop.set()
    assert len(taken) == 1
    assert not taken[0].last


def test_a_malformed_record_asked_for_fresh_is_said_so(fake: FakeTryton, connector: TrytonConnector) -> None:
    fake.erp.table("sale.sale")[2]["state"] = "invented"
    with pytest.raises(Malformed) as bad:
        connector.fresh("sale", ("2",))
    assert bad.value.path == "state"


def test_every_deed_of_the_registry_has_a_plan_and_is_not_blind() -> None:
    bodies = {
        "release_hold": {"sale": "1", "customer": "1", "kind": "quotation", "reason": "r"},
        "confirm_sale": {"sale": "1"},
        "reject_order": {"sale": "1", "reason": "r"},
        "raise_limit": {"customer": "1", "from": None, "to": [100, "EUR"]},
        "lower_limit": {"customer": "1", "from": [100, "EUR"], "to": None},
        "note": {"sale": "1", "text": "t"},
        "cancel_sale": {"sale": "1", "reason": "r"},
    }
    plain = {"credit_return", *attaching.ALL}  # these are carried out as without our add-on, with it too
    assert {*bodies, *scripts.BY_DEED, *plain} == set(BY_DEED)
    for deed, body in bodies.items():
        assert plan(letter(deed, body, "SO-1")).calls()
    for row in BY_DEED.values():
        assert row.keyed is Guard.KEY or (row.deed in plain and row.keyed is None)
        found_again = {
            "offer_quote",
            *attaching.ALL,
        }  # what is made anew is looked for by the letter's own id, and has no state before
        assert row.plain in (Guard.STATE, Guard.COND) or (row.deed, row.plain) == ("link_sale", None) or row.deed in found_again
        assert row.marker
        assert row.verify
        assert "ConcurrencyException" in row.no_effect


@pytest.mark.parametrize(
    "body", [{}, {"sale": "abc"}, {"sale": "-1"}, {"sale": "99999999999999"}, {"sale": "1; drop"}, {"sale": None}]
)
def test_a_payload_that_names_no_order_is_refused(body: dict[str, object]) -> None:
    with pytest.raises(RefusedByRemote):
        plan(letter("release_hold", {"kind": "quotation", **body}, "SO-1"))


@pytest.mark.parametrize("amount", [5, [5], ["5", "EUR"], [5.5, "EUR"], {"minor": 5}])
def test_an_amount_that_is_none_is_refused(amount: object) -> None:
    with pytest.raises(RefusedByRemote):
        plan(letter("raise_limit", {"customer": "1", "from": None, "to": amount}, "C"))
