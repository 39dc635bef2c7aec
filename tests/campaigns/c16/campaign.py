"""Runs the workers, stops and starts them at random, breaks their connections, and has the oracle judge what is left."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from app.store.team import Team, migrate_team
from tests.app.store.build import finding
from tests.campaigns.c16.mutants import NONE
from tests.campaigns.c16.oracle import Findings, judge

ROOT = Path(__file__).parents[3]
BREATH = 0.02  # seconds in which nobody is stopped: the last worker, always chosen again, would not get to its end


@dataclass(frozen=True)
class Size:
    """``lease`` and ``longest`` (of a stop) in seconds; ``patience``: after so many seconds it counts as stuck."""

    processes: int = 4
    items: int = 20
    lease: float = 0.25
    longest: float = 0.6
    patience: float = 600.0


@dataclass(frozen=True)
class Outcome:
    findings: Findings
    sound: bool
    closed: int
    stops: int
    cuts: int
    takeovers: int
    refused_writes: int
    trouble: int
    crashed: int
    rows: int
    seconds: float

    def table(self) -> dict[str, Any]:
        return asdict(self.findings) | {k: v for k, v in asdict(self).items() if k != "findings"}


def run(url: str, folder: Path, size: Size, *, seed: int, mutant: str = NONE, first: int = 0) -> Outcome:
    """One campaign on a team store that is this campaign's own; its cases are numbered from ``first``."""
    persons = [f"p{n}" for n in range(size.processes)]
    migrate_team(url, [{"id": p, "name": f"Person {p}", "roles": ["credit_analyst"], "logins": {"erp": p}} for p in persons])
    team = Team(url)
    seen = team.now() - timedelta(minutes=1)
    numbers = range(first, first + size.items)
    ids = [team.open_case(finding(team.tenant, str(n), asof=seen), console="c16").id for n in numbers]
    began = time.monotonic()
    workers = [_start(url, folder, size, p, seed * 100 + n, mutant, ids) for n, p in enumerate(persons)]
    try:
        stops, cuts = _harass(workers, url, size, random.Random(seed), began)
        crashed = sum(w.returncode != 0 for w in workers)
    finally:
        for worker in workers:
            worker.send_signal(signal.SIGCONT)
            worker.kill()
            worker.communicate()
    notes = [json.loads(line) for p in persons for line in (folder / f"{p}.jsonl").read_text().splitlines() if line.endswith("}")]
    page = team.changes(0, 10**9)
    log = _log(team)
    outcome = Outcome(
        findings=judge(log, notes),
        sound=team.verify_audit().sound,
        closed=sum(c.state not in ("open", "waiting") for c in page.cases),
        stops=stops,
        cuts=cuts,
        takeovers=sum(n["what"] == "claimed" for n in notes) - size.items,
        refused_writes=sum(n.get("done") is False for n in notes),
        trouble=sum(n["what"] == "trouble" for n in notes),
        crashed=crashed,
        rows=len(log),
        seconds=round(time.monotonic() - began, 1),
    )
    team.close()
    return outcome


def _start(url: str, folder: Path, size: Size, me: str, seed: int, mutant: str, ids: list[str]) -> subprocess.Popen[str]:
    told = [url, me, str(seed), str(size.lease), mutant, str(folder / f"{me}.jsonl"), *ids]
    argv = [sys.executable, "-m", "tests.campaigns.c16.worker", *told]
    return subprocess.Popen(argv, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _harass(workers: list[subprocess.Popen[str]], url: str, size: Size, chance: random.Random, began: float) -> tuple[int, int]:
    """Until all workers are done: stop one for a while, longer than the lease as often as not; now and then cut the connections."""
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    stops = cuts = 0
    while running := [w for w in workers if w.poll() is None]:
        if time.monotonic() - began > size.patience:
            raise AssertionError(f"not done after {size.patience} seconds")
        victim = chance.choice(running)
        victim.send_signal(signal.SIGSTOP)
        time.sleep(chance.uniform(0.05, size.longest))
        victim.send_signal(signal.SIGCONT)
        time.sleep(BREATH)
        stops += 1
        if url.startswith("postgresql") and chance.random() < 0.2:
            _cut(url)
            cuts += 1
    return stops, cuts


def _cut(url: str) -> None:
    """What a restart of the server does to everybody: connections end in the middle of whatever they do."""
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as conn:
        others = "datname = current_database() AND pid <> pg_backend_pid()"
        conn.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"))
    engine.dispose()


def _log(team: Team) -> list[str]:
    with team._store.reading() as conn:
        return list(conn.execute(text("SELECT body FROM audit ORDER BY seq")).scalars())
