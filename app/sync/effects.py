"""Preview and effect compared: what the person was shown, and what the remote reports it did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.letter import Effect

PREVIEW = "preview"  # the payload's key for the effects that were shown
WHO_APPROVES = "who approves"  # shown to the asker instead of a name that is not known yet; any name fulfils it


def as_rows(effects: Iterable[Effect]) -> list[list[str]]:
    """For the payload and for observations: [source, document, field, before, after], sorted."""
    return sorted([e.source, e.document, e.field, e.before, e.after] for e in effects)


def difference(payload: Mapping[str, object], effects: Iterable[Effect]) -> str | None:
    """In words what came out otherwise than shown; "" where it is equal; None where nothing was shown."""
    shown = payload.get(PREVIEW)
    if not isinstance(shown, list):
        return None
    promised = sorted(tuple(str(part) for part in row) for row in shown if isinstance(row, list))
    done = [tuple(row) for row in as_rows(effects)]
    missing = [row for row in promised if not any(_fulfils(row, other) for other in done)]
    extra = [row for row in done if not any(_fulfils(other, row) for other in promised)]
    return "; ".join([*(f"not {_words(r)}" for r in missing), *(f"also {_words(r)}" for r in extra)])


def _fulfils(promise: tuple[str, ...], row: tuple[str, ...]) -> bool:
    return promise == row or (promise[-1] == WHO_APPROVES and promise[:-1] == row[:-1])


def _words(row: tuple[str, ...]) -> str:
    _source, document, field, before, after = (*row, *("",) * 5)[:5]
    return f"{document} {field}: {before or '-'} to {after or '-'}"
