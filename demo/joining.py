"""The shop comes up in the background: prepared beside the ERP's seed, live once the ERP is, while somebody already looks."""

from __future__ import annotations

import threading

from demo import processes
from demo.progress import say
from demo.servers import Servers
from demo.trouble import DemoTrouble

_TRIES = 25  # a Medusa that is just starting ends with the others, when the servers are stopped


class Joining:
    """One thread. A shop that fails is said and leaves the ERP alone; ``trouble`` keeps why. Not ``wanted``: nothing happens."""

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
        """The ERP's live database is there: the shop may join it."""
        self._erp_ready.set()

    def wait(self) -> None:
        """Until the shop runs; DemoTrouble where it cannot."""
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
        try:
            if not self._servers.shop_made():
                self._servers.make_shop()
            self._erp_ready.wait()
            if not self._given_up:
                self._servers.bring_up_shop()
                say(f"The shop has joined: Medusa at {self._servers.shop_url}.")
        except DemoTrouble as e:
            self.trouble = e
            if not self._given_up:
                say(f"The shop does not come up: {e} {e.advice}".strip())
