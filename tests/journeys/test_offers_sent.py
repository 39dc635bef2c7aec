"""An offer sent as PDF, read in the letter box, converted: one sale; a shop's request taken once in both systems.

Not in the default suite (it takes minutes): run by name, ``pytest tests/journeys/test_offers_sent.py``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from decimal import Decimal
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from app.commands.command import Command
from app.domain.question import AskCase, CasePanel
from app.errors import ClearlineError
from demo.letterbox import kept_under
from tests.contracts.office import Desk as Office
from tests.journeys.conftest import TwoWorld
from tests.journeys.seat import Seat
from tests.journeys.test_release import ended
from ui.cases.enclosure import Enclosure

Desk = Callable[[str], Seat]


@pytest.fixture
def desk(qtbot: QtBot, two: TwoWorld) -> Iterator[Desk]:
    """At the quotes, with the letter box."""
    taken: list[Seat] = []
    two.servers.mail.start()

    def take(login: str) -> Seat:
        folder = two.servers.write_profile(two.folder / login, login, two.erp, two.team, two.shop, mail=True)
        taken.append(Seat(qtbot, folder, "quote"))
        return taken[-1]

    yield take
    for one in taken:
        one.leave()


def letters(two: TwoWorld, about: str, but: frozenset[str] = frozenset()) -> list[EmailMessage]:
    """``but``: the box is the home's, and keeps what was sent from companies of before."""
    found = (message_from_bytes(Path(f).read_bytes(), policy=default) for f in kept_under(two.servers.mail.folder))
    return [m for m in found if isinstance(m, EmailMessage) and about in str(m["Subject"]) and m["Message-ID"] not in but]


def amounts(two: TwoWorld, number: str) -> list[str]:
    """Without tax, tax and total, as the ERP tells them to anybody."""
    office, names = (
        Office(two.url, two.erp, "omar", two.servers.password("omar")),
        ["untaxed_amount", "tax_amount", "total_amount"],
    )
    [row] = office.on("sale.sale", "search_read", [["number", "=", number]], 0, 1, None, names)
    return [f"{Decimal(row[name]['decimal']):,.2f}" for name in names]


def kept(two: TwoWorld, number: str) -> list[tuple[str, str]]:
    query = (
        "SELECT a.name, a.description FROM ir_attachment a JOIN sale_sale s ON a.resource = 'sale.sale,' || s.id "
        "WHERE s.number = %s AND a.description LIKE 'Offer as sent%%'"
    )
    return [(str(name), str(words)) for name, words in two.sql(query, number)]


def test_an_offer_is_sent_as_pdf_accepted_and_converted_once(two: TwoWorld, desk: Desk) -> None:
    number = two.number("quote_expires_soon")
    carla = desk("carla")
    old = frozenset(str(m["Message-ID"]) for m in letters(two, number))
    carla.go_to(number).may("send_quote").press("6")
    case = carla.row(number)
    assert case is not None
    carla.until(lambda: any(x.text() for x in carla.page.case.sheet.findChildren(Enclosure)), "the PDF is made")
    carla.previewed().sees("Offer kept: offer-", "Enclosed: offer-").press("Ctrl+Enter")
    carla.until(lambda: bool(letters(two, number, old)), "the letter in the box")
    [letter] = letters(two, number, old)
    [part] = letter.iter_attachments()
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    said = " ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    assert number in said
    for amount in amounts(two, number):
        assert amount in said or amount.translate(str.maketrans(",.", ".,")) in said
    carla.until(lambda: len(kept(two, number)) == 1, "the copy beside the offer")
    [(name, words)] = kept(two, number)
    assert name == part.get_filename()
    assert hashlib.sha256(data).hexdigest() in words

    carla.until(lambda: not carla.console.status().letters_waiting, "no letter under way")
    carla.until(lambda: converted(carla, case.case_id, "PO-SENT") == "taken down", "the conversion taken down")
    carla.until(lambda: ended(two, number, "resolved"), "the case resolved in the team store")
    [(state, reference)] = two.sql("SELECT state, reference FROM sale_sale WHERE number = %s", number)
    assert (state in ("confirmed", "processing"), reference) == (True, "PO-SENT")
    assert len(letters(two, number, old)) == 1


def converted(seat: Seat, case: str, reference: str) -> str:
    """The buyer answers while the case waits for them: "taken down", or why it cannot be."""
    panel = seat.console.read(AskCase(case)).result()
    assert isinstance(panel, CasePanel)
    try:
        seat.console.do(Command("convert_quote", case, panel.row.rev, {"reference": reference})).result()
    except ClearlineError as e:
        return e.title
    return "taken down"


def draft(two: TwoWorld, stage: str, n: int = 0) -> dict[str, Any]:
    """The n-th request of the shop at this stage, the newest first, so that it has not expired."""
    rows = two.desk.call("GET", "/admin/draft-orders", limit="50", fields="id,display_id,metadata")["draft_orders"]
    mine = [r for r in rows if (r["metadata"] or {}).get("stage") == stage]
    row = sorted(mine, key=lambda r: r["metadata"]["ext_ref"])[n]
    return {**row, "ext_ref": row["metadata"]["ext_ref"]}


def test_a_request_is_accepted_in_both_systems_once(two: TwoWorld, desk: Desk) -> None:
    request = draft(two, "new", 1)
    number = f"W{request['display_id']}"
    carla = desk("carla")
    carla.go_to(number).may("accept_request").press("7")
    carla.type("PO-RFQ").previewed().sees("State: draft → placed", "Tried out on the server").press("Ctrl+Enter")
    carla.until(lambda: two.desk.order(request["id"])["status"] == "pending", "placed in the shop")
    carla.until(lambda: two.desk.linked(request["id"]) == request["ext_ref"], "the shop knows of the sale")
    [sale] = two.sales(request)
    assert sale.lines == two.desk.lines(request["id"])
    carla.until(lambda: carla.row(number) is None, f"{number} gone from the queue")


def test_what_the_buyer_places_in_the_shop_is_said_and_booked_once(two: TwoWorld, desk: Desk) -> None:
    request = draft(two, "sent", 0)
    number = f"W{request['display_id']}"
    carla = desk("carla")
    two.desk.call("POST", f"/admin/draft-orders/{request['id']}/convert-to-order", {})
    carla.until(lambda: carla.row(number) is not None, f"{number} in the queue")
    carla.go_to(number).may("accept_request").sees("The buyer accepted it in the shop").press("7").previewed().press("Ctrl+Enter")
    carla.until(lambda: two.desk.linked(request["id"]) == request["ext_ref"], "the shop knows of the sale")
    [sale] = two.sales(request)
    assert sale.lines == two.desk.lines(request["id"])
    carla.until(lambda: carla.row(number) is None, f"{number} gone from the queue")
