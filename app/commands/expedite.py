"""Expedite: the supplier is asked by mail to send earlier, it is noted on the order, and the case waits until somebody asks again.

An ERP says of a confirmed purchase only what the supplier said; a wish of ours is nothing that it could hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.commands import documents, words
from app.commands import goods_case as goods
from app.commands import late_case as late
from app.commands.command import BY_HAND, Fact3, Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.message import Recipient
from app.domain.order import Sale
from app.domain.person import Person
from app.domain.production import is_own
from app.domain.steps import Step
from app.domain.stock import Incoming
from app.errors import Refused
from app.manner import LANGUAGES
from app.messages import draft
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules import delay
from app.rules.orders import plain

NAME = "expedite"
_MOST = 9  # a digit each
_PATIENCE = timedelta(days=2)  # for an answer, where the person says no other (proposed)


@dataclass(frozen=True, slots=True)
class Asked:
    """A purchase whose goods the case waits for. ``coming``: those of them, all of one supplier; wanted: the day they are needed on."""

    number: str
    coming: tuple[Incoming, ...]
    wanted: date

    @property
    def key(self) -> str:
        return str(self.coming[0].purchase)

    @property
    def supplier(self) -> str:
        return self.coming[0].supplier or "the supplier"

    @property
    def said(self) -> date | None:
        """When the last of it comes, by the supplier's word; None where it has no day."""
        days = [x.planned for x in self.coming]
        return max((d for d in days if d is not None), default=None) if None not in days else None

    def late(self, today: date) -> bool:
        """Not there on the day, or nobody knows when: no day was said, or it has passed."""
        return self.said is None or self.said < today or self.said > self.wanted


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = late.cannot_decide(parts, me)
    if stopped:
        return stopped
    if parts.type == delay.DELAY.type and parts.finding is not None and parts.finding.verdict.cause != delay.PURCHASE:
        return Denied("It does not wait for a supplier")
    return _nothing_to_ask(parts) or goods.authority(parts, me, policy, NAME)


def _nothing_to_ask(parts: PanelParts) -> Denied | None:
    """Why no supplier can be asked for what is short."""
    coming = [x for p in late.broken(parts) for x in p.waits_for]
    if not coming:
        return Denied("Nothing on order covers it: it has to be bought first")
    if all(is_own(x) for x in coming):
        return Denied("Our own workshop makes it, so there is no supplier to ask")
    if not _purchases(parts):
        return Denied("The purchase is not readable here, so the supplier could not be told which one is meant")
    return None if _late(parts) else Denied("What suppliers send for it comes by the day on which it is needed")


def _purchases(parts: PanelParts) -> dict[str, Asked]:
    """By key, the one that comes first before the others; what is made here has no supplier to ask."""
    numbers = {p.ref.key: p.number for p in goods.dossier(parts).purchases if p.number}
    coming: dict[str, dict[Incoming, None]] = {}
    wanted: dict[str, date] = {}
    for promise in late.broken(parts):
        for x in promise.waits_for:
            if x.purchase in numbers and not is_own(x):
                coming.setdefault(str(x.purchase), {})[x] = None
                wanted[str(x.purchase)] = min(wanted.get(str(x.purchase), promise.day), promise.day)
    soonest = goods.today(parts) + timedelta(days=1)
    return {key: Asked(str(numbers[key]), tuple(found), max(wanted[key], soonest)) for key, found in coming.items()}


def _late(parts: PanelParts) -> dict[str, Asked]:
    """Those of them that do not come in time, a digit each."""
    today = goods.today(parts)
    return dict([(key, one) for key, one in _purchases(parts).items() if one.late(today)][:_MOST])


def asks(parts: PanelParts) -> tuple[Field, ...]:
    found, today = _late(parts), goods.today(parts)
    options = tuple((key, _named(parts, one)) for key, one in found.items())
    days = tuple((key, one.wanted.isoformat()) for key, one in found.items())
    told = "The day on which it has to be here to leave as it was promised"
    return (
        Field("purchase", "Purchase", "choice", "Of which the supplier is asked", options[0][0], options),
        Field("day", "Wanted by", "date", told, days[0][1], by_choice=days),
        Field("again", "Ask again", "date", "The case comes back then, if nothing changed", (today + _PATIENCE).isoformat()),
    )


def _named(parts: PanelParts, one: Asked) -> str:
    """ "PO-7 from Wessling, 50 V-1, due Fri 4 Dec"."""
    due = f"due {words.day(one.said, goods.today(parts))}" if one.said else "no day"
    return f"{one.number} from {one.supplier}, {', '.join(_pieces(parts, one.coming))}, {due}"


def _pieces(parts: PanelParts, coming: Iterable[Incoming]) -> list[str]:
    """ "50 V-1": in the product's own unit."""
    skus = {line.product_key: line.sku or line.product for line in parts.lines}
    found: dict[str, Decimal] = {}
    for x in coming:
        sku = skus.get(x.product_key, "goods")
        found[sku] = found.get(sku, Decimal(0)) + x.quantity
    return [f"{plain(pieces)} {sku}" for sku, pieces in found.items()]


def _asked(parts: PanelParts, fields: Fields) -> tuple[Asked, date, date]:
    """Which purchase, wanted by when, and when it is asked again. Refused where the supplier is in time already."""
    one = _late(parts).get(fields.get("purchase", ""))
    if one is None:
        raise Refused("Choose one of the purchases")
    wanted, again = (date.fromisoformat(fields.get(name, "")) for name in ("day", "again"))
    if one.said is not None and goods.today(parts) <= one.said <= wanted:
        raise Refused(f"It comes {words.day(one.said, goods.today(parts))} already: ask for a day before that")
    return one, wanted, again


def _sale(parts: PanelParts) -> Sale:
    assert parts.sale is not None
    return parts.sale


def _note(parts: PanelParts, fields: Fields) -> str:
    one, wanted, again = _asked(parts, fields)
    said = f", due {one.said.isoformat()}" if one.said else ""
    return f"{one.supplier} is asked to send {one.number}{said} by {wanted.isoformat()}; asked again on {again.isoformat()}"


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    return (documents.note(_sale(parts), _note(parts, fields)),)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    return (documents.note_effect(_sale(parts), _note(parts, fields)),)


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    one, wanted, again = _asked(parts, fields)
    said = words.day(one.said, today) if one.said else "no day"
    sooner = f", {(one.said - wanted).days} days sooner" if one.said and one.said > wanted else ""
    return (
        ("Wanted by", f"{words.day(wanted, today)}{sooner}", "text.1"),
        ("Comes now", said, "warn"),
        ("Comes back", f"{words.day(again, today)} at the latest", "wait"),
        BY_HAND,
    )


def message(parts: PanelParts, fields: Fields) -> str:
    """In the supplier's language."""
    one, wanted, _ = _asked(parts, fields)
    lines = "\n".join(_pieces(parts, one.coming))
    return draft("supplier_expedite", _spoken(parts, one), order=one.number, lines=lines, day=wanted)


def _spoken(parts: PanelParts, one: Asked) -> str:
    theirs = one.coming[0].language
    return theirs if theirs in LANGUAGES else parts.post.language if parts.post else LANGUAGES[0]


def recipient(parts: PanelParts, fields: Fields) -> Recipient:
    one, wanted, _ = _asked(parts, fields)
    return Recipient("the supplier", one.coming[0].email or "", _spoken(parts, one), one.number, wanted.isoformat())


def waits(parts: PanelParts, fields: Fields, today: date) -> date:
    _, _, again = _asked(parts, fields)
    return again


EXPEDITE = Spec(
    name=NAME,
    title="Expedite",
    key="5",
    keys={"delay": "3"},
    icon="truck",
    types=frozenset({"backorder", "delay"}),
    asks=asks,
    sends=True,
    check=check,
    steps=steps,
    gate=goods.gate_facts,
    effects_of=effects,
    facts_of=facts,
    draft_of=message,
    tells_of=recipient,
    waits_of=waits,
    doing="asking",
    button="Ask the supplier for {number}",
    done="Asking the supplier for {number} is taken down; it waits for the answer",
    undo="The note stays; nothing else changes before the supplier says another day",
)
