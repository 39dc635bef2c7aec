"""Preview and effect compared: what the person was shown, and what the remote reports it did."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.letter import Effect, Letter
from app.domain.steps import Rows

WHO_APPROVES = "who approves"  # shown to the asker instead of a name that is not known yet; any name fulfils it


def rows(effects: Iterable[Effect]) -> Rows:
    """For the payload, as shown: (source, document, field, before, after)."""
    return tuple((e.source, e.document, e.field, e.before, e.after) for e in effects)


def as_rows(effects: Iterable[Effect]) -> list[list[str]]:
    """For observations: sorted."""
    return sorted(list(row) for row in rows(effects))


def shown_of(letter: Letter) -> Rows | None:
    """The effects of this letter's step that were shown; None where none were tried out, as when something is taken back."""
    preview = letter.plan.preview
    return preview[letter.number - 1] if letter.number <= len(preview) else None


def difference(shown: Rows | None, effects: Iterable[Effect]) -> str | None:
    """In words what came out otherwise than shown; "" where it is equal; None where nothing was shown."""
    if shown is None:
        return None
    promised, done = sorted(shown), sorted(rows(effects))
    missing = [row for row in promised if not any(_fulfils(row, other) for other in done)]
    extra = [row for row in done if not any(_fulfils(other, row) for other in promised)]
    return "; ".join([*(f"not {_words(r)}" for r in missing), *(f"also {_words(r)}" for r in extra)])


def _fulfils(promise: tuple[str, ...], row: tuple[str, ...]) -> bool:
    return promise == row or (promise[-1] == WHO_APPROVES and promise[:-1] == row[:-1])


def _words(row: tuple[str, ...]) -> str:
    _source, document, field, before, after = (*row, *("",) * 5)[:5]
    return f"{document} {field}: {before or '-'} to {after or '-'}"
