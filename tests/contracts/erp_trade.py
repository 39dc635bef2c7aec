"""An ERP's deeds and feeds, as the suite needs them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.domain.letter import Guard, Letter
from tests.contracts import letters
from tests.contracts.targets import Target
from tests.contracts.trade import Trade
from tests.doubles.faults import is_write


def held(target: Target) -> str:
    """An order over its customer's limit."""
    return str(target.office.order(limit="0.01"))


def a_release(target: Target) -> tuple[str, Letter]:
    sale = held(target)
    return sale, letters.release(target.office, sale)


def a_confirmation(target: Target) -> tuple[str, Letter]:
    sale = str(target.office.order())
    return sale, letters.confirm(target.office, sale)


def a_rejection(target: Target) -> tuple[str, Letter]:
    sale = held(target)
    return sale, letters.reject(target.office, sale)


def a_limit(target: Target) -> tuple[str, Letter]:
    sale = held(target)
    return sale, letters.limit(target.office, sale, 1, 250_000)


def a_note(target: Target) -> tuple[str, Letter]:
    sale = held(target)
    return sale, letters.note(target.office, sale)


def an_accepted_overrun(target: Target) -> tuple[str, Letter]:
    sale = target.office.order()
    target.office.press(sale, "confirm")
    return sale, letters.release(target.office, sale, kind="skipped_check", reason="The overrun is accepted")


def done(target: Target, sale: str, letter: Letter) -> int:
    office = target.office
    if letter.deed == "raise_limit":
        return int(office.credit_limit(sale) == "2500.00")
    if letter.deed == "note" or letter.body().get("kind") == "skipped_check":
        text = letter.body().get("text") or letter.body()["reason"]
        return sum(n.startswith(str(text)) for n in office.notes(sale))
    if letter.deed == "reject_order":
        return int(office.state(sale) == "cancelled")
    return int(office.shipments(sale)) if office.state(sale) == "processing" else 0


def effective(target: Target, letter: Letter) -> Callable[[str], bool]:
    """Without the add-on, the first confirmation of a held order only brings the question."""
    asked = iter((False,) if letter.deed == "release_hold" and letter.body()["kind"] == "quotation" and not target.addon else ())
    return lambda method: is_write(method) and next(asked, True)


def _spoil(rows: Any, key: str) -> Any:
    for row in rows:
        if str(row["id"]) == key:
            row["state"] = {"__class__": "Decimal", "decimal": "NaN"}
    return rows


ERP = Trade(
    server="Tryton 8.2",
    head="sales",
    parts="lines",
    people="customers",
    noun="sale",
    guards={
        "release_hold": Guard.STATE,
        "confirm_sale": Guard.STATE,
        "reject_order": Guard.STATE,
        "raise_limit": Guard.COND,
        "lower_limit": Guard.COND,
        "note": Guard.COND,
    },
    makes={f.__name__: f for f in (a_release, a_confirmation, a_rejection, a_limit, a_note, an_accepted_overrun)},
    final="a_release",
    finish=lambda target, sale: letters.release(target.office, sale),
    done=done,
    effective=effective,
    owner=lambda line: str(line.sale),
    reads=lambda method: method == "model.sale.sale.search_read",
    spoil=_spoil,
    spoiled="state",
    broken=("broke", "html", "truncate", "wrong_id", "garbage", "drop"),
)
