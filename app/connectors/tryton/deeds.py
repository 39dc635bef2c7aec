"""Every deed that Tryton can be asked for: what it calls, what guards it, how it is found again, what proves it absent."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain.letter import Effect, Guard, Letter
from app.domain.money import Money
from app.domain.order import OrderState
from app.errors import RefusedByRemote

Version = tuple[int, int]
NO_ADDON: Version = (0, 0)
_MADE: Version = (1, 1)  # {"made": n}: a call uses what another of the same command made
_LINKS: Version = (1, 2)
_NO_EFFECT = "ConcurrencyException, UserError, UserWarning"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the registry. ``keyed``/``plain``: the guard with our add-on and on a Tryton without it.

    keyed None: the add-on cannot do it, so it is done as without; plain None: without the add-on it cannot be done.
    marker: what is left behind that names the letter; verify: where it is looked for; no_effect: answers that prove nothing was done.
    since: the version of the add-on that can do it; an older one counts as none.
    """

    deed: str
    keyed: Guard | None
    plain: Guard | None
    marker: str
    verify: str
    no_effect: str = _NO_EFFECT
    since: Version = (1, 0)

    def is_keyed(self, addon: Version) -> bool:
        return self.keyed is not None and addon >= self.since

    def guard(self, addon: Version) -> Guard | None:
        return self.keyed if self.is_keyed(addon) else self.plain


DEEDS: tuple[Row, ...] = (
    Row("release_hold", Guard.KEY, Guard.STATE, "log row of the button, by user and time", "state and ir.model.log of the sale"),
    Row("confirm_sale", Guard.KEY, Guard.STATE, "log row of the button, by user and time", "state and ir.model.log of the sale"),
    Row("reject_order", Guard.KEY, Guard.STATE, "log row of the button, by user and time", "state and ir.model.log of the sale"),
    Row(
        "raise_limit",
        Guard.KEY,
        Guard.COND,
        "the value, and the log row of the write",
        "credit limit and ir.model.log of the party",
    ),
    Row(
        "lower_limit",
        Guard.KEY,
        Guard.COND,
        "the value, and the log row of the write",
        "credit limit and ir.model.log of the party",
    ),
    Row("cancel_sale", Guard.KEY, Guard.STATE, "log row of the button, by user and time", "state and ir.model.log of the sale"),
    Row(
        "book_order",
        Guard.KEY,
        Guard.COND,
        "the letter's id in a note on the sale",
        "the sale of the web order, and its notes",
        since=_MADE,
    ),
    Row(
        "unbook_order",
        Guard.KEY,
        Guard.STATE,
        "log row of the button, by user and time",
        "state and ir.model.log of the sale",
        since=_MADE,
    ),
    Row(
        "correct_line",
        Guard.KEY,
        Guard.COND,
        "the values, and the log rows of the buttons",
        "the line and ir.model.log of the sale",
        since=_MADE,
    ),
    Row(
        "correct_address",
        Guard.KEY,
        Guard.COND,
        "the address, and the log rows of the buttons",
        "the sale and its ir.model.log",
        since=_MADE,
    ),
    *(
        Row(deed, Guard.KEY, Guard.COND, f"{what}, and the log rows of the buttons", "the sale and its ir.model.log", since=_MADE)
        for deed, what in (("set_validity", "the validity"), ("take_offer", "the purchase-order number"))
    ),
    Row("offer_quote", Guard.KEY, Guard.PLAIN, "the letter's id in a note on the sale", "its sales and their notes", since=_MADE),
    Row("revise_quote", Guard.KEY, Guard.COND, "lines, terms and log rows of the buttons", "the sale and its log", since=_MADE),
    Row("link_sale", Guard.KEY, None, "the add-on's answer under the key", "console.command of the key", since=_LINKS),
    Row(
        "regroup",
        Guard.KEY,
        Guard.COND,
        "the letter's mark on a new shipment, the log rows of the buttons and the write",
        "the moves of the sale, its shipments and their ir.model.log",
        since=_MADE,
    ),
    Row(
        "reschedule",
        Guard.KEY,
        Guard.COND,
        "the day, and the log rows of the buttons and the write",
        "the shipments and their ir.model.log",
        since=_MADE,
    ),
    Row(
        "lay_aside",
        Guard.KEY,
        Guard.COND,
        "the states of both shipments, and the log row of the button",
        "the shipments and their ir.model.log",
        since=_MADE,
    ),
    Row(
        "amend_lines",
        Guard.KEY,
        Guard.COND,
        "the letter's mark as the amendment's description",
        "the amendment of the mark, and the note on the sale",
        since=_MADE,
    ),
    Row(
        "replace_units",
        Guard.KEY,
        Guard.COND,
        "the complaint's reference names the document, and that the letter",
        "the complaint, the sale it names and that one's notes and ir.model.log",
        since=_MADE,
    ),
    Row(
        "credit_units",
        Guard.KEY,
        Guard.COND,
        "the complaint's reference names the document, and that the letter",
        "the complaint, the one it names and that one's ir.model.log",
        since=_MADE,
    ),
    Row(
        "return_units",
        Guard.KEY,
        Guard.COND,
        "the complaint's reference names the document, and that the letter",
        "the complaint and the one it names",
        since=_MADE,
    ),
    Row(
        "authorise_return",
        Guard.KEY,
        Guard.COND,
        "the letter's id in a note on the return",
        "the sale and its notes",
        since=_MADE,
    ),
    Row(
        "receive_return",
        Guard.KEY,
        Guard.COND,
        "the letter's id in the return shipment's reference",
        "the return shipment",
        since=_MADE,
    ),
    Row(
        "inspect_return",
        Guard.KEY,
        Guard.COND,
        "the letter's id in the references of the shipments",
        "the return shipment and the internal ones",
        since=_MADE,
    ),
    Row(
        "dispose_return",
        Guard.KEY,
        Guard.COND,
        "the letter's id in the internal shipment's reference",
        "the internal shipment",
        since=_MADE,
    ),
    Row(  # Tryton posts only in a fresh session, which a command inside a call cannot be
        "credit_return",
        None,
        Guard.COND,
        "the letter's id in the credit note's comment",
        "the credit note, its lines and its fee",
    ),
    *(  # a command of the add-on is too small for files
        Row(deed, None, Guard.PLAIN, f"the letter's id in the description of the {what}", f"the files kept with the {where}")
        for deed, what, where in (
            ("add_photos", "photos", "complaint"),
            ("claim_carrier", "packet", "complaint"),
            ("keep_offer", "paper", "sale"),
        )
    ),
    Row("note", Guard.KEY, Guard.COND, "the letter's id at the end of the note", "ir.note of the sale"),
)
BY_DEED = {r.deed: r for r in DEEDS}


def version(addon: str | None) -> Version:
    """Of the add-on as it says it, such as "1.2"; NO_ADDON where there is none, or it cannot be read."""
    major, _, minor = (addon or "").partition(".")
    return (int(major), int(minor)) if major.isdecimal() and minor.isdecimal() else NO_ADDON


_WORDS = {
    "draft": OrderState.DRAFT,
    "quotation": OrderState.QUOTED,
    "confirmed": OrderState.CONFIRMED,
    "processing": OrderState.CONFIRMED,  # the server's own next step; what the deed reached is "confirmed"
    "done": OrderState.CONFIRMED,
    "cancelled": OrderState.CANCELLED,
}
_FIELDS = {"state": "state", "confirmed_by": "confirmed by", "credit_limit_amount": "credit limit"}
_KEY = re.compile(r"[!-~]{8,64}")


@dataclass(frozen=True, slots=True)
class Plan:
    """A letter in Tryton's terms. ``button``/``reached``: a state change; ``to``: a new limit; ``note``: words left on the sale."""

    model: str
    key: int
    watch: tuple[str, ...] = ()
    button: str = ""
    starts: tuple[str, ...] = ()
    reached: tuple[str, ...] = ()
    sets_limit: bool = False
    before: Money | None = None
    to: Money | None = None
    note: str = ""
    strict: bool = False  # the record must be as it was on screen
    overrides: bool = False  # a held order is let through
    lines: Mapping[str, str] | None = None  # stamps on screen, by key: they may be older than their sale's; None: whichever

    @property
    def record(self) -> str:
        return f"{self.model},{self.key}"

    @property
    def accept(self) -> tuple[str, ...]:
        """The warnings that this deed answers: the credit warnings of exactly this sale (Tryton names them by its hash)."""
        if not self.overrides:
            return ()
        name = hashlib.md5(self.record.encode(), usedforsecurity=False).hexdigest()
        return (f"{name}.credit_limit_amount", f"{name}.credit_limit_dunning")

    def calls(self) -> list[list[object]]:
        """The calls of the whole deed, for one transaction of the add-on."""
        made: list[list[object]] = []
        if self.button:
            made.append([self.model, self.button, [[self.key]]])
        if self.sets_limit:
            made.append([self.model, "write", [[self.key], {"credit_limit_amount": self.to.amount if self.to else None}]])
        if self.note:
            made.append([self.model, "write", [[self.key], note_values(self.note)]])
        return made


def note_values(message: str) -> dict[str, object]:
    """A note made through its sale, so that the sale's stamp guards it."""
    return {"notes": [["create", [{"message": message}]]]}


def plan(letter: Letter) -> Plan:
    """What the letter's payload asks for. RefusedByRemote where it asks for something this connector cannot do."""
    body = letter.body()
    if letter.deed == "release_hold" and body.get("kind") == "skipped_check":
        return Plan("sale.sale", record_key(body, "sale"), note=_text(body, "reason"), strict=True)
    if letter.deed in ("release_hold", "confirm_sale"):
        return Plan(
            "sale.sale",
            record_key(body, "sale"),
            watch=("state", "confirmed_by"),
            button="confirm",
            starts=("quotation",),
            reached=("confirmed", "processing", "done"),
            note=_text(body, "reason"),
            strict=True,
            overrides=letter.deed == "release_hold",
        )
    if letter.deed in ("reject_order", "cancel_sale"):
        return Plan(
            "sale.sale",
            record_key(body, "sale"),
            watch=("state",),
            button="cancel",
            starts=("draft", "quotation"),
            reached=("cancelled",),
            note=_text(body, "reason"),
            strict=True,
        )
    if letter.deed in ("raise_limit", "lower_limit"):
        return Plan(
            "party.party",
            record_key(body, "customer"),
            watch=("credit_limit_amount",),
            sets_limit=True,
            before=money(body, "from"),
            to=money(body, "to"),
        )
    if letter.deed == "note":
        lines = words(body["lines"]) if "lines" in body else None
        return Plan("sale.sale", record_key(body, "sale"), note=_text(body, "text"), strict=lines is not None, lines=lines)
    raise unknown(letter)


def unknown(letter: Letter) -> RefusedByRemote:
    return RefusedByRemote(f"Tryton does not know the deed {letter.deed}", about=letter.document)


def key_of(letter: Letter) -> str:
    """The add-on's key of a letter: its id, or the id's digest where the id would not fit."""
    return letter.id if _KEY.fullmatch(letter.id) else hashlib.sha256(letter.id.encode()).hexdigest()


def marker(letter: Letter) -> str:
    """Names the letter in a note, so that it can be found again; plain to a person as the console's reference."""
    return f"Clearline {key_of(letter)}"


def record_key(body: Mapping[str, object], name: str) -> int:
    value = str(body.get(name, ""))
    if not (value.isascii() and value.isdigit() and 0 < int(value) < 2**31):
        raise RefusedByRemote(f"The command names no {name} that Tryton could know")
    return int(value)


def must(body: Mapping[str, object], name: str) -> str:
    """A word that the command cannot do without."""
    value = body.get(name)
    if not isinstance(value, str) or not value.strip():
        raise RefusedByRemote(f"The command names no {name}")
    return value.strip()


def words(value: object) -> dict[str, str]:
    """A table of words; empty where it is none."""
    return {str(k): str(v) for k, v in value.items()} if isinstance(value, Mapping) else {}


def _text(body: Mapping[str, object], name: str) -> str:
    return str(body.get(name) or "").strip()


def money(body: Mapping[str, object], name: str) -> Money | None:
    value = body.get(name)
    if value is None:
        return None
    if isinstance(value, list) and len(value) == 2 and isinstance(value[0], int) and isinstance(value[1], str):
        return Money(value[0], value[1])
    raise RefusedByRemote(f"The command's amount “{name}” is not an amount")


# ---- effects: the one language of preview and receipt ----


def shown(field: str, value: object, currency: str) -> str:
    """A watched value in our words."""
    if field == "state":
        return _WORDS[value].value if isinstance(value, str) and value in _WORDS else str(value)
    if field == "credit_limit_amount":
        return limit_text(None if value is None else Money.of(Decimal(str(value)), currency))
    return "" if value is None else str(value)


def limit_text(limit: Money | None) -> str:
    return "no limit" if limit is None else f"{limit.text()} {limit.currency}"


def effect(letter: Letter, field: str, before: str, after: str) -> Effect:
    return Effect(letter.source, letter.document, _FIELDS.get(field, field), before, after)


def receipt_words(letter: Letter, effects: tuple[Effect, ...], number: str = "") -> str:
    """One sentence for the outbox: "SO-1042: state confirmed, note left"; ``number``: of a sale that it is about or made."""
    said = [f"{e.field} {e.after}" if e.field != "note" else "note left" for e in effects]
    name = f"{letter.document} ({number})" if number and number != letter.document else letter.document
    return f"{name}: {', '.join(said) if said else 'nothing had to change'}"
