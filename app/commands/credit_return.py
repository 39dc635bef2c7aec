"""Credit: money back for what came in, in one credit note or several; with the restocking fee, or without it; in the shop as well."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import partial

from app.commands import credit_case, credit_in_shop, shop_half
from app.commands import return_case as case
from app.commands.command import Fact3, Field, Fields, Spec
from app.commands.shop_half import Half
from app.domain.case import DecisionState
from app.domain.dossier import PanelParts, ReturnDossier
from app.domain.invoice import Invoice, InvoiceLine
from app.domain.letter import Effect
from app.domain.money import Money, each, per_unit
from app.domain.person import Person
from app.domain.refund import Account, account
from app.domain.steps import Step
from app.errors import Refused
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules import returned as rule
from app.rules.orders import pair, plain

LETTER = "credit_return"
WITH_FEE, WITHOUT = "credit_return", "credit_without_fee"
_REASON = Field("reason", "Reason", "reason", "Why no fee is kept")


def check(deed: str, parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = case.cannot_decide(parts, me)
    if stopped:
        return stopped
    dossier, sale = case.about(parts)
    if rule.inside(dossier):
        return Denied("It waits to be looked at first: inspect with 3")
    if not rule.drafts(dossier):
        return Denied("The ERP has no credit note for it yet" if not dossier.credits else "Its credit note is posted")
    if rule.arrived(dossier) is None and rule.awaited(dossier):
        return Denied("Nothing of it came in yet")
    if deed == WITHOUT and sale.complaint is not None:
        return Denied("A complaint brought it about, so there is no fee to waive: credit with 4")
    if _between(dossier):
        return Denied("Its credit notes are being read: a line stands in two of them")
    if any(d.slot == slot(parts) and d.state is DecisionState.APPLIED for d in parts.decisions):
        return Denied("Its credit note was posted just now and is being read: what is left comes next")
    strange = next((x for x in _note(parts)[1] if dossier.origin(str(x.sale_line)) is None), None)
    if strange is not None:
        return Denied("It is not known what was paid for one of its lines: settle it in the ERP")
    return case.authority(me, policy, deed, case.gate_facts(parts, _zero(parts), change=pair(_zero(parts))))


def _zero(parts: PanelParts) -> Money:
    return Money.zero(case.about(parts)[1].untaxed_company.currency)


def _note(parts: PanelParts) -> tuple[Invoice, tuple[InvoiceLine, ...]]:
    """The oldest credit note that is not posted, and its lines. Refused where there is none any more."""
    dossier, _ = case.about(parts)
    drafts = rule.drafts(dossier)
    if not drafts:
        raise Refused("The ERP has no credit note for it any more")
    note = next(i for i in dossier.invoices if i.ref.key == drafts[0])
    return note, tuple(x for x in dossier.notes if x.invoice == note.ref.key and x.quantity < 0)


def _between(dossier: ReturnDossier) -> bool:
    """Notes were read in part: the ERP moves a line that is left for later to another note, and no two notes give back one piece."""
    standing = {i.ref.key for i in dossier.credits}
    for line in dossier.lines:
        noted = -sum((x.quantity for x in dossier.notes if x.invoice in standing and x.sale_line == line.ref.key), Decimal(0))
        if noted > abs(line.quantity):
            return True
    return False


def slot(parts: PanelParts) -> str:
    """Once for each credit note."""
    return f"credit:{_note(parts)[0].ref.key}"


def sku(parts: PanelParts, line: InvoiceLine) -> str:
    dossier, _ = case.about(parts)
    return next((case.name(x) for x in dossier.lines if x.ref.key == line.sale_line), "pieces")


def accounts(parts: PanelParts) -> Mapping[str, Account]:
    """What was paid and given back for each sold line, by its key."""
    dossier, sale = case.about(parts)
    states = {i.ref.key: i.state for i in dossier.invoices}
    own = rule.drafts(dossier)[:1]
    return {o.sold.ref.key: account(o.money, states, sale.untaxed.currency, own) for o in dossier.origins}


def asks(deed: str, parts: PanelParts) -> tuple[Field, ...]:
    _, lines = _note(parts)
    counts = tuple(case.count(x.ref.key, sku(parts, x), (n := _most(parts, x)), n, "Pieces to credit now") for x in lines)
    return (*counts, _REASON) if deed == WITHOUT else counts


def _most(parts: PanelParts, line: InvoiceLine) -> Decimal:
    """Pieces of this line that came in and no posted note of the return gave back; where nothing is to come in, those of the note."""
    dossier, _ = case.about(parts)
    moves = [m for m in dossier.moves if m.sale_line == line.sale_line and m.state != "cancelled"]
    if not moves:
        return -line.quantity
    posted = {i.ref.key for i in dossier.credits if i.state in rule.POSTED}
    came = sum((m.quantity for m in moves if m.state == "done"), Decimal(0))
    gone = -sum((x.quantity for x in dossier.notes if x.invoice in posted and x.sale_line == line.sale_line), Decimal(0))
    return max(Decimal(0), min(-line.quantity, came - gone))


def _wanted(parts: PanelParts, fields: Fields) -> tuple[dict[str, Decimal], Money]:
    """Pieces by line of the credit note, and their net amount before the fee. Refused where more would be given back than was paid."""
    dossier, sale = case.about(parts)
    _, lines = _note(parts)
    found, total = case.counted(fields, [x.ref.key for x in lines]), Money.zero(sale.untaxed.currency)
    left = dict(accounts(parts))
    for line in lines:
        pieces = found[line.ref.key]
        if pieces > _most(parts, line):
            raise Refused(f"{sku(parts, line)}: {plain(_most(parts, line))} came in and are not credited yet")
        origin = dossier.origin(str(line.sale_line))
        if not pieces or origin is None:
            continue
        amount, key = Money.of(line.each * pieces, total.currency), origin.sold.ref.key
        why = left[key].stops(pieces, amount)
        if why:
            raise Refused(f"{sku(parts, line)}: {why}")
        left[key], total = left[key].give(pieces, amount), total + amount
    return found, total


def _charged(deed: str, parts: PanelParts) -> bool:
    """Not where a complaint brought it about."""
    return deed != WITHOUT and case.about(parts)[1].complaint is None


def fee(deed: str, parts: PanelParts, amount: Money) -> Money:
    """What is kept."""
    if not _charged(deed, parts):
        return Money.zero(amount.currency)
    return Money.of(amount.amount * case.about(parts)[0].terms.fee / 100, amount.currency)


def gate(deed: str, parts: PanelParts, fields: Fields) -> dict[str, object]:
    """Measured by what this return gives back, with what was credited of it before; without the fee by the fee as well."""
    _, sale = case.about(parts)
    _, amount = _wanted(parts, fields)
    kept = fee(WITH_FEE, parts, amount)
    waived = sale.in_company(kept) if deed == WITHOUT else _zero(parts)
    given = _before(parts) + amount - fee(deed, parts, amount)
    return case.gate_facts(parts, given, change=pair(waived), **case.involved(parts))


def _before(parts: PanelParts) -> Money:
    """Net of what this return's posted credit notes gave back."""
    dossier, sale = case.about(parts)
    posted = {i.ref.key for i in dossier.credits if i.state in rule.POSTED}
    return Money(-sum(x.net.minor for x in dossier.notes if x.invoice in posted), sale.untaxed.currency)


def judge(deed: str, parts: PanelParts, me: Person, policy: Policy, fields: Fields) -> Verdict:
    return case.authority(me, policy, deed, gate(deed, parts, fields))


def steps(deed: str, parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    note, lines = _note(parts)
    wanted, amount = _wanted(parts, fields)
    kept = fee(deed, parts, amount)
    body = {
        "invoice": note.ref.key,
        "currency": amount.currency,
        "lines": {key: plain(pieces) for key, pieces in wanted.items()},
        "prices": {x.ref.key: str(per_unit(x.each)) for x in lines},
        "skus": {x.ref.key: sku(parts, x) for x in lines},
        "of": {x.ref.key: _sold(parts, x) for x in lines},
        "fee": str(per_unit(kept.amount)) if kept else "",
        "fee_words": f"Restocking fee {case.about(parts)[0].terms.fee:f} %",
    }
    there = shop_half.steps(_in_shop(deed, parts, wanted), credit_in_shop.DEED, place=credit_in_shop.place(parts))
    return (case.step(parts, LETTER, body, note.rev), *there)


def _in_shop(deed: str, parts: PanelParts, wanted: Mapping[str, Decimal]) -> tuple[Half, ...]:
    """The shop's half; the ERP's own comes first, for it is where money is decided on."""
    note, lines = _note(parts)
    pieces = {x: wanted[x.ref.key] for x in lines}
    return credit_in_shop.halves(parts, note, pieces, fee=_charged(deed, parts))


def _sold(parts: PanelParts, line: InvoiceLine) -> list[str]:
    """The line that was sold, and all that take it back: what the connector counts once more before it posts."""
    dossier, _ = case.about(parts)
    origin = dossier.origin(str(line.sale_line))
    if origin is None:
        return []
    return [origin.sold.ref.key, *sorted({str(x.sale_line) for x in origin.money if x.sale_line} - {origin.sold.ref.key})]


def effects(deed: str, parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    step, *_ = steps(deed, parts, fields)
    _, lines = _note(parts)
    wanted, amount = _wanted(parts, fields)
    kept = fee(deed, parts, amount)
    told = [
        (f"{sku(parts, x)} credited", "", f"{plain(wanted[x.ref.key])} at {each(x.each, amount.currency)} {amount.currency}")
        for x in lines
        if wanted[x.ref.key]
    ]
    told += [("restocking fee", "", f"{each(kept.amount, kept.currency)} {kept.currency}")] if kept else []
    told.append(("credit note", "draft", "posted"))
    return (
        *(Effect(step.source, step.document, *row) for row in told),
        *shop_half.effects(_in_shop(deed, parts, wanted), shop_half.came_back),
    )


def facts(deed: str, parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    _, lines = _note(parts)
    wanted, amount = _wanted(parts, fields)
    kept = fee(deed, parts, amount)
    later = sum((-x.quantity - wanted[x.ref.key] for x in lines), Decimal(0))
    paid = Money(sum(a.left.minor for a in accounts(parts).values()), amount.currency)
    told = (
        ("Credit, net", (amount - kept).named(), "text.1"),
        ("Restocking fee", kept.named() if kept else "none", "text.1"),
        ("Left of what was paid", (paid - amount).named(), "text.1"),
        *((("Credited later", f"{plain(later)} pieces, in a credit note of their own", "warn"),) if later else ()),
    )
    return (
        *told,
        *shop_half.facts(_in_shop(deed, parts, wanted)),
        *shop_half.unread(case.about(parts)[0].web),
        credit_case.authority_fact(me, policy, deed, judge(deed, parts, me, policy, fields)),
    )


def message(deed: str, parts: PanelParts, fields: Fields) -> str:
    _, lines = _note(parts)
    wanted, amount = _wanted(parts, fields)
    kept = fee(deed, parts, amount)
    told = [f"{plain(wanted[x.ref.key])} x {sku(parts, x)}" for x in lines if wanted[x.ref.key]]
    return case.message(parts, "return_credited", told, amount=amount - kept, fee=kept)


def _spec(deed: str, title: str, key: str, icon: str, fields: tuple[Field, ...]) -> Spec:
    return Spec(
        name=deed,
        title=title,
        key=key,
        icon=icon,
        fields=fields,
        types=case.TYPE,
        asks=partial(asks, deed),
        slot_of=slot,
        money=True,
        sends=True,
        stays=True,
        check=partial(check, deed),
        judge=partial(judge, deed),
        steps=partial(steps, deed),
        gate=partial(gate, deed),
        effects_of=partial(effects, deed),
        facts_of=partial(facts, deed),
        draft_of=partial(message, deed),
        doing="crediting",
        button="Credit {number}",
        done="Credit for {number} taken down",
        undo="Cannot be taken back: a posted credit note stays; accounting reverses it",
    )


CREDIT_RETURN = _spec(WITH_FEE, "Credit", "4", "banknote", ())
CREDIT_WITHOUT_FEE = _spec(WITHOUT, "Credit, no fee", "F", "wallet", (_REASON,))
