"""The outbox: letters move only forward, survive everything, and nothing of a newer program is touched."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from app.domain.letter import TERMINAL, LetterState
from app.errors import StoreTrouble
from app.store.engine import Damaged, Full
from app.store.outbox import Outbox
from tests.app.store.plain import T0, letter

LIVE = frozenset(LetterState) - TERMINAL


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "profile" / "outbox.db"


def test_what_goes_in_comes_out(path: Path) -> None:
    box = Outbox(path)
    full = letter(
        sent_at=T0 + timedelta(microseconds=1), receipt="words", receipt_rev="r9", expected_rev=None, attempt=3, fence=2**40
    )
    changes = box.add(full)
    assert changes.topics == {"letters"}
    assert changes.cases == {"c1"}
    assert box.get("d1/1") == full
    assert not box.add(replace(full, attempt=9)), "the same id again changes nothing"
    assert box.get("d1/1") == full
    assert box.get("nothing") is None
    box.close()
    again = Outbox(path)
    assert again.get("d1/1") == full
    again.close()


@pytest.mark.parametrize(("start", "to"), list(product(LetterState, LetterState)))
def test_a_state_moves_only_from_where_it_may_and_never_from_an_end(path: Path, start: LetterState, to: LetterState) -> None:
    box = Outbox(path)
    box.add(letter(state=start))
    assert box.move("d1/1", to, among=frozenset(LetterState)) is (start not in TERMINAL)
    assert not box.move("d1/1", to, among=frozenset())
    found = box.get("d1/1")
    assert found is not None
    assert found.state is (start if start in TERMINAL else to)
    box.close()


def test_files_are_named_by_what_still_needs_them_and_by_nothing_that_is_over(path: Path) -> None:
    """The first letter of a decision names the files of the steps after it for as long as these have not taken effect."""
    box, files = Outbox(path), {"payload": '{"steps":[{"body":{"files":[{"sha256":"a"}]}}]}'}
    done, queued, refused = LetterState.APPLIED, LetterState.QUEUED, LetterState.REFUSED
    box.add(letter("none/1", case="c0"))
    for n, states in enumerate(((done,), (done, queued), (done, done), (refused,), (done, refused), (done,) * 9 + (queued,)), 1):
        for number, state in enumerate(states, 1):
            box.add(letter(f"d{n}/{number}", case=f"c{n}", state=state, **files))
    assert [one.id for one in box.with_files()] == ["d1/1", "d2/1", "d2/2", "d3/2", "d5/1", "d6/10", "d6/9"]
    box.close()


def test_a_move_keeps_what_it_does_not_say(path: Path) -> None:
    box = Outbox(path)
    box.add(letter())
    assert box.move("d1/1", LetterState.SENDING, among=LIVE, attempt=1, sent_at=T0, fence=4, receipt="")
    assert box.move("d1/1", LetterState.UNKNOWN, among=LIVE, receipt="no answer")
    found = box.get("d1/1")
    assert found is not None
    assert (found.attempt, found.sent_at, found.fence, found.receipt) == (1, T0, 4, "no answer")
    assert not box.move("d1/1", LetterState.QUEUED, among=frozenset({LetterState.QUEUED}))
    box.close()


def test_what_was_being_sent_is_unknown_after_a_start(path: Path) -> None:
    box = Outbox(path)
    for n, state in enumerate(LetterState):
        box.add(letter(f"d{n}/1", state=state, at=T0 + timedelta(minutes=n)))
    assert box.recover() == len(LIVE)
    states = {x.id: x.state for x in box.unfinished()}
    assert LetterState.SENDING not in states.values()
    assert sum(s is LetterState.UNKNOWN for s in states.values()) == 2
    assert [x.created_at for x in box.unfinished()] == sorted(x.created_at for x in box.unfinished())
    box.close()


def test_layouts_drafts_and_anchors(path: Path) -> None:
    box = Outbox(path)
    assert box.view("columns") is None
    box.save_view("columns", '{"a": 1}')
    box.save_view("columns", '{"a": 2}')
    assert box.view("columns") == '{"a": 2}'
    box.save_draft("q1", "quote", None, "{}", T0)
    box.save_draft("q1", "quote", "{}", '{"x": 1}', T0)
    assert box.draft("q1") == ("quote", "{}", '{"x": 1}')
    box.drop_draft("q1")
    assert box.draft("q1") is None
    assert box.last_anchor() is None
    for seq in range(1, 1500):
        box.anchor(seq, f"h{seq}")
    box.anchor(1499, "another")
    assert box.last_anchor() == (1499, "h1499"), "the first word on a row stands"
    box.close()
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*) FROM anchor").fetchone() == (1000,)


def test_a_newer_programs_file_is_not_touched(path: Path) -> None:
    Outbox(path).close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
        db.commit()
    before = path.read_bytes()
    with pytest.raises(StoreTrouble, match="newer Clearline") as caught:
        Outbox(path)
    assert "Update Clearline" in caught.value.advice
    assert path.read_bytes() == before


def test_a_file_that_is_something_else_is_not_touched(path: Path) -> None:
    path.parent.mkdir(mode=0o700)
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE recipes (a)")
    before = path.read_bytes()
    with pytest.raises(Damaged, match="not an outbox"):
        Outbox(path)
    path.write_bytes(b"garbage" * 500)
    with pytest.raises(Damaged):
        Outbox(path)
    assert path.read_bytes() == b"garbage" * 500
    assert before


def test_little_space_means_no_new_letters_but_old_ones_move(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box = Outbox(path)
    box.add(letter())
    little = shutil.disk_usage(path.parent)._replace(free=1024 * 1024)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: little)
    with pytest.raises(Full, match="less than 5 MB"):
        box.add(letter("d2/1"))
    assert box.move("d1/1", LetterState.SENDING, among=LIVE, attempt=1)
    assert [x.id for x in box.unfinished()] == ["d1/1"]
    box.close()


def test_no_alembic_on_the_way_to_a_first_queue(path: Path) -> None:
    """A start with a file that fits imports neither Alembic nor SQLAlchemy."""
    import subprocess
    import sys

    Outbox(path).close()
    code = (
        "import sys; from pathlib import Path; from app.store.outbox import Outbox; from app.store.mirror import Mirror; "
        "from app.store.reads import Reads; Outbox(Path(sys.argv[1])).close(); "
        "print(sorted(m for m in ('alembic', 'sqlalchemy', 'psycopg', 'pandas') if m in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, cwd=Path(__file__).parents[3], check=True
    )
    assert done.stdout.strip() == "[]"
