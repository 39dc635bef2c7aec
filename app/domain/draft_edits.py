"""Edits of a quote as values, and the history that takes them back to any depth; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from app.domain.draft import HEAD_FIELDS, LINE_FIELDS, Content, DraftHead, DraftLine

Value = str | Decimal | date | None
Part = TypeVar("Part", DraftHead, DraftLine)


@dataclass(frozen=True, slots=True)
class SetHead:
    """Fields of the head: (name, value)."""

    values: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class SetLine:
    """Fields of one line: (name, value)."""

    line: str
    values: tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True)
class Insert:
    """Lines, each at the place that it then has in the whole: (index, line), in the order of their places."""

    lines: tuple[tuple[int, DraftLine], ...]


@dataclass(frozen=True, slots=True)
class Remove:
    """Lines by their keys."""

    lines: frozenset[str]


@dataclass(frozen=True, slots=True)
class Several:
    """Edits that a person made in one go, and takes back in one."""

    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Become:
    """All of it at once: what was made of two people's versions."""

    content: Content


Edit = SetHead | SetLine | Insert | Remove | Several | Become


def inserted(content: Content, at: int, lines: Iterable[DraftLine]) -> Insert:
    """These lines one after another, the first at place ``at``."""
    at = max(0, min(at, len(content.lines)))
    return Insert(tuple(enumerate(lines, at)))


def having(part: Part, values: Mapping[str, Any]) -> Part:
    """The same but for these fields."""
    return replace(part, **values)


def apply(content: Content, edit: Edit) -> tuple[Content, Edit]:
    """The content after it, and the edit that takes it back. ValueError where it names a line or a field that is not there, or a line
    that is there already."""
    match edit:
        case SetHead(values):
            _known(values, HEAD_FIELDS)
            before = tuple((name, getattr(content.head, name)) for name, _ in values)
            return replace(content, head=having(content.head, dict(values))), SetHead(before)
        case SetLine(key, values):
            return _set_line(content, key, values)
        case Insert(lines):
            return _insert(content, lines)
        case Remove(keys):
            return _remove(content, keys)
        case Become(after):
            return after, Become(content)
        case Several(edits):
            back: list[Edit] = []
            for one in edits:
                content, undo = apply(content, one)
                back.append(undo)
            return content, Several(tuple(reversed(back)))


def _set_line(content: Content, key: str, values: tuple[tuple[str, Value], ...]) -> tuple[Content, Edit]:
    _known(values, LINE_FIELDS)
    line = content.line(key)
    if line is None:
        raise ValueError(f"no line {key}")
    after = having(line, dict(values))
    if after.price is not None and after.discount is not None:
        raise ValueError(f"line {key} has a price and a discount by hand")
    before = tuple((name, getattr(line, name)) for name, _ in values)
    return replace(content, lines=tuple(after if x.key == key else x for x in content.lines)), SetLine(key, before)


def _insert(content: Content, lines: tuple[tuple[int, DraftLine], ...]) -> tuple[Content, Edit]:
    there = list(content.lines)
    for at, line in lines:
        if not 0 <= at <= len(there):
            raise ValueError(f"no place {at}")
        there.insert(at, line)
    if len({x.key for x in there}) != len(there):
        raise ValueError("two lines with one key")
    return replace(content, lines=tuple(there)), Remove(frozenset(line.key for _, line in lines))


def _remove(content: Content, keys: frozenset[str]) -> tuple[Content, Edit]:
    gone = tuple((i, x) for i, x in enumerate(content.lines) if x.key in keys)
    if len(gone) != len(keys):
        raise ValueError("no such line")
    return replace(content, lines=tuple(x for x in content.lines if x.key not in keys)), Insert(gone)


def _known(values: tuple[tuple[str, Value], ...], names: tuple[str, ...]) -> None:
    strange = {name for name, _ in values} - set(names)
    if strange:
        raise ValueError(f"no field {', '.join(sorted(strange))}")


@dataclass(frozen=True, slots=True)
class History:
    """A content with what takes its edits back, the newest last, and what does them again."""

    content: Content
    done: tuple[Edit, ...] = ()
    undone: tuple[Edit, ...] = ()

    def do(self, edit: Edit) -> History:
        """An edit that changes nothing leaves no trace. ValueError as in ``apply``."""
        content, back = apply(self.content, edit)
        return self if content == self.content else History(content, (*self.done, back))

    def undo(self) -> History:
        """Itself where nothing is left to take back."""
        if not self.done:
            return self
        content, again = apply(self.content, self.done[-1])
        return History(content, self.done[:-1], (*self.undone, again))

    def redo(self) -> History:
        """Itself where nothing was taken back since the last edit."""
        if not self.undone:
            return self
        content, back = apply(self.content, self.undone[-1])
        return History(content, (*self.done, back), self.undone[:-1])
