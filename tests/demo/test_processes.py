"""Processes are ours by pid and start time; servers outlive the launcher, helpers do not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from demo import ports, processes
from demo.place import REPOSITORY, ROOT
from demo.processes import Proc
from demo.trouble import DemoTrouble

_SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]
_DEAF = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(600)",
]
_ENDING = [
    sys.executable,
    "-c",
    """
import ctypes, socket, sys, threading, time
listening = socket.create_server(("127.0.0.1", int(sys.argv[1])))
threading.Thread(target=time.sleep, args=(600,)).start()
print(1, flush=True)
ctypes.CDLL(None).pthread_exit(None)
""",
]


@pytest.fixture(autouse=True)
def reaped() -> Iterator[None]:
    yield
    processes.reap()


def test_a_process_is_alive_from_its_start_to_its_end(tmp_path: Path) -> None:
    proc = processes.serve(_SLEEP, tmp_path / "log")
    assert proc.alive
    processes.end(proc)
    assert not proc.alive
    assert processes.of(proc.pid) is None


def test_a_recycled_pid_is_neither_alive_nor_signalled(tmp_path: Path) -> None:
    proc = processes.serve(_SLEEP, tmp_path / "log")
    older = Proc(proc.pid, "0")
    assert not older.alive
    processes.end(older, signal.SIGKILL)
    assert proc.alive
    processes.end(proc)


def test_a_process_that_does_not_listen_is_forced(tmp_path: Path) -> None:
    log = tmp_path / "log"
    proc = processes.serve(_DEAF, log)
    assert processes.wait_until(lambda: log.read_text() != "", 30)
    processes.end(proc, patience=0.2)
    assert not proc.alive


@pytest.mark.skipif(sys.platform != "linux", reason="a first thread that ends before the others is Linux's own")
def test_a_server_whose_first_thread_is_gone_lives_until_its_port_is_free(tmp_path: Path) -> None:
    log, port = tmp_path / "log", ports.choose(None)
    proc = processes.serve([*_ENDING, str(port)], log)
    assert processes.wait_until(lambda: log.read_text() != "", 30)
    assert processes.wait_until(lambda: "(zombie)" in Path(f"/proc/{proc.pid}/status").read_text(), 30)
    assert proc.alive
    assert not ports.is_free(port)
    processes.end(proc, signal.SIGKILL)
    assert not proc.alive
    assert ports.is_free(port)


def test_a_server_is_found_by_an_argument_of_its_command(tmp_path: Path) -> None:
    mark = str(tmp_path / "trytond.conf")
    proc = processes.serve([*_SLEEP, mark], tmp_path / "log")
    assert processes.wait_until(lambda: processes.with_argument(mark) == (proc,), 30)
    assert processes.with_argument(mark + "x") == ()
    processes.end(proc)


def test_a_helper_that_fails_is_named_with_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(DemoTrouble, match=r"Baking failed \(3\): no flour"):
        processes.run("Baking", [sys.executable, "-c", "print('no flour'); raise SystemExit(3)"], tmp_path / "log")


def test_progress_of_a_helper_is_heard_and_everything_is_logged(tmp_path: Path) -> None:
    heard: list[str] = []
    processes.run("Baking", [sys.executable, "-c", "print('  half done'); print('noise')"], tmp_path / "log", hear=heard.append)
    assert heard == ["half done"]
    assert (tmp_path / "log").read_text().splitlines() == ["  half done", "noise"]


@pytest.mark.skipif(sys.platform != "linux", reason="the parent-death signal is Linux's")
@pytest.mark.parametrize("unprivileged", [False, True])
def test_a_helper_dies_with_a_launcher_that_is_killed(tmp_path: Path, unprivileged: bool) -> None:
    mark = f"600.{os.getpid()}{unprivileged:d}"  # seconds, and no other process is started with this many
    code = f"""
import sys
sys.path.insert(0, {str(REPOSITORY)!r})
from pathlib import Path
from demo import processes
processes.run("helper", ["sleep", {mark!r}], Path({str(tmp_path / "log")!r}), unprivileged_user={unprivileged})
"""
    launcher = subprocess.Popen([sys.executable, "-c", code])
    # The leash shows the mark too before it becomes the helper: wait for the helper itself.
    assert processes.wait_until(lambda: any(processes.arguments(p)[:1] == ("sleep",) for p in processes.with_argument(mark)), 30)
    os.kill(launcher.pid, signal.SIGKILL)
    launcher.wait()
    assert processes.wait_until(lambda: processes.with_argument(mark) == (), 30)


@pytest.mark.skipif(not ROOT, reason="only root may become somebody else")
def test_a_helper_of_another_user_is_that_user_and_nothing_more(tmp_path: Path) -> None:
    processes.run("helper", ["id", "-G"], tmp_path / "log", unprivileged_user=True)
    processes.run("helper", ["id", "-u"], tmp_path / "log", unprivileged_user=True)
    user = processes.unprivileged()
    assert user
    assert (tmp_path / "log").read_text().split() == [str(user[1]), str(user[0])]
