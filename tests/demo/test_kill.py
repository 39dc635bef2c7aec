"""A launcher killed anywhere leaves nothing that the next start does not put right; --stop leaves nothing at all."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo import processes
from demo import servers as demo_servers
from demo.place import REPOSITORY, place
from demo.processes import Proc
from demo.rpc import Session
from demo.servers import Servers

pytestmark = pytest.mark.servers


@pytest.fixture
def home() -> Iterator[Path]:
    """A home of its own beside the person's, with a blank in its path; not in tmp_path, which PostgreSQL's user could not pass."""
    where = place().home.with_name("clearline kill test")
    demo_servers.stop(where)
    shutil.rmtree(where, ignore_errors=True)
    yield where
    demo_servers.stop(where)
    processes.reap()
    shutil.rmtree(where, ignore_errors=True)


def _start(home: Path) -> subprocess.Popen[str]:
    argv = [sys.executable, "-m", "demo", "--servers", "--home", str(home)]
    return subprocess.Popen(argv, cwd=REPOSITORY, stderr=subprocess.PIPE, text=True)


def _kill_at(home: Path, words: str) -> None:
    """Start, and kill -9 the launcher as soon as it says these words."""
    launcher = _start(home)
    assert launcher.stderr
    said = []
    for line in launcher.stderr:
        said.append(line)
        if words in line:
            break
    else:
        raise AssertionError(f"it never said {words!r} but: {''.join(said)}")
    os.kill(launcher.pid, signal.SIGKILL)
    launcher.wait()
    launcher.stderr.close()


def _up(home: Path) -> Servers:
    launcher = _start(home)
    said = launcher.communicate()[1]
    assert launcher.returncode == 0, said
    return demo_servers.at(home)


def _ours(home: Path) -> list[Proc]:
    """Every process that was started on something in this home."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (proc := processes.of(int(folder.name))):
            words = processes.arguments(proc)
            if any(str(home) in word for word in words) and proc.pid != os.getpid():
                found.append(proc)
    return found


def _sign_in(servers: Servers) -> int:
    """How many sales carla sees."""
    session = Session(servers.erp_url, "erp", "carla", servers.password("carla"))
    return int(session.call("model.sale.sale.search_count", []))


@pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")
def test_killed_at_every_stage_it_recovers(servers: Servers, home: Path) -> None:
    """``servers``, the company of the other tests, has been made before: its seed is in the cache, so this takes no minutes."""
    _kill_at(home, "Installing Tryton and PostgreSQL (once) ...")
    assert processes.wait_until(lambda: not _ours(home), 20), "pip went on without its launcher"
    _kill_at(home, "The seeded company, from the cache ...")
    _kill_at(home, "Copying the seeded company ...")
    _kill_at(home, "Starting Tryton on erp ...")

    up = _up(home)
    assert len(processes.with_argument(str(up.config))) == 1, "one Tryton, whatever the killed launchers had started"
    sales = _sign_in(up)
    assert sales > 200
    assert up.status()["state"] == "running"
    assert up.postgres.sql("select datname from pg_database where datname like 'erp%' order by 1").split() == ["erp", "erp_seed"]

    for name in ("pg", "erp"):
        proc = up.state.process(name)
        assert proc
        os.kill(proc.pid, signal.SIGKILL)
    up = _up(home)
    assert _sign_in(up) == sales

    stopped = subprocess.run(
        [sys.executable, "-m", "demo", "--stop", "--home", str(home)], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert stopped.stdout == ""
    assert _ours(home) == []
    said = subprocess.run(
        [sys.executable, "-m", "demo", "--status", "--json", "--home", str(home)],
        cwd=REPOSITORY, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(said.stdout)["state"] == "stopped"
