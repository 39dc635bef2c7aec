"""``./dev pictures``: drive the real window on the demo company and keep what it looks like, light and dark, for docs/."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PySide6.QtWidgets import QApplication

from demo import restock
from demo.place import place
from demo.servers import Servers, ensure, halt
from demo.sister import SISTER
from tests.camera import Camera
from tests.journeys.conftest import TwoWorld
from tests.outside.shop import Shop
from tests.pictures_of_cases import (
    cause,
    damage,
    inventory,
    late,
    messages,
    orders,
    returns,
    rounds,
    schedule,
    signin,
    splits,
)
from tests.pictures_of_figures import figures, imports
from tests.pictures_of_papers import papers
from tests.pictures_of_quotes import quotes
from tests.pictures_of_rules import approvals, policy

DATABASE, TEAM, SHOP = "pictures", "pictures_team", "pictures_shop"


def main() -> None:
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert app is not None
    home = place().home.with_name("clearline-test-company")
    servers: Servers = ensure(home)
    try:
        servers.clone_shop(SHOP)
        left = restock.counted(servers.postgres.sql(restock.LEFT, "erp"))
        servers.postgres.sql(restock.statement(left, servers.describe()["shop_locations"]), SHOP)
        desk = Shop(servers.start_shop(SHOP), servers.shop_login("pulse"), servers.password("pulse"))
        servers.make_sister()
        servers.clone(SISTER.live, SISTER.seed)
        sister = servers.start_trytond(SISTER.live)
        papers()
        for mode in ("light", "dark"):
            with tempfile.TemporaryDirectory() as folder:
                servers.clone(DATABASE)
                url = servers.start_trytond(DATABASE)
                servers.new_team(TEAM)
                world = TwoWorld(servers, DATABASE, TEAM, url, Path(folder), SHOP, desk)
                signin(world, Camera(mode), Path(folder))
                orders(world, Camera(mode))
                rounds(world, Camera(mode))
                approvals(world, Camera(mode))
                inventory(world, Camera(mode), sister)
                splits(world, Camera(mode))
                damage(world, Camera(mode))
                late(world, Camera(mode))
                cause(world, Camera(mode))
                messages(world, Camera(mode))
                returns(world, Camera(mode))
                schedule(world, Camera(mode))
                quotes(world, Camera(mode))
                figures(world, Camera(mode))
                imports(world, Camera(mode))
                policy(world, Camera(mode))
                servers.drop(DATABASE)
                servers.drop(TEAM)
        servers.drop_shop(SHOP)
        servers.drop(SISTER.live)
    finally:
        halt(home)


if __name__ == "__main__":
    main()
