"""The page about the policy: what is in force, what is proposed and what this person may do about it, whose right is lent to whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.commands import COMMANDS
from app.domain.person import Person
from app.domain.policy_page import DelegationView, PolicyAnswer, ProposalView, VersionView
from app.domain.ruling import Delegation, PolicyParts, PolicyVersion, Proposal, ProposalState, delegators
from app.errors import Refused
from app.policy import changing, texts
from app.policy.changing import Asked
from app.policy.matrix import Policy
from app.policy.rulebook import CHANGE, CHANGE_LIMITS, needed
from app.policy.verdict import Denied, NeedsApproval
from app.queues import QUEUES

_OWN = {CHANGE: "Change this policy", CHANGE_LIMITS: "Change the limits for offers", "delegate": "Lend the right to approve"}
_ANY, _STEPS, _HERE = "Any case", "Steps and what takes them back", "The policy itself"


def build(parts: PolicyParts, me: Person, policy: Policy, now: datetime, *, enforced: bool) -> PolicyAnswer:
    names = {p.id: p.name for p in parts.people}
    me = next((p for p in parts.people if p.id == me.id), me)  # with the roles of now
    proposed = {p.id: p for p in parts.proposals}
    versions = tuple(_version(v, proposed, names) for v in parts.versions) or (_shipped(),)
    bodies = {v.version: v.body for v in parts.versions}
    local = tuple(policy.local)
    return PolicyAnswer(
        current=next((v for v in versions if v.version == policy.version), versions[0]),
        versions=versions,
        proposals=tuple(_proposal(p, parts, me, policy, bodies, now) for p in parts.proposals if p.based_on in bodies),
        delegations=tuple(_delegation(d, me, names, now) for d in parts.delegations),
        titles={name: _title(name) for name in policy.deeds},
        groups=(*(q.title for q in QUEUES), _ANY, _STEPS, _HERE),
        denied={deed: _denied(policy, me, deed) for deed in (CHANGE, CHANGE_LIMITS)},
        colleagues=tuple((p.id, p.name) for p in parts.people if p.id != me.id and p.roles & policy.roles.keys()),
        entities=tuple(dict.fromkeys((*parts.sources, *local))),
        enforced=enforced,
        now=now,
    )


def _shipped() -> VersionView:
    """Before the team was read for the first time."""
    return VersionView(1, texts.shipped().body, None, "As this program came with it; the team has not been read yet")


def _version(version: PolicyVersion, proposed: Mapping[str, Proposal], names: Mapping[str, str]) -> VersionView:
    came = proposed.get(version.proposal or "")
    if came is None:
        words = (
            "Came with the program" if version.proposal is None else f"Proposed by {names.get(version.author, version.author)}"
        )
    else:
        words = f"Proposed by {names.get(came.author, came.author)}, approved by {_agreed(came, names)}"
    return VersionView(version.version, version.body, version.since, words)


def _agreed(proposal: Proposal, names: Mapping[str, str]) -> str:
    told = (f"{names.get(who, who)}{f' for {names.get(whose, whose)}' if whose else ''}" for who, whose in proposal.approvals)
    return " and ".join(told)


def _proposal(
    proposal: Proposal, parts: PolicyParts, me: Person, policy: Policy, bodies: Mapping[int, str], now: datetime
) -> ProposalView:
    by_id = {p.id: p for p in parts.people}
    before = bodies[proposal.based_on]
    nobody = Person(proposal.author, proposal.author, frozenset())
    counted = [by_id[whose or who] for who, whose in proposal.approvals if (whose or who) in by_id]
    used = frozenset(id_ for pair in proposal.approvals for id_ in pair if id_)
    asked = Asked(by_id.get(proposal.author, nobody), _deeds(proposal, before), counted, used)
    lent = [by_id[id_] for id_ in delegators(parts.delegations, me.id, now) if id_ in by_id]
    verdict = changing.may_approve(policy, me, asked, lent)
    outdated = proposal.state is ProposalState.OPEN and proposal.based_on != policy.version
    names = {id_: p.name for id_, p in by_id.items()}
    denied, behalf = (verdict.reason, "") if isinstance(verdict, Denied) else ("", names.get(verdict.behalf, ""))
    return ProposalView(
        id=proposal.id,
        based_on=proposal.based_on,
        before=before,
        body=proposal.body,
        sha256=proposal.sha256,
        author=names.get(proposal.author, proposal.author),
        at=proposal.at,
        reason=proposal.reason,
        state=proposal.state,
        mine=proposal.author == me.id,
        denied="It is over" if proposal.state is not ProposalState.OPEN else denied,
        behalf=behalf,
        told=_told(proposal, asked, policy, names, outdated=outdated),
        outdated=outdated,
    )


def _deeds(proposal: Proposal, before: str) -> tuple[str, ...]:
    try:
        return needed(texts.read(proposal.body), texts.read(before))
    except Refused:
        return (CHANGE,)


def _told(proposal: Proposal, asked: Asked, policy: Policy, names: Mapping[str, str], *, outdated: bool) -> str:
    by = names.get(proposal.by, proposal.by)
    match proposal.state:
        case ProposalState.ACCEPTED:
            return f"Approved by {_agreed(proposal, names)}"
        case ProposalState.DECLINED:
            return f"Declined by {by}: {proposal.words}"
        case ProposalState.WITHDRAWN:
            return f"{by} took it back"
        case _ if outdated:
            return (
                f"It changes version {proposal.based_on}, and version {policy.version} is in force: its author proposes it anew"
            )
        case _:
            missing = [v for v in changing.waits_for(policy, asked) if isinstance(v, NeedsApproval)]
            who = " and ".join(dict.fromkeys(_missing(policy, v) for v in missing)) or "nobody who could"
            return f"Waits for {who}" + (f"; {_agreed(proposal, names)} approved" if proposal.approvals else "")


def _missing(policy: Policy, verdict: NeedsApproval) -> str:
    if verdict.count == 1:
        return f"{policy.one(verdict.role)} or above"
    return f"{verdict.count} people, {policy.title(verdict.role).lower()} or above"


def _delegation(lent: Delegation, me: Person, names: Mapping[str, str], now: datetime) -> DelegationView:
    over = lent.ended_at is not None or lent.until <= now
    return DelegationView(
        id=lent.id,
        delegator=names.get(lent.delegator, lent.delegator),
        delegate=names.get(lent.delegate, lent.delegate),
        since=lent.since,
        until=lent.ended_at or lent.until,
        reason=lent.reason,
        state="over" if over else "now" if lent.stands(now) else "to come",
        mine=not over and me.id in (lent.delegator, lent.delegate),
    )


def _denied(policy: Policy, me: Person, deed: str) -> str:
    bar = changing.may_propose(policy, me, (deed,))
    return bar.reason if bar else ""


def _title(name: str) -> tuple[str, str]:
    """As its button calls it, under the list of cases that it is for."""
    if name in _OWN:
        return _OWN[name], _HERE
    spec = next((s for s in COMMANDS if s.name == name), None)
    if spec is None:
        return name.replace("_", " ").capitalize(), _STEPS
    queue = next((q for q in QUEUES if spec.types is not None and q.type in spec.types), None)
    return spec.title, queue.title if queue is not None else _ANY
