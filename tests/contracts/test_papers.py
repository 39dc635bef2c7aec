"""An offer on paper: printed as the ERP counts it, kept with it as it was sent, and heard of by everybody who reads offers."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

from app.connectors.tryton.papers import Papers
from app.domain.kept_file import KeptFile
from app.domain.letter import Absent, Guard, Letter, Took
from app.errors import RefusedByRemote, Trouble
from tests.contracts import letters
from tests.contracts.copy import Copy
from tests.contracts.offers import Offers
from tests.contracts.targets import Target
from tests.doubles.faults import is_write

KINDS = ("tryton",)


@pytest.fixture
def offers(target: Target) -> Offers:
    return Offers(target.office)


def printed(data: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages))


def sums(offers: Offers, key: str) -> list[str]:
    """Untaxed, tax and total as the ERP says them."""
    names = ["untaxed_amount", "tax_amount", "total_amount"]
    [row] = offers.desk.on("sale.sale", "search_read", [["id", "=", int(key)]], 0, 1, None, names)
    return [f"{Decimal(row[n]['decimal']):,.2f}" for n in names]


def test_it_is_printed_with_the_sums_of_the_erp_and_the_same_each_time(target: Target, offers: Offers) -> None:
    key = offers.new()
    connector, row = target.connect("carla"), offers.read(key)
    first = connector.content("paper", f"{key}.en")
    assert first == connector.content("paper", f"{key}.en")
    said = printed(first)
    assert f"Offer {row['number']}" in said
    assert f"until {row['quotation_expire'].day} " in said
    for amount in sums(offers, key):
        assert amount in said, amount
    assert f"Angebot {row['number']}" in printed(connector.content("paper", f"{key}.de"))
    assert "Version" not in said
    assert "Version 3" in printed(connector.content("paper", f"{key}.en.3"))


def test_another_price_is_another_paper(target: Target, offers: Offers) -> None:
    key = offers.new()
    connector = target.connect("carla")
    before = connector.content("paper", f"{key}.en")
    offers.reprice(key, "7.00")
    after = connector.content("paper", f"{key}.en")
    assert before != after
    for amount in sums(offers, key):
        assert amount in printed(after)


def test_what_is_changed_while_it_is_read_is_not_printed(target: Target, offers: Offers, monkeypatch: pytest.MonkeyPatch) -> None:
    key = offers.new()
    connector, read = target.connect("carla"), Papers._lines

    def later(papers: Papers, sale: str, language: str) -> Any:
        offers.reprice(sale, "7.00")
        return read(papers, sale, language)

    monkeypatch.setattr(Papers, "_lines", later)
    with pytest.raises(RefusedByRemote, match="do not add up"):
        connector.content("paper", f"{key}.en")
    monkeypatch.undo()
    assert "7.00" in printed(connector.content("paper", f"{key}.en"))


@pytest.mark.parametrize("key", ["999999999.en", "x.en", "7", "7.e/n", "7.en.x", "7.en.1.2"])
def test_what_is_no_offer_is_not_printed(target: Target, key: str) -> None:
    with pytest.raises(RefusedByRemote):
        target.connect("carla").content("paper", key)


# ---- kept as it was sent ----

DATA = b"%PDF-1.7 " + bytes(range(256)) * 30
FILE = KeptFile(hashlib.sha256(DATA).hexdigest(), len(DATA), "offer-SO1-v1.pdf")


def keeping(offers: Offers, key: str, file: KeptFile = FILE) -> Letter:
    files = [{"sha256": file.sha256, "size": file.size, "name": file.name}]
    return letters.letter("keep_offer", {"sale": key, "files": files}, offers.read(key)["number"], None)


def held(offers: Offers, key: str) -> list[str]:
    domain = [["resource", "=", f"sale.sale,{key}"]]
    return [str(r["name"]) for r in offers.desk.on("ir.attachment", "search_read", domain, 0, None, None, ["name"])]


def connected(target: Target) -> Any:
    return target.connect("carla", unsent={FILE.sha256: DATA}.get)


def test_what_was_sent_is_kept_once_and_heard_of(target: Target, offers: Offers) -> None:
    key = offers.new()
    connector, letter = connected(target), keeping(offers, key)
    assert connector.guard("keep_offer") is Guard.PLAIN
    assert connector.capabilities()["keep_offer"] == ""
    promised = connector.preview(letter)
    assert isinstance(connector.verify(letter), Absent)
    assert held(offers, key) == []
    first, again = connector.deliver(letter), connector.deliver(replace(letter, attempt=2))
    assert promised == first.effects == again.effects
    assert (first.replayed, again.replayed) == (False, True)
    assert held(offers, key) == [FILE.name]
    copy = Copy(target, "carla").round()
    [sent] = [x for x in copy.records["sent_offers"].values() if x.sale == key]
    assert (sent.name, sent.size, sent.was_sent, sent.added_by) == (FILE.name, len(DATA), True, "Carla Reyes")
    assert FILE.sha256 in sent.words
    assert connector.content("sent_offer", sent.ref.key) == DATA


@pytest.mark.parametrize("fault", ["drop", "cut"])
def test_broken_off_it_is_there_or_not_and_then_once(target: Target, offers: Offers, fault: str) -> None:
    key = offers.new()
    connector, letter = connected(target), keeping(offers, key)
    connector.hello()
    target.faults.plan(fault, is_write)
    with pytest.raises(Trouble):
        connector.deliver(letter)
    assert isinstance(connector.verify(letter), Took) == (held(offers, key) == [FILE.name])
    connector.deliver(replace(letter, attempt=2))
    assert held(offers, key) == [FILE.name]


def test_a_paper_that_is_not_on_this_machine_is_refused(target: Target, offers: Offers) -> None:
    key = offers.new()
    with pytest.raises(RefusedByRemote, match=r"elsewhere\.pdf is not on this machine"):
        connected(target).deliver(keeping(offers, key, KeptFile("0" * 64, 3, "elsewhere.pdf")))
    assert held(offers, key) == []
