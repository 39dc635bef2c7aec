"""What one system sells, found by its number or its name, whole or by how it begins."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from app.domain.money import Money


@dataclass(frozen=True, slots=True)
class Sold:
    """One product that is sold. ``unit``: in which; list_price: in the company's currency; free: place by place what lies there and is not
    reserved today, in the unit in which it is counted; no place where nothing is kept or nobody here can know."""

    key: str
    sku: str
    name: str
    unit: str = ""
    list_price: Money | None = None
    free: tuple[tuple[str, Decimal], ...] = ()


def folded(text: str) -> str:
    """Letters of any size and blanks of any kind are one."""
    return " ".join(text.casefold().split())


class Catalogue:
    """Never changed once it is made; lookups take no time that a person notices, whatever its size."""

    def __init__(self, products: Iterable[Sold] = ()) -> None:
        self.products = tuple(products)
        self._by_key = {p.key: p for p in self.products}
        self._by_sku: dict[str, list[Sold]] = {}
        self._by_name: dict[str, list[Sold]] = {}
        begins: list[tuple[str, int, Sold]] = []
        for p in self.products:
            self._by_sku.setdefault(folded(p.sku), []).append(p)
            self._by_name.setdefault(folded(p.name), []).append(p)
            words = folded(p.name).split()
            begins += [(folded(p.sku), 0, p), *((" ".join(words[i:]), 1 + i, p) for i in range(len(words)))]
        self._begins = sorted(begins, key=lambda one: (one[0], one[1], one[2].sku))

    def product(self, key: str) -> Sold | None:
        return self._by_key.get(key)

    def numbered(self, sku: str) -> tuple[Sold, ...]:
        """Products of this number: one, none, or by mistake of the system several."""
        return tuple(self._by_sku.get(folded(sku), ()))

    def called(self, name: str) -> tuple[Sold, ...]:
        return tuple(self._by_name.get(folded(name), ()))

    def beginning(self, text: str, most: int = 8) -> tuple[Sold, ...]:
        """Whose number, or a word of whose name, begins like this: numbers first, then names, each in the order of the alphabet."""
        wanted = folded(text)
        if not wanted:
            return ()
        at = bisect_left(self._begins, wanted, key=lambda one: one[0])
        found: dict[str, tuple[int, Sold]] = {}
        for begin, rank, product in self._begins[at:]:
            if not begin.startswith(wanted) or len(found) >= 50 * most:
                break
            if product.key not in found or rank < found[product.key][0]:
                found[product.key] = (rank, product)
        ordered = sorted(found.values(), key=lambda one: (one[0], folded(one[1].sku)))
        return tuple(product for _, product in ordered[:most])
