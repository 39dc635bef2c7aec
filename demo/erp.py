"""Tryton servers: how trytond is called; a running one never learns of a database made later."""

from __future__ import annotations

import json
from pathlib import Path

from demo.company import LIVE, Company
from demo.daemons import Daemons
from demo.place import Place
from demo.state import State

_VERSION = json.dumps({"id": 1, "method": "common.server.version", "params": []})


class Erp(Daemons):
    """Starts and stops trytond. Calls go to url/database/rpc/"""

    program, kind, live = "Tryton", "erp", LIVE
    question = ("POST", "/rpc/", _VERSION, {"Content-Type": "application/json", "Accept-Encoding": "identity"})

    def __init__(self, place: Place, state: State, company: Company) -> None:
        super().__init__(place, state)
        self._company = company

    @property
    def _mark(self) -> str:
        return str(self._company.config)

    def _argv(self, database: str, port: int) -> list[str | Path]:
        # fmt: off
        return [
            self._place.python, "-O", "-W", "ignore", "-m", "trytond.cli", "-c", self._company.config, "-d", database,
        ]
        # fmt: on

    def _env(self, database: str, port: int) -> dict[str, str]:
        return {"TRYTOND_WEB__LISTEN": f"127.0.0.1:{port}", "TRYTOND_BUS__URL_HOST": f"http://127.0.0.1:{port}/"}
