"""The state file: whole after every change, private, shared without losing anybody's change."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from demo import ports, state
from demo.place import Place
from demo.processes import Proc, of
from demo.state import State, at_work
from demo.trouble import DemoTrouble


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr("demo.place.ROOT", False)
    return Place(tmp_path / "home", tmp_path / "cache")


def test_two_programs_keep_each_others_changes(tmp_path: Path) -> None:
    one, other = State(tmp_path / "state.json"), State(tmp_path / "state.json")
    one.keep_port("pg", 5001)
    other.done("schema", "abc")
    one.keep_port("erp", 5002)
    assert State(tmp_path / "state.json").port("pg") == 5001
    assert other.port("erp") == 5002
    assert one.is_done("schema", "abc")
    assert not one.is_done("schema", "other")


def test_the_file_is_private_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    State(tmp_path / "state.json").secret("pg")
    assert stat.S_IMODE((tmp_path / "state.json").stat().st_mode) == 0o600
    assert sorted(p.name for p in tmp_path.iterdir()) == ["state.json", "state.lock"]


def test_passwords_are_random_and_stay(tmp_path: Path) -> None:
    kept = State(tmp_path / "state.json")
    assert kept.password("fiona") == State(tmp_path / "state.json").password("fiona")
    assert len({kept.password("fiona"), kept.password("felix"), kept.secret("fiona")}) == 3


def test_a_kill_while_writing_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = State(tmp_path / "state.json")
    kept.keep_port("pg", 5001)

    def killed(file: Path, text: str) -> None:
        file.with_name("state.json.1").write_text(text[: len(text) // 2])
        raise KeyboardInterrupt

    monkeypatch.setattr(state, "write_private", killed)
    with pytest.raises(KeyboardInterrupt):
        kept.keep_port("pg", 6001)
    monkeypatch.undo()
    assert State(tmp_path / "state.json").port("pg") == 5001
    kept.keep_port("pg", 7001)  # the lock went with the interrupted change
    assert kept.port("pg") == 7001


def test_a_damaged_file_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text("{")
    with pytest.raises(DemoTrouble, match="is damaged"):
        State(tmp_path / "state.json").port("pg")


def test_only_processes_that_still_run_are_remembered(tmp_path: Path) -> None:
    kept = State(tmp_path / "state.json")
    me = of(os.getpid())
    assert me
    kept.keep_process("erp", me)
    kept.keep_process("pg", Proc(me.pid, "0"))
    assert kept.process("erp") == me
    assert kept.process("pg") is None


def test_the_last_to_leave_is_the_one_that_may_stop_the_servers(tmp_path: Path) -> None:
    file = tmp_path / "state.json"
    kept = State(file)
    kept.enter()
    assert len(kept.windows()) == 1
    assert kept.leave() is False
    kept.enter()
    parent = of(os.getppid())
    assert parent
    data = json.loads(file.read_text())
    data["windows"] += [{"pid": parent.pid, "born": parent.born}, {"pid": parent.pid, "born": "another life"}]
    file.write_text(json.dumps(data))
    assert kept.leave() is True
    assert kept.windows() == (parent,)


def test_one_launcher_at_a_time(here: Place) -> None:
    with at_work(here), pytest.raises(DemoTrouble, match="Another launcher is at work"), at_work(here, patience=0.1):
        pass
    with at_work(here) as kept:
        kept.keep = True
    assert State(here.state).keep


def test_a_port_stays_while_it_is_free() -> None:
    port = ports.choose(None)
    assert ports.choose(port) == port


def test_a_port_in_use_is_left_to_its_user() -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not ports.is_free(port)
        assert ports.choose(port) != port
