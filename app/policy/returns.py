"""The company's terms for returns, from their text; and whether what somebody decided goes by those in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.domain.returns import ReturnTerms
from app.policy.reading import whole
from app.policy.sheet import Sheet, money, percent
from app.policy.verdict import Denied

_NAME = "returns"
_TITLES = {"window": "Return window", "fee": "Restocking fee", "other_eyes": "Another person inspects above"}
_LONGEST = 3650  # days; a day so much later is one that a calendar has
_BY = {
    "authorise_return": "window",
    "authorise_exception": "window",
    "inspect_return": "other_eyes",
    "credit_return": "fee",
    "credit_without_fee": "fee",
}


def _terms(body: Mapping[str, Any], currency: str, path: str) -> ReturnTerms:
    window = whole(body, "window", f"{path}window", _NAME, most=_LONGEST)
    return ReturnTerms(window, percent(_NAME, body, "fee", path), money(_NAME, body, "other_eyes", path, currency))


RETURNS = Sheet(_NAME, "Terms for returns", _TITLES, {"window": "days"}, _terms)


def told(terms: ReturnTerms) -> dict[str, str]:
    """As a decision's ``gate`` table says by which terms its figures were worked out."""
    return {name: RETURNS.words(terms, name) for name in _TITLES}


def outdated(terms: ReturnTerms, deed: str, gate: object) -> Denied | None:
    """Why a decision cannot go out by ``terms``, which are in force: what its figures were worked out by is over, or not said."""
    name = _BY.get(deed)
    if name is None:
        return None
    said = gate.get("terms") if isinstance(gate, Mapping) else None
    by, now = said.get(name) if isinstance(said, Mapping) else None, told(terms)[name]
    if by == now:
        return None
    before = f"by {by}" if isinstance(by, str) else "without them"
    what = _TITLES[name].lower()
    return Denied(f"The terms for returns changed meanwhile: {what} {now}, and this was decided {before}. Decide it anew")
