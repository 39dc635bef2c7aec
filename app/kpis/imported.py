"""Sales that were imported from a file: a source of its own, never added to what the ERP or the shop tells."""

from __future__ import annotations

from functools import partial

from app.kpis.boards import Board
from app.kpis.kpi import How, Kpi, Of, share, share_of_money

_INPUTS = "Lines of documents, as they were imported"
_DAY = "The document's first day."
_NONE = "Nothing was sold in this period"
_sum = partial(Kpi, unit="money", how=How.SUM, of=Of.MONEY, row="", inputs=_INPUTS, basis=_DAY, lists="documents")
_ratio = partial(Kpi, how=How.RATIO, row="", inputs=_INPUTS, basis=_DAY, lists="documents", empty=_NONE)

IMPORTED: tuple[Kpi, ...] = (
    _sum(
        id="imported.revenue",
        title="Revenue",
        definition="Quantity times price of every line that was taken, returns taken off.",
        edges="Every line is rounded for itself. Freight and fees that stand among the lines count.",
    ),
    _sum(
        id="imported.orders",
        title="Orders",
        unit="orders",
        of=Of.DOCUMENTS,
        definition="Documents that sell something.",
        edges="A document that only takes back, or whose lines are worth nothing, is none.",
    ),
    _ratio(
        id="imported.aov",
        title="Average order value",
        unit="money",
        of=Of.MONEY,
        definition="What documents sell, over documents that sell something.",
        edges="Returns are not taken off.",
    ),
    _ratio(
        id="imported.lines_per_order",
        title="Lines per order",
        unit="ratio",
        definition="Lines, over documents that sell something.",
    ),
    share_of_money(
        id="imported.returned",
        row="",
        title="Returned, of what was sold",
        lists="documents",
        definition="Worth of lines below zero, over worth of lines above zero.",
        basis=_DAY,
        inputs=_INPUTS,
        edges="By the day on which it came back: a file does not say which order it was sold with.",
        empty=_NONE,
    ),
    share(
        id="imported.cancelled",
        row="",
        title="Documents that take back",
        lists="documents",
        definition="Documents that only take back, over those that sell or take back.",
        basis=_DAY,
        inputs=_INPUTS,
        empty=_NONE,
    ),
    _sum(
        id="imported.customers",
        title="Customers who bought",
        unit="customers",
        of=Of.DOCUMENTS,
        adds_up=False,
        lists="customers",
        counts="documents",
        definition="Customers with a document that sells something.",
        basis="The customer's last order in the period.",
        edges="Documents without a customer are not known.",
    ),
    _ratio(
        id="imported.purchase_frequency",
        title="Orders per customer",
        unit="ratio",
        adds_up=False,
        counts="customers",
        definition="Documents that sell something, over customers of them.",
        edges="Documents without a customer do not count.",
    ),
    share(
        id="imported.retention",
        row="",
        title="Customer retention",
        lists="customers",
        definition="Customers active at the start who are active at the end, over customers active at the start; last 90 days.",
        basis="Start and end of the period.",
        inputs=_INPUTS,
        edges="Active: the last order is no older than twice the customer's median interval; of all customers' where there is no own one.",
        days=90,
        empty="No customer was active at the start",
    ),
    share(
        id="imported.churn",
        row="",
        title="Churn",
        lists="customers",
        definition="Customers active at the start and not at the end, over customers active at the start; last 90 days.",
        basis="Start and end of the period.",
        inputs=_INPUTS,
        edges="The rest of retention, by the same rule.",
        days=90,
        empty="No customer was active at the start",
    ),
    Kpi(
        id="imported.clv",
        row="",
        title="Customer lifetime value",
        unit="money",
        how=How.OWN,
        of=Of.MONEY,
        lists="documents",
        counts="customers",
        days=90,
        definition="Margin times retention, over one plus discount rate less retention, per customer and 90 days.",
        basis="The period's end.",
        inputs="Revenue of known customers; margin and discount rate, as they were given with the import",
        edges="Margin and discount rate are assumptions. Not valid where retention reaches one plus the discount rate.",
        empty="No customer bought in this period",
    ),
    _sum(
        id="imported.countries",
        title="Revenue by country",
        adds_up=False,
        definition="Revenue, by the country of the document.",
        edges="Every line is rounded for itself.",
    ),
    _sum(
        id="imported.articles",
        title="Revenue by article",
        adds_up=False,
        lists="articles",
        definition="Worth of the lines of an article, returns taken off.",
        basis="The line's day.",
    ),
)
IMPORTED_BOARD = Board("imported", "Imported sales", tuple(k.id for k in IMPORTED))
