"""Processes by pid AND start time, so that a recycled pid is never taken for ours; servers outlive the launcher, helpers die with it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from demo.place import REPOSITORY, ROOT
from demo.trouble import DemoTrouble

_PROC = Path("/proc")
FORCED = 60.0  # seconds within which a process that was killed is gone


@dataclass(frozen=True, slots=True)
class Proc:
    """A process as remembered in the state file. ``born`` is the system's start mark: kernel ticks, or ps's text without /proc."""

    pid: int
    born: str

    @property
    def alive(self) -> bool:
        return born(self.pid) == self.born


def born(pid: int) -> str | None:
    """The start mark of a running process; None if there is none or it is only waiting to be reaped.

    A killed server's first thread may be gone while another still ends: until that one is, the server's port is taken.
    """
    if _PROC.is_dir():
        try:
            fields = (_PROC / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            return None
        return None if fields[0] == "Z" and int(fields[17]) <= 1 else fields[19]
    shown = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.split()
    return None if not shown or shown[0].startswith("Z") else " ".join(shown[1:])


def of(pid: int) -> Proc | None:
    """The running process with this pid, or None."""
    mark = born(pid)
    return Proc(pid, mark) if mark else None


def arguments(proc: Proc) -> tuple[str, ...]:
    """The words a process was started with; none where it is gone or not ours to see."""
    if _PROC.is_dir():
        try:
            words = (_PROC / str(proc.pid) / "cmdline").read_bytes().split(b"\0")
        except OSError:
            return ()
        return tuple(w.decode(errors="replace") for w in words)
    shown = subprocess.run(["ps", "-o", "command=", "-p", str(proc.pid)], capture_output=True, text=True, check=False)
    return tuple(shown.stdout.split())


def with_argument(argument: str) -> tuple[Proc, ...]:
    """Running processes that were started with exactly this argument: servers whose start was never written down."""
    if _PROC.is_dir():
        pids = [int(f.name) for f in _PROC.iterdir() if f.name.isdigit()]
        found = (of(pid) for pid in pids if pid != os.getpid())
        return tuple(p for p in found if p and argument in arguments(p))
    lines = subprocess.run(["ps", "-axo", "pid=,command="], capture_output=True, text=True, check=False).stdout.splitlines()
    pids = [int(line.split(None, 1)[0]) for line in lines if f" {argument} " in f"{line} "]
    return tuple(p for p in (of(pid) for pid in pids if pid != os.getpid()) if p)


def unprivileged() -> tuple[int, int] | None:
    """(uid, gid) that PostgreSQL runs as when we are root, which it refuses; None: as ourselves."""
    if not ROOT:
        return None
    import pwd

    nobody = pwd.getpwnam("nobody")
    return nobody.pw_uid, nobody.pw_gid


def serve(
    argv: Sequence[str | Path],
    log: Path,
    *,
    env: Mapping[str, str] | None = None,
    folder: Path | str = "/",
    unprivileged_user: bool = False,
) -> Proc:
    """Start a server in a session of its own: it outlives this program and no Ctrl+C reaches it."""
    user = unprivileged() if unprivileged_user else None
    with log.open("ab") as out:
        child = subprocess.Popen(
            [str(a) for a in argv],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env={**os.environ, **(env or {})},
            cwd=folder,
            start_new_session=True,
            user=user[0] if user else None,
            group=user[1] if user else None,
            extra_groups=[] if user else None,
        )
    mark = born(child.pid)
    _children[child.pid] = child
    if mark is None:
        raise EndedAtOnce(f"{Path(argv[0]).name} ended at once.", f"See {log}.")
    return Proc(child.pid, mark)


class EndedAtOnce(DemoTrouble):
    """A server was gone before it could be looked at."""


_children: dict[int, subprocess.Popen[bytes]] = {}  # kept so that a server that ends while we run is reaped


def reap() -> None:
    """Take note of all children that ended, so that nothing of them is left when this program ends."""
    for child in _children.values():
        child.poll()
        if child.returncode is None:
            child.returncode = 0  # it goes on without us, and is found again by the state file
    _children.clear()


def end(proc: Proc, sig: signal.Signals = signal.SIGTERM, patience: float = 10.0) -> None:
    """Ask a process to end, wait up to ``patience`` seconds, then force it. Only ever signals the process that was remembered."""
    if not proc.alive:
        return
    os.kill(proc.pid, sig)
    if not wait_until(lambda: _gone(proc), patience):
        os.kill(proc.pid, signal.SIGKILL)
        wait_until(lambda: _gone(proc), FORCED)  # nothing can refuse it; only a busy machine lets it wait


def _gone(proc: Proc) -> bool:
    if proc.pid in _children and _children[proc.pid].poll() is not None:
        del _children[proc.pid]
    return not proc.alive


def wait_until(true: Callable[[], bool], seconds: float, every: float = 0.05) -> bool:
    """Poll until ``true()`` or the time is over."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True


def run(
    name: str,
    argv: Sequence[str | Path],
    log: Path,
    *,
    env: Mapping[str, str] | None = None,
    folder: Path | str = "/",
    unprivileged_user: bool = False,
    hear: Callable[[str], None] | None = None,
) -> None:
    """Run a helper to its end; it is killed if this program dies, and ended on Ctrl+C. DemoTrouble with the log's end if it fails.

    ``hear`` gets every line it prints that begins with two blanks: its own report of progress.
    """
    user = unprivileged() if unprivileged_user else None
    leash = [sys.executable, str(REPOSITORY / "demo" / "leash.py"), str(os.getpid()), *(str(n) for n in user or ("-", "-"))]
    with log.open("ab") as out:
        child = subprocess.Popen(
            [*leash, *(str(a) for a in argv)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if hear else out,
            stderr=subprocess.STDOUT if hear else out,
            env={**os.environ, **(env or {})},
            cwd=folder,
            start_new_session=True,
        )
        _helpers.add(child)
        try:
            for line in child.stdout or ():
                out.write(line)
                out.flush()
                if hear and line.startswith(b"  "):
                    hear(line.decode(errors="replace").strip())
            code = child.wait()
        except BaseException:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            raise
        finally:
            _helpers.discard(child)
            if child.stdout:
                child.stdout.close()
    if code:
        raise DemoTrouble(f"{name} failed ({code}): {last_line(log)}", f"All of it is in {log}.")


_helpers: set[subprocess.Popen[bytes]] = set()


def end_helpers() -> None:
    """Kill whatever ``run`` waits for in other threads of this program; there it fails."""
    for child in tuple(_helpers):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)


def last_line(log: Path) -> str:
    """The last words a program left in its log."""
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    return lines[-1].strip() if lines else "it said nothing"
