"""What the deeds that change where goods go have in common: both systems at once, taken back together, a call on large orders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from app.commands import documents, order_case
from app.commands import two_systems as case
from app.commands.command import Fact3, Field
from app.domain.address import Address
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.money import Money
from app.domain.order import Sale
from app.domain.person import Person
from app.domain.shop import Fulfilled
from app.domain.steps import Step
from app.errors import Refused
from app.policy.verdict import Denied
from app.rules.address import LARGE
from app.rules.orders import sent_to, standing

_GONE = frozenset({Fulfilled.SHIPPED, Fulfilled.DELIVERED})
_CALL = Field("reason", "Call-back", "reason", "Whom you called, on a number known before, and what they said")


@dataclass(frozen=True, slots=True)
class Target:
    """One place, as each system keeps it: the ERP does not repeat the customer's own name on its addresses."""

    shop: Address
    erp: Address


def as_kept(parts: PanelParts, kept: Address) -> Target:
    """An address of the ERP's: the shop keeps the names that the customer entered where the ERP has none."""
    here = entered(parts)
    names = {n: getattr(kept, n) or getattr(here, n) for n in ("name", "company", "phone")}
    return Target(replace(kept, **names), kept)


def as_typed(parts: PanelParts, typed: Address) -> Target:
    return Target(typed, _without_own_name(parts, typed))


def _without_own_name(parts: PanelParts, address: Address) -> Address:
    customer = case.dossier(parts).customer
    own = customer is not None and customer.name.casefold() == address.company.casefold()
    return replace(address, company="" if own else address.company)


def entered(parts: PanelParts) -> Address:
    return case.web_order(parts).ship_to or Address()


def cannot_change(parts: PanelParts, me: Person) -> Denied | None:
    stopped = order_case.cannot_decide(parts, me)
    if stopped:
        return stopped
    if case.web_order(parts).fulfilment in _GONE:
        return Denied("The goods are on their way; only the carrier can redirect them")
    known = case.dossier(parts)
    unread = next((s for s in standing(known) if s.ship_to and sent_to(known, s) is None), None)
    return Denied(f"Where {documents.name(unread)} goes in the ERP was not read here yet") if unread else None


def erp_refuses(parts: PanelParts, to: Target) -> Denied | None:
    """The ERP would have to change what it changes no more; what goes there already needs no change."""
    return case.past_changing(parts) if _moved(parts, to) else None


def _moved(parts: PanelParts, to: Target) -> tuple[tuple[Sale, Address | None], ...]:
    """The sales whose goods go to another place, and where they go now."""
    known = case.dossier(parts)
    now = [(sale, sent_to(known, sale)) for sale in standing(known)]
    return tuple((sale, was) for sale, was in now if was is None or not was.meets(to.erp))


def changes_nothing(parts: PanelParts, to: Target) -> bool:
    return not _moved(parts, to) and not _changes(entered(parts), to.shop)[1]


def call(parts: PanelParts) -> tuple[Field, ...]:
    """On a large order somebody is called before goods go elsewhere."""
    amount = case.value(parts)
    return (_CALL,) if amount.minor > Money.of(LARGE, amount.currency).minor else ()


def steps(parts: PanelParts, to: Target) -> tuple[Step, ...]:
    """The ERP first: what it will not have is refused before the shop shows it to the customer. Refused where nothing changes."""
    if changes_nothing(parts, to):
        raise Refused("The order has this address already")
    booked = [_in_erp(sale, was, to.erp) for sale, was in _moved(parts, to)]
    before, after = _changes(entered(parts), to.shop)
    shop = [documents.changed(case.web_order(parts), "correct_address", {}, before, after)] if after else []
    return (*booked, *shop)


def _in_erp(sale: Sale, was: Address | None, to: Address) -> Step:
    """From what the ERP has, which need not be what the shop has. A sale is not sent back to nowhere."""
    if was is None:
        return documents.step(sale, "correct_address", {"from": None, "to": asdict(to)})
    return documents.changed(sale, "correct_address", {}, asdict(was), asdict(to))


def _changes(here: Address, to: Address) -> tuple[dict[str, str], dict[str, str]]:
    """The parts that change, before and after."""
    before, after = asdict(here), asdict(to)
    names = [name for name in before if before[name] != after[name]]
    return {n: before[n] for n in names}, {n: after[n] for n in names}


def effects(parts: PanelParts, to: Target) -> tuple[Effect, ...]:
    order, here = case.web_order(parts), entered(parts)
    booked = [documents.effect(sale, "ship to", _line(was) if was else "", _line(to.erp)) for sale, was in _moved(parts, to)]
    before, after = _changes(here, to.shop)
    return (*booked, *(documents.effect(order, f"ship to: {n}", before[n], after[n]) for n in after))


def facts(parts: PanelParts, to: Target) -> tuple[Fact3, ...]:
    here = entered(parts)
    found: list[Fact3] = [("Goes to", _line(to.shop), "text.1"), contacts(parts)]
    if here.country != to.shop.country:
        found.append(("Tax and freight", f"May change: {here.country or 'no country'} to {to.shop.country}", "warn"))
    if call(parts):
        found.append(("Large order", "Call back, and a second person agrees", "wait"))
    return tuple(found)


def message(parts: PanelParts, to: Target) -> str:
    """To whom it went before and to whom it goes now."""
    before = entered(parts)
    if before == to.shop:  # the shop told it, and the ERP sent it elsewhere
        before = next((was for _, was in _moved(parts, to) if was), before)
    return order_case.draft_for(parts, "address_changed", before=_block(before), after=_block(to.shop))


def _block(address: Address) -> str:
    return "\n".join(f"    {line}" for line in address.lines())


def contacts(parts: PanelParts) -> Fact3:
    """The order's own contact and the buyer's, where that is another."""
    order, buyer = case.web_order(parts), case.dossier(parts).buyer
    known = dict.fromkeys(email for email in (order.email, buyer.email if buyer else None) if email)
    return ("Tell", ", ".join(known), "text.1") if known else ("Tell", "No e-mail is known", "warn")


def _line(address: Address) -> str:
    return ", ".join(replace(address, region="", phone="").lines())


def of_facts(value: object) -> Address | None:
    """An address as a finding carries it."""
    if not isinstance(value, Mapping):
        return None
    known = asdict(Address())
    return Address(**{k: str(v) for k, v in value.items() if k in known})
