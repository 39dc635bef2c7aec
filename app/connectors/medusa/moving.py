"""What is held for lines is moved in the plain shop: let go and held again, one reservation a line, put back where it will not have it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal

from app.connectors.medusa.client import Client
from app.connectors.medusa.deeds import Kept, Plan
from app.connectors.medusa.holding import Held, at_one_place, held, rows_for
from app.errors import Conflict, OutcomeUnknown, RefusedByRemote, Trouble


class Moving:
    """``found``: what is held by line, as it was read just now. ``mark``: what each new reservation bears."""

    def __init__(self, client: Client, plan: Plan, found: Mapping[str, Held], mark: str) -> None:
        self._client, self._plan, self._found, self._mark = client, plan, found, mark

    @property
    def done(self) -> bool:
        return all(self._found[one.line].is_at(at_one_place(one.to)) for one in self._plan.kept)

    @property
    def half(self) -> bool:
        """Neither as it was nor as it is to be."""
        return not self.done and any(
            self._found[one.line].places not in (one.was, at_one_place(one.was)) for one in self._plan.kept
        )

    def run(self) -> None:
        """From whatever an earlier attempt left. RefusedByRemote, Conflict where the shop will not have it and all is as it was before;
        any other trouble is OutcomeUnknown: the order bears the mark already.
        """
        moved: list[Kept] = []
        try:
            for one in self._plan.kept:
                moved.append(one)
                self._hold(one, at_one_place(one.to))
        except (Conflict, RefusedByRemote):
            self._put_back(moved)
            raise
        except Trouble as e:
            raise OutcomeUnknown(f"The shop may have a part of it: {e.title}", e.advice, about=self._plan.order) from e

    def _hold(self, one: Kept, places: Mapping[str, Decimal]) -> None:
        now = self._found[one.line]
        if now.is_at(places):
            return
        for row in now.rows:
            self._client.command("DELETE", f"/admin/reservations/{row.id}", {})
        for body in rows_for(one, now.item, places, self._mark):
            self._client.command("POST", "/admin/reservations", body)

    def _put_back(self, moved: list[Kept]) -> None:
        with suppress(Trouble):
            self._found = held(self._client, self._plan)
            for one in moved:
                self._hold(one, one.was)
