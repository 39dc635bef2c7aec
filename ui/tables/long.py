"""Lists too long to hold: a vector of ids, with the rows of a few pages around what is on screen."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import overload

from PySide6.QtCore import QObject

from ui.tables.column import Column, Group, Line
from ui.tables.diff import Plan
from ui.tables.listing import Listing
from ui.tables.model import TableModel

KEEP = 8192  # rows held at most: 64 pages of 128


class _Keys(Sequence[str]):
    """Ids as keys, made when they are asked for."""

    def __init__(self, ids: array[int]) -> None:
        self.ids = ids

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        return str(self.ids[at]) if isinstance(at, int) else [str(n) for n in self.ids[at]]

    def __len__(self) -> int:
        return len(self.ids)


class _Places(Mapping[str, int]):
    """Where a key stands; looked for, because a dictionary of a million keys costs more than all else together."""

    def __init__(self, ids: array[int]) -> None:
        self._ids = ids

    def __getitem__(self, key: str) -> int:
        try:
            return self._ids.index(int(key))
        except ValueError:
            raise KeyError(key) from None

    def __iter__(self) -> Iterator[str]:
        return map(str, self._ids)

    def __len__(self) -> int:
        return len(self._ids)


class _Unread(Sequence[object]):
    """The listing holds no records: they are the model's, a few pages of them."""

    def __init__(self, count: int) -> None:
        self._count = count

    @overload
    def __getitem__(self, at: int) -> object: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[object]: ...
    def __getitem__(self, at: int | slice) -> object:
        return None if isinstance(at, int) else [None] * len(range(*at.indices(self._count)))

    def __len__(self) -> int:
        return self._count


def long_listing(ids: array[int]) -> Listing:
    """Rows known by their ids alone; their records are given to the model as they arrive."""
    return Listing(_Keys(ids), _Unread(len(ids)), (), _Places(ids))


class LongModel(TableModel):
    """``wanted`` says which rows are missing on screen; ``learn`` takes them."""

    _keys: Sequence[str]  # type: ignore[assignment]  # the listing's own, never a copy

    def __init__(self, columns: Sequence[Column], line: Callable[[object], Line], parent: QObject | None = None) -> None:
        super().__init__(columns, line, parent)
        self._known: OrderedDict[str, object] = OrderedDict()

    def learn(self, records: Iterable[tuple[str, object]]) -> None:
        """Rows that were asked for, or newer ones of the same keys."""
        for key, record in records:
            self._known[key] = record
            self._known.move_to_end(key)
        while len(self._known) > KEEP:
            self._known.popitem(last=False)
        self.refresh()

    def forget(self) -> None:
        """What the rows say may have changed: they are asked for again as they are painted."""
        self._known.clear()
        self.refresh()

    # ---- what is in it ---------------------------------------------------------------------------------------------------
    def record(self, row: int) -> object:
        return self._known.get(self._keys[row])

    def show(self, new: Listing, steps: Plan | None = None) -> None:
        """Another vector comes whole: finding the steps between two long lists costs more than painting a screenful."""
        if isinstance(new.keys, _Keys) and isinstance(self._keys, _Keys) and new.keys.ids == self._keys.ids:
            return
        self.beginResetModel()
        self._take(new)
        self.endResetModel()

    def _take(self, new: Listing) -> None:
        self.listing, self._keys = new, new.keys
        self._lines.clear()

    def _read(self, first: int, count: int) -> list[Line | Group] | None:
        keys = self._keys[first : first + count]
        records = [self._known.get(key) for key in keys]
        if None in records:
            self.wanted.emit(first, len(keys))
            return None
        return [self._format(record) for record in records]
