"""The company's limits for offers, from their text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.quote import Limits
from app.policy.reading import whole, wrong
from app.policy.sheet import CURRENCY, Sheet, money, percent

_NAME = "quotes"
_TITLES = {
    "discount": "Discount per line",
    "floor": "Least margin",
    "target": "Margin aimed at",
    "terms": "Payment terms",
    "valid_days": "Longest validity",
    "soon": "Expires soon from",
    "unsent": "Lies about unsent after",
    "answer": "A request is answered within",
    "large": "A large offer from",
}
_UNITS = {"valid_days": "days", "soon": "days", "unsent": "hours", "answer": "hours"}


def _limits(body: Mapping[str, Any], path: str) -> Limits:
    discount, floor, target = (percent(_NAME, body, name, path) for name in ("discount", "floor", "target"))
    if target < floor:
        wrong(f"{path}target", "no lower than the floor", _NAME)
    terms = body.get("terms")
    if not isinstance(terms, list) or not terms or not all(isinstance(name, str) and name for name in terms):
        wrong(f"{path}terms", "at least one name of payment terms", _NAME)
    valid_days, soon, unsent, answer = (whole(body, name, f"{path}{name}", _NAME) for name in _UNITS)
    large = money(_NAME, body, "large", path)
    return Limits(discount, floor, target, frozenset(terms), valid_days, soon, unsent, answer, large)


OFFERS = Sheet(_NAME, "Limits for offers", _TITLES, _UNITS, _limits, unseen=CURRENCY, fixed=CURRENCY)
