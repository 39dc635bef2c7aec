"""Consoles between an ERP that is a value and a shop that is the double behind the real connector, broken off anywhere."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

from app.connectors.contract import Connector
from app.connectors.http import Limits
from app.connectors.medusa.connector import MedusaConnector
from app.domain.letter import LetterState
from app.sync.deliver import Delivery
from tests.app.sync.delivery_world import Desk, Session, World
from tests.contracts.shop_office import ShopOffice
from tests.doubles.faults import is_write
from tests.doubles.medusa import FakeMedusa


class PowerCut(BaseException):
    """The process died."""


class ShopDesk(Desk):
    """Signed in to the ERP that is a value, and to the shop."""

    world: ShopWorld

    def _delivery(self) -> Delivery:
        sessions: dict[str, Connector] = {"tryton": Session(self.world.erp, self.person), "medusa": self.world.connect()}  # type: ignore[dict-item]
        return Delivery(self.outbox, self.world.team, sessions.get, self.world.time, self.heard.append, chance=lambda: 1.0)

    def settle(self) -> None:
        """As the rounds carry it, and a person who sends again what is parked."""
        for _ in range(8):
            try:
                self.carry_all()
            except PowerCut:
                self.restart()
                continue
            parked = [x for x in self.outbox.unfinished() if x.state is LetterState.PARKED]
            if not parked:
                return
            for letter in parked:
                self.delivery.resend(letter.id)
        raise AssertionError("it never ends")

    def dies_in_the_second(self) -> None:
        """The first letter of a decision is carried out; the console ends in the one after it, and starts again."""
        try:
            self.carry("d1/1")
            self.take_up()
            self.delivery.advance("d1/2")
        finally:
            self.restart()


class ShopWorld(World):
    def __init__(self, folder: Path, shop: FakeMedusa) -> None:
        super().__init__(folder)
        self.erp.name = "tryton"
        self.fake, self.office = shop, ShopOffice(shop.url, shop.logins["omar"], shop.passwords["omar"])
        self.opened: list[MedusaConnector] = []

    def connect(self) -> MedusaConnector:
        made = MedusaConnector(
            self.fake.url, "", self.fake.logins["carla"], self.fake.passwords["carla"], limits=Limits(20, 60, 60)
        )
        self.opened.append(made)
        return made

    def break_off(self, kind: str, at: int, *how: Any) -> None:
        """So many writes to the shop from now it meets this fault; ``how``: as the fault takes it."""
        writes = itertools.count(1)
        self.fake.faults.plan(kind, lambda call: is_write(call) and next(writes) == at, *how)

    def desk(self, person: str) -> ShopDesk:
        self.desks.append(ShopDesk(self, person))
        return self.desks[-1]  # type: ignore[return-value]

    def close(self) -> None:
        for one in self.opened:
            one.close()
        super().close()
