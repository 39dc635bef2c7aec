"""The team store's tables, the same on SQLite and PostgreSQL; changed only together with a revision under ``migrations/team``."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, MetaData, Table, Text, UniqueConstraint, text

SCHEMA = 6  # number of the newest revision this program knows; ``meta.min_client`` may not be above it

metadata = MetaData()


def _moment(name: str, *, null: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=null)


meta = Table(
    "meta",
    metadata,
    Column("id", Integer, primary_key=True),  # always 1
    Column("tenant", Text, nullable=False),
    Column("min_client", Integer, nullable=False),
)
person = Table(
    "person",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("logins", Text, nullable=False),  # JSON: source -> login
    Column("db_role", Text, unique=True),
)
role_grant = Table(
    "role_grant",
    metadata,
    Column("person", Text, ForeignKey("person.id"), primary_key=True),
    Column("role", Text, primary_key=True),
    Column("since", BigInteger, primary_key=True, autoincrement=False),
    _moment("until", null=True),
    Column("author", Text, nullable=False),
)
# The versions of the policy: the highest is in force. Each but the first came from a proposal that others agreed to.
policy = Table(
    "policy",
    metadata,
    Column("version", Integer, primary_key=True),
    Column("body", Text, nullable=False),
    _moment("since"),
    Column("author", Text, nullable=False),
    Column("proposal", Text),
)
Index("policy_of", policy.c.proposal, unique=True)
policy_proposal = Table(
    "policy_proposal",
    metadata,
    Column("id", Text, primary_key=True),
    Column("based_on", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("author", Text, ForeignKey("person.id"), nullable=False),
    _moment("at"),
    Column("reason", Text, nullable=False),
)
policy_approval = Table(
    "policy_approval",
    metadata,
    Column("id", Text, primary_key=True),
    Column("proposal", Text, ForeignKey("policy_proposal.id"), nullable=False, index=True),
    Column("sha256", Text, nullable=False),
    Column("approver", Text, ForeignKey("person.id"), nullable=False),
    Column("behalf", Text, ForeignKey("person.id")),  # whose right it is, where it was lent
    _moment("at"),
)
# How a proposal ended that did not come into force.
policy_end = Table(
    "policy_end",
    metadata,
    Column("proposal", Text, ForeignKey("policy_proposal.id"), primary_key=True),
    Column("state", Text, nullable=False),
    Column("author", Text, ForeignKey("person.id"), nullable=False),
    Column("words", Text, nullable=False),
    _moment("at"),
)
# A right to approve, lent by its owner from one moment until another.
delegation = Table(
    "delegation",
    metadata,
    Column("id", Text, primary_key=True),
    Column("delegator", Text, ForeignKey("person.id"), nullable=False),
    Column("delegate", Text, ForeignKey("person.id"), nullable=False, index=True),
    _moment("since"),
    _moment("until"),
    Column("reason", Text, nullable=False),
    _moment("at"),
)
delegation_end = Table(
    "delegation_end",
    metadata,
    Column("delegation", Text, ForeignKey("delegation.id"), primary_key=True),
    Column("author", Text, ForeignKey("person.id"), nullable=False),
    _moment("at"),
)
kase = Table(
    "kase",
    metadata,
    Column("id", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False, unique=True),
    Column("type", Text, nullable=False),
    Column("spell", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("outcome", Text),
    _moment("started_at"),
    _moment("opened_at"),
    _moment("closed_at", null=True),
    _moment("evidence_at"),
    Column("rule_version", Integer, nullable=False),
    Column("owner", Text, ForeignKey("person.id")),
    Column("fence", BigInteger, nullable=False),
    _moment("lease_until", null=True),
    _moment("wake_at", null=True),
    Column("pauses", Text, nullable=False, server_default="[]"),  # JSON [[from, until], ...] in microseconds
    Column("rev", BigInteger, nullable=False),
    Column("document", Text, nullable=False),
    Column("customer", Text, nullable=False),
    Column("value_minor", BigInteger),
    Column("value_currency", Text),
    Column("severity", Integer, nullable=False),
    Column("cause_words", Text, nullable=False),
)
spell = Table(
    "spell",
    metadata,
    Column("case_id", Text, ForeignKey("kase.id"), primary_key=True),
    Column("spell", Integer, primary_key=True),
    _moment("started_at"),
    _moment("opened_at"),
    _moment("closed_at"),
    Column("state", Text, nullable=False),
    Column("outcome", Text),
    Column("value_minor", BigInteger),
    Column("value_currency", Text),
)
decision = Table(
    "decision",
    metadata,
    Column("id", Text, primary_key=True),
    Column("case_id", Text, ForeignKey("kase.id"), nullable=False),
    Column("spell", Integer, nullable=False),
    Column("slot", Text),
    Column("deed", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("amount", BigInteger),
    Column("currency", Text),
    Column("actor", Text, ForeignKey("person.id"), nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    _moment("at"),
    _moment("ended_at", null=True),
    _moment("permit_until", null=True),
    Column("approvers_needed", Integer, nullable=False),
    Column("approver_role", Text),
    Column("words", Text),
    Column("step", Integer, nullable=False),  # the number of the letter that it is at
    Column("policy", Integer),  # the version that it was judged by last; NULL: before versions were kept
)
Index(
    "decision_slot_once",
    decision.c.case_id,
    decision.c.spell,
    decision.c.slot,
    unique=True,
    sqlite_where=text("state IN ('open','unknown','parked','applied')"),
    postgresql_where=text("state IN ('open','unknown','parked','applied')"),
)
Index(
    "decision_live_once",
    decision.c.case_id,
    unique=True,
    sqlite_where=text("state IN ('open','unknown','parked')"),
    postgresql_where=text("state IN ('open','unknown','parked')"),
)
Index("decision_of_actor", decision.c.actor, decision.c.at)
# How each letter of a decision ended: written before the next one may begin, and never changed.
step_end = Table(
    "step_end",
    metadata,
    Column("decision_id", Text, ForeignKey("decision.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False),
    Column("words", Text, nullable=False),
    _moment("at"),
)
# An approval belongs to one decision and one payload; a decision takes effect once, so an approval is used once.
approval = Table(
    "approval",
    metadata,
    Column("id", Text, primary_key=True),
    Column("decision_id", Text, ForeignKey("decision.id"), nullable=False),
    Column("payload_sha256", Text, nullable=False),
    Column("approver", Text, ForeignKey("person.id"), nullable=False),
    _moment("at"),
    _moment("expires"),
    Column("behalf", Text),  # whose right it is, where it was lent
)
Index("approval_of", approval.c.decision_id, approval.c.payload_sha256)
note = Table(
    "note",
    metadata,
    Column("id", Text, primary_key=True),
    Column("case_id", Text, ForeignKey("kase.id"), nullable=False, index=True),
    Column("author", Text, nullable=False),
    _moment("at"),
    Column("text", Text, nullable=False),
)
observation = Table(
    "observation",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    _moment("at"),
    Column("source", Text, nullable=False),
    _moment("recorded_at"),
)
Index("observation_kind", observation.c.kind, observation.c.subject, observation.c.at)
resource = Table(
    "resource",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("skills", Text, nullable=False),  # JSON, as are hours, closures and window
    Column("hours", Text, nullable=False),
    Column("closures", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("rev", BigInteger, nullable=False),
)
appointment = Table(
    "appointment",
    metadata,
    Column("id", Text, primary_key=True),
    Column("number", Text, nullable=False, unique=True),
    Column("source", Text, nullable=False),
    Column("sale", Text, nullable=False),
    Column("sale_number", Text, nullable=False),
    Column("shipment", Text),
    Column("customer", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("skills", Text, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("travel", Integer, nullable=False),
    Column("resource", Text, ForeignKey("resource.id")),
    _moment("starts"),
    Column("window", Text, nullable=False),
    Column("closures", Text, nullable=False),
    Column("after", Text),
    Column("waits_for_goods", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("consent", Text, nullable=False),
    Column("rev", BigInteger, nullable=False),
)
Index("appointment_of", appointment.c.resource, appointment.c.starts)
# Every change of an appointment under the id of the command that made it, so that no command has two effects.
appointment_change = Table(
    "appointment_change",
    metadata,
    Column("command", Text, primary_key=True),
    Column("appointment", Text, ForeignKey("appointment.id"), nullable=False),
    Column("rev", BigInteger, nullable=False),
    Column("author", Text, nullable=False),
    _moment("at"),
    Column("body", Text, nullable=False),  # JSON: {"from": fields, "to": fields}; from is empty where it was made
    UniqueConstraint("appointment", "rev"),
)
# A file that was imported; its rows are observations, a block of them each. It is there only when all of them are.
import_batch = Table(
    "import_batch",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("author", Text, nullable=False),
    _moment("at"),
    Column("body", Text, nullable=False),  # JSON: rows, rejected, blocks, currency, days, how it was read
)
Index("import_same", import_batch.c.sha256)
# Taken back, counted again: the last turn holds.
import_turn = Table(
    "import_turn",
    metadata,
    Column("batch", Text, ForeignKey("import_batch.id"), primary_key=True),
    Column("turn", Integer, primary_key=True, autoincrement=False),
    Column("counts", Boolean, nullable=False),
    Column("author", Text, nullable=False),
    _moment("at"),
)
audit = Table(
    "audit",
    metadata,
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("prev", Text, nullable=False, unique=True),
    Column("body", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("db_user", Text),  # PostgreSQL: who the server says wrote it
)
head = Table(  # one row; every write locks it, so audit.seq is the order of commits
    "head",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
)
INSERT_ONLY = (
    audit, approval, note, observation, spell, step_end, appointment_change,
    policy, policy_proposal, policy_approval, policy_end, delegation, delegation_end, import_batch, import_turn,
)  # fmt: skip
