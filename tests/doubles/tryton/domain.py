"""Tryton's search domains, as far as the console and its tests use them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Get = Callable[[str], Any]


def holds(domain: Any, get: Get) -> bool:
    """Does the domain hold for the record whose (dotted) fields ``get`` tells?"""
    if not domain:
        return True
    if isinstance(domain[0], str) and domain[0] not in ("AND", "OR"):
        return _clause(domain, get)
    if domain[0] == "OR":
        return any(holds(part, get) for part in domain[1:])
    parts = domain[1:] if domain[0] == "AND" else domain
    return all(holds(part, get) for part in parts)


def _clause(clause: Any, get: Get) -> bool:
    name, operator, wanted = clause[:3]
    value = get(name)
    if operator in ("in", "not in"):
        return (value in wanted) == (operator == "in")
    if operator in ("=", "!="):
        return (value == wanted) == (operator == "=")
    if operator in ("like", "ilike"):
        pattern = "".join(".*" if c == "%" else re.escape(c) for c in wanted)
        return value is not None and re.fullmatch(pattern, str(value), re.S | (re.I if operator == "ilike" else 0)) is not None
    if value is None:
        return False
    return bool({"<": value < wanted, "<=": value <= wanted, ">": value > wanted, ">=": value >= wanted}[operator])
