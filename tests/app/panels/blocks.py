"""Finds a block of a case's page by its kind."""

from __future__ import annotations

from typing import TypeVar

from app.domain.question import CasePanel

T = TypeVar("T")


def block(panel: CasePanel, kind: type[T], title: str = "") -> T:
    """The first of its kind, or the first with that title."""
    return next(b for b in panel.blocks if isinstance(b, kind) and title in ("", b.title))  # type: ignore[attr-defined]
