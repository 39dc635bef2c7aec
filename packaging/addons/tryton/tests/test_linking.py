# SPDX-FileCopyrightText: Clearline contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sale without a web order's reference gets one, by a write like any other; by hand Tryton keeps an empty one read-only."""

import uuid

import pytest


@pytest.fixture
def shop(rep):
    return rep("web.shop.search", [])[0]


@pytest.fixture
def reference():
    return f"WEB-{uuid.uuid4().hex[:8]}"


def held(person, sale):
    row = person("sale.sale.read", [sale], ["web_shop", "web_id"])[0]
    return row["web_shop"], row["web_id"]


@pytest.mark.parametrize("way", ["directly", "by run"])
def test_it_is_given_and_taken_off(rep, fitting, shop, reference, way):
    sale = fitting["sale"]
    stamp = rep.stamp("sale.sale", sale)
    if way == "directly":
        rep("sale.sale.link_web_order", [sale], shop, reference)
    else:
        rep.run([["sale.sale", "link_web_order", [[sale], shop, reference]]], expect={f"sale.sale,{sale}": stamp})
    assert held(rep, sale) == (shop, reference)
    assert rep.stamp("sale.sale", sale) != stamp
    rep("sale.sale.write", [sale], {"web_shop": None, "web_id": None})
    assert held(rep, sale) == (None, None)


def test_a_rehearsal_leaves_nothing(rep, fitting, shop, reference):
    rep.dry_run([["sale.sale", "link_web_order", [[fitting["sale"]], shop, reference]]])
    assert held(rep, fitting["sale"]) == (None, None)


def test_by_hand_it_stays_read_only_also_in_the_same_command(rep, fitting, inside, shop, reference, failure):
    other = inside.quotation(amount="100.00", limit=None)["sale"]
    by_hand = ["sale.sale", "write", [[other], {"web_shop": shop, "web_id": f"{reference}-2"}]]
    with pytest.raises(failure, match="Web ID"):
        rep("sale.sale.write", [other], {"web_shop": shop, "web_id": reference})
    with pytest.raises(failure, match="Web ID"):
        rep.run([["sale.sale", "link_web_order", [[fitting["sale"]], shop, reference]], by_hand])
    assert held(rep, fitting["sale"]) == held(rep, other) == (None, None)


def test_who_may_not_write_a_sale_may_not_link_one(people, fitting, shop, reference, failure):
    for name in ("books", "nobody"):
        with pytest.raises(failure, match="not allowed"):
            people[name]("sale.sale.link_web_order", [fitting["sale"]], shop, reference)


def test_a_reference_stays_unique_within_its_shop(rep, fitting, inside, shop, reference, failure):
    other = inside.quotation(amount="100.00", limit=None)["sale"]
    rep("sale.sale.link_web_order", [fitting["sale"]], shop, reference)
    with pytest.raises(failure, match=r"(?i)web id"):
        rep("sale.sale.link_web_order", [other], shop, reference)


@pytest.mark.parametrize("what", [[], [None, None], ["shop", 7], [1], [None, "WEB-1"], [1, ""]])
def test_what_is_no_reference_is_refused(rep, fitting, failure, what):
    with pytest.raises(failure):
        rep("sale.sale.link_web_order", [fitting["sale"]], *what)
    assert held(rep, fitting["sale"]) == (None, None)
