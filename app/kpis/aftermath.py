"""What comes back or breaks after delivery: damage, returns and what is saved of them, warranty."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from app.kpis.kpi import How, Kpi, Of, down, share, share_of_money, up

_ERP = ("sales", "lines", "moves", "shipments")
_BACK = ("sales", "lines", "return_shipments", "moves", "invoices", "invoice_lines")

AFTERMATH: tuple[Kpi, ...] = (
    share(
        id="reliability.damage_rate",
        row="2 Damage rate",
        title="Damage rate",
        lists="shipments",
        definition="Deliveries of which something was complained about as damaged, over deliveries done.",
        basis="The day of the delivery.",
        inputs="Shipments and complaints of the ERP",
        target=down("0.5"),
        feeds=(*_ERP, "complaints"),
        empty="Nothing was delivered in this period",
    ),
    share(
        id="reliability.return_rate",
        row="2 Return rate",
        title="Return rate, pieces",
        how=How.RATIO,
        of=Of.PIECES,
        over=Of.PIECES,
        definition="Pieces that came back of orders delivered in the period, over pieces delivered then.",
        basis="The day of the order's last delivery: what came back later counts for that day.",
        inputs="Moves out and back, and which order a return is of, from the ERP",
        matures=timedelta(days=30),
        feeds=(*_ERP, "return_shipments"),
        empty="Nothing was delivered in this period",
        edges="Cohorts younger than 30 days are maturing. Warranty and refused deliveries are not told apart.",
    ),
    share(
        id="reliability.return_rate_orders",
        row="2 Return rate",
        title="Return rate, orders",
        definition="Orders of which something came back, over orders delivered in the period.",
        basis="The day of the order's last delivery.",
        inputs="Moves out and back, and which order a return is of, from the ERP",
        matures=timedelta(days=30),
        feeds=(*_ERP, "return_shipments"),
        empty="Nothing was delivered in this period",
        edges="Cohorts younger than 30 days are maturing.",
    ),
    share(
        id="reliability.efficient_returns",
        row="2 Efficient returns",
        title="Returns credited in time",
        lists="returns",
        definition="Returns credited within 5 working days of being received, over returns received.",
        basis="The day of receipt.",
        inputs="Return shipments, and credit notes posted for them, from the ERP",
        edges="Received and not credited: open until the fifth working day, then late. Whether the customer was waited for is not known.",
        target=up("90"),
        feeds=_BACK,
        empty="No return was received long enough ago",
    ),
    Kpi(
        id="reliability.return_cycle",
        row="2 Efficient returns",
        title="Return cycle, median",
        unit="days",
        how=How.QUANTILE,
        of=Of.TIME,
        quantile=Decimal("0.5"),
        lists="returns",
        definition="From the day a return was entered to the day its credit note was posted; median of those credited.",
        basis="The day of the credit note.",
        inputs="Returns and their credit notes from the ERP",
        feeds=_BACK,
        empty="No return was credited in this period",
    ),
    share_of_money(
        id="reliability.recovery_rate",
        row="2 Recovery rate",
        title="Recovery rate",
        lists="put-aways",
        definition="List value of returned pieces that lie among goods for sale again, over that of all pieces put away.",
        basis="Now.",
        inputs="Put-aways, warehouses and list prices of the ERP",
        feeds=("put_aways", "warehouses", "products"),
        empty="No returned piece was put away yet",
        edges="What waits to be put away is maturing and not counted. A product without a list price is unknown.",
        moment=True,
    ),
    share(
        id="reliability.warranty_rate",
        row="2 Warranty / defect rate",
        title="Warranty rate",
        lists="complaints",
        definition="Warranty claims, over pieces in warranty.",
        basis="The day of the claim.",
        inputs="Warranty claims; pieces sold and their warranty",
        missing="The ERP knows neither which complaint is a warranty claim nor how long a product's warranty lasts.",
    ),
)
