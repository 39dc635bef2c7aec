"""Generated quotes and edits of them, for the properties of drafts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from app.domain.draft import Content, DraftHead, DraftLine
from app.domain.draft_edits import Insert, Remove, SetHead, SetLine, Several

WORDS = st.sampled_from(["", "soon", "by the door"])
KEYS = [f"l{i}" for i in range(6)]
COUNTS = st.sampled_from([None, Decimal(1), Decimal("2.5"), Decimal(60)])
RATES = st.sampled_from([None, Decimal(5), Decimal("12.5")])


@st.composite
def lines(draw: Any, key: str) -> DraftLine:
    price, product = draw(COUNTS), draw(st.sampled_from(["A", "B"]))
    return DraftLine(
        key,
        product,
        f"Pump {product}",
        product.lower(),
        draw(COUNTS),
        price,
        None if price is not None else draw(RATES),
        draw(WORDS),
        draw(WORDS),
    )


heads = st.builds(
    DraftHead,
    WORDS,
    st.sampled_from(["30 d", "45 d"]),
    st.sampled_from([None, date(2026, 12, 1), date(2026, 12, 8)]),
    WORDS,
    WORDS,
)


@st.composite
def contents(draw: Any) -> Content:
    keys = draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=5))
    return Content(draw(heads), tuple(draw(lines(k)) for k in keys))


@st.composite
def edits(draw: Any, content: Content) -> Any:
    """One that can be applied to this content."""
    free = [k for k in KEYS if k not in content.keys]
    kinds = ["head", *(["set", "remove"] if content.lines else []), *(["insert"] if free else []), "several"]
    match draw(st.sampled_from(kinds)):
        case "head":
            head = draw(heads)
            return SetHead((("outside", head.outside), ("payment", head.payment)))
        case "set":
            line = draw(lines(draw(st.sampled_from(content.keys))))
            return SetLine(line.key, (("quantity", line.quantity), ("price", line.price), ("discount", line.discount)))
        case "remove":
            return Remove(frozenset(draw(st.lists(st.sampled_from(content.keys), unique=True, min_size=1))))
        case "insert":
            return Insert(((draw(st.integers(0, len(content.lines))), draw(lines(free[0]))),))
        case _:
            head = draw(heads)
            return Several((SetHead((("inside", head.inside),)), SetHead((("delivery", head.delivery),))))
