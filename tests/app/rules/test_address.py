"""What is suggested in place of an address that cannot be right."""

from __future__ import annotations

from dataclasses import replace

from app.domain.address import Address
from app.domain.goods import CustomerAddress
from app.rules.address import nearest
from tests.app.rules.order_world import order_dossier, saved

HERE = Address(name="Halvorsen AS", street="9 Quay", postcode="1", city="Oslo", country="NO")


def kept(address: Address) -> CustomerAddress:
    return replace(saved(), address=address)


def test_the_faulty_address_that_a_booking_left_in_the_erp_is_not_suggested() -> None:
    right = replace(HERE, postcode="0150")
    box = replace(right, street="Postboks 7")
    assert nearest(replace(order_dossier(), addresses=(kept(HERE), kept(box), kept(right))), HERE) == right
    assert nearest(replace(order_dossier(), addresses=(kept(HERE),)), HERE) is None
