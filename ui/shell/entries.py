"""What the palette lists: deeds for the current object first, then what was found, then places; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from app.domain.question import Deed, Hit
from ui.shell.keys import printed
from ui.shell.page import Page

Run = Callable[[], object]
HIT_ICONS = {"case": "wallet", "sale": "file-text", "web_order": "shopping-bag", "customer": "building-2", "product": "package"}
NEW_QUOTE = "new quote"
NEAR = 3  # deeds shown because the words name their object


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. ``run`` None: it can be read but not done, ``note`` says why (and ``off`` draws the lock)."""

    icon: str
    title: str
    note: str = ""
    cap: str = ""
    off: bool = False
    run: Run | None = None


class Door(Protocol):
    """The way in to a system. ``named``: "the shop"; is_new: it is not one of this profile's yet."""

    @property
    def named(self) -> str: ...
    @property
    def is_new(self) -> bool: ...


D = TypeVar("D", bound=Door)


@dataclass(frozen=True, slots=True)
class Head:
    """The title of a group."""

    title: str


Line = Entry | Head


def deed_entries(deeds: Sequence[Deed], run: Callable[[str], object]) -> list[Entry]:
    """Forbidden deeds stay, with their reason."""
    made = []
    for deed in deeds:
        off = deed.verdict == "denied"
        action = None if off else _bound(run, deed.name)
        made.append(Entry(deed.icon, deed.title, deed.words, printed(deed.key), off, action))
    return made


def place_entries(pages: Iterable[Page], go: Callable[[str], object], counts: dict[str, str]) -> list[Entry]:
    return [Entry(p.icon, p.title, counts.get(p.name, ""), f"G {p.key}", run=_bound(go, p.name)) for p in pages]


def new_system_entries(doors: Iterable[D], sign_in: Callable[[D], object]) -> list[Entry]:
    """A system can be added from wherever one is."""
    return [Entry("server", f"Add {door.named}", run=_bound(sign_in, door)) for door in doors if door.is_new]


def hit_entries(hits: Sequence[Hit], show: Callable[[Hit], object]) -> list[Entry]:
    return [Entry(HIT_ICONS.get(hit.kind, "file-text"), hit.title, hit.note, run=_bound(show, hit)) for hit in hits]


def wants_quote(text: str) -> bool:
    """ "new quote" and whatever follows: for whom."""
    return text.strip().casefold().startswith(NEW_QUOTE)


def sought(text: str) -> str:
    """What is looked for: behind "new quote" the customer."""
    return text.strip()[len(NEW_QUOTE) :].strip() if wants_quote(text) else text.strip()


def quote_entries(hits: Sequence[Hit], begin: Callable[[Hit], object]) -> list[Entry]:
    """A new quote for each customer that was found."""
    found = [hit for hit in hits if hit.kind == "customer" and hit.ref is not None]
    return [Entry("clipboard-check", f"New quote for {hit.title}", hit.note, run=_bound(begin, hit)) for hit in found]


def lines(text: str, subject: str, deeds: list[Entry], found: list[Entry], places: list[Entry]) -> list[Line]:
    """The list for what was typed. What was found already fits; deeds and places fit if each typed word begins a word of theirs, but
    the current object's first deeds stay as long as the words fit the object itself."""
    if wants_quote(text) and sought(text):
        return [Head("New quote"), *found] if found else []
    words = text.casefold().split()
    near = deeds[:NEAR] if words and _fits(words, subject) else []
    shown: list[Line] = []
    for title, entries in (
        (f"With {subject}" if subject else "Here", [e for e in deeds if e in near or _fits(words, e.title)]),
        ("Found", found if words else []),
        ("Go to", [e for e in places if _fits(words, e.title)]),
    ):
        if entries:
            shown += [Head(title), *entries]
    return shown


def _fits(words: Sequence[str], title: str) -> bool:
    heads = title.casefold().replace(",", " ").split()
    return all(any(head.startswith(word) for head in heads) for word in words)


def _bound(call: Callable[..., object], argument: object) -> Run:
    return lambda: call(argument)
