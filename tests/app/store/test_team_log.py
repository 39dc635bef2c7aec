"""The log: the team's feed follows it, and it tells when somebody changed it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import IntegrityError

from app.domain.case import DecisionState
from app.errors import Refused, StoreTrouble
from app.store.team import Permit, Team
from tests.app.store.build import LEASE, FakeClock, ask, finding, opened
from tests.app.store.plain import T0


def busy(team: Team) -> str:
    """Some life in the store: nine rows or more."""
    case = team.open_case(finding(team.tenant), console="a").id
    claim = team.claim(case, "ann", LEASE)
    assert claim is not None
    assert isinstance(team.gate(ask(case, "ann", claim.fence, outcome="released")), Permit)
    team.note(case, "ann", "called the customer")
    assert team.finish("d1", DecisionState.APPLIED, fence=None, words="ok")
    for key in range(20, 24):
        team.open_case(finding(team.tenant, str(key)), console="a")
    return case


def test_the_feed_tells_what_changed_since(team: Team) -> None:
    start = team.changes(0)
    assert {p.id for p in start.persons} == {"ann", "bob", "max", "eva", "dan", "rep"}
    assert start.complete
    assert team.changes(start.seq).seq == start.seq
    case = busy(team)
    page = team.changes(start.seq)
    assert page.complete
    assert len(page.cases) == 5
    assert [(d.id, d.state) for d in page.decisions] == [("d1", DecisionState.APPLIED)]
    assert [(n.case_id, n.by, n.text) for n in page.notes] == [(case, "ann", "called the customer")]
    assert [(s.case_id, s.spell) for s in page.spells] == [(case, 1)]
    assert page.persons == ()


def test_the_feed_comes_in_pages_and_misses_nothing(team: Team) -> None:
    busy(team)
    seen: set[str] = set()
    after, pages = 0, 0
    while True:
        page = team.changes(after, 2)
        seen |= {c.id for c in page.cases}
        after, pages = page.seq, pages + 1
        if page.complete:
            break
    assert pages > 3
    assert seen == {c.id for c in team.changes(0).cases}


def test_a_log_shorter_than_remembered_starts_over(team: Team) -> None:
    end = team.changes(0)
    page = team.changes(end.seq + 100)
    assert page.reset
    assert page.seq == end.seq
    assert page.persons == end.persons


def test_renewing_a_claim_is_no_news(team: Team) -> None:
    case = team.open_case(finding(team.tenant), console="a").id
    claim = team.claim(case, "ann", LEASE)
    assert claim is not None
    end = team.changes(0).seq
    assert team.renew(case, "ann", claim.fence, LEASE)
    assert team.changes(end).seq == end


def test_notes_and_observations_are_kept(team: Team, clock: FakeClock) -> None:
    case = busy(team)
    clock.pass_(seconds=1)
    team.note(case, "bob", "<b>paid\x00</b>?\ud800")
    assert [n.text for n in team.changes(0).notes] == ["called the customer", "<b>paid</b>??"]
    with pytest.raises(StoreTrouble, match="does not know this case"):
        team.note("nothing", "ann", "?")
    team.observe("promise", "SO7", json.dumps({"date": "2026-03-05"}), T0, "erp")
    team.observe("promise", "SO8", json.dumps({"date": "2026-03-06"}), T0 + timedelta(hours=1), "erp")
    assert [o[0] for o in team.observations("promise")] == ["SO7", "SO8"]
    assert team.observations("promise", "SO8") == (("SO8", '{"date": "2026-03-06"}', T0 + timedelta(hours=1), "erp"),)
    assert not team.observe_once("promise", "SO7", "{}", T0, "erp"), "the first stays as it is"
    assert team.observe_once("placed", "SO7", "{}", T0, "erp")
    assert len(team.observations("promise", "SO7")) == len(team.observations("placed", "SO7")) == 1


def test_the_log_holds_no_personal_text(team: Team) -> None:
    busy(team)
    with team._store.reading() as conn:
        bodies = " ".join(conn.execute(text("SELECT body FROM audit")).scalars())
    assert "called the customer" not in bodies
    assert "Ann Lyst" not in bodies


# ---- tampering, with every right on the database ---------------------------------------------------------------------------------


def _rehash(conn: Connection, since: int) -> None:
    """Make the tail follow again, as somebody would who knows how the chain is made."""
    rows = conn.execute(text("SELECT seq, body FROM audit WHERE seq >= :s ORDER BY seq"), {"s": since}).all()
    prev = conn.execute(text("SELECT hash FROM audit WHERE seq = :s"), {"s": since - 1}).scalar_one()
    for row in rows:
        digest = hashlib.sha256(prev.encode() + row.body.encode()).hexdigest()
        conn.execute(text("UPDATE audit SET prev = :p, hash = :h WHERE seq = :s"), {"p": prev, "h": digest, "s": row.seq})
        prev = digest
    conn.execute(text("UPDATE head SET hash = :h"), {"h": prev})


def _edit(conn: Connection) -> None:
    conn.execute(text("UPDATE audit SET body = replace(body, 'ann', 'bob') WHERE seq = 9"))


def _delete_middle(conn: Connection) -> None:
    conn.execute(text("DELETE FROM audit WHERE seq = 8"))


def _delete_first(conn: Connection) -> None:
    conn.execute(text("DELETE FROM audit WHERE seq = 1"))


def _swap(conn: Connection) -> None:
    for a, b in ((8, 800), (9, 8), (800, 9)):
        conn.execute(text("UPDATE audit SET seq = :b WHERE seq = :a"), {"a": a, "b": b})


def _swap_bodies(conn: Connection) -> None:
    eight, nine = (conn.execute(text("SELECT body FROM audit WHERE seq = :s"), {"s": s}).scalar_one() for s in (8, 9))
    for seq, body in ((8, nine), (9, eight)):
        conn.execute(text("UPDATE audit SET body = :b WHERE seq = :s"), {"b": body, "s": seq})


def _forge_insert(conn: Connection) -> None:
    prev, seq = conn.execute(text("SELECT hash, seq FROM head")).one()
    conn.execute(text("INSERT INTO audit(seq, prev, body, hash) VALUES (:s, :p, '{}', 'x')"), {"s": seq + 1, "p": prev})


def _cut_tail(conn: Connection) -> None:
    conn.execute(text("DELETE FROM audit WHERE seq > (SELECT seq FROM head) - 3"))


def _cut_tail_and_head(conn: Connection) -> None:
    _cut_tail(conn)
    conn.execute(
        text("UPDATE head SET seq = (SELECT max(seq) FROM audit), hash = (SELECT hash FROM audit ORDER BY seq DESC LIMIT 1)")
    )


def _rewrite_tail(conn: Connection) -> None:
    _edit(conn)
    _rehash(conn, 9)


CASES: list[tuple[Callable[[Connection], Any], bool]] = [
    (_edit, True),
    (_delete_middle, True),
    (_delete_first, True),
    (_swap, True),
    (_swap_bodies, True),
    (_forge_insert, True),
    (_cut_tail, True),
    (_cut_tail_and_head, False),
    (_rewrite_tail, False),
]


@pytest.mark.parametrize(("tamper", "alone"), CASES, ids=lambda x: getattr(x, "__name__", "").strip("_"))
def test_tampering_is_found(team_url: str, clock: FakeClock, tamper: Callable[[Connection], Any], alone: bool) -> None:
    """``alone``: the chain itself shows it; else only the anchor that a console kept does."""
    with opened(team_url, clock) as team:
        busy(team)
        sound = team.verify_audit()
        assert sound.sound, sound.words
        anchor = sound.head
        team.open_case(finding(team.tenant, "99"), console="a")
        assert team.verify_audit(anchor).sound, "the log has grown since"
    engine = create_engine(team_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as conn:
        _unlock(conn)
        tamper(conn)
    engine.dispose()
    with opened(team_url, clock) as team:
        report = team.verify_audit()
        assert report.sound is not alone, report.words
        report = team.verify_audit(anchor)
        assert not report.sound
        assert "audit log" in report.words


def _unlock(conn: Connection) -> None:
    """The tamperer owns the database and takes the triggers away first."""
    if conn.dialect.name == "postgresql":
        conn.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))
    else:
        for name in ("audit_no_update", "audit_no_delete"):
            conn.execute(text(f"DROP TRIGGER {name}"))


@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET body = '{}'", "DELETE FROM audit", "UPDATE note SET text = ''", "DELETE FROM spell"]
)
def test_what_is_only_added_to_is_never_changed(team: Team, statement: str) -> None:
    busy(team)
    with pytest.raises((Refused, IntegrityError), match="never changed"), team._store.writing() as tx:
        tx.conn.execute(text(statement))
    assert team.verify_audit().sound
