"""Base, mine, theirs: what of a quotation that changed in the ERP meanwhile merges by itself, and what a person has to settle; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from app.domain.draft import AGREED, HEAD_FIELDS, WORDS, Content, DraftLine
from app.domain.draft_edits import Value, having

WHOLE = "line"  # the field of a clash over whether a line is there at all
Side = Literal["mine", "theirs"]
Where = tuple[str, str]  # key of the line, "" for the head; field
Held = Value | DraftLine  # a line where the clash is over the whole of it


@dataclass(frozen=True, slots=True)
class Clash:
    """One thing that a person settles. base, mine, theirs: its three values; of a whole line None where it is not there."""

    where: Where
    base: Held
    mine: Held
    theirs: Held


@dataclass(frozen=True, slots=True)
class Merge:
    """``mine`` with every word that only they changed (``taken``: where), and with my side of every clash until it is settled."""

    content: Content
    taken: tuple[Where, ...]
    clashes: tuple[Clash, ...]


def merge(base: Content, mine: Content, theirs: Content) -> Merge:
    """Three ways, field by field, lines by their keys.

    What they did not touch, or changed as I did, stays as I have it. Words that only they changed are taken. Whatever else they changed is
    a clash, also where I left it alone: money is never merged by itself. A line of which they made another product is a clash as a whole.
    Lines stand in my order, theirs after the one they follow. A line that I left alone and that came back under another key is the same
    line: an ERP makes what it adds by itself, such as carriage, anew each time it quotes.
    """
    anew = _made_anew(base, mine, theirs)
    base, mine = _renamed(base, anew), _renamed(mine, anew)
    taken: list[Where] = []
    clashes: list[Clash] = []

    def settle(where: Where, was: Value, my: Value, their: Value) -> Value:
        if their in (was, my):
            return my
        if where[1] in WORDS and my == was:
            taken.append(where)
            return their
        clashes.append(Clash(where, was, my, their))
        return my

    head = {n: settle(("", n), *(getattr(c.head, n) for c in (base, mine, theirs))) for n in HEAD_FIELDS}
    lines: list[DraftLine] = []
    for my_line in mine.lines:
        was, their_line = base.line(my_line.key), theirs.line(my_line.key)
        if was is None or their_line is None:
            if their_line != was and their_line != my_line:
                clashes.append(Clash((my_line.key, WHOLE), was, my_line, their_line))
            lines.append(my_line)
            continue
        if their_line.product not in (was.product, my_line.product):
            clashes.append(Clash((my_line.key, WHOLE), was, my_line, their_line))
            lines.append(my_line)
            continue
        values = {n: settle((my_line.key, n), *(getattr(x, n) for x in (was, my_line, their_line))) for n in AGREED}
        lines.append(having(my_line, values))
    for their_line in theirs.lines:
        was = base.line(their_line.key)
        if mine.line(their_line.key) is None and their_line != was:
            clashes.append(Clash((their_line.key, WHOLE), was, None, their_line))
    return Merge(Content(having(mine.head, head), tuple(lines)), tuple(taken), tuple(clashes))


def _made_anew(base: Content, mine: Content, theirs: Content) -> dict[str, str]:
    """Former key -> the key it has now, where just one new line of theirs can be it."""
    new = [x for x in theirs.lines if base.line(x.key) is None and mine.line(x.key) is None]
    gone = [x for x in base.lines if theirs.line(x.key) is None and mine.line(x.key) == x]
    found: dict[str, str] = {}
    for line in gone:
        same = [x for x in new if x.product == line.product]
        if len(same) == 1 and sum(1 for x in gone if x.product == line.product) == 1:
            found[line.key] = same[0].key
    return found


def _renamed(content: Content, keys: Mapping[str, str]) -> Content:
    return replace(content, lines=tuple(replace(x, key=keys.get(x.key, x.key)) for x in content.lines))


def settled(merged: Merge, theirs: Content, choices: Mapping[Where, Side]) -> Content | None:
    """With every clash settled as chosen; None while one is not."""
    if any(clash.where not in choices for clash in merged.clashes):
        return None
    content = merged.content
    for clash in merged.clashes:
        if choices[clash.where] == "theirs":
            content = _take(content, theirs, clash)
    return replace(content, lines=tuple(_one_price(x, choices) for x in content.lines))


def _one_price(line: DraftLine, choices: Mapping[Where, Side]) -> DraftLine:
    """A price of one side with a discount of the other: the one that was chosen last on purpose, theirs, holds."""
    if line.price is None or line.discount is None:
        return line
    return replace(line, price=None) if choices.get((line.key, "discount")) == "theirs" else replace(line, discount=None)


def _take(content: Content, theirs: Content, clash: Clash) -> Content:
    key, name = clash.where
    if not key:
        return replace(content, head=having(content.head, {name: clash.theirs}))
    if name != WHOLE:
        return replace(content, lines=tuple(having(x, {name: clash.theirs}) if x.key == key else x for x in content.lines))
    their_line = theirs.line(key)
    if their_line is None:
        return replace(content, lines=tuple(x for x in content.lines if x.key != key))
    if content.line(key) is not None:
        return replace(content, lines=tuple(their_line if x.key == key else x for x in content.lines))
    at = _after(content, theirs, key)
    return replace(content, lines=(*content.lines[:at], their_line, *content.lines[at:]))


def _after(content: Content, theirs: Content, key: str) -> int:
    """Where a line of theirs comes in: after the nearest one before it that is there."""
    before = theirs.keys[: theirs.keys.index(key)]
    places = [content.keys.index(k) for k in before if k in content.keys]
    return places[-1] + 1 if places else 0
