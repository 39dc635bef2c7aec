"""A clash over a quote in words: base, mine and theirs of each thing that a person has to settle; pure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.domain import block
from app.domain.draft import Content, DraftLine
from app.domain.draft_merge import WHOLE, Clash, Held
from app.domain.draft_rows import counted, grouped

MINE, THEIRS = "mine", "theirs"
_FIELDS = {
    "delivery": "Delivery terms",
    "payment": "Payment terms",
    "valid_until": "Valid until",
    "inside": "Note for colleagues",
    "outside": "Note on the quote",
    "quantity": "quantity",
    "price": "price by hand",
    "discount": "discount by hand",
    "reason": "reason",
    "note": "note",
    WHOLE: "the line itself",
}


def shown(clashes: tuple[Clash, ...], mine: Content, theirs: Content, currency: str, at: int) -> block.Conflict:
    """``at``: the one that is being settled."""
    versions = (
        block.Version("base", "As it was"),
        block.Version(MINE, "Mine", key="M"),
        block.Version(THEIRS, "In the ERP", key="T"),
    )
    fields = tuple(
        block.Differing(
            name_of(clash),
            _label(clash, mine, theirs),
            "M or T settles it" if i == at else "",
            tuple(_text(value, clash.where[1], currency) for value in (clash.base, clash.mine, clash.theirs)),
        )
        for i, clash in enumerate(clashes)
    )
    return block.Conflict("", versions, fields)


def name_of(clash: Clash) -> str:
    return "/".join(clash.where)


def _label(clash: Clash, mine: Content, theirs: Content) -> str:
    key, field = clash.where
    if not key:
        return _FIELDS[field]
    place = next((f"Line {i}" for i, x in enumerate(mine.lines, 1) if x.key == key), "A line of theirs")
    line = mine.line(key) or theirs.line(key)
    return ", ".join(x for x in (place, line.sku if line is not None else "", _FIELDS[field]) if x)


def _text(value: Held, field: str, currency: str) -> str:
    if value is None:
        return "no line" if field == WHOLE else "none"
    if isinstance(value, DraftLine):
        parts = [value.sku or "no product", counted(value.quantity) if value.quantity is not None else ""]
        parts.append(f"at {grouped(value.price, currency)}" if value.price is not None else "")
        return " ".join(x for x in parts if x)
    if isinstance(value, Decimal):
        return {"quantity": counted(value), "discount": f"{counted(value)} %"}.get(field) or grouped(value, currency)
    return value.isoformat() if isinstance(value, date) else value or "none"
