"""The texts of the policy that are lists of named values; and whether what somebody decided was worked out by those in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from app.policy.claims import CLAIMS
from app.policy.quotes import OFFERS
from app.policy.returns import RETURNS
from app.policy.sheet import ByEntity, Sheet
from app.policy.sourcing import SOURCING
from app.policy.verdict import Denied

T = TypeVar("T")
SHEETS: Mapping[str, Sheet[Any]] = {sheet.document: sheet for sheet in (OFFERS, RETURNS, CLAIMS, SOURCING)}
_WORKED_BY: Mapping[str, tuple[Sheet[Any], tuple[str, ...]]] = {
    "authorise_return": (RETURNS, ("window",)),
    "authorise_exception": (RETURNS, ("window",)),
    "inspect_return": (RETURNS, ("other_eyes",)),
    "credit_return": (RETURNS, ("fee",)),
    "credit_without_fee": (RETURNS, ("fee",)),
    "claim_carrier": (CLAIMS, tuple(CLAIMS.titles)),
    "reallocate": (SOURCING, ("key_accounts",)),
}


def told(sheet: Sheet[T], values: T) -> dict[str, str]:
    """As a decision's ``gate`` table says, under "terms", by what its figures were worked out."""
    return {name: sheet.words(values, name) for name in sheet.titles}


def outdated(values: Mapping[str, ByEntity[Any]], source: str, deed: str, gate: object) -> Denied | None:
    """Why a decision cannot go out by the ``values`` in force: what its figures were worked out by is over, or not said."""
    if deed not in _WORKED_BY:
        return None
    sheet, names = _WORKED_BY[deed]
    said = gate.get("terms") if isinstance(gate, Mapping) else None
    now = told(sheet, values[sheet.document].at(source))
    for name in names:
        by = said.get(name) if isinstance(said, Mapping) else None
        if by != now[name]:
            title, what = (words[:1].lower() + words[1:] for words in (sheet.title, sheet.titles[name]))
            before = f"by {by}" if isinstance(by, str) else "without them"
            return Denied(f"The {title} changed meanwhile: {what} {now[name]}, and this was decided {before}. Decide it anew")
    return None
