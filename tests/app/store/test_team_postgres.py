"""What PostgreSQL keeps by itself, tried with raw SQL in the rights of each person's own sign-in."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy.engine import make_url

from app.domain.case import DecisionState
from app.domain.ruling import Delegation
from app.errors import Refused, StoreTrouble
from app.policy.texts import sha256_of
from app.store.team import Permit, Team, Waits
from app.store.team.engine import TeamEngine
from tests.app.store.build import LEASE, FakeClock, ask, finding, opened
from tests.app.store.policy_of import analysts

pytestmark = pytest.mark.servers
TTL = timedelta(hours=8)


def as_person(url: str, person: str) -> str:
    return make_url(url).set(username=f"store_{person}", password="x").render_as_string(hide_password=False)


@pytest.fixture
def asked(pg_url: str, clock: FakeClock) -> tuple[str, str, str]:
    """Ann, signed in as herself, asked for more than she may: (url, case, sha256)."""
    with opened(as_person(pg_url, "ann"), clock, me="ann") as team:
        case = team.open_case(finding(team.tenant), console="ann@desk").id
        claim = team.claim(case, "ann", LEASE)
        assert claim is not None
        wish = ask(case, "ann", claim.fence, over=2000, outcome="released")
        assert isinstance(team.gate(wish), Waits)
        assert team.unclaim(case, "ann", claim.fence)
    return pg_url, case, wish.sha256


def test_each_under_their_own_sign_in_the_whole_way(asked: tuple[str, str, str], clock: FakeClock) -> None:
    url, case, digest = asked
    with opened(as_person(url, "max"), clock, me="max") as team:
        team.approve("d1", "max", digest, ttl=TTL)
        claim = team.claim(case, "max", LEASE)
        assert claim is not None
        assert isinstance(team.gate(ask(case, "max", claim.fence, over=2000, outcome="released")), Permit)
        assert team.mark_unknown("d1", claim.fence)
        assert team.finish("d1", DecisionState.APPLIED, fence=None, words="ok")
        assert team.verify_audit().sound


def test_the_program_cannot_act_for_somebody_else(asked: tuple[str, str, str], clock: FakeClock) -> None:
    """A console of Ann's that says it is Max: the server knows better."""
    url, case, digest = asked
    with opened(as_person(url, "ann"), clock, me="ann") as team:
        with pytest.raises(Refused, match="someone else approves"):
            team.approve("d1", "max", digest, ttl=TTL)
        with pytest.raises(Refused, match="own name"):
            team.claim(case, "max", LEASE)
        now = team.case_now(case, "d1")
        assert now is not None
        assert now.approvers == ()


ATTEMPTS = {
    "approve as oneself": "INSERT INTO approval VALUES ('x', 'd1', '{sha}', 'ann', 0, 99999999999999999)",
    "approve as the manager": "INSERT INTO approval VALUES ('x', 'd1', '{sha}', 'max', 0, 99999999999999999)",
    "approve another payload": "INSERT INTO approval VALUES ('x', 'd1', 'other', 'max', 0, 99999999999999999)",
    "give the decision another asker": "UPDATE decision SET actor = 'bob' WHERE id = 'd1'",
    "need nobody": "UPDATE decision SET approvers_needed = 0 WHERE id = 'd1'",
    "permit it": "UPDATE decision SET permit_until = 99999999999999999 WHERE id = 'd1'",
    "say it is done": "UPDATE decision SET state = 'applied' WHERE id = 'd1'",
    "change the amount": "UPDATE decision SET amount = 1 WHERE id = 'd1'",
    "change what is asked": "UPDATE decision SET payload = '{{}}' WHERE id = 'd1'",
    "delete the decision": "DELETE FROM decision WHERE id = 'd1'",
    "grant oneself a role": "INSERT INTO role_grant VALUES ('ann', 'credit_manager', 0, NULL, 'ann')",
    "be somebody else": "UPDATE person SET db_role = 'store_ann2' WHERE id = 'max'",
    "take the trigger away": "ALTER TABLE decision DISABLE TRIGGER ALL",
    "drop the trigger": "DROP TRIGGER cl_decision_decision ON decision",
    "change the function": "CREATE OR REPLACE FUNCTION cl_me() RETURNS text LANGUAGE sql AS $$ SELECT 'max'::text $$",
    "shadow the people": "CREATE SCHEMA store_ann CREATE TABLE person (id text, db_role text)",
    "change the log": "UPDATE audit SET body = '{{}}'",
    "cut the log": "DELETE FROM audit",
    "empty the log": "TRUNCATE audit",
    "become the owner": "SET SESSION AUTHORIZATION clearline",
    "become the manager": "SET ROLE store_max",
    "turn the fence back": "UPDATE kase SET fence = 0",
    "lower what a client must know": "UPDATE meta SET min_client = 0",
    "bring a policy into force": "INSERT INTO policy(version, body, since, author) VALUES (2, '{{}}', 0, 'max')",
    "change the policy": "UPDATE policy SET body = '{{}}'",
    "lend somebody else's right": "INSERT INTO delegation VALUES ('x', 'max', 'ann', 0, 99999999999999999, 'mine', 0)",
    "approve with a right that is not lent": (
        "INSERT INTO approval(id, decision_id, payload_sha256, approver, at, expires, behalf) "
        "VALUES ('x', 'd1', '{sha}', 'bob', 0, 99999999999999999, 'max')"
    ),
    "write the log for another": "INSERT INTO audit(seq, prev, body, hash) VALUES (999, 'x', '{{\"by\": \"max\"}}', 'y')",
}


@pytest.mark.parametrize("statement", ATTEMPTS.values(), ids=ATTEMPTS.keys())
def test_raw_sql_in_the_askers_rights_gets_nowhere(asked: tuple[str, str, str], statement: str) -> None:
    url, _, digest = asked
    with psycopg.connect(as_person(url, "ann"), autocommit=True) as ann, pytest.raises(psycopg.Error) as caught:
        ann.execute(statement.format(sha=digest))
    assert caught.value.sqlstate in ("CL001", "42501"), caught.value


def test_a_temporary_table_does_not_hide_the_people(asked: tuple[str, str, str]) -> None:
    """search_path is fixed in every function, pg_temp last."""
    url, _, digest = asked
    with psycopg.connect(as_person(url, "ann"), autocommit=True) as ann:
        ann.execute("CREATE TEMP TABLE person AS SELECT 'max'::text AS id, 'store_ann'::text AS db_role")
        with pytest.raises(psycopg.Error, match="someone else approves"):
            ann.execute(f"INSERT INTO approval VALUES ('x', 'd1', '{digest}', 'max', 0, 99999999999999999)")


def test_the_server_writes_who_it_was(asked: tuple[str, str, str]) -> None:
    url, case, digest = asked
    with psycopg.connect(as_person(url, "max"), autocommit=True) as max_:
        max_.execute("INSERT INTO approval VALUES ('a1', 'd1', %s, 'eva', 0, 99999999999999999)", (digest,))
        assert max_.execute("SELECT approver FROM approval").fetchall() == [("max",)]
        max_.execute("INSERT INTO note VALUES ('n1', %s, 'eva', 0, 'hello')", (case,))
        assert max_.execute("SELECT author FROM note WHERE id = 'n1'").fetchall() == [("max",)]
        users = {json.loads(b)["by"]: u for b, u in max_.execute("SELECT body, db_user FROM audit WHERE db_user = 'store_ann'")}
        assert users["ann"] == "store_ann"


def test_even_approved_the_asker_cannot_permit_it(asked: tuple[str, str, str]) -> None:
    url, _, digest = asked
    with psycopg.connect(as_person(url, "max"), autocommit=True) as max_:
        max_.execute("INSERT INTO approval VALUES ('a1', 'd1', %s, 'max', 0, 99999999999999999)", (digest,))
    with psycopg.connect(as_person(url, "ann"), autocommit=True) as ann, pytest.raises(psycopg.Error, match="does not send"):
        ann.execute("UPDATE decision SET permit_until = 99999999999999999 WHERE id = 'd1'")


def test_a_csr_who_approves_by_hand_changes_nothing(asked: tuple[str, str, str], clock: FakeClock) -> None:
    """The row is there, but the gate asks the policy about who it is from."""
    url, case, digest = asked
    with psycopg.connect(as_person(url, "rep"), autocommit=True) as rep:
        rep.execute("INSERT INTO approval VALUES ('a1', 'd1', %s, 'rep', 0, 99999999999999999)", (digest,))
    for person in ("rep", "ann", "bob"):
        with opened(as_person(url, person), clock, me=person) as team:
            claim = team.claim(case, person, LEASE)
            assert claim is not None
            assert not isinstance(team.gate(ask(case, person, claim.fence, over=2000)), Permit)
            assert team.unclaim(case, person, claim.fence)


def test_a_wrong_password_and_a_server_away_are_said(pg_url: str) -> None:
    wrong = make_url(pg_url).set(password="wrong").render_as_string(hide_password=False)
    with pytest.raises(StoreTrouble) as caught:
        Team(wrong)
    assert "sign-in was refused" in caught.value.title
    away = make_url(pg_url).set(port=1).render_as_string(hide_password=False)
    with pytest.raises(StoreTrouble, match="Could not reach"):
        Team(away)
    for said in (str(caught.value), caught.value.advice):
        assert "wrong" not in said


def test_with_a_known_team_a_server_away_is_waited_for(pg_url: str, clock: FakeClock) -> None:
    """A console starts offline and goes on when the server answers; another team's store is never used instead."""
    with opened(pg_url) as team:
        tenant = team.tenant
    away = make_url(pg_url).set(port=1).render_as_string(hide_password=False)
    offline = Team(away, tenant=tenant)
    assert offline.tenant == tenant
    with pytest.raises(StoreTrouble, match="Could not reach"):
        offline.people()
    offline._store.engine.dispose()
    offline._store.engine = TeamEngine(pg_url).engine  # it answers again
    assert len(offline.people()) == 6
    offline.close()
    with pytest.raises(StoreTrouble, match="another team's"):
        Team(pg_url, tenant=uuid4())


def test_a_version_comes_into_force_as_it_was_proposed_and_agreed_to_alone(pg_url: str) -> None:
    """Ann proposes by hand: without Dan's row nothing of it is let in, with it nothing but this text, next in turn."""
    body = analysts("99000").body
    with psycopg.connect(as_person(pg_url, "ann"), autocommit=True) as ann:
        asked = "INSERT INTO policy_proposal VALUES (%s, 1, %s, %s, 'dan', 0, 'mine')"
        with pytest.raises(psycopg.Error, match="not what its hash says"):
            ann.execute(asked, ("p0", body, "0" * 64))
        ann.execute(asked, ("p1", body, sha256_of(body)))
        assert ann.execute("SELECT author FROM policy_proposal").fetchall() == [("ann",)]
        version = "INSERT INTO policy(version, body, since, author, proposal) VALUES (%s, %s, 0, 'ann', 'p1')"
        agreed = "INSERT INTO policy_approval VALUES ('a', 'p1', %s, 'dan', NULL, 0)"
        with pytest.raises(psycopg.Error, match="You proposed it"):
            ann.execute(agreed, (sha256_of(body),))
        with pytest.raises(psycopg.Error, match="Another person must agree"):
            ann.execute(version, (2, body))
        with psycopg.connect(as_person(pg_url, "dan"), autocommit=True) as dan:
            with pytest.raises(psycopg.Error, match="another text"):
                dan.execute(agreed, ("0" * 64,))
            dan.execute(agreed, (sha256_of(body),))
        for number, text in ((3, body), (2, body + " ")):
            with pytest.raises(psycopg.Error, match="as it was proposed"):
                ann.execute(version, (number, text))
        with pytest.raises(psycopg.Error, match="Its author takes it back"):
            ann.execute("INSERT INTO policy_end VALUES ('p1', 'declined', 'dan', '', 0)")


def test_a_lent_right_is_used_by_its_holder_under_their_own_sign_in(asked: tuple[str, str, str]) -> None:
    url, case, digest = asked
    now = datetime.now(UTC)
    with opened(as_person(url, "max"), me="max") as team:
        team.delegate(Delegation("l", "max", "bob", now - timedelta(hours=1), now + timedelta(hours=1), "On holiday"))
    with opened(as_person(url, "bob"), me="bob") as team:
        team.approve("d1", "bob", digest, ttl=TTL)
        told = team.case_now(case, "d1")
        assert told is not None
        assert told.decision is not None
        assert told.decision.acting_for == (("bob", "max"),)
    with (
        psycopg.connect(as_person(url, "max"), autocommit=True) as max_,
        pytest.raises(psycopg.Error, match="already, or act for"),
    ):
        max_.execute(f"INSERT INTO approval VALUES ('x', 'd1', '{digest}', 'max', 0, 99999999999999999)")
