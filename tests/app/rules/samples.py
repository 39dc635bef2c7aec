"""For every rule: records on which it fires, stays silent, and cannot know."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from app.domain.dossier import Bought, Largest
from app.domain.order import OrderState
from app.domain.ref import Ref
from app.domain.shop import Fulfilled, Paid, WebOrderState
from app.rules import address, validation
from app.rules import payment as payment_rule
from tests.app.rules import goods_samples
from tests.app.rules import goods_world as g
from tests.app.rules import order_world as w
from tests.app.rules import quote_world as q
from tests.app.rules import visit_world as v
from tests.app.rules.world import NOW, confirmed, day, dossier, eur, sale, standing

W = w.ORDER.key
SALE = Ref("tryton", "sale", "7")
HOUR = timedelta(hours=1)

# rule type -> verdict's class name -> (dossier, key of the order, cause)
SAMPLES: dict[str, dict[str, list[tuple[Any, str, str]]]] = {
    "credit": {
        "Fires": [
            (dossier(sale(1, 1200)), "1", "over_limit"),
            (dossier(confirmed(2, 300, ships_on_order=False), at=standing(1300, 1000)), "2", "skipped_check"),
        ],
        "Silent": [
            (dossier(sale(1, 800)), "1", "over_limit"),
            (dossier(sale(1, 1200, reference=None)), "1", "over_limit"),
            (dossier(confirmed(2, 300), at=standing(1300, 1000)), "2", "skipped_check"),
        ],
        "Unknown": [
            (dossier(sale(1, 1200), customer=None), "1", "over_limit"),
            (dossier(confirmed(2, 300, ships_on_order=False), complete=frozenset()), "2", "skipped_check"),
        ],
    },
    "validation": {
        "Fires": [
            (w.order_dossier(products=()), W, "unknown_product"),
            (w.order_dossier(products=(w.product(salable=False),)), W, "blocked_product"),
            (w.order_dossier(variants=(w.variant(replaced_by="V-2"),)), W, "blocked_product"),
            (w.order_dossier(variants=(w.variant(minimum=Decimal(150)),)), W, "quantity_minimum"),
            (w.order_dossier(variants=(w.variant(multiple=Decimal(12)),)), W, "quantity_multiple"),
            (w.order_dossier(bought=(Bought("V-1", Decimal(19), w.LONG_AGO.date()),)), W, "quantity_outlier"),
            (w.order_dossier(largest=Largest(Decimal(19), eur(199))), W, "quantity_outlier"),
            (w.order_dossier(prices=(w.list_price("2.02"),)), W, "price"),
            (w.order_dossier(same_po_sales=(sale(1, created_at=w.LONG_AGO - HOUR),)), W, "duplicate_po"),
            (w.order_dossier(customer=None), W, "customer"),
            (w.order_dossier(currencies=frozenset({"CHF"})), W, "currency"),
            (w.order_dossier(lines=()), W, "data"),
            (w.order_dossier(w.web_order(net=eur(300))), W, "data"),
            (w.order_dossier(w.web_order(requested=day(-1))), W, "date_past"),
            (w.order_dossier(), W, "not_booked"),
        ],
        "Silent": [
            *((w.order_dossier(), W, cause) for cause in validation.GROUPS if cause != "not_booked"),
            *((w.booked(products=()), W, cause) for cause in validation.GROUPS),
            (w.order_dossier(largest=Largest(Decimal(20), eur(199))), W, "quantity_outlier"),
            (w.order_dossier(largest=Largest(Decimal(1), eur(200))), W, "quantity_outlier"),
            (w.order_dossier(w.web_order(state=WebOrderState.CANCELLED)), W, "not_booked"),
            (w.order_dossier(w.web_order(placed_at=w.NOW - HOUR / 6)), W, "not_booked"),
            (w.order_dossier(products=()), W, "not_booked"),
        ],
        "Unknown": [
            *((w.order_dossier(erp=None), W, cause) for cause in validation.GROUPS),
            *((w.order_dossier(unreadable=(w.bad(),)), W, cause) for cause in validation.GROUPS),
            (w.order_dossier(erp=replace(w.ERP, complete=w.ERP.complete - {"prices"})), W, "price"),
            (w.order_dossier(shop=replace(w.SHOP, complete=w.SHOP.complete - {"variants"})), W, "quantity_multiple"),
            (w.order_dossier(erp=replace(w.ERP, complete=w.ERP.complete - {"products"})), W, "not_booked"),
        ],
    },
    "price": {
        "Fires": [
            (w.booked(sale_lines=(w.sale_line(net=250),)), W, "line_price"),
            (w.booked(sales=(w.booked_sale(7, 212),)), W, "header_total"),
        ],
        "Silent": [
            (w.booked(), W, "line_price"),
            (w.booked(sales=(w.booked_sale(7, 220),)), W, "header_total"),
            (w.order_dossier(prices=(w.list_price("9.99"),)), W, "line_price"),
        ],
        "Unknown": [(w.booked(erp=replace(w.ERP, complete=frozenset({"sales"}))), W, "line_price")],
    },
    "address": {
        "Fires": [
            (w.order_dossier(w.web_order(ship_to=None)), W, "incomplete"),
            (w.order_dossier(w.web_order(ship_to=replace(w.HOME, postcode="50130"))), W, "postcode"),
            (w.order_dossier(w.web_order(ship_to=replace(w.HOME, street="Postboks 7"))), W, "po_box"),
            (w.order_dossier(w.web_order(ship_to=replace(w.HOME, street="Strandgaten 21"))), W, "unlike_saved"),
            (w.booked(sent_to=(w.saved(replace(w.HOME, street="Kaiveien 4", postcode="5004")),)), W, "elsewhere"),
        ],
        "Silent": [
            *((w.order_dossier(), W, cause) for cause in address.GROUPS),
            (w.booked(), W, "elsewhere"),
            (w.booked(w.web_order(stamp=w.NOW - HOUR / 12), sent_to=(w.saved(replace(w.HOME, city="Oslo")),)), W, "elsewhere"),
            (w.booked(w.web_order(ship_to=replace(w.HOME, street="Strandgaten 21"))), W, "elsewhere"),
            (w.order_dossier(w.web_order(ship_to=None, fulfilment=Fulfilled.DELIVERED)), W, "incomplete"),
        ],
        "Unknown": [
            (w.order_dossier(unreadable=(w.bad(),)), W, "incomplete"),
            (w.order_dossier(erp=None), W, "unlike_saved"),
            (w.booked(sent_to=()), W, "elsewhere"),
        ],
    },
    "payment": {
        "Fires": [
            (w.order_dossier(payments=(w.payment("failed"),)), W, "failed"),
            (w.order_dossier(payments=(w.payment("authorised", expires_at=w.NOW - HOUR),)), W, "expired"),
            (
                w.order_dossier(w.web_order(paid=eur(200), due=eur(75)), payments=(w.payment("captured", 200),)),
                W,
                "due_after_edit",
            ),
            (
                w.booked(
                    w.web_order(paid=eur(275), due=eur(0), payment=Paid.ALL),
                    payments=(w.payment(),),
                    sales=(w.booked_sale(state=OrderState.QUOTED),),
                ),
                W,
                "paid_unconfirmed",
            ),
        ],
        "Silent": [
            *((w.order_dossier(), W, cause) for cause in payment_rule.GROUPS),
            (w.order_dossier(payments=(w.payment("authorised", expires_at=w.NOW + HOUR),)), W, "expired"),
        ],
        "Unknown": [(w.order_dossier(shop=replace(w.SHOP, complete=frozenset({"web_orders", "web_lines"}))), W, "failed")],
    },
    "sync": {
        "Fires": [
            (w.booked(sale_lines=(w.sale_line(90, 180),)), W, "quantities"),
            (w.booked(w.web_order(state=WebOrderState.CANCELLED)), W, "cancelled"),
            (w.booked(sales=(w.booked_sale(state=OrderState.CANCELLED),)), W, "cancelled"),
            (w.keyed(), W, "unlinked"),
            (w.booked(sales=(w.booked_sale(7), w.booked_sale(8))), W, "doubled"),
            (w.orphan(ref=SALE, sales=(w.booked_sale(),)), "7", "unplaced"),
            (w.orphan(payments=(w.payment(),)), W, "early_payment"),
            (w.orphan(unreadable=(w.bad(),)), W, "unreadable"),
        ],
        "Silent": [
            *((w.booked(), W, cause) for cause in ("quantities", "cancelled", "doubled", "early_payment")),
            (w.keyed(90, 180), W, "unlinked"),
            (w.booked(w.web_order(stamp=w.NOW - HOUR / 12), sale_lines=(w.sale_line(90, 180),)), W, "quantities"),
        ],
        "Unknown": [
            (w.booked(erp=replace(w.ERP, complete=frozenset({"sales"}))), W, "quantities"),
            (replace(w.keyed(), erp=replace(w.ERP, complete=frozenset({"sales"}))), W, "unlinked"),
            (w.orphan(ref=SALE, shop=None, sales=(w.booked_sale(),)), "7", "unplaced"),
        ],
    },
    **goods_samples.SAMPLES,
    "schedule": {
        "Fires": [
            (v.dossier(v.visit(at=v.on(10)), v.visit("B", at=v.on(9))), "A", "clash"),
            (v.dossier(v.visit(at=v.on(11, 10)), v.visit("B", at=v.on(9))), "A", "clash"),
            (v.dossier(v.visit(skills=("welding",))), "A", "clash"),
            (v.dossier(v.visit(skills=("lift",), at=v.on(9, days=40))), "A", "clash"),
            (v.dossier(v.visit(at=v.on(6))), "A", "clash"),
            (v.dossier(v.visit(), resources=(v.ines(closures=((str(day(7)), str(day(7)), "ill"),)),)), "A", "clash"),
            (v.dossier(v.visit(window=((0, "13:00", "17:00"),))), "A", "clash"),
            (v.dossier(v.visit(closures=((str(day(1)), str(day(9)), "stocktaking"),))), "A", "clash"),
            (v.dossier(v.visit(waits_for_goods=True), goods=g.waiting()), "A", "clash"),
            (v.dossier(v.visit(waits_for_goods=True), goods=g.waiting(incoming=())), "A", "clash"),
            (v.dossier(v.visit(after="B"), v.visit("B", at=v.on(9, days=8), resource="jon")), "A", "clash"),
            (v.dossier(v.visit(at=v.on(9, days=1))), "A", "clash"),
            (
                v.dossier(v.visit(skills=("welding",), waits_for_goods=True), goods=g.waiting(complete=g.FEEDS - {"incoming"})),
                "A",
                "clash",
            ),
        ],
        "Silent": [
            (v.dossier(v.visit()), "A", "clash"),
            (v.dossier(v.visit(at=v.on(9)), v.visit("B", at=v.on(10))), "A", "clash"),
            (v.dossier(v.visit(at=v.on(10), state="confirmed"), v.visit("B", at=v.on(9))), "A", "clash"),
            (v.dossier(v.visit(at=v.on(10)), v.visit("B", at=v.on(9), resource="jon")), "A", "clash"),
            (v.dossier(v.visit(at=v.on(11, 30)), v.visit("B", at=v.on(9))), "A", "clash"),
            (v.dossier(v.visit(skills=("lift",), at=v.on(9, days=14))), "A", "clash"),
            (v.dossier(v.visit(), goods=g.waiting()), "A", "clash"),
            (v.dossier(v.visit(waits_for_goods=True, at=v.on(9, days=21)), goods=g.waiting()), "A", "clash"),
            (v.dossier(v.visit(waits_for_goods=True), goods=g.there(-1, state="done")), "A", "clash"),
            (v.dossier(v.visit(after="B"), v.visit("B", at=v.on(9, days=2), resource="jon")), "A", "clash"),
            (v.dossier(v.visit(at=v.on(9, days=1), state="confirmed")), "A", "clash"),
            (v.dossier(v.visit(state="cancelled", skills=("welding",))), "A", "clash"),
            (v.dossier(v.visit(at=v.on(9, days=-7))), "A", "clash"),
        ],
        "Unknown": [
            (v.dossier(v.visit(), goods=g.waiting(sale=None)), "A", "clash"),
            (v.dossier(v.visit(waits_for_goods=True), goods=g.waiting(asof=NOW - 5 * HOUR)), "A", "clash"),
            *[
                (v.dossier(v.visit(waits_for_goods=True), goods=g.waiting(complete=g.FEEDS - {feed})), "A", "clash")
                for feed in sorted(g.FEEDS)
            ],
        ],
    },
    "quote": {
        "Fires": [
            *((q.dossier(q.until(left)), "40", "validity") for left in (2, 1, 0, -1, -30)),
            (q.dossier(q.until(1, 25_000)), "40", "validity"),
            (q.dossier(q.sale(state=q.DRAFT, stamp=NOW - 25 * HOUR)), "40", "unsent"),
            (q.cheap(), "40", "limits"),
            (q.cheap("75.00"), "40", "limits"),
            (q.dossier(q.sale(payment_terms="Net 90")), "40", "limits"),
            (q.dossier(q.sale(valid_days=46)), "40", "limits"),
            (q.dossier(q.sale(state=q.DRAFT, valid_days=46)), "40", "limits"),
            (q.dossier(prices=(q.price(),)), "40", "limits"),
            (q.dossier(None, q.line(each="75.00"), q.line("42", 8, "100.00", cost=None)), "40", "limits"),
            (q.dossier(None, q.line(cost=None), q.LINES[1]), "40", "limits"),
            (q.request(), "order_9", "unanswered"),
            (q.request(q.web_order(stage="new")), "order_9", "unanswered"),
            *((q.request(q.taken(stage)), "order_9", "accepted") for stage in ("new", "sent")),
        ],
        "Silent": [
            (q.request(), "order_9", "accepted"),
            (q.request(q.taken(None)), "order_9", "accepted"),
            (q.request(q.taken("sent"), answers=(q.answer(),)), "order_9", "accepted"),
            *((q.dossier(q.until(3)), "40", cause) for cause in ("validity", "unsent", "limits")),
            *(
                (q.dossier(replace(q.until(-1), **changes)), "40", "validity")
                for changes in (
                    {"reference": "PO-9"},
                    {"web_origin": "WEB-9"},
                    {"valid_days": None, "expires_on": None},
                    {"complaint": "3"},
                    {"returns": "9"},
                    {"state": OrderState.CANCELLED},
                    {"state": OrderState.CONFIRMED},
                    {"state": q.DRAFT},
                )
            ),
            (q.dossier(q.until(-1), refused=frozenset({"40"})), "40", "validity"),
            (q.dossier(q.sale(state=q.DRAFT, stamp=NOW - 23 * HOUR)), "40", "unsent"),
            (q.cheap("85.50"), "40", "limits"),
            (q.dossier(q.sale(payment_terms="Net 60")), "40", "limits"),
            (q.dossier(q.sale(valid_days=45)), "40", "limits"),
            (q.request(q.web_order(7)), "order_9", "unanswered"),
            (q.request(answers=(q.answer(),)), "order_9", "unanswered"),
            (q.request(q.web_order(stage="sent")), "order_9", "unanswered"),
            (q.request(replace(q.web_order(), state=WebOrderState.PLACED)), "order_9", "unanswered"),
        ],
        "Unknown": [
            *((q.UNREADABLE, "40", cause) for cause in ("validity", "unsent", "limits")),
            *((q.dossier(complete=q.FEEDS - {feed}), "40", "limits") for feed in sorted(q.FEEDS)),
            (q.dossier(complete=q.FEEDS - {"sales"}), "40", "validity"),
            (q.dossier(customer=None), "40", "limits"),
            (q.request(books=frozenset()), "order_9", "unanswered"),
            (q.request(q.taken("sent"), books=frozenset()), "order_9", "accepted"),
            (q.request(unreadable=(q.bad(q.REQUEST),)), "order_9", "accepted"),
            (q.request(complete=frozenset({"web_orders"})), "order_9", "unanswered"),
            (q.request(unreadable=(q.bad(q.REQUEST),)), "order_9", "unanswered"),
        ],
    },
}
