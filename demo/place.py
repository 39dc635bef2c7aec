"""Where a demo company lives on disk, and who may read it."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from demo.trouble import DemoTrouble

ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Place:
    """``home`` holds one demo company; ``cache`` holds database dumps that every home of this user can start from."""

    home: Path
    cache: Path

    @property
    def state(self) -> Path:
        return self.home / "state.json"

    @property
    def lock(self) -> Path:
        return self.home / "lock"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def environment(self) -> Path:
        return self.home / "env"

    @property
    def python(self) -> Path:
        return self.environment / "bin" / "python"

    @property
    def postgres(self) -> Path:
        return self.home / "pg"

    @property
    def shop(self) -> Path:
        """The Medusa project."""
        return self.home / "shop"

    @property
    def shop_lock(self) -> Path:
        return self.home / "shop.lock"

    @property
    def sister_lock(self) -> Path:
        return self.home / "sister.lock"

    @property
    def node(self) -> Path:
        """A virtual environment with Node.js, where the machine has none."""
        return self.home / "node"

    @property
    def profiles(self) -> Path:
        return self.home / "profiles"

    def forget_older(self, newest: Path) -> None:
        """The cache keeps one dump of a kind (``kind-key.dump``): those of other days will never be asked for again."""
        for old in self.cache.glob(f"{newest.name.partition('-')[0]}-*"):
            if old.stem != newest.stem:
                old.unlink(missing_ok=True)

    def make(self) -> None:
        """Create the folders. As root the home is made traversable, because PostgreSQL must run as another user.

        A folder that exists already keeps its mode: if the other user cannot pass it, that is said instead.
        """
        if not self.home.exists():
            self.home.mkdir(parents=True)
            self.home.chmod(0o755 if ROOT else 0o700)  # in so many words: a mode given to mkdir is cut by the umask
        for folder in (self.logs, self.profiles):
            folder.mkdir(exist_ok=True, mode=0o700)
        self.cache.mkdir(parents=True, exist_ok=True, mode=0o700)
        if ROOT:
            for folder in (self.home, *self.home.parents):
                if not folder.stat().st_mode & stat.S_IXOTH:
                    raise DemoTrouble(
                        f"PostgreSQL does not run as root, and the user it runs as cannot pass {folder}.",
                        "Choose another place with --home, for example below /var/lib.",
                    )


@contextlib.contextmanager
def umask() -> Iterator[None]:
    """While servers are made: as root, what is written can be read by the user that PostgreSQL runs as; else by nobody but us.

    Files with secrets say their mode themselves.
    """
    before = os.umask(0o022 if ROOT else 0o077)
    try:
        yield
    finally:
        os.umask(before)


def place(home: str | None = None) -> Place:
    """The place chosen by --home, else by CLEARLINE_DEMO_HOME, else the usual one of this user."""
    env = os.environ
    chosen = home or env.get("CLEARLINE_DEMO_HOME")
    if chosen:
        where = Path(chosen).expanduser().absolute()
    elif ROOT:
        where = Path("/var/lib/clearline-demo")
    else:
        where = Path(env.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "clearline-demo"
    if env.get("CLEARLINE_DEMO_CACHE"):
        cache = Path(env["CLEARLINE_DEMO_CACHE"]).expanduser().absolute()
    elif env.get("XDG_CACHE_HOME"):
        cache = Path(env["XDG_CACHE_HOME"]) / "clearline-demo"
    elif ROOT:
        cache = Path("/var/lib/clearline-demo-cache")
    else:
        cache = Path.home() / ".cache" / "clearline-demo"
    return Place(where, cache)
