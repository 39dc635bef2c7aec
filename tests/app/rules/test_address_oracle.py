"""Addresses against a postman with real addresses in his bag: sound ones pass, and each way of spoiling one is found by its name."""

from __future__ import annotations

import random
from dataclasses import replace
from types import ModuleType

import pytest

from app.domain.address import Address
from app.domain.shop import Fulfilled, WebOrderState
from app.rules import address
from tests.app.rules import order_world as w
from tests.app.rules.plant import planted
from tests.app.rules.world import eur

# country, a street, a real postcode, its city, and a postcode of another shape
BAG = (
    ("DE", "Am Sandtorkai 2", "20457", "Hamburg", "2045"), ("FR", "12 rue de Rivoli", "75004", "Paris", "7500A"),
    ("NL", "Keizersgracht 1", "1015 CJ", "Amsterdam", "1015"), ("BE", "Meir 50", "2000", "Antwerpen", "20000"),
    ("AT", "Graben 10", "1010", "Wien", "01010"), ("CH", "Bahnhofstrasse 1", "8001", "Zürich", "800"),
    ("IT", "Via Torino 3", "20123", "Milano", "2012"), ("ES", "Gran Vía 8", "28013", "Madrid", "280130"),
    ("PT", "Rua Augusta 9", "1100-048", "Lisboa", "1100"), ("PL", "Nowy Świat 5", "00-400", "Warszawa", "00400"),
    ("CZ", "Dlouhá 7", "110 00", "Praha", "1100"), ("SE", "Kungsgatan 4", "111 43", "Stockholm", "1114"),
    ("NO", "Strandgaten 12", "5013", "Bergen", "50130"), ("DK", "Strøget 6", "1160", "København", "116"),
    ("FI", "Aleksanterinkatu 1", "00100", "Helsinki", "0010"), ("GB", "10 Downing Street", "SW1A 2AA", "London", "SW1A"),
    ("IE", "1 Grafton Street", "D02 X285", "Dublin", "02285"), ("US", "1 Main St", "94105-1804", "San Francisco", "9410"),
    ("CA", "1 Bay Street", "M5J 2N8", "Toronto", "M5J 2"), ("HU", "Váci utca 1", "1052", "Budapest", "10520"),
)  # fmt: skip
BOXES = (
    "PO Box 12",
    "P.O. Box 7",
    "Postfach 1020",
    "Postbus 44",
    "Boîte postale 9",
    "Apartado de Correos 3",
    "Casella Postale 8",
    "BP 12",
)


def at(row: tuple[str, str, str, str, str]) -> Address:
    country, street, code, city, _ = row
    return Address(company="Works", street=street, postcode=code, city=city, country=country)


def postman(dice: random.Random) -> tuple[Address, Address, int, set[str]]:
    """An address as entered, the saved one, the order's value, and what he says about it: he knows how he spoiled it."""
    row = dice.choice(BAG)
    good, value = at(row), dice.choice([200, 4999, 5000])
    other = at(dice.choice([r for r in BAG if r[0] != row[0]]))
    match dice.randint(0, 8):
        case 0:
            part = dice.choice(["street", "city", "postcode", "country", "company"])
            return replace(good, **{part: dice.choice(["", "  "])}), good, value, {"incomplete"}
        case 1:
            return replace(good, postcode=row[4]), good, value, {"postcode", "unlike_saved"}
        case 2:
            return replace(good, street=dice.choice(BOXES)), good, value, {"po_box", "unlike_saved"}
        case 3:
            return replace(good, street2=dice.choice(BOXES)), good, value, {"po_box", "unlike_saved"}
        case 4:
            return replace(good, street=good.street + "a"), good, value, {"unlike_saved"}
        case 5:
            return good, other, value, {"unlike_saved"} if value >= 5000 else set()
        case 6:
            return replace(good, street=good.street.upper() + " ", phone="1", name="Ida"), good, value, set()
        case 7:
            return (
                replace(good, postcode=f"{row[0]}-{good.postcode}"),
                replace(good, postcode=f"{row[0]}-{good.postcode}"),
                value,
                set(),
            )
        case _:
            return good, good, value, set()


def disagreements(rule: ModuleType, letters: int) -> int:
    dice, found = random.Random(2), 0
    for _ in range(letters):
        entered, kept, value, said = postman(dice)
        far = at(dice.choice(BAG))
        of = w.order_dossier(w.web_order(ship_to=entered, net=eur(value)), addresses=(w.saved(kept, "2"),))
        if far.country not in (entered.country, kept.country) and said != {"incomplete"}:
            of = replace(of, addresses=(w.saved(far, "1"), w.saved(kept, "2")))
        found += w.firing(rule.ADDRESS, of) != said
    return found


def test_the_rule_agrees_with_the_postman() -> None:
    assert disagreements(address, 3000) == 0


@pytest.mark.parametrize("state", ["delivered", "cancelled"])
def test_what_needs_no_delivery_any_more_is_silent(state: str) -> None:
    order = w.web_order(
        ship_to=None,
        fulfilment=Fulfilled.DELIVERED if state == "delivered" else Fulfilled.NOTHING,
        state=WebOrderState.CANCELLED if state == "cancelled" else WebOrderState.PLACED,
    )
    assert w.firing(address.ADDRESS, w.order_dossier(order)) == set()


def test_in_transit_is_urgent() -> None:
    bad = replace(w.HOME, city="")
    for fulfilment, severity in ((Fulfilled.NOTHING, 2), (Fulfilled.PACKED, 2), (Fulfilled.SHIPPED, 1)):
        found = w.judge(address.ADDRESS, w.order_dossier(w.web_order(ship_to=bad, fulfilment=fulfilment)))["incomplete"]
        assert found.severity == severity  # type: ignore[union-attr]


BUGS = {
    "blanks are an answer": ("if not getattr(address, part).strip()]", "if not getattr(address, part)]"),
    "a postcode may begin right": ("re.fullmatch(shape, code)", "re.match(shape, code)"),
    "the country before the code is wrong": ('code = re.sub(rf"^{address.country}[- ]", "", code)', "pass"),
    "the second line is not read": (" or _BOX.search(address.street2)", ""),
    "capitals hide a box": ("    re.IGNORECASE,\n", "    0,\n"),
    "the first saved address is the nearest": ("key=lambda a: (_distance(a.address, here), not", "key=lambda a: (not"),
    "names are places": ('_PLACE = ("street",', '_PLACE = ("name", "phone", "street",'),
    "any site is a typo": ('if len(parts) <= 2 and {"street", "postcode"} - set(parts):', "if True:"),
    "large is never large": (">= Money.of(LARGE", "> Money.of(LARGE"),
}  # fmt: skip


@pytest.mark.parametrize("bug", BUGS, ids=lambda b: b.replace(" ", "-"))
def test_a_planted_bug_is_caught(bug: str) -> None:
    assert disagreements(planted(address, *BUGS[bug]), 3000) > 0
