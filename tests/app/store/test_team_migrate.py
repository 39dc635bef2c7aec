"""Migrations of the team store: who may make them, in one transaction, from every schema of before."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from app.errors import StoreTrouble
from app.policy.rulebook import shipped
from app.store.migrate import FOLDER
from app.store.team import Team, migrate_team
from app.store.team.schema import INSERT_ONLY, metadata
from app.store.team.schema import SCHEMA as TEAM_SCHEMA
from tests.app.rules.visit_world import visit
from tests.app.store.build import finding, opened, people
from tests.app.store.plain import T0

NEWER = TEAM_SCHEMA + 1


def test_the_revisions_make_the_tables_that_the_program_uses(team_url: str) -> None:
    engine = create_engine(team_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as conn:
        differences = compare_metadata(MigrationContext.configure(conn), metadata)
    engine.dispose()
    assert differences == []


def test_a_file_is_set_up_by_the_console(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path / 'team.db'}") as team:
        assert team.people() == ()
        tenant = team.tenant
        assert not team.enforces_four_eyes
    with opened(f"sqlite:///{tmp_path / 'team.db'}") as team:
        assert team.tenant == tenant


@pytest.mark.servers
def test_postgresql_is_not(pg_server: str, pg_url: str) -> None:
    import psycopg

    with psycopg.connect(f"{pg_server}/postgres", autocommit=True) as admin:
        admin.execute("CREATE DATABASE store_bare")
    try:
        with pytest.raises(StoreTrouble, match="not set up") as caught:
            Team(f"{pg_server}/store_bare")
        assert "main.py migrate" in caught.value.advice
        with psycopg.connect(f"{pg_server}/store_bare") as db:
            assert db.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
    finally:
        with psycopg.connect(f"{pg_server}/postgres", autocommit=True) as admin:
            admin.execute("DROP DATABASE store_bare WITH (FORCE)")
    with opened(pg_url) as team:
        assert team.enforces_four_eyes


def _execute(url: str, statement: str) -> None:
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as conn:
        conn.execute(text(statement))
    engine.dispose()


def _older(url: str) -> None:
    _execute(url, "UPDATE alembic_version SET version_num = '0000'")


def _newer(url: str) -> None:
    _execute(url, f"UPDATE alembic_version SET version_num = '{NEWER:04}'")
    _execute(url, f"UPDATE meta SET min_client = {NEWER}")


@pytest.mark.parametrize("deed", [Team, migrate_team], ids=["console", "operator"])
def test_a_newer_store_is_not_touched(team_url: str, deed: Callable[..., object]) -> None:
    _newer(team_url)
    with pytest.raises(StoreTrouble, match="newer Clearline") as caught:
        deed(team_url) if deed is Team else deed(team_url, people())
    assert "Update Clearline" in caught.value.advice


@pytest.mark.servers
def test_an_expanded_store_that_still_fits_is_used(pg_url: str) -> None:
    """Expand first, contract one release later: the store itself says which programs may still work with it."""
    _execute(pg_url, f"UPDATE alembic_version SET version_num = '{NEWER:04}'")
    with opened(pg_url) as team:
        assert team.open_case(finding(team.tenant), console="a").spell == 1


@pytest.mark.servers
def test_an_older_postgresql_waits_for_the_operator(pg_url: str) -> None:
    _older(pg_url)
    with pytest.raises(StoreTrouble, match="not set up for this version"):
        Team(pg_url)


def test_people_come_and_go(team_url: str) -> None:
    assert "0 of 6 people changed" in migrate_team(team_url, people(), clock=lambda: T0)
    changed = [p | {"roles": ["credit_manager"]} if p["id"] == "ann" else p for p in people()[:5]]
    assert "1 of 5 people changed" in migrate_team(team_url, changed)
    with opened(team_url) as team:
        roles = {p.id: p.roles for p in team.people()}
        assert roles["ann"] == {"credit_manager"}
        assert roles["rep"] == {"csr"}, "who is not listed stays"
        found = team.person_for("erp", "ann")
        assert found is not None
        assert found.name == "Ann Lyst"
        assert team.person_for("erp", "nobody") is None
        assert team.verify_audit().sound
    with opened(team_url, lambda: T0) as team:
        assert {p.id: p.roles for p in team.people()}["ann"] == {"credit_analyst"}, "as it was granted then"


@pytest.mark.parametrize(
    "entry", [{"id": "x"}, {"id": "x", "name": "X", "roles": None}, {"id": "x", "name": "X", "roles": [], "logins": 3}]
)
def test_a_wrong_list_of_people_changes_nothing(sqlite_url: str, entry: dict[str, object]) -> None:
    with pytest.raises(StoreTrouble, match="list of people"):
        migrate_team(sqlite_url, [{"id": "new", "name": "New", "roles": ["csr"]}, entry])
    with opened(sqlite_url) as team:
        assert "new" not in {p.id for p in team.people()}


def test_a_team_file_migrates_in_one_transaction(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is shared by several consoles, so it is never swapped; a copy of it is kept."""
    from app.store.team import migration

    with opened(sqlite_url) as team:
        case = team.open_case(finding(team.tenant), console="a")
    room = tmp_path / "team-revisions"
    shutil.copytree(FOLDER / "team", room, ignore=shutil.ignore_patterns("__pycache__"))
    second = room / "versions" / "r_newer.py"
    second.write_text(
        f'from alembic import op\nrevision = "{NEWER:04}"\ndown_revision = "{TEAM_SCHEMA:04}"\ndef upgrade():\n'
        '    op.execute("ALTER TABLE kase ADD COLUMN colour TEXT")\n    raise RuntimeError("half way")\n'
    )
    monkeypatch.setattr(migration, "REVISIONS", room)
    monkeypatch.setattr(migration, "SCHEMA", NEWER)
    with pytest.raises(RuntimeError):
        Team(sqlite_url)
    file = tmp_path / "team.db"
    with closing(sqlite3.connect(file)) as db:
        assert "colour" not in {row[1] for row in db.execute("PRAGMA table_info(kase)")}
    second.write_text(second.read_text().replace('raise RuntimeError("half way")', "pass"))
    with opened(sqlite_url) as team:
        now = team.case_now(case.id)
        assert now is not None
        assert now.case == case
    assert (tmp_path / "team.db.before").stat().st_mode & 0o777 == 0o600


def _as_it_was(file: Path, schema: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """A team store as a program of that schema made it."""
    from app.store.team import migration

    room = file.parent / f"revisions-{schema}"
    shutil.copytree(FOLDER / "team", room, ignore=shutil.ignore_patterns("__pycache__", f"r000[{schema + 1}-9]*"))
    with monkeypatch.context() as before:
        before.setattr(migration, "REVISIONS", room)
        before.setattr(migration, "SCHEMA", schema)
        before.setattr(migration, "INSERT_ONLY", [t for t in INSERT_ONLY if _SINCE.get(t.name, 1) <= schema])
        before.setattr(migration.rulings, "begin", lambda tx: None)
        migrate_team(f"sqlite:///{file}", people())
    return f"sqlite:///{file}"


_SINCE = (
    {"appointment_change": 3}
    | dict.fromkeys(("policy", "policy_proposal", "policy_approval", "policy_end", "delegation", "delegation_end"), 4)
    | {"import_batch": 5, "import_turn": 5}
)


def test_a_case_of_before_pauses_has_had_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "before.db"
    url = _as_it_was(file, 1, monkeypatch)
    _open_as_before(file, "old")
    with opened(url) as team:
        now = team.case_now("old")
    assert now is not None
    assert now.case.pauses == ()


def test_a_store_of_before_appointments_takes_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = _as_it_was(tmp_path / "before.db", 2, monkeypatch)
    with opened(url) as team:
        assert team.book("A", visit(number="", resource=None), "ann").after.number == "AP-0001"
        assert {p.id for p in team.people()} == {p["id"] for p in people()}


def test_a_store_of_before_the_policy_was_kept_begins_with_the_one_that_judged_it_until_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a program of before, which would go on judging by its own text, is not let in."""
    file = tmp_path / "before.db"
    url = _as_it_was(file, 3, monkeypatch)
    with opened(url) as team:
        assert team.policy() == shipped()
        assert [v.version for v in team.changes(0).versions] == [1]
        assert team.verify_audit().sound
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("SELECT min_client FROM meta").fetchone() == (4,)
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            db.execute("UPDATE policy SET body = ''")


def _open_as_before(file: Path, key: str) -> None:
    """A case as a console of schema 1 writes it."""
    given = {"id": key, "fingerprint": key, "state": "open", "wake_at": None, "outcome": None, "closed_at": None, "owner": None}
    with closing(sqlite3.connect(file)) as db:
        known = [row[1:4:2] for row in db.execute("PRAGMA table_info(kase)") if row[1] != "pauses"]
        values = {name: given.get(name, None if not required else 1) for name, required in known}
        db.execute(f"INSERT INTO kase ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})", list(values.values()))
        db.commit()
