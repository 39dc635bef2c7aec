"""The company's terms for returns, from their text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.returns import ReturnTerms
from app.policy.reading import whole
from app.policy.sheet import CURRENCY, Sheet, money, percent

_NAME = "returns"
_TITLES = {"window": "Return window", "fee": "Restocking fee", "other_eyes": "Another person inspects above"}
_LONGEST = 3650  # days; a day so much later is one that a calendar has


def _terms(body: Mapping[str, Any], path: str) -> ReturnTerms:
    window = whole(body, "window", f"{path}window", _NAME, most=_LONGEST)
    return ReturnTerms(window, percent(_NAME, body, "fee", path), money(_NAME, body, "other_eyes", path))


RETURNS = Sheet(_NAME, "Terms for returns", _TITLES, {"window": "days"}, _terms, unseen=CURRENCY, fixed=CURRENCY)
