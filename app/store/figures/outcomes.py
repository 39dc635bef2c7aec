"""What became of every order, a row each: for who writes to customers about it. Without names, addresses and amounts."""

from __future__ import annotations

from datetime import date

from app.domain.sheet import Sheet, Value
from app.store.figures.compute import Frame
from app.store.figures.parts import FAULTS

NEEDS = ("reliability.perfect_order",)
HEADS = (
    "Order", "Customer number", "Country", "Channel", "Ordered on", "Due on", "Delivered on", "Outcome", "What failed", "On time",
    "In full", "Documents right", "In perfect condition",
)  # fmt: skip
_SAID = {1: "yes", 0: "no", None: "not known"}
_ASKED = """SELECT s.number, c.number, c.country, CASE WHEN s.web_origin IS NULL OR s.web_origin = '' THEN 'ERP' ELSE 'shop' END,
    b.day, f.due, f.last_day, f.open, f.settled AND f.due <= :today AS settled, f.whole, f.on_time, f.in_full, f.docs, f.sound
    FROM order_fate f JOIN booked b ON b.source = f.source AND b.key = f.sale JOIN sale s ON s.source = f.source AND s.key = f.sale
    LEFT JOIN customer c ON c.source = b.source AND c.key = b.customer WHERE b.day BETWEEN :first AND :last
    ORDER BY b.day, s.number, f.source, f.sale"""


def outcomes(found: Frame, days: int, named: str = "") -> Sheet:
    """An order is perfect, not perfect (one part failed), not known, or under way."""
    period = found.period(days, named)
    parameters = {"today": found.today.isoformat(), "first": period.first.isoformat(), "last": period.last.isoformat()}
    rows = tuple(_row(row) for row in found.db.execute(_ASKED, parameters))
    about = (
        ("What it is", f"Every order placed from {period.first} to {period.last}, and what became of it."),
        ("As of", found.now.strftime("%Y-%m-%d %H:%M UTC")),
        (
            "Outcome",
            "perfect: all four parts right; not perfect: one at least failed; not known: nobody tells a part; under way: not due yet.",
        ),
        (
            "Left out",
            "Names, e-mail addresses, postal addresses and amounts. The customer number leads to them, for who may read them.",
        ),
        ("Before use", "Whether a customer may be written to is not in this file: your consent records decide."),
    )
    return Sheet("Order outcomes", HEADS, rows, about)


def _row(row: tuple[object, ...]) -> tuple[Value, ...]:
    number, customer, country, channel, day, due, last, open_, settled, whole, *parts = row
    failed = [words for (_, words), part in zip(FAULTS, parts, strict=True) if part == 0]
    if not settled and whole != 0:
        outcome = "under way"
    else:
        outcome = {1: "perfect", 0: "not perfect"}.get(whole if isinstance(whole, int) else -1, "not known")
    said = [_SAID[part if isinstance(part, int) else None] for part in parts]
    return (
        str(number or ""), str(customer or ""), str(country or ""), str(channel), _day(day), _day(due), None if open_ else _day(last),
        outcome, ", ".join(failed), *said,
    )  # fmt: skip


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None
