"""The policy as rows: deeds by role, limits, changes, rights that are lent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.days import local_moment
from app.domain.money import Money
from app.domain.policy_page import DelegationView, PolicyAnswer, ProposalView, VersionView
from app.domain.ruling import ProposalState
from app.policy.differing import bound
from app.policy.matrix import DeedRule, Grant, Policy
from app.policy.sheet import ByEntity, Sheet
from ui.tables.column import Cell, Column, Group, Line
from ui.tables.formats import moment
from ui.tables.listing import Listing, listing

ROLE, NARROW_ROLE = 96, 73  # px of a role's column
_SHORT = {"service": "", "manager": "mgr.", "director": "dir.", "finance": "fin."}
_THOUSANDS = 10_000  # from here on a round bound is said in thousands
CHANGE_COLUMNS = (
    Column("what", "Change", 120, "id"),
    Column("state", "State", 112, "status"),
    Column("who", "Who"),
    Column("when", "When", 128),
)
LOAN_COLUMNS = (
    Column("state", "State", 96, "status"), Column("from", "Lent by", 124), Column("to", "To", 124), Column("when", "From, until", 292),
    Column("why", "Reason", wide=True),
)  # fmt: skip
_STATES = {
    ProposalState.OPEN: ("wait", "Proposed"),
    ProposalState.ACCEPTED: ("ok", "In force"),
    ProposalState.DECLINED: ("bad", "Declined"),
    ProposalState.WITHDRAWN: ("none", "Taken back"),
}
_LOANS = {"now": ("ok", "Now"), "to come": ("wait", "To come"), "over": ("none", "Over")}


@dataclass(frozen=True, slots=True)
class DeedRow:
    """A deed as it would be: ``rule`` with the person's changes, ``was`` in force; ``own``: the entity's own rule."""

    deed: str
    title: str
    rule: DeedRule
    was: DeedRule | None
    own: bool


@dataclass(frozen=True, slots=True)
class SheetRow:
    """``may_change``: not where a system is shown that has nothing of its own here."""

    sheet: Sheet[Any]
    name: str
    central: str
    own: str
    changed: bool
    may_change: bool


def matrix_columns(policy: Policy) -> tuple[Column, ...]:
    roles = (Column(role.name, _short(role.title), ROLE) for role in policy.roles.values())
    return (Column("deed", "Who may do what"), *roles)


def _short(title: str) -> str:
    words = (_SHORT.get(word, word) for word in title.lower().split())
    return " ".join(word for word in words if word).capitalize()


def deed_line(policy: Policy, record: object) -> Line:
    assert isinstance(record, DeedRow)
    title = Cell(record.title, tip="Its own rule here" if record.own else "")
    cells = [title]
    spoken = [record.title]
    for role in policy.roles:
        now, was = _grant(record.rule, role), _grant(record.was, role)
        text = "all" if record.rule.everyone else "" if now is None else brief(policy, now)
        words = "" if now is None else bound(policy, now)
        tone = "wait" if now != was else "accent" if record.own and text else "text.3" if text == "all" else ""
        cells.append(Cell(text, tone, tip=words))
        spoken += [f"{policy.title(role)}: {words}"] if words else []
    return Line(record.deed, tuple(cells), ", ".join(spoken), staged=record.rule != record.was)


def _grant(rule: DeedRule | None, role: str) -> Grant | None:
    return next((g for g in rule.grants if g.role == role), None) if rule is not None else None


def brief(policy: Policy, grant: Grant) -> str:
    """What fits into a cell; ``bound`` says all of it. "+1": with a second person."""
    if grant.propose:
        return "asks"
    parts = [] if grant.amount is None else [_amount(Money(grant.amount, policy.currency))]
    parts += [] if grant.percent is None else [f"{grant.percent:f}%"]
    words = " ".join(parts) or "any"
    return f"{words} +1" if grant.four_eyes_above == 0 else words


def _amount(money: Money) -> str:
    """ "500", "12,500", "100k": no digit is rounded away, for then it is another bound."""
    if money.amount >= _THOUSANDS and money.amount % 1000 == 0:
        return f"{int(money.amount // 1000):,}k"
    return money.text(decimals=money.amount != int(money.amount))


def matrix(policy: Policy, was: Policy, entity: str, answer: PolicyAnswer, shut: frozenset[str]) -> Listing:
    """Grouped by where the deed belongs."""
    groups: dict[str, list[DeedRow]] = {group: [] for group in answer.groups}
    for deed in policy.deeds:
        title, group = answer.titles.get(deed, (deed, answer.groups[-1]))
        rule = policy.rule(deed, entity)
        assert rule is not None
        groups.setdefault(group, []).append(
            DeedRow(deed, title, rule, was.rule(deed, entity), deed in policy.local.get(entity, {}))
        )
    entries: list[tuple[str, object]] = []
    for group, rows in groups.items():
        if not rows:
            continue
        key = f"group:{group}"
        note = f"{len(rows)} {'deed' if len(rows) == 1 else 'deeds'}"
        entries.append((key, Group(key, group, note, tuple(r.deed for r in rows), key in shut)))
        entries += [] if key in shut else [(r.deed, r) for r in rows]
    return listing(entries)


def sheet_columns(sheet: Sheet[Any]) -> tuple[Column, ...]:
    return (Column("what", sheet.title, 250), Column("value", "Central"), Column("own", "Own here", 180))


def sheet_line(record: object) -> Line:
    assert isinstance(record, SheetRow)
    title = record.sheet.titles[record.name]
    spoken = f"{title}: {record.own or record.central}"
    cells = (Cell(title), Cell(record.central, tip=record.central), Cell(record.own, "accent", tip=record.own))
    return Line(record.name, cells, spoken, staged=record.changed)


def values(sheet: Sheet[Any], now: ByEntity[Any], was: ByEntity[Any], entity: str) -> Listing:
    """``now``: with the person's changes, ``was``: in force; what the entity has of its own beside what holds for all."""
    rows = []
    for name in sheet.titles:
        central, here = sheet.words(now.central, name), sheet.words(now.at(entity), name)
        changed = here != sheet.words(was.at(entity), name)
        own, may_change = here if here != central else "", not (entity and name in sheet.fixed)
        rows.append((name, SheetRow(sheet, name, central, own, changed, may_change)))
    return listing(rows)


def version_key(version: int) -> str:
    return f"v{version}"


def changes(answer: PolicyAnswer, base: int | None) -> Listing:
    """What waits first, then the versions, then what did not come into force."""
    groups: tuple[tuple[str, list[tuple[str, object]]], ...] = (
        ("Proposed", [(p.id, p) for p in answer.proposals if p.state is ProposalState.OPEN]),
        ("In force now and before", [(version_key(v.version), v) for v in answer.versions]),
        (
            "Declined or taken back",
            [(p.id, p) for p in answer.proposals if p.state in (ProposalState.DECLINED, ProposalState.WITHDRAWN)],
        ),
    )
    entries: list[tuple[str, object]] = []
    for title, rows in groups:
        if rows:
            note = f"{len(rows)}" + (
                f", compared with version {base}" if base is not None and title.startswith("In force") else ""
            )
            entries.append((f"group:{title}", Group(f"group:{title}", title, note, tuple(key for key, _ in rows))))
            entries += rows
    return listing(entries)


def change_line(current: int, record: object) -> Line:
    now = datetime.now().astimezone()
    if isinstance(record, VersionView):
        mark, word = ("ok", "In force") if record.version == current else ("none", "Before")
        when = moment(record.since, now) if record.since is not None else ""
        cells = (Cell(f"Version {record.version}"), Cell(word, mark=mark), Cell(record.words), Cell(when))
        return Line(version_key(record.version), cells, f"Version {record.version}, {word}, {record.words}, {when}")
    assert isinstance(record, ProposalView)
    mark, word = ("warn", "Outdated") if record.outdated else _STATES[record.state]
    cells = (Cell(f"To version {record.based_on}"), Cell(word, mark=mark), Cell(record.author), Cell(moment(record.at, now)))
    return Line(record.id, cells, f"{word}, by {record.author}, {record.told}")


def loans(answer: PolicyAnswer) -> Listing:
    order = {"now": 0, "to come": 1, "over": 2}
    return listing([(d.id, d) for d in sorted(answer.delegations, key=lambda d: order[d.state])])


def loan_line(record: object) -> Line:
    assert isinstance(record, DelegationView)
    mark, word = _LOANS[record.state]
    span = f"{local_moment(record.since)} \N{EN DASH} {local_moment(record.until)}"
    tone = "text.3" if record.state == "over" else ""
    names = (Cell(name, tone) for name in (record.delegator, record.delegate))
    cells = (Cell(word, mark=mark), *names, Cell(span, tone), Cell(record.reason, tone))
    return Line(record.id, cells, f"{word}: {record.delegator} lends to {record.delegate}, {span}, {record.reason}")
