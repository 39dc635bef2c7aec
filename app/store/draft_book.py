"""A person's quote drafts in the outbox, as JSON; what an older program wrote is read, what a newer one wrote never gets here."""

from __future__ import annotations

import threading
from dataclasses import replace

import msgspec

from app.domain.draft import Base, Draft
from app.errors import StoreTrouble
from app.store.outbox import WHAT, Outbox

KIND = "quote"


class DraftBook:
    """Every method is one durable transaction; errors as the outbox's. May be called from any lane, one at a time."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox
        self._guard = threading.Lock()

    def keep(self, draft: Draft) -> bool:
        """Save it as it is being written; False where it is on its way to the ERP: what was typed last is not written over that."""
        with self._guard:
            there = self.get(draft.id)
            if there is not None and there.offered:
                return False
            self._save(draft)
            return True

    def save(self, draft: Draft) -> None:
        with self._guard:
            self._save(draft)

    def _save(self, draft: Draft) -> None:
        mine = msgspec.json.encode(replace(draft, base=None)).decode()
        base = None if draft.base is None else msgspec.json.encode(draft.base).decode()
        self._outbox.save_draft(draft.id, KIND, base, mine, draft.changed_at)

    def all(self) -> tuple[Draft, ...]:
        """The last written first. StoreTrouble where one cannot be read."""
        return tuple(_draft(base, mine) for _, base, mine in self._outbox.drafts(KIND))

    def get(self, id_: str) -> Draft | None:
        found = self._outbox.draft(id_)
        return None if found is None or found[0] != KIND else _draft(found[1], found[2])

    def drop(self, id_: str) -> None:
        self._outbox.drop_draft(id_)


def _draft(base: str | None, mine: str) -> Draft:
    try:
        found = msgspec.json.decode(mine, type=Draft)
        return found if base is None else replace(found, base=msgspec.json.decode(base, type=Base))
    except (msgspec.MsgspecError, ValueError) as e:
        raise StoreTrouble("Could not read a quote draft", "It was left as it is.", about=WHAT) from e
