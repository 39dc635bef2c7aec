"""Prices: what was won at which margin, how deep the discounts go, where a price is not the agreed one."""

from __future__ import annotations

from app.kpis.kpi import Kpi, down, share, share_of_money

PRICES: tuple[Kpi, ...] = (
    share_of_money(
        id="growth.win_margin",
        row="6 Quote win margin; discount depth",
        title="Margin won",
        lists="order lines",
        definition="Net value less cost of booked lines, over their net value.",
        basis="The order's day.",
        inputs="Orders and lines of the ERP with the product's cost price as of the last read",
        edges="A line without a cost in its own unit is unknown.",
        feeds=("sales", "lines"),
        empty="No line was booked in this period",
    ),
    share_of_money(
        id="growth.discount_depth",
        row="6 Quote win margin; discount depth",
        title="Discount depth",
        lists="order lines",
        definition="List value less net value of booked lines of goods, over their list value.",
        basis="The order's day.",
        inputs="Orders, lines, moves and list prices of the ERP",
        edges="Freight and services, which are not moved, do not count. A line without a list price in its unit is unknown.",
        feeds=("sales", "lines", "moves", "products"),
        empty="No line was booked in this period",
    ),
    share(
        id="growth.price_override",
        row="6 Price override rate",
        title="Prices overridden",
        lists="order lines",
        definition="Booked lines of goods whose price is not that of the customer's price list, over booked lines of goods.",
        basis="The order's day.",
        inputs="Orders, lines, customers and price lists of the ERP, as they are now",
        target=down("3"),
        feeds=("sales", "lines", "moves", "customers", "prices"),
        empty="No line was booked in this period",
        edges="A product that the list does not price is unknown; a list that changed since then shows as overridden.",
    ),
    share(
        id="growth.price_discrepancy",
        row="6 Price discrepancy rate",
        title="Prices that differ",
        lists="lines of the shop",
        definition="Lines whose price in the ERP differs from the shop's by more than half a cent, over lines in both.",
        basis="When it was placed.",
        inputs="Lines of the shop and of the orders they were booked as",
        target=down("0.5"),
        feeds=("web_orders", "web_lines", "sales", "lines"),
        empty="No order of the shop was booked in this period",
        edges="A product that stands twice on an order, or on one side only, is unknown.",
    ),
)
