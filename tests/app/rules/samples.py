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
from tests.app.rules import damage_world as d
from tests.app.rules import goods_world as g
from tests.app.rules import order_world as w
from tests.app.rules import quote_world as q
from tests.app.rules import return_world as r
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
    "split": {
        "Fires": [
            (g.goods(), "1", "short_here"),
            (g.goods(shipments=(g.shipment(state="assigned"),)), "1", "short_here"),
            (g.apart(), "1", "far_apart"),
            (g.apart(shipments=(g.shipment(state="picked", planned=day(1)), g.shipment("8", planned=day(5)))), "1", "far_apart"),
        ],
        "Silent": [
            (g.goods(levels=(g.level("4", 80, 0), g.level("5", 50, 50))), "1", "short_here"),
            (g.goods(levels=(g.level("4", 60, -20), g.level("5", 50, 0))), "1", "short_here"),
            (g.goods(levels=(g.level("4", 60, -20),)), "1", "short_here"),
            (g.goods(shipments=(g.shipment(state="picked"),)), "1", "short_here"),
            (g.goods(moves=()), "1", "short_here"),
            (g.goods(), "1", "far_apart"),
            (g.apart(3), "1", "far_apart"),
            (g.apart(shipments=(g.shipment(state="done", planned=day(1)), g.shipment("8", planned=day(9)))), "1", "far_apart"),
            (
                g.apart(shipments=(g.shipment(state="picked", planned=day(1)), g.shipment("8", state="packed", planned=day(9)))),
                "1",
                "far_apart",
            ),
        ],
        "Unknown": [
            *(
                (g.goods(complete=g.FEEDS - {feed}), "1", cause)
                for feed in sorted(g.FEEDS)
                for cause in ("short_here", "far_apart")
            ),
            *((of, "1", cause) for of in g.UNREADABLE for cause in ("short_here", "far_apart")),
        ],
    },
    "backorder": {
        "Fires": [
            (g.waiting(), "1", "short"),
            (g.waiting(incoming=()), "1", "short"),
            (g.waiting(incoming=(g.coming(planned=None, promised=None),)), "1", "short"),
            (g.waiting(incoming=(g.coming(10, planned=5, promised=5),)), "1", "short"),
            (g.waiting(incoming=(g.coming(at=g.SOUTH, planned=5, promised=5),)), "1", "short"),
            (g.queued(g.waiting(incoming=(), levels=(g.level(g.NORTH, 90, -30),)), g.rival()), "1", "short"),
            (
                g.queued(g.waiting(incoming=(), levels=(g.level(g.NORTH, 90, -30),)), g.rival(planned=12, reserved=True)),
                "1",
                "short",
            ),
            (g.waiting(levels=(g.level(g.NORTH, 60, 30), g.level(g.SOUTH, 5, 5))), "1", "short"),
            (g.by_the_dozen(8), "1", "short"),
        ],
        "Silent": [
            (g.waiting(incoming=(g.coming(planned=10, promised=10),)), "1", "short"),
            (g.waiting(incoming=(g.coming(promised=9),)), "1", "short"),
            (g.waiting(levels=(g.level(g.NORTH, 60, 30), g.level(g.SOUTH, 20, 20))), "1", "short"),
            (g.queued(g.waiting(levels=(g.level(g.NORTH, 80, 0),), incoming=()), g.rival(planned=12)), "1", "short"),
            (g.by_the_dozen(5), "1", "short"),
            (g.waiting(shipments=(g.shipment(state="picked"),)), "1", "short"),
            (g.waiting(sale=replace(g.UNDER_WAY, ship_date=day(20))), "1", "short"),
            (g.waiting(moves=()), "1", "short"),
        ],
        "Unknown": [
            *((g.waiting(complete=g.FEEDS - {feed}), "1", "short") for feed in sorted(g.FEEDS)),
            *((of, "1", "short") for of in g.UNREADABLE),
        ],
    },
    "delay": {
        "Fires": [
            (g.waiting(incoming=(g.coming(promised=9),)), "1", "purchase"),
            (g.waiting(incoming=(g.coming(planned=-2, promised=-2),)), "1", "purchase"),
            (g.waiting(incoming=(g.coming(planned=None, promised=9),)), "1", "purchase"),
            (g.there(-1), "1", "warehouse"),
            (g.there(-1, state="picked"), "1", "warehouse"),
            (g.there(-1, state="packed", country="CH"), "1", "carrier"),
            (g.there(-6, state="shipped"), "1", "carrier"),
            (g.there(-6, state="shipped", country="CH"), "1", "customs"),
        ],
        "Silent": [
            (g.waiting(), "1", "purchase"),
            (
                g.waiting(incoming=(g.coming(promised=9),), levels=(g.level(g.NORTH, 60, 30), g.level(g.SOUTH, 20, 20))),
                "1",
                "purchase",
            ),
            (g.waiting(incoming=(g.coming(promised=9),), levels=(g.level(g.NORTH, 90, 60),)), "1", "purchase"),
            (g.there(0), "1", "warehouse"),
            (g.there(-1, sale=replace(g.UNDER_WAY, ship_date=day(2))), "1", "warehouse"),
            (g.there(-1, levels=(g.level(g.NORTH, 60, -20),)), "1", "warehouse"),
            (g.there(-6, state="shipped"), "1", "warehouse"),
            (g.there(-4, state="shipped"), "1", "carrier"),
            (g.there(0, state="packed"), "1", "carrier"),
            (g.there(-1, state="packed"), "1", "warehouse"),
            (g.there(-6, state="shipped", country="CH"), "1", "carrier"),
            (g.there(-6, state="done"), "1", "carrier"),
            (g.there(-6, state="shipped"), "1", "customs"),
        ],
        "Unknown": [
            (of, "1", cause)
            for of in (*(g.waiting(complete=g.FEEDS - {feed}) for feed in sorted(g.FEEDS)), *g.UNREADABLE)
            for cause in ("purchase", "warehouse", "carrier", "customs")
        ],
    },
    "damage": {
        "Fires": [
            (d.dossier(), "3", "damaged"),
            (d.dossier(complaint=d.complaint(state="draft", line=None, sale="9")), "3", "damaged"),
            (d.dossier(made=(d.replacement(state=OrderState.DRAFT), d.replacement(state=OrderState.CANCELLED))), "3", "damaged"),
            (d.dossier(made=(d.replacement(complaint="5"),), moves=None), "3", "damaged"),
            (d.asked_back(OrderState.CANCELLED), "3", "damaged"),
            (d.dossier(made=(d.replacement(),)), "3", "untold"),
            (d.dossier(made=(d.replacement(),), attachments=(d.attached(),)), "3", "untold"),
            (d.dossier(made=(d.replacement(),), moves=(d.move(effective=day(-14)),)), "3", "untold"),
        ],
        "Silent": [
            (d.dossier(complaint=d.complaint(state="rejected")), "3", "damaged"),
            (d.dossier(complaint=d.complaint(state="done")), "3", "damaged"),
            (d.dossier(made=(d.replacement(),)), "3", "damaged"),
            (d.dossier(filed=(d.filed(),), actions=(d.credit(),)), "3", "damaged"),
            (d.asked_back(OrderState.DRAFT), "3", "damaged"),
            (d.asked_back(OrderState.CANCELLED), "3", "untold"),
            (d.dossier(actions=(d.credit(complaint="3", action="sale_return", result="sale.sale,8"),)), "3", "damaged"),
            (d.dossier(), "3", "untold"),
            (d.dossier(complaint=d.complaint(state="rejected"), made=(d.replacement(),)), "3", "untold"),
            (d.dossier(made=(d.replacement(),), attachments=(d.packet(),)), "3", "untold"),
            (d.dossier(made=(d.replacement(),), moves=(d.move(effective=day(-15)),)), "3", "untold"),
            (d.dossier(made=(d.replacement(),), moves=(d.move(state="assigned"),)), "3", "untold"),
        ],
        "Unknown": [
            (d.dossier(unreadable=(d.bad(),)), "3", "damaged"),
            (d.dossier(erp=replace(d.ERP, complete=frozenset({"complaints"}))), "3", "damaged"),
            (d.dossier(sale=None, lines=()), "3", "damaged"),
            (d.dossier(unreadable=(d.bad(),)), "3", "untold"),
            (d.dossier(made=(d.replacement(),), erp=replace(d.ERP, complete=d.FEEDS - {"attachments"})), "3", "untold"),
        ],
    },
    "return": {
        "Fires": [
            (r.dossier(), "30", "open"),
            (r.dossier(sale=r.sale(OrderState.QUOTED), origins=()), "30", "open"),
            (r.authorised(), "30", "open"),
            (r.authorised(shipments=(), moves=()), "30", "open"),
            (r.authorised(shipments=(r.shipment(planned=day(-22)),)), "30", "open"),
            (r.received(), "30", "open"),
            (r.inspected(), "30", "open"),
            (r.inspected(notes=(), invoices=(r.invoice(),)), "30", "open"),
            (r.inspected(shipments=(r.shipment("done"), r.shipment(key="81"))), "30", "open"),
            (r.credited(r.ASIDE), "30", "aside"),
            (r.credited(r.ASIDE, r.moved("6", "4", 2, "91"), sale=r.sale(OrderState.DONE)), "30", "aside"),
        ],
        "Silent": [
            (r.dossier(sale=r.sale(OrderState.CANCELLED)), "30", "open"),
            (r.inspected(invoices=(r.invoice(), r.invoice("90", -655))), "30", "open"),
            (r.inspected(invoices=(r.invoice(), r.invoice("90", -655, "paid"))), "30", "open"),
            (r.inspected(sale=r.sale(OrderState.DONE), notes=()), "30", "open"),
            (r.authorised(sale=r.sale(OrderState.DONE), shipments=(), moves=()), "30", "open"),
            (r.credited(r.ASIDE), "30", "open"),
            (r.credited(), "30", "aside"),
            (r.inspected(put_aways=(*r.inspected().put_aways, r.ASIDE)), "30", "aside"),
            (r.credited(r.ASIDE, r.moved("6", "3", 3, "91")), "30", "aside"),
            (r.credited(r.ASIDE, sale=r.sale(OrderState.CANCELLED)), "30", "aside"),
        ],
        "Unknown": [
            *(
                (r.dossier(erp=replace(r.ERP, complete=r.FEEDS - {feed})), "30", "open")
                for feed in sorted(r.FEEDS - {"customers", "warehouses", "places"})
            ),
            (r.dossier(unreadable=(r.bad(),)), "30", "open"),
            (r.dossier(unreadable=(r.bad(),), sale=None, lines=(), origins=()), "30", "open"),
            (r.dossier(unreadable=(r.bad("line", "31"),), lines=()), "30", "open"),
            (r.credited(r.ASIDE, unreadable=(r.bad(),)), "30", "aside"),
            *(
                (r.credited(r.ASIDE, erp=replace(r.ERP, complete=r.FEEDS - {feed})), "30", "aside")
                for feed in ("places", "put_aways", "warehouses")
            ),
        ],
    },
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
