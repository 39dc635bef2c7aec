"""The shop's half of a split: what it holds for the lines of a web order goes to the locations that they leave from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.commands import goods_case, shop_half
from app.commands.command import Fact3
from app.domain.dossier import PanelParts
from app.domain.fulfilment import ZERO, Matrix
from app.domain.held import Pieces, held_at, held_for, leaving, lines_of, locations, shared
from app.domain.letter import Effect
from app.domain.shop import WebLine, WebOrder, WebOrderState
from app.domain.steps import Step
from app.errors import Refused
from app.rules.goods import lacking
from app.rules.orders import plain

DEED = "move_reservations"


class Stays(Exception):
    """Why what the shop holds of a product stays where it is."""


@dataclass(frozen=True, slots=True)
class Move:
    """Of one line; pieces by location. The first location of each is the one that the line is tied to."""

    line: str
    sku: str
    was: Pieces
    to: Pieces


@dataclass(frozen=True, slots=True)
class Half:
    """What one web order's shop is asked for. stays: (product, why) of what is not moved there; why: of all of it."""

    order: WebOrder
    moves: tuple[Move, ...] = ()
    stays: tuple[tuple[str, str], ...] = ()
    why: str = ""


def halves(parts: PanelParts, after: Matrix) -> tuple[Half, ...]:
    """None where the goods were not ordered in a shop, or it cannot be seen here what leaves when. Refused while somebody has an order
    open in the shop."""
    dossier = goods_case.dossier(parts)
    if lacking(dossier):
        return ()
    orders = shop_half.known(dossier.web)
    busy = next((o for o in orders if o.locked_by), None)
    if busy is not None:
        raise Refused(f"The shop has {busy.locked_by} on {busy.number}; end that there first")
    return tuple(_half(parts, order, after) for order in orders)


def _half(parts: PanelParts, order: WebOrder, after: Matrix) -> Half:
    web = goods_case.dossier(parts).web
    if order.state is not WebOrderState.PLACED:
        return Half(order, why=f"It is {order.state.value} there")
    if web.held is None:
        return Half(order, why="Where it holds the goods is not read here")
    moves: list[Move] = []
    stays: list[tuple[str, str]] = []
    for sku in dict.fromkeys(line.sku for line in after.lines):
        try:
            moves += _moves(parts, order, lines_of(web.lines, order.ref, sku), after, sku)
        except Stays as e:
            stays.append((sku, str(e)))
    return Half(order, tuple(moves), tuple(stays))


def _moves(parts: PanelParts, order: WebOrder, lines: tuple[WebLine, ...], after: Matrix, sku: str) -> Iterator[Move]:
    own = held_for(goods_case.dossier(parts).web.held or (), lines)
    if any(len({r.item for r in held}) > 1 for held in own.values()):
        raise Stays("several articles there")
    now = {line: held_at(held) for line, held in own.items()}
    held = sum((n for places in now.values() for n in places.values()), ZERO)
    open_ = sum((x.quantity - x.fulfilled for x in lines), ZERO)
    here = leaving(after, sku)
    if held != open_:
        raise Stays(f"{plain(held)} of {plain(open_)} held")
    if held != sum(here.values()):
        raise Stays(f"{plain(held)} held, {plain(sum(here.values(), ZERO))} leave")
    wanted = {_location(parts, order, warehouse): pieces for warehouse, pieces in here.items()}
    to = shared(now, wanted)
    return (Move(line, sku, now[line], to[line]) for line in now if now[line] != to[line])


def _location(parts: PanelParts, order: WebOrder, warehouse: str) -> str:
    """The key of the shop's location that is this warehouse."""
    dossier = goods_case.dossier(parts)
    known = next((w for w in dossier.warehouses if w.ref.key == warehouse), None)
    if known is None:
        raise Stays("a warehouse not in use")
    found = locations(dossier.web.places, order.ref.source, known)
    if len(found) != 1:
        raise Stays(f"{f'{len(found)} locations are' if found else 'no location is'} {known.name}")
    return found[0].ref.key


# ---- what is sent and said ----


def _names(parts: PanelParts, one: Half) -> dict[str, str]:
    """Of its shop's locations."""
    places = goods_case.dossier(parts).web.places
    return {p.ref.key: p.name or p.ref.key for p in places if p.ref.source == one.order.ref.source}


def steps(parts: PanelParts, after: Matrix) -> tuple[Step, ...]:
    """Without a revision: what must hold is looked at right before, line by line."""
    return tuple(_step(one, _names(parts, one)) for one in halves(parts, after) if one.moves)


def _step(one: Half, names: Mapping[str, str]) -> Step:
    used = {place for move in one.moves for place in {**move.was, **move.to}}
    shared_ = {"order": one.order.ref.key, "places": {place: names.get(place, place) for place in sorted(used)}}
    there = [{"line": m.line, "sku": m.sku, "from": _cells(m.was), "to": _cells(m.to)} for m in one.moves]
    back = [{**row, "from": row["to"], "to": row["from"]} for row in there]
    source, number = one.order.ref.source, one.order.number
    return Step(source, DEED, number, {**shared_, "lines": there}, None, Step(source, DEED, number, {**shared_, "lines": back}))


def _cells(places: Pieces) -> list[list[str]]:
    return [[place, plain(pieces)] for place, pieces in places.items()]


def effects(parts: PanelParts, after: Matrix) -> tuple[Effect, ...]:
    """Foreseen as a shop with our add-on tells them."""
    found = []
    for one in halves(parts, after):
        names = _names(parts, one)
        for m in one.moves:
            for place in {**m.was, **m.to}:
                row = (plain(m.was.get(place, ZERO)), plain(m.to.get(place, ZERO)))
                if row[0] != row[1]:
                    field = f"{m.sku} held in {names.get(place, place)}"
                    found.append(Effect(one.order.ref.source, one.order.number, field, *row))
    return tuple(found)


def facts(parts: PanelParts, after: Matrix) -> tuple[Fact3, ...]:
    """What the shop does with it, and what it does not."""
    told = [fact for one in halves(parts, after) for fact in _facts(one, _names(parts, one))]
    return (*told, *shop_half.unread(goods_case.dossier(parts).web))


def _facts(one: Half, names: Mapping[str, str]) -> Iterator[Fact3]:
    label = f"Shop, {one.order.number}"
    if one.why:
        yield label, f"Nothing is done there. {one.why}", "warn"
    elif one.moves:
        yield label, "; ".join(f"{m.sku} held: {_words(m.to, names)}" for m in one.moves), "text.1"
    elif not one.stays:
        yield label, "It holds all of it where it leaves from already", "ok"
    for sku, why in one.stays:
        yield label, f"{sku} stays there: {why}", "warn"


def _words(places: Mapping[str, Decimal], names: Mapping[str, str]) -> str:
    return ", ".join(f"{plain(pieces)} in {names.get(place, place)}" for place, pieces in places.items())
