"""Shop and sister company come up in the background: the shop prepared beside the ERP's seed, both live once the ERP is, one by one."""

from __future__ import annotations

import threading
from collections.abc import Callable

from demo import processes
from demo.progress import say
from demo.servers import Servers
from demo.sister import SISTER
from demo.trouble import DemoTrouble

_TRIES = 25  # a Medusa that is just starting ends with the others, when the servers are stopped


class Joining:
    """One thread. What fails is said and leaves the others alone; ``trouble`` keeps why. Not ``wanted``: nothing happens."""

    def __init__(self, servers: Servers, *, wanted: bool = True) -> None:
        self._servers, self._wanted = servers, wanted
        self._erp_ready = threading.Event()
        self._given_up = False
        self._thread = threading.Thread(target=self._run, name="demo-shop", daemon=True)
        self.trouble: DemoTrouble | None = None

    def start(self) -> None:
        """Begin with what does not need the ERP. PostgreSQL must run."""
        if self._wanted:
            self._thread.start()

    def erp_ready(self) -> None:
        """The ERP's live database is there: the others may join it."""
        self._erp_ready.set()

    def wait(self) -> None:
        """Until they run; DemoTrouble where one cannot."""
        if self._wanted:
            self._thread.join()
        if self.trouble:
            raise self.trouble

    def stop(self) -> None:
        """Give up what is not finished; the next start goes on from there."""
        self._given_up = True
        self._erp_ready.set()
        patience = _TRIES
        while self._thread.is_alive() and patience:
            processes.end_helpers()
            self._thread.join(0.2)
            patience -= 1

    def _run(self) -> None:
        self._one("shop", self._shop)
        self._one("sister company", self._sister)

    def _one(self, name: str, join: Callable[[], str]) -> None:
        try:
            joined = join()
            if joined:
                say(f"The {name} has joined: {joined}.")
        except DemoTrouble as e:
            self.trouble = self.trouble or e
            if not self._given_up:
                say(f"The {name} does not come up: {e} {e.advice}".strip())

    def _shop(self) -> str:
        if not self._servers.shop_made():
            self._servers.make_shop()
        self._erp_ready.wait()
        if self._given_up:
            return ""
        self._servers.bring_up_shop()
        return f"Medusa at {self._servers.shop_url}"

    def _sister(self) -> str:
        """After the shop, which needs the machine for itself for a while, and its people first."""
        self._erp_ready.wait()
        if self._given_up:
            return ""
        self._servers.bring_up_sister()
        return f"Tryton at {self._servers.erp.url(SISTER.live)}"
