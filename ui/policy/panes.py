"""What stands beside the lists: a deed with its bounds, a change with its differences row by row, a right that is lent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.domain.days import local_moment
from app.domain.policy_page import DelegationView, PolicyAnswer, ProposalView, VersionView
from app.errors import Refused
from app.policy import texts
from app.policy.differing import Difference, differences, measured
from app.policy.matrix import DeedRule, Policy
from app.policy.sheets import SHEETS
from ui.policy.bounds import Change, GrantRow, heads
from ui.theme.kit import AC, Button, Chip, H, Item, KeyValues, Rule, Text, V, rule

Titles = Mapping[str, tuple[str, str]]
Leave = Callable[[], None]


def nothing(words: str) -> QWidget:
    return H(None, V(None, Text(words, "text.3", 13, align=AC, wrap=True), None, w=280), None)


def pane(title: str, body: Sequence[Item], foot: Sequence[Item] = (), *, chip: QWidget | None = None) -> QWidget:
    """Head, a body that scrolls, and the deeds below."""
    head = H((Text(title, size=15, weight=600, elide=True), 1), *([chip] if chip is not None else []), pad=(16, 0, 16, 0), h=47)
    inner = V(*body, None, pad=(16, 14, 16, 16), ground="bg.surface")
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inner)
    below: list[Item] = [rule(), H(*foot, None, gap=8, pad=(16, 0, 12, 0), h=47)] if foot else []
    return V(head, rule(), (area, 1), *below, ground="bg.surface")


def table(found: Sequence[Difference], titles: Titles, called: Callable[[str], str]) -> QWidget:
    """Row by row: where, who and what, before and after."""
    if not found:
        return Text("Nothing differs", "text.3", 13)
    rows: list[Item] = []
    place = ""
    for one in found:
        title = titles.get(one.deed, (one.deed, ""))[0] if one.deed else _others(one)
        where = f"{title}, only {called(one.entity)}" if one.entity else title
        if where != place:
            rows += [*([10] if rows else []), Text(where, size=13, weight=600, wrap=True), 4]
            place = where
        what = f"{one.who}: {one.what.lower()}" if one.who else one.what
        rows += [
            Text(what, "text.3", 12, wrap=True),
            H(_side("\N{MINUS SIGN}", one.before, "bad"), gap=6),
            H(_side("+", one.after, "ok"), gap=6),
            6,
            Rule("line.1"),
        ]
    frame = V(*rows)
    frame.setAccessibleName("Differences")
    return frame


def _side(sign: str, words: str, tone: str) -> QWidget:
    text = Text(words, tone, 13, wrap=True)
    text.setAccessibleName(f"{'before' if tone == 'bad' else 'after'}: {words}")
    return H(Text(sign, tone, 13, 600, w=10), (text, 1), gap=6)


def _others(one: Difference) -> str:
    found = (sheet.title for sheet in SHEETS.values() if one.what in sheet.titles.values())
    return next(found, "Roles, calendar and clocks")


def compared(before: str, after: str, titles: Titles, called: Callable[[str], str]) -> QWidget:
    try:
        return table(differences(texts.read(before), texts.read(after)), titles, called)
    except Refused as e:
        return Text(e.words, "bad", 13, wrap=True)


def deed(
    policy: Policy, of: DeedRule, central: DeedRule, entity: str, titles: Titles, called: Callable[[str], str],
    own: Sequence[Difference], change: Change, leave: Leave, foot: Sequence[Item],
) -> QWidget:  # fmt: skip
    """A deed's bounds by role, each to be changed where it stands."""
    place = called(entity) if entity else "All systems"
    facts = KeyValues(
        [
            ("Holds for", place),
            ("Measured by", f"{measured(of)}{f', in {policy.currency}' if of.measure != 'none' else ''}"),
            ("Barred", "whoever keyed or sold it" if of.separate else "only who asked"),
        ],
        88,
    )  # fmt: skip
    body: list[Item] = [facts, 12]
    if of.everyone:
        body.append(Text("Everybody with a role may do it", "text.2", 13))
    else:
        body += [heads(of), 4]
        for n in range(len(of.grants)):
            row = GrantRow(policy, of, n, entity, change)
            row.escaped.connect(leave)
            body += [row, 4]
        empty = (
            "Empty: no bound. Second above 0: a second person always." if of.measure != "none" else "0: a second person always."
        )
        body += [4, Text(empty, "text.3", 12, wrap=True)]
    if of.denied:
        body += [12, Text("Others are told", "text.3", 11, 500), Text(of.denied, "text.2", 13, wrap=True)]
    if entity:
        body += [16, Text("Against the central rule", "text.3", 11, 500), 4]
        body.append(table(own, titles, called) if of != central else Text("The central rule holds here", "text.2", 13))
    return pane(titles.get(of.name, (of.name, ""))[0], body, foot)


def version(of: VersionView, base: VersionView | None, titles: Titles, called: Callable[[str], str]) -> QWidget:
    """A version and what it changed of ``base``."""
    since = local_moment(of.since) if of.since is not None else "not known"
    body: list[Item] = [KeyValues([("Since", since), ("From", of.words)], 88), 12]
    if base is None:
        body.append(Text("The first one: there is nothing to compare it with", "text.3", 13))
    else:
        body += [Text(f"Against version {base.version}", "text.3", 11, 500), 4, compared(base.body, of.body, titles, called)]
    return pane(f"Version {of.version}", body, [_button("Compare from here", "B", "compare")])


def proposal(of: ProposalView, titles: Titles, called: Callable[[str], str], *, enforced: bool) -> QWidget:
    """What somebody wants to change, and what this person may do about it."""
    rows = [
        ("Proposed by", of.author), ("When", local_moment(of.at)), ("Changes", f"version {of.based_on}"),
    ]  # fmt: skip
    body: list[Item] = [
        KeyValues(rows, 88),
        8,
        Text(f"“{of.reason}”", size=13, wrap=True),
        8,
        Text(of.told, "text.2", 13, wrap=True),
    ]
    if of.behalf:
        body += [4, Text(f"You would approve for {of.behalf}", "wait", 13, wrap=True)]
    if not enforced and of.state == "open":
        body += [4, Text("This team store is a file: it cannot itself keep two people apart", "text.3", 12, wrap=True)]
    body += [12, Text("What changes", "text.3", 11, 500), 4, compared(of.before, of.body, titles, called)]
    chip = Chip({"open": "Proposed", "accepted": "In force", "declined": "Declined", "withdrawn": "Taken back"}[of.state],
                {"open": "wait", "accepted": "ok", "declined": "bad"}.get(of.state))  # fmt: skip
    return pane("Change of the policy", body, _answers(of), chip=chip)


def _answers(of: ProposalView) -> list[Item]:
    if of.state != "open":
        return []
    if of.mine:
        return [_button("Take back", "T", "take_back")]
    approve = _button("Approve", "A", "approve", "primary")
    decline = _button("Decline", "D", "decline", "danger")
    why = "It changes a version that is over" if of.outdated else of.denied
    if why:
        approve.set_off(why)
    if of.denied:
        decline.set_off(of.denied)
    return [approve, decline, Text(why, "text.3", 12, elide=True)]


def loan(of: DelegationView, *, enforced: bool) -> QWidget:
    span = [("From", local_moment(of.since)), ("Until", local_moment(of.until))]
    words = (
        f"{of.delegate} may approve what {of.delegator} may, but nothing that either of the two asked for. The two count as one person, "
        "and it cannot be lent on."
    )
    body: list[Item] = [
        KeyValues([("Lent by", of.delegator), ("To", of.delegate), *span], 88),
        8,
        Text(f"“{of.reason}”", size=13, wrap=True),
    ]
    body += [12, Text(words, "text.2", 13, wrap=True)]
    if not enforced:
        body += [8, Text("This team store is a file: it cannot itself keep two people apart", "text.3", 12, wrap=True)]
    return pane("Right to approve", body, [_button("End it now", "T", "take_back", "danger")] if of.mine else [])


def proposing(answer: PolicyAnswer, before: str, after: str, called: Callable[[str], str], form: QWidget) -> QWidget:
    """The person's own changes before they are proposed."""
    body: list[Item] = [
        Text("It has no effect until another person approves it.", "text.2", 13, wrap=True), 12, form, 16,
        Text(f"What changes of version {answer.current.version}", "text.3", 11, 500), 4, compared(before, after, answer.titles, called),
    ]  # fmt: skip
    return pane("Propose these changes", body)


def back_button() -> Button:
    return _button("Use the central rule", "R", "central")


def _button(text: str, cap: str, what: str, kind: str = "plain") -> Button:
    button = Button(text, cap, kind)
    button.setObjectName(f"policy:{what}")
    button.setProperty("what", what)
    return button
