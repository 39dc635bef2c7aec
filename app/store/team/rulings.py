"""The policy in the team store: the version in force, changes that are proposed, agreed to, declined or taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, insert, select

from app.domain.person import Person
from app.domain.ruling import PolicyVersion, Proposal, ProposalState
from app.errors import Conflict, Refused, StoreTrouble
from app.policy import changing, texts
from app.policy.changing import Asked
from app.policy.matrix import Policy
from app.policy.rulebook import Rulebook, check, needed, rulebook
from app.policy.texts import sha256_of
from app.policy.verdict import Allowed, Denied
from app.store.team import audit, delegations
from app.store.team.engine import Tx
from app.store.team.people import OPERATOR
from app.store.team.rows import Pairs, agreed, the_person
from app.store.team.schema import policy, policy_approval, policy_end, policy_proposal
from app.store.times import from_micros, maybe_moment

_AGAIN = "Look at it, then propose it anew."


def begin(tx: Tx) -> None:
    """A team without a version gets the one that the program came with."""
    if tx.conn.execute(select(policy.c.version)).first() is None:
        _come_into_force(tx, 1, texts.shipped().body, OPERATOR, None, (), by=OPERATOR)


def in_force(conn: Connection) -> Rulebook:
    """What judges now. StoreTrouble where this program cannot read it."""
    row = conn.execute(select(policy.c.version, policy.c.body).order_by(policy.c.version.desc()).limit(1)).one()
    try:
        return rulebook(row.version, row.body)
    except Refused as e:
        raise StoreTrouble(
            f"Could not read the policy in force, version {row.version}", f"{e.advice} Update Clearline.", about="policy"
        ) from e


def propose(tx: Tx, id_: str, body: str, based_on: int, author: str, reason: str) -> None:
    """Take a whole new text down for others to agree to; once, however often it is told. It has no effect.

    Refused: no right, nothing changed, or a field is wrong (``about``: its path). Conflict: another version is in force by now.
    """
    if tx.conn.execute(select(policy_proposal.c.id).where(policy_proposal.c.id == id_)).first() is not None:
        return
    now = tx.conn.execute(select(policy).order_by(policy.c.version.desc()).limit(1)).one()
    if now.version != based_on:
        raise Conflict(f"The policy changed while you wrote: version {now.version} is in force", _AGAIN, about=str(now.version))
    check(texts.read(body), texts.read(now.body))
    asked = needed(texts.read(body), texts.read(now.body))
    if not asked:
        raise Refused("Nothing is changed", "Change something first.")
    person = _known(tx, author)
    bar = changing.may_propose(in_force(tx.conn).policy, person, asked)
    if bar:
        raise Refused(f"Could not propose it: {bar.reason}")
    values = {"id": id_, "based_on": based_on, "body": body, "sha256": sha256_of(body), "author": author, "reason": reason}
    tx.conn.execute(insert(policy_proposal).values(at=tx.now, **values))
    audit.append(tx, "policy proposed", author, proposal=id_, sha256=values["sha256"], policy=based_on)


def approve(tx: Tx, id_: str, sha256: str, approver: str) -> int | None:
    """One person's agreement to exactly this text. The version that came into force by it; None: it waits for others still.

    Refused: the author, no right, changed or over meanwhile. Conflict: another version is in force than it was based on.
    """
    row = _open(tx, id_, "approve it")
    if row.sha256 != sha256:
        raise Refused("Could not approve it: it is another text", "Look again, then decide.", about=id_)
    book = in_force(tx.conn)
    if row.based_on != book.version:
        raise Conflict(
            f"Could not approve it: it changes version {row.based_on}, and version {book.version} is in force",
            "Its author takes it back and proposes it anew.",
            about=id_,
        )
    now = texts.read(tx.conn.execute(select(policy.c.body).where(policy.c.version == book.version)).scalar_one())
    check(texts.read(row.body), now)
    verdict = _may_approve(tx, row, _known(tx, approver), book.policy, needed(texts.read(row.body), now))
    if isinstance(verdict, Denied):
        raise Refused(f"Could not approve it: {verdict.reason}", about=id_)
    values = {"proposal": id_, "sha256": sha256, "approver": approver, "behalf": verdict.behalf or None, "at": tx.now}
    tx.conn.execute(insert(policy_approval).values(id=str(uuid4()), **values))
    audit.append(tx, "policy approved", approver, proposal=id_, sha256=sha256, behalf=values["behalf"], policy=book.version)
    given = _approvals(tx.conn, [id_])[id_]
    if changing.waits_for(book.policy, _asked(tx, row, needed(texts.read(row.body), now), given)):
        return None
    _come_into_force(tx, book.version + 1, row.body, row.author, id_, given, by=approver)
    return book.version + 1


def decline(tx: Tx, id_: str, person: str, words: str) -> None:
    """Who may approve may decline, with a comment. Refused where it is over or not theirs to judge."""
    row = _open(tx, id_, "decline it")
    book = in_force(tx.conn)
    now = texts.read(tx.conn.execute(select(policy.c.body).where(policy.c.version == row.based_on)).scalar_one())
    verdict = _may_approve(tx, row, _known(tx, person), book.policy, needed(texts.read(row.body), now))
    if isinstance(verdict, Denied):
        raise Refused(f"Could not decline it: {verdict.reason}", about=id_)
    _end(tx, row, ProposalState.DECLINED, person, words, verdict.behalf)


def withdraw(tx: Tx, id_: str, person: str) -> None:
    """Take back what one proposed oneself."""
    row = _open(tx, id_, "take it back")
    if row.author != person:
        raise Refused("Could not take it back: somebody else proposed it", about=id_)
    _end(tx, row, ProposalState.WITHDRAWN, person, "", "")


# ---- below ------------------------------------------------------------------------------------------------------------------------


def _known(tx: Tx, id_: str) -> Person:
    person = the_person(tx.conn, tx.now, id_)
    if person is None:
        raise Refused("You are not known to this team", about=id_)
    return person


def _open(tx: Tx, id_: str, deed: str) -> Any:
    row = tx.conn.execute(select(policy_proposal).where(policy_proposal.c.id == id_)).one_or_none()
    over = tx.conn.execute(select(policy_end.c.state).where(policy_end.c.proposal == id_)).first()
    if row is None or over is not None or tx.conn.execute(select(policy.c.version).where(policy.c.proposal == id_)).first():
        raise Refused(f"Could not {deed}: it is over", "Look again.", about=id_)
    return row


def _may_approve(tx: Tx, row: Any, approver: Person, rules: Policy, deeds: Sequence[str]) -> Allowed | Denied:
    given = _approvals(tx.conn, [row.id])[row.id]
    lent = [p for id_ in delegations.of(tx.conn, approver.id, tx.now) if (p := the_person(tx.conn, tx.now, id_))]
    return changing.may_approve(rules, approver, _asked(tx, row, deeds, given), lent)


def _asked(tx: Tx, row: Any, deeds: Sequence[str], given: Pairs) -> Asked:
    used = frozenset(id_ for pair in given for id_ in pair if id_)
    return Asked(_known(tx, row.author), deeds, agreed(tx.conn, tx.now, given), used)


def _end(tx: Tx, row: Any, state: ProposalState, by: str, words: str, behalf: str) -> None:
    tx.conn.execute(insert(policy_end).values(proposal=row.id, state=state, author=by, words=words, at=tx.now))
    audit.append(tx, f"policy {state}", by, proposal=row.id, sha256=row.sha256, behalf=behalf or None)


def _come_into_force(tx: Tx, version: int, body: str, author: str, proposal: str | None, given: Pairs, *, by: str) -> None:
    tx.conn.execute(insert(policy).values(version=version, body=body, since=tx.now, author=author, proposal=proposal))
    audit.append(
        tx,
        "policy in force",
        by,
        version=version,
        proposal=proposal,
        sha256=sha256_of(body),
        approvers=[who for who, _ in given] or None,
    )


def _approvals(conn: Connection, ids: Sequence[str]) -> dict[str, Pairs]:
    """(who, in whose place or "") of each proposal, in order."""
    found: dict[str, list[tuple[str, str]]] = {id_: [] for id_ in ids}
    asked = select(policy_approval).where(policy_approval.c.proposal.in_(list(ids)))
    for row in conn.execute(asked.order_by(policy_approval.c.at, policy_approval.c.id)):
        found[row.proposal].append((row.approver, row.behalf or ""))
    return {id_: tuple(pairs) for id_, pairs in found.items()}


# ---- rows -------------------------------------------------------------------------------------------------------------------------


def versions(conn: Connection, numbers: Iterable[int]) -> tuple[PolicyVersion, ...]:
    rows = conn.execute(select(policy).where(policy.c.version.in_(list(numbers))).order_by(policy.c.version))
    return tuple(PolicyVersion(r.version, r.body, sha256_of(r.body), from_micros(r.since), r.author, r.proposal) for r in rows)


def proposals(conn: Connection, ids: Iterable[str]) -> tuple[Proposal, ...]:
    listed = list(ids)
    given = _approvals(conn, listed)
    ends = {r.proposal: r for r in conn.execute(select(policy_end).where(policy_end.c.proposal.in_(listed)))}
    asked = select(policy.c.proposal, policy.c.since).where(policy.c.proposal.in_(listed))
    accepted = {r.proposal: r.since for r in conn.execute(asked)}
    rows = conn.execute(select(policy_proposal).where(policy_proposal.c.id.in_(listed)).order_by(policy_proposal.c.at))
    return tuple(_proposal(row, given[row.id], ends.get(row.id), accepted.get) for row in rows)


def _proposal(row: Any, given: Pairs, end: Any | None, accepted: Callable[[str], int | None]) -> Proposal:
    since = accepted(row.id)
    state = ProposalState(end.state) if end is not None else ProposalState.ACCEPTED if since is not None else ProposalState.OPEN
    return Proposal(
        id=row.id,
        based_on=row.based_on,
        body=row.body,
        sha256=row.sha256,
        author=row.author,
        at=from_micros(row.at),
        reason=row.reason,
        state=state,
        approvals=given,
        by=end.author if end is not None else "",
        words=end.words if end is not None else "",
        ended_at=maybe_moment(end.at if end is not None else since),
    )
