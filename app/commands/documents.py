"""Steps on a document of either system, how each is taken back, and the words in which it is foreseen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from app.domain.letter import Effect
from app.domain.money import each
from app.domain.order import Sale, SaleLine
from app.domain.shop import WebLine, WebOrder
from app.domain.steps import Step
from app.rules.orders import plain

Document = WebOrder | Sale


def name(where: Document) -> str:
    """The number a person knows."""
    return where.number or f"#{where.ref.key}"


def step(where: Document, deed: str, body: Mapping[str, object], undo: Step | None = None, *, first: bool = True) -> Step:
    """``first``: of the steps on this document, so that it must be as it was on screen."""
    about = "order" if isinstance(where, WebOrder) else "sale"
    return Step(where.ref.source, deed, name(where), {about: where.ref.key, **body}, where.rev if first else None, undo)


def changed(where: Document, deed: str, at: Mapping[str, object], before: object, after: object, *, first: bool = True) -> Step:
    """A correction that the same deed takes back, as long as nobody changed it since. ``at``: what of the document."""
    undo = step(where, deed, {**at, "from": after, "to": before}, first=False)
    return step(where, deed, {**at, "from": before, "to": after}, undo, first=first)


def told(sku: str, quantity: Decimal, price: Decimal, currency: str) -> dict[str, object]:
    """A line of the shop, by the names that its correction knows. ``price``: of one, with all its digits."""
    return {"sku": sku, "quantity": plain(quantity), "unit_price": [each(price, currency), currency]}


def as_placed(line: WebLine) -> dict[str, object]:
    return told(line.sku or "", line.quantity, line.exact_price, line.unit_price.currency)


def line_changed(order: WebOrder, line: WebLine, to: Mapping[str, object], *, first: bool = True) -> Step:
    """A line of the shop, refused where it is not as it was placed. ``to``: what becomes of it; empty: it is dropped.

    Another product becomes another line there, under a key that nobody knows beforehand, and a dropped one cannot be put back under its
    own: neither can be taken back from here.
    """
    at, was = {"line": line.ref.key}, as_placed(line)
    back = {**at, "from": {**was, **to}, "to": {field: was[field] for field in to}}
    final = not to or "sku" in to
    undo = None if final else step(order, "correct_line", back, first=False)
    return step(order, "correct_line", {**at, "from": was, "to": dict(to)}, undo, first=first)


def note(where: Document, text: str) -> Step:
    """A note depends on nothing, so any revision will do."""
    return step(where, "note", {"text": text}, first=False)


def note_as_seen(sale: Sale, lines: Iterable[SaleLine], text: str) -> Step:
    """A note that says something of what stands there: refused where the sale or a line of it is not as it was on screen."""
    return step(sale, "note", {"text": text, "lines": {x.ref.key: x.rev for x in lines}})


def cancelled(where: Document, reason: str) -> Step:
    return step(where, "cancel_sale", {"reason": reason}) if isinstance(where, Sale) else step(where, "cancel_order", {})


# ---- words ----------------------------------------------------------------------------------------------------------------


def effect(where: Document, field: str, before: str, after: str) -> Effect:
    return Effect(where.ref.source, name(where), field, before, after)


def note_effect(where: Document, text: str) -> Effect:
    return effect(where, "note", "", text)


def cancel_effects(documents: tuple[Document, ...], reason: str) -> tuple[Effect, ...]:
    """A cancelled sale keeps the reason as a note; the shop has no place for one."""
    found: list[Effect] = []
    for where in documents:
        found.append(effect(where, "state", where.state.value, "cancelled"))
        if isinstance(where, Sale) and reason:
            found.append(note_effect(where, reason))
    return tuple(found)
