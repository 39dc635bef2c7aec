"""What can be done on the page about the policy with what is current, and why not."""

from __future__ import annotations

from app.domain.policy_page import DelegationView, VersionView
from app.domain.question import Deed
from ui.policy.answering import can_end, cannot_approve, cannot_decline
from ui.policy.calendar import CalendarRow
from ui.policy.shown import BY_SYSTEM, CALENDAR, CHANGES, LENT, MATRIX, TITLES, Shown
from ui.policy.tables import DeedRow, SheetRow

_ICONS = ("shield-check", "file-text", "history", "users", "calendar-days", "undo-2", "truck", "package")


def deeds(shown: Shown | None, record: object, tab: int) -> tuple[Deed, ...]:
    """``shown`` None: nothing was read yet. ``tab``: the list that is on screen."""
    changed = "" if shown is not None and shown.draft.changed else "Nothing is changed here yet"
    own = "" if isinstance(record, DeedRow) and record.own else "The central rule holds here"
    ends = "End the loan" if isinstance(record, DelegationView) else "Take it back"
    version = "" if isinstance(record, VersionView) else "Choose a version"
    lend = "" if shown is not None and shown.answer.colleagues else "Nobody is there to hold it"
    listed = (
        ("propose", "Propose the changes", "P", "shield-check", changed),
        ("undo", "Undo the newest change", "Ctrl+Z", "undo-2", changed),
        (
            "entity",
            "Show another system's rules",
            "E",
            "building-2",
            "" if tab in BY_SYSTEM else "Bounds, limits and terms differ by system, this list does not",
        ),
        ("central", "Use the central rule here", "R", "undo-2", own),
        ("approve", "Approve the change", "A", "check", cannot_approve(record)),
        ("decline", "Decline the change", "D", "octagon-alert", cannot_decline(record)),
        ("take_back", ends, "T", "undo-2", "" if can_end(record) else "It is not yours"),
        ("compare", "Compare from this version", "B", "history", version),
        ("lend", "Lend my right to approve", "N", "users", lend),
        *((f"tab{n}", f"Show: {title.lower()}", str(n + 1), _ICONS[n], "") for n, title in enumerate(TITLES)),
    )
    return tuple(Deed(name, title, key, icon, "denied" if why else "may", why) for name, title, key, icon, why in listed)


def hints(shown: Shown | None, record: object, tab: int) -> tuple[tuple[str, str], ...]:
    """Of the list that is on screen, without what cannot be done with the row."""
    propose = ("P", "propose")
    change = (("↵", "change it"),) if isinstance(record, CalendarRow | SheetRow) and record.may_change else ()
    here: dict[int, tuple[tuple[str, str], ...]] = {
        MATRIX: (("↵", "its bounds"), ("E", "another system"), propose),
        CHANGES: (("A", "approve"), ("D", "decline"), ("T", "take it back"), ("B", "compare from here")),
        LENT: (("N", "lend my right"), ("T", "end it")),
        CALENDAR: (*change, propose),
    }
    listed = here.get(tab, (*change, ("E", "another system"), propose))
    dead = {deed.key for deed in deeds(shown, record, tab) if deed.verdict == "denied"}
    return ((f"1–{len(TITLES)}", "lists"), *(hint for hint in listed if hint[0] not in dead), ("?", "all keys"))
