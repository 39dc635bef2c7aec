"""A small store of pages, least recently used first out: what lets a list of any length cost the same."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
SIZE, KEEP = 32, 256  # a page is about a screenful: a jump to anywhere formats little more than it shows


class Pages(Generic[T]):
    """``get(row)`` answers from the row's page and asks ``read(first, count)`` for a page that is not there.

    ``read`` gives the page's values, or None when they have to be fetched first: then ``get`` gives None (a placeholder).
    """

    def __init__(self, read: Callable[[int, int], list[T] | None], size: int = SIZE, keep: int = KEEP) -> None:
        self._read, self._size, self._keep = read, size, keep
        self._pages: OrderedDict[int, list[T]] = OrderedDict()

    def get(self, row: int) -> T | None:
        number, offset = divmod(row, self._size)
        page = self._pages.get(number)
        if page is None:
            page = self._read(number * self._size, self._size)
            if page is None:
                return None
            self._pages[number] = page
            if len(self._pages) > self._keep:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return page[offset] if offset < len(page) else None

    def clear(self) -> None:
        self._pages.clear()

    def __len__(self) -> int:
        return len(self._pages)
