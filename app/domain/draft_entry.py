"""What a person typed into a cell or a field of a quote, as an edit; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date

from app.domain.catalogue import Catalogue, Sold, folded
from app.domain.days import typed
from app.domain.draft import Content, DraftLine
from app.domain.draft_edits import Edit, Insert, SetHead, SetLine, Value, having, inserted
from app.domain.figures_read import Unreadable, discount, price, quantity
from app.domain.pasted import PastedLine

_SHOWN = 6  # names of the ERP in one sentence


def entered(line: DraftLine, field: str, text: str, catalogue: Catalogue) -> tuple[tuple[str, Value], ...]:
    """The values that it sets. Unreadable says in words why it cannot be; an empty text takes the value away."""
    text = text.strip()
    if field in ("sku", "name"):
        return _product(line, text, catalogue)
    if field == "quantity":
        return (("quantity", quantity(text)),)
    if field == "price":
        return (("price", price(text)), ("discount", None))
    if field == "discount":
        return (("discount", discount(text)), ("price", None))
    return ((field, text),)


def _product(line: DraftLine, text: str, catalogue: Catalogue) -> tuple[tuple[str, Value], ...]:
    """Another product begins without what was agreed for the one before."""
    if not text:
        return (("sku", ""), ("name", ""), ("product", ""), ("price", None), ("discount", None), ("reason", ""))
    found = named(text, catalogue)
    if found.key == line.product:
        return (("sku", found.sku), ("name", found.name))
    cleared: tuple[tuple[str, Value], ...] = (("price", None), ("discount", None), ("reason", ""))
    return (("sku", found.sku), ("name", found.name), ("product", found.key), *(cleared if line.product else ()))


def named(text: str, catalogue: Catalogue) -> Sold:
    """The product of this number or name; else the only one that begins like this. Unreadable where it is none, or more than one."""
    for known in (catalogue.numbered(text), catalogue.called(text), catalogue.beginning(text, 9)):
        if len(known) == 1:
            return known[0]
        if known:
            raise Unreadable(f"{'More than 8' if len(known) > 8 else len(known)} products match {text}: type more of it")
    raise Unreadable(f"No product {text} is sold")


def set_cell(content: Content, key: str, field: str, text: str, catalogue: Catalogue) -> Edit:
    """Unreadable as in ``entered``."""
    line = content.line(key) or DraftLine(key)
    values = entered(line, field, text, catalogue)
    if content.line(key) is None:
        return inserted(content, len(content.lines), [having(line, dict(values))])
    return SetLine(key, values)


def set_head(field: str, text: str, today: date, names: Mapping[str, tuple[str, ...]]) -> SetHead:
    """``names``: of a field, those that the ERP knows; any text is taken where none are known. Unreadable where the last day is no day, or
    is over, and where the ERP has no such name."""
    if field == "valid_until":
        return SetHead(((field, _day(text, today)),))
    known = names.get(field, ())
    return SetHead(((field, one_of(text, known) if known else text.strip()),))


def one_of(text: str, known: tuple[str, ...]) -> str:
    """The name as the ERP writes it: this one, else the only one that begins like this; "" of no text. Unreadable where it is none."""
    wanted = folded(text)
    if not wanted:
        return ""
    for found in ([n for n in known if folded(n) == wanted], [n for n in known if folded(n).startswith(wanted)]):
        if len(found) == 1:
            return found[0]
        if found:
            raise Unreadable(f"{len(found)} names of the ERP begin like this: type more of it")
    more = f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
    raise Unreadable(f"The ERP has no such name; it has {', '.join(known[:_SHOWN])}{more}")


def _day(text: str, today: date) -> date | None:
    """2026-12-24, 24.12., 24/12/26, +14 (days from today)."""
    text = text.strip().rstrip(".")
    if not text:
        return None
    try:
        day = typed(text, today)
    except (ValueError, OverflowError) as e:
        raise Unreadable(
            f"\N{LEFT DOUBLE QUOTATION MARK}{text}\N{RIGHT DOUBLE QUOTATION MARK} is not a day: write 24.12. or +14"
        ) from e
    if day < today:
        raise Unreadable("That day is over")
    return day


def pasted_at(content: Content, at: int, rows: Iterable[PastedLine], new_key: Callable[[], str]) -> Insert:
    """Lines of what was pasted, the first at place ``at``; what came with a price or a discount says so as its reason."""
    made = [
        DraftLine(
            new_key(),
            x.product.sku,
            x.product.name,
            x.product.key,
            x.quantity,
            x.price,
            x.discount,
            note=x.note,
        )
        for x in rows
    ]
    return inserted(content, at, (replace(x, reason="pasted") if x.by_hand else x for x in made))


def wanting(content: Content) -> tuple[tuple[str, str], ...]:
    """(key of a line or "", why): what keeps the quote from being offered."""
    found: list[tuple[str, str]] = []
    lines = [x for x in content.lines if not x.empty]
    if not lines:
        found.append(("", "It has no line yet"))
    for i, x in enumerate(lines, 1):
        if not x.product:
            found.append((x.key, f"Line {i} names no product"))
        elif x.quantity is None:
            found.append((x.key, f"Line {i}, {x.sku}, has no quantity"))
    return tuple(found)
