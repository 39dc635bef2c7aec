"""A launcher broken off in any step leaves nothing that the next start does not put right; --stop leaves nothing at all."""

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
from demo.servers import SEED, Servers
from tests.patience import PATIENCE

pytestmark = [
    pytest.mark.servers,
    pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc"),
]


@pytest.fixture
def home() -> Iterator[Path]:
    """A home of its own beside the person's, with a blank in its path; not in tmp_path, which PostgreSQL's user could not pass."""
    where = place().home.with_name("clearline kill test")
    _forget(where)
    yield where
    _forget(where)


def _forget(home: Path) -> None:
    demo_servers.stop(home)
    processes.reap()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty one, so that the steps of a very first start come."""
    monkeypatch.setenv("CLEARLINE_DEMO_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def _bring(kind: str, old: Path, cache: Path) -> None:
    """What took another launcher minutes: the dumps of this kind."""
    for file in old.glob(f"{kind}-*"):
        shutil.copy(file, cache)


def _start(home: Path, *, shop: bool = False) -> subprocess.Popen[str]:
    """In a process group of its own, as a shell starts a command: Ctrl+C goes to the whole group."""
    return _launch("demo", "--servers", "--home", str(home), *(() if shop else ("--no-shop",)))


def _launch(module: str, *arguments: str) -> subprocess.Popen[str]:
    argv = [sys.executable, "-m", module, *arguments]
    return subprocess.Popen(
        argv, cwd=REPOSITORY, stderr=subprocess.PIPE, text=True, process_group=0, preexec_fn=_hears_ctrl_c
    )  # fmt: skip


def _hears_ctrl_c() -> None:
    """Whoever runs the tests in the background has it ignored, and a child inherits that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _hear(launcher: subprocess.Popen[str], words: str) -> None:
    """Until it says these words."""
    assert launcher.stderr
    said = []
    for line in launcher.stderr:
        said.append(line)
        if words in line:
            return
    launcher.wait()
    raise AssertionError(f"it never said {words!r} but: {''.join(said)}")


def _kill_at(home: Path, words: str, *, shop: bool = False) -> None:
    """Start, and kill -9 the launcher as soon as it says these words."""
    launcher = _start(home, shop=shop)
    _hear(launcher, words)
    _kill(launcher)


def _kill_in(home: Path, step: str) -> None:
    """Start, and kill -9 the launcher while the step's own program runs."""
    launcher = _launch("tests.demo.dying", step, "--servers", "--home", str(home), "--no-shop")
    said = launcher.communicate()[1]
    assert launcher.returncode == -signal.SIGKILL, said
    assert f"{step} ..." in said.splitlines()[-1], said


def _kill(launcher: subprocess.Popen[str]) -> None:
    os.kill(launcher.pid, signal.SIGKILL)
    launcher.communicate()


def _interrupt_at(home: Path, words: str) -> None:
    """Start, and press Ctrl+C as soon as it says these words."""
    launcher = _start(home)
    _hear(launcher, words)
    os.killpg(launcher.pid, signal.SIGINT)
    said = launcher.communicate()[1]
    assert launcher.returncode == 130, said
    assert "Nothing is broken" in said
    assert "Traceback" not in said


def _break(home: Path, step: str) -> None:
    """Ctrl+C when a step begins, kill -9 inside it, kill -9 when it has ended and has hardly been written down."""
    _interrupt_at(home, f"{step} ...")
    _kill_in(home, step)
    _kill_at(home, f"{step}: ")


def _helpers(home: Path) -> list[Proc]:
    """Programs that a launcher runs to their end: they must not outlive it."""
    return [p for p in _ours(home) if not {"trytond.cli", "-D"} & {*processes.arguments(p)}]


def _up(home: Path, *, shop: bool = False) -> Servers:
    launcher = _start(home, shop=shop)
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


def _is_whole(up: Servers) -> int:
    """One server of each kind, the databases of a finished start and no others, and people can work; how many sales there are."""
    assert up.status()["state"] == "running"
    assert len(processes.with_argument(str(up.config))) == 1, "one Tryton, whatever the killed launchers had started"
    assert len([p for p in _ours(up.place.home) if "-D" in processes.arguments(p)]) == 1, "one PostgreSQL"
    found = up.postgres.sql("select datname from pg_database where datname !~ '^(postgres|template)' order by 1").split()
    assert [d for d in found if d != "erp_schema"] == ["clearline_team", "erp", "erp_seed"]
    sales = _sign_in(up)
    assert sales > 200
    return sales


def test_broken_off_in_every_step_it_recovers_and_stop_ends_everything(servers: Servers, home: Path, cache: Path) -> None:
    """``servers``, the company of the other tests, has been made before: what takes minutes is copied from its cache."""
    old = servers.place.cache
    _interrupt_at(home, "Installing Tryton and PostgreSQL (once) ...")
    _kill_in(home, "Installing Tryton and PostgreSQL (once)")
    _break(home, "Installing the console's add-on for Tryton")
    _break(home, "Making a PostgreSQL cluster")
    _kill_in(home, "Starting PostgreSQL")
    _interrupt_at(home, "Tryton modules (once; about a minute) ...")
    _kill_in(home, "Tryton modules (once; about a minute)")
    _bring("schema", old, cache)
    _break(home, "Tryton's modules, from the cache")
    _interrupt_at(home, "Activating the console's add-on ...")
    _kill_at(home, "company, chart of accounts")  # a line of the seeder
    _bring("seed", old, cache)
    _break(home, "The seeded company, from the cache")
    _break(home, "Copying the seeded company")
    _kill_in(home, "Starting Tryton on erp")
    _break(home, "Preparing the team store")
    assert processes.wait_until(lambda: not _helpers(home), PATIENCE), "a helper went on without its launcher"

    up = _up(home)
    sales = _is_whole(up)
    for name in ("pg", "erp"):
        proc = up.state.process(name)
        assert proc
        os.kill(proc.pid, signal.SIGKILL)
    up = _up(home)
    assert _is_whole(up) == sales

    stopped = _demo("--stop", home)
    assert stopped == ""
    assert _ours(home) == []
    assert json.loads(_demo("--status", home, "--json"))["state"] == "stopped"


def test_the_shop_broken_off_in_any_step_recovers(servers: Servers, home: Path) -> None:
    """Its packages and its seed are in the cache of ``servers``."""
    servers.make_shop()
    for step in ("The seeded shop, from the cache", "The console's add-on for Medusa", "Copying the seeded shop"):
        _kill_at(home, f"{step} ...", shop=True)
    _kill_at(home, "Starting Medusa on shop ...", shop=True)
    up = _up(home, shop=True)
    mark = str(up.place.shop / "serve.js")
    assert len(processes.with_argument(mark)) == 1, "one Medusa, whatever the killed launchers had started"
    assert up.postgres.has("shop_seed")
    assert not up.postgres.has("shop_making")
    proc = up.state.process("shop")
    assert proc
    os.kill(proc.pid, signal.SIGKILL)
    up = _up(home, shop=True)
    assert up.status()["medusa"]["state"] == "running"
    assert up.status()["sister"]["state"] == "running", "the sister company has joined after the shop"
    assert len(processes.with_argument(mark)) == 1
    _demo("--stop", home)
    assert _ours(home) == []


def _demo(option: str, home: Path, *more: str) -> str:
    """What it says on standard output."""
    argv = [sys.executable, "-m", "demo", option, "--home", str(home), *more]
    return subprocess.run(argv, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout


def test_a_database_that_a_killed_launcher_asked_for_comes_in_between(servers: Servers, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server goes on making it; it appears between our looking and our asking, and what is copied anew is copied anew."""
    postgres = servers.postgres
    create, asked = postgres.create, []

    def beaten(database: str, template: str) -> None:
        asked.append(database)
        if len(asked) == 1:
            create(database, template)
        create(database, template)

    monkeypatch.setattr(postgres, "create", beaten)
    try:
        postgres.create_anew("in_between", SEED)
        assert asked == ["in_between"] * 2, "the first copy was somebody else's"
        assert postgres.has("in_between")
        assert not postgres.make("in_between", SEED)
    finally:
        postgres.drop("in_between")
