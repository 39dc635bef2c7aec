"""Every deed that a shop can be asked for: what it asks, what guards it, how it is found again, what proves it absent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from app.domain.letter import Effect, Guard, Letter
from app.domain.money import Money, each
from app.errors import RefusedByRemote

_NO_EFFECT = "4xx with a type and words, 401 “Unauthorized”"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the registry. ``plain``: the guard on a Medusa without our add-on; with it every deed but ``OURS_TOO`` has its KEY.

    marker: what is left behind that names the letter; verify: where it is looked for; no_effect: answers that prove nothing was done.
    """

    deed: str
    plain: Guard
    marker: str
    verify: str
    no_effect: str = _NO_EFFECT


_MARK = "metadata cmd:<letter> of the order"
_OF_GOODS = "internal note cmd:<letter> of what it opens, note cmd:<letter> of each refund"
DEEDS: tuple[Row, ...] = (
    Row("note", Guard.COND, f"the note itself, {_MARK}", "metadata of the order"),
    Row("link", Guard.COND, f"{_MARK}, in the same write", "metadata of the order"),
    Row("correct_address", Guard.COND, f"{_MARK}, in the same write", "metadata of the order"),
    Row("correct_line", Guard.COND, "internal note cmd:<letter> of the order edit", "status of that edit in the order's changes"),
    Row("cancel_order", Guard.STATE, f"{_MARK}, written before", "state of the order"),
    Row("convert_draft", Guard.STATE, f"{_MARK}, written before", "whether it is a draft still"),
    Row("stage_draft", Guard.COND, f"{_MARK}, in the same write", "metadata of the order"),
    Row("capture", Guard.STATE, f"{_MARK}, written before", "captures of the payment"),
    Row("mark_paid", Guard.STATE, f"{_MARK} with the request's key, written before", "state of the payment collection"),
    Row(
        "create_payment_link",
        Guard.PLAIN,
        f"{_MARK}, written before; with the request's key where one that was tried in vain is asked for again",
        "payment collections that were made since",
    ),
    Row("return_goods", Guard.PLAIN, _OF_GOODS, "status of that return, refunds of the order's payments"),
    Row("claim_goods", Guard.PLAIN, _OF_GOODS, "status of that claim, refunds of the order's payments"),
    Row("move_reservations", Guard.PLAIN, f"{_MARK}, written before, and of each reservation", "what is held for the lines"),
)
BY_DEED = {r.deed: r for r in DEEDS}
OF_GOODS = frozenset({"return_goods", "claim_goods"})
MOVE, CONVERT, STAGE = "move_reservations", "convert_draft", "stage_draft"
# Done as without our add-on also where it is there: a draft is placed once by the shop's own state, and noted on in one write.
OURS_TOO = frozenset({CONVERT, STAGE})
_SINCE = {MOVE: (1, 1)}  # version of our add-on; the others are as old as it
REPLACE, REFUND = "replace", "refund"  # kinds of a claim, as the shop calls them
DAMAGED = "other"  # the shop's reasons for a claim know missing, wrong and badly made goods, and this

ADDRESS = {
    "company": "company",
    "street": "address_1",
    "street2": "address_2",
    "postcode": "postal_code",
    "city": "city",
    "region": "province",
    "country": "country_code",
    "phone": "phone",
}  # our part -> the shop's; the name is two of its fields


@dataclass(frozen=True, slots=True)
class Goods:
    """Pieces of a line that came back, or arrived damaged. ``restock``: how many of them are on sale again."""

    line: str
    sku: str
    pieces: Decimal
    restock: Decimal


@dataclass(frozen=True, slots=True)
class Kept:
    """Pieces of a line that are held until they leave, by location before and after; the line is tied to the first of them."""

    line: str
    sku: str
    was: Mapping[str, Decimal]
    to: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Plan:
    """A letter in the shop's terms. ``was``, ``to``: what is there before and after, by our words; what is not named stays.

    place: the ERP's code of the warehouse that goods came to. kind: of a claim. names: of locations. whole: a line is held at one
    location only, whatever was asked for.
    """

    deed: str
    order: str
    line: str = ""
    payment: str = ""
    text: str = ""
    amount: Money | None = None
    was: Mapping[str, object] = field(default_factory=dict)
    to: Mapping[str, object] = field(default_factory=dict)
    goods: tuple[Goods, ...] = ()
    place: str = ""
    kind: str = ""
    kept: tuple[Kept, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    whole: bool = False

    @property
    def drops(self) -> bool:
        """The line goes, and none comes in its place."""
        return self.deed == "correct_line" and not self.to


def plan(letter: Letter) -> Plan:
    """What the letter's payload asks for; RefusedByRemote where it asks for something this connector cannot do.

    Bodies: ``order`` (key) in all, and no more of cancel_order and convert_draft;
    stage_draft ``from``/``to`` {stage, note};
    note ``text``; link ``from``/``to`` {reference, state}; correct_address ``from``/``to`` {parts of
    our Address}; correct_line ``line`` (key), ``from`` {sku, quantity, unit_price}, ``to`` {what changes of these; {} drops the line};
    capture ``payment`` (key), ``amount``; mark_paid, create_payment_link ``amount``; return_goods ``goods`` [{line (key), sku, pieces,
    restock}], ``place``, ``amount`` where money goes back; claim_goods ``goods``, ``kind``, ``amount`` likewise; move_reservations
    ``lines`` [{line (key), sku, from, to}], both [[location (key), pieces], ...], ``places`` {location: name}. Amounts
    [minor, currency], prices of one [decimal text, currency], quantities as text.
    """
    body = letter.body()
    if letter.deed not in BY_DEED:
        raise RefusedByRemote(f"The shop does not know the deed {letter.deed}", about=letter.document)
    made = Plan(
        deed=letter.deed,
        order=_key(body, "order"),
        line=_key(body, "line") if letter.deed == "correct_line" else "",
        payment=_key(body, "payment") if letter.deed == "capture" else "",
        text=str(body.get("text") or "").strip(),
        amount=money(body["amount"], "amount") if "amount" in body else None,
        was=_part(body, "from"),
        to=_part(body, "to"),
        goods=_goods(body) if letter.deed in OF_GOODS else (),
        place=str(body.get("place") or ""),
        kind=str(body.get("kind") or ""),
        kept=_kept(body) if letter.deed == MOVE else (),
        names={k: str(v) for k, v in _part(body, "places").items()},
    )
    if letter.deed == "claim_goods" and made.kind not in (REPLACE, REFUND):
        raise RefusedByRemote("The command does not say what kind of claim it is", about=letter.document)
    if letter.deed in ("capture", "mark_paid", "create_payment_link") and made.amount is None:
        raise RefusedByRemote("The command names no amount", about=letter.document)
    return made


def keyed(deed: str, addon: str | None) -> bool:
    """Whether an add-on of this version ("1.1", None: there is none) carries the deed out."""
    parts = addon.split(".") if addon else []
    version = tuple(int(part) for part in parts if part.isdecimal())
    return deed not in OURS_TOO and bool(version) and version >= _SINCE.get(deed, (0,))


def _goods(body: Mapping[str, object]) -> tuple[Goods, ...]:
    rows = body.get("goods")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise RefusedByRemote("The command names no goods")
    found = [Goods(_key(r, "line"), str(r.get("sku")), quantity(r.get("pieces")), quantity(r.get("restock", "0"))) for r in rows]
    if any(g.pieces <= 0 or g.restock > g.pieces for g in found):
        raise RefusedByRemote("The command's pieces do not make sense")
    return tuple(found)


def _kept(body: Mapping[str, object]) -> tuple[Kept, ...]:
    rows = body.get("lines")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise RefusedByRemote("The command names no lines")
    found = tuple(Kept(_key(r, "line"), str(r.get("sku")), _places(r.get("from")), _places(r.get("to"))) for r in rows)
    if any(sum(one.was.values()) != sum(one.to.values()) for one in found):
        raise RefusedByRemote("The command's pieces do not add up")
    return found


def _places(rows: object) -> dict[str, Decimal]:
    """Whole pieces by location, in their order."""
    listed = [row for row in rows if isinstance(row, list) and len(row) == 2] if isinstance(rows, list) else []
    found = {_key({"place": place}, "place"): quantity(pieces) for place, pieces in listed}
    if not found or len(found) != len(rows if isinstance(rows, list) else ()) or any(n <= 0 or n % 1 for n in found.values()):
        raise RefusedByRemote("The command's pieces do not make sense")
    return found


def key_of(letter: Letter) -> str:
    """The add-on's key of a letter, and what its markers name: it stands in addresses, so without a slash."""
    return letter.id.replace("/", ":")


def marker(letter: Letter) -> str:
    return f"cmd:{key_of(letter)}"


def _key(body: Mapping[str, object], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value.replace("_", "").isalnum() or not value.isascii() or len(value) > 120:
        raise RefusedByRemote(f"The command names no {name} that a shop could know")
    return value


def _part(body: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = body.get(name)
    if value is not None and not isinstance(value, dict):
        raise RefusedByRemote(f"The command's “{name}” cannot be read")
    return value or {}


def money(value: object, name: str) -> Money:
    if isinstance(value, list) and len(value) == 2 and isinstance(value[0], int) and isinstance(value[1], str):
        return Money(value[0], value[1])
    raise RefusedByRemote(f"The command's amount “{name}” is not an amount")


def price(value: object) -> tuple[Decimal, str]:
    """What one costs, with every digit, and its currency."""
    if isinstance(value, list) and len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], str):
        return quantity(value[0]), value[1]
    raise RefusedByRemote("The command's unit price is not a price")


def quantity(value: object) -> Decimal:
    try:
        found = Decimal(str(value))
    except InvalidOperation as e:
        raise RefusedByRemote("The command's quantity is not a number") from e
    if not found.is_finite() or not 0 <= found < 10**12:
        raise RefusedByRemote("The command's quantity is not a sensible number")
    return found


# ---- effects: the one language of preview and receipt, told from the letter alone ----


def effects(letter: Letter, made: Plan) -> tuple[Effect, ...]:
    """What the letter changes, in its own words."""
    told = list(_told(made))
    return tuple(Effect(letter.source, letter.document, f, before, after) for f, before, after in told if before != after)


def _told(made: Plan) -> list[tuple[str, str, str]]:
    amount = f"{made.amount.text()} {made.amount.currency}" if made.amount else ""
    if made.deed == "note":
        return [("note", "", made.text)]
    if made.deed == "cancel_order":
        return [("state", "placed", "cancelled")]
    if made.deed == CONVERT:
        return [("state", "draft", "placed")]
    if made.deed == STAGE:
        return [(name, str(made.was.get(name) or ""), str(made.to.get(name) or "")) for name in ("stage", "note")]
    if made.deed == "create_payment_link":
        return [("payment request", "", amount)]
    if made.deed in ("capture", "mark_paid"):
        return [("payment", "open", f"paid {amount}")]
    if made.deed == "correct_line":
        return _line_told(made)
    if made.deed == MOVE:
        return [row for one in made.kept for row in _kept_told(made, one)]
    if made.deed in OF_GOODS:
        told = _damage_told if made.deed == "claim_goods" else _goods_told
        return [*(told(made, g) for g in made.goods), *([("refund", "", amount)] if amount else [])]
    prefix = "ship to: " if made.deed == "correct_address" else "ERP "
    return [(prefix + name, str(made.was.get(name) or ""), str(value or "")) for name, value in made.to.items()]


def _line_told(made: Plan) -> list[tuple[str, str, str]]:
    sku = str(made.was.get("sku") or "line")
    if made.drops:
        return [(f"{sku}", f"{shown(made.was.get('quantity'))} ordered", "dropped")]
    return [(f"{sku}: {name}", shown(made.was.get(name)), shown(value)) for name, value in made.to.items()]


def _damage_told(made: Plan, goods: Goods) -> tuple[str, str, str]:
    return (
        f"{goods.sku} claim",
        "",
        f"{goods.pieces.normalize():f} {'replaced free of charge' if made.kind == REPLACE else 'refunded'}",
    )


def _goods_told(made: Plan, goods: Goods) -> tuple[str, str, str]:
    on_sale = "all" if goods.restock == goods.pieces else f"{goods.restock.normalize():f}" if goods.restock else "none"
    return f"{goods.sku} came back", "", f"{goods.pieces.normalize():f}, {on_sale} on sale again"


def _kept_told(made: Plan, one: Kept) -> list[tuple[str, str, str]]:
    was, to = (_held_words(made, places) for places in (one.was, one.to))
    return [
        (f"{one.sku} held in {made.names.get(place, place)}", was.get(place, "0"), to.get(place, "0")) for place in {**was, **to}
    ]


def _held_words(made: Plan, places: Mapping[str, Decimal]) -> dict[str, str]:
    """By location; where all of it has to be held at the first, with what is to leave from elsewhere."""
    if not made.whole or len(places) < 2:
        return {place: f"{pieces.normalize():f}" for place, pieces in places.items()}
    first, *others = places
    elsewhere = ", ".join(f"{places[place].normalize():f} for {made.names.get(place, place)}" for place in others)
    return {first: f"{sum(places.values(), Decimal(0)).normalize():f}, of these {elsewhere}"}


def shown(value: object) -> str:
    """A quantity, a price or a sku as words."""
    if isinstance(value, list):
        amount, currency = price(value)
        return f"{each(amount, currency)} {currency}"
    return "" if value is None else str(value)


def receipt_words(letter: Letter, told: tuple[Effect, ...]) -> str:
    """One sentence for the outbox: "W1042: BRG-6204: quantity 12"."""
    said = [f"{e.field} {e.after}" if e.field != "note" else "note left" for e in told]
    return f"{letter.document}: {', '.join(said) if said else 'nothing had to change'}"
