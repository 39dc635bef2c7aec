"""What PostgreSQL itself keeps, whatever a program says: who acts is who signed in, four eyes are two people, the log is only added to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from psycopg import sql
from sqlalchemy import Connection, text

from app.errors import StoreTrouble
from app.store.team import postgres_policy
from app.store.team.engine import OUR_REFUSAL
from app.store.team.people import Entry
from app.store.team.schema import INSERT_ONLY, metadata

MEMBERS = "clearline_members"  # group role that holds the rights; every person's login role is in it

# session_user is who signed in; SET ROLE does not change it. A session that is nobody's (the operator's) is not stamped.
_FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION cl_me() RETURNS text LANGUAGE sql STABLE SET search_path = {{schema}}, pg_temp AS
$$ SELECT id FROM person WHERE db_role = session_user $$;

CREATE OR REPLACE FUNCTION cl_refuse(why text) RETURNS void LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION USING ERRCODE = '{OUR_REFUSAL}', MESSAGE = why; END $$;

CREATE OR REPLACE FUNCTION cl_never() RETURNS trigger LANGUAGE plpgsql SET search_path = {{schema}}, pg_temp AS $$
BEGIN
    PERFORM cl_refuse(TG_TABLE_NAME || ' is never changed');
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION cl_decision() RETURNS trigger LANGUAGE plpgsql SET search_path = {{schema}}, pg_temp AS $$
DECLARE agreed int;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF cl_me() IS NOT NULL THEN NEW.actor := cl_me(); END IF;
        IF NEW.state NOT IN ('open') OR NEW.step <> 1 THEN PERFORM cl_refuse('A decision begins open'); END IF;
    ELSE
        IF (NEW.id, NEW.case_id, NEW.spell, NEW.deed, NEW.payload, NEW.sha256, NEW.actor, NEW.at)
           IS DISTINCT FROM (OLD.id, OLD.case_id, OLD.spell, OLD.deed, OLD.payload, OLD.sha256, OLD.actor, OLD.at)
           OR (NEW.slot, NEW.amount, NEW.currency) IS DISTINCT FROM (OLD.slot, OLD.amount, OLD.currency) THEN
            PERFORM cl_refuse('What was decided is never changed');
        END IF;
        IF OLD.state IN ('applied', 'refused', 'superseded') AND NEW IS DISTINCT FROM OLD THEN
            PERFORM cl_refuse('A decision that ended is never changed');
        END IF;
        IF NEW.step <> OLD.step AND (NEW.step < OLD.step OR NEW.permit_until IS NOT NULL
           OR NOT EXISTS (SELECT FROM step_end WHERE decision_id = OLD.id AND number = OLD.step)) THEN
            PERFORM cl_refuse('The next step begins when the end of the former is written down');
        END IF;
        IF NEW.approvers_needed < OLD.approvers_needed THEN PERFORM cl_refuse('Agreement once needed stays needed'); END IF;
    END IF;
    IF NEW.approvers_needed > 0 AND (NEW.permit_until IS NOT NULL OR NEW.state = 'applied') THEN
        SELECT count(DISTINCT coalesce(behalf, approver)) INTO agreed FROM approval
         WHERE decision_id = NEW.id AND payload_sha256 = NEW.sha256 AND approver <> NEW.actor AND behalf IS DISTINCT FROM NEW.actor;
        IF agreed < NEW.approvers_needed THEN PERFORM cl_refuse('Other people must agree first'); END IF;
        IF NEW.permit_until IS NOT NULL AND cl_me() = NEW.actor
           AND NEW.permit_until IS DISTINCT FROM (CASE WHEN TG_OP = 'UPDATE' THEN OLD.permit_until END) THEN
            PERFORM cl_refuse('Whoever asked does not send what others had to agree to');
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION cl_approval() RETURNS trigger LANGUAGE plpgsql SET search_path = {{schema}}, pg_temp AS $$
DECLARE asked record;
BEGIN
    IF cl_me() IS NOT NULL THEN NEW.approver := cl_me(); END IF;
    NEW.at := (extract(epoch FROM clock_timestamp()) * 1000000)::bigint;
    SELECT * INTO asked FROM decision WHERE id = NEW.decision_id;
    IF asked.actor = NEW.approver THEN PERFORM cl_refuse('You asked, so someone else approves'); END IF;
    IF asked.sha256 <> NEW.payload_sha256 THEN PERFORM cl_refuse('It was changed meanwhile'); END IF;
    PERFORM cl_lent(NEW.approver, NEW.behalf, asked.actor, NEW.at);
    IF EXISTS (SELECT FROM approval WHERE decision_id = NEW.decision_id AND payload_sha256 = NEW.payload_sha256 AND expires > NEW.at
               AND (approver IN (NEW.approver, NEW.behalf) OR behalf IN (NEW.approver, NEW.behalf))) THEN
        PERFORM cl_refuse('You approved it already, or act for somebody who did');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION cl_author() RETURNS trigger LANGUAGE plpgsql SET search_path = {{schema}}, pg_temp AS $$
BEGIN
    IF cl_me() IS NOT NULL THEN NEW.author := cl_me(); END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION cl_audit() RETURNS trigger LANGUAGE plpgsql SET search_path = {{schema}}, pg_temp AS $$
DECLARE says text := NEW.body::jsonb ->> 'by';
BEGIN
    NEW.db_user := session_user;
    IF cl_me() IS NOT NULL AND says <> cl_me() AND EXISTS (SELECT FROM person WHERE id = says) THEN
        PERFORM cl_refuse('The log is written in one''s own name');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION cl_owner() RETURNS trigger LANGUAGE plpgsql SET search_path = {{schema}}, pg_temp AS $$
BEGIN
    IF NEW.fence < OLD.fence THEN PERFORM cl_refuse('A fence never goes back'); END IF;
    IF cl_me() IS NOT NULL AND NEW.owner IS DISTINCT FROM OLD.owner AND NEW.owner IS NOT NULL AND NEW.owner <> cl_me() THEN
        PERFORM cl_refuse('A case is claimed in one''s own name');
    END IF;
    RETURN NEW;
END $$;
"""
_TRIGGERS = (
    ("decision", "BEFORE INSERT OR UPDATE", "cl_decision"),
    ("approval", "BEFORE INSERT", "cl_approval"),
    *postgres_policy.TRIGGERS,
    ("note", "BEFORE INSERT", "cl_author"),
    ("appointment_change", "BEFORE INSERT", "cl_author"),
    ("import_batch", "BEFORE INSERT", "cl_author"),
    ("import_turn", "BEFORE INSERT", "cl_author"),
    ("audit", "BEFORE INSERT", "cl_audit"),
    ("kase", "BEFORE UPDATE", "cl_owner"),
    *((table.name, "BEFORE UPDATE OR DELETE", "cl_never") for table in INSERT_ONLY),
)
_ADDED_TO = (
    "kase",
    "decision",
    "head",
    "appointment",
)  # tables whose rows members may change; all others are only added to, or only read
_READ_ONLY = (
    "meta",
    "person",
    "role_grant",
    "resource",
    "alembic_version",
)  # a version of the policy only after its approval: cl_policy


def harden(conn: Connection) -> None:
    """Functions, triggers, and the rights of the members' role; safe to repeat."""
    schema = conn.execute(text("SELECT quote_ident(current_schema())")).scalar_one()
    for functions in (_FUNCTIONS, postgres_policy.FUNCTIONS):
        conn.exec_driver_sql(functions.replace("{schema}", schema))
    for table, when, function in _TRIGGERS:
        name = f"{function}_{table}"
        conn.exec_driver_sql(f'DROP TRIGGER IF EXISTS {name} ON "{table}"')
        conn.exec_driver_sql(f'CREATE TRIGGER {name} {when} ON "{table}" FOR EACH ROW EXECUTE FUNCTION {function}()')
    if conn.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": MEMBERS}).first() is None:
        conn.exec_driver_sql(f"CREATE ROLE {MEMBERS} NOLOGIN")
    conn.exec_driver_sql(f"GRANT USAGE ON SCHEMA {schema} TO {MEMBERS}")
    for name in (*(t.name for t in metadata.sorted_tables), "alembic_version"):
        rights = "SELECT" if name in _READ_ONLY else "SELECT, INSERT, UPDATE" if name in _ADDED_TO else "SELECT, INSERT"
        conn.exec_driver_sql(f'REVOKE ALL ON "{name}" FROM PUBLIC')
        conn.exec_driver_sql(f'REVOKE ALL ON "{name}" FROM {MEMBERS}')
        conn.exec_driver_sql(f'GRANT {rights} ON "{name}" TO {MEMBERS}')


def admit(conn: Connection, people: Iterable[Entry]) -> None:
    """Each person's login role: made where it is missing, given the members' rights and, where one is told, its password."""
    raw: Any = conn.connection.driver_connection
    for entry in people:
        role = entry.get("db_role")
        if not role:
            continue
        name = sql.Identifier(str(role))
        row = conn.execute(text("SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = :role"), {"role": role}).first()
        if row is not None and (row.rolsuper or row.rolcreaterole):
            raise StoreTrouble(
                f"Could not admit {role}: it is an administrator's role", "Give each person a plain login role.", about=str(role)
            )
        if row is None:
            raw.execute(sql.SQL("CREATE ROLE {} LOGIN").format(name))
        if entry.get("db_password"):
            raw.execute(sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(name, sql.Literal(str(entry["db_password"]))))
        raw.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(MEMBERS), name))
