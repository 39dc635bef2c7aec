"""The texts of the policy that are lists of named values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.policy.quotes import OFFERS
from app.policy.returns import RETURNS
from app.policy.sheet import Sheet

SHEETS: Mapping[str, Sheet[Any]] = {sheet.document: sheet for sheet in (OFFERS, RETURNS)}
