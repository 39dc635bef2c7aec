"""For every rule about goods on their way to the customer or back: records on which it fires, stays silent, and cannot know."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.domain.order import OrderState
from app.domain.ref import Ref
from tests.app.rules import damage_world as d
from tests.app.rules import goods_world as g
from tests.app.rules import order_world as w
from tests.app.rules import return_world as r
from tests.app.rules.world import day

W = w.ORDER.key
SALE = Ref("tryton", "sale", "7")
HOUR = timedelta(hours=1)

# see ``samples.SAMPLES``
SAMPLES: dict[str, dict[str, list[tuple[Any, str, str]]]] = {
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
}
