"""The page of a return: its lines across orders, how far each has come, what was paid and given back, and until when it may come."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from app.commands import credit_return, return_case, words
from app.domain.block import Block, Cell, CompareRow, Comparison, Fact, Facts
from app.domain.dossier import PanelParts, ReturnDossier
from app.domain.finding import Fires
from app.domain.order import Sale, SaleLine
from app.domain.person import Person, called
from app.domain.question import CasePanel
from app.domain.returns import PutAway
from app.panels import case_page
from app.panels.case_page import Page
from app.panels.order_page import known, several
from app.panels.panel import Panel
from app.panels.web_side import in_shop, read_at
from app.policy.matrix import Policy
from app.rules import returned as rule
from app.rules.orders import plain

_ZERO = Decimal(0)
_NEXT = {
    rule.AUTHORISE: "The customer wants to send back {what}.",
    rule.RECEIVE: "{what} may come back and have not come in yet.",
    rule.INSPECT: "{what} came in and nobody has looked at them yet.",
    rule.CREDIT: "{what} came in; the money for them is not given back yet.",
    rule.DECIDE: "The money is given back; {what} are still set aside, and nobody has decided what becomes of them.",
}
_WHY = ("The next step of this return is not done in the ERP", "Pieces of a credited return are in quarantine")


def build(parts: PanelParts, me: Person, policy: Policy, now: datetime) -> CasePanel:
    """``now`` aware."""
    local = now.astimezone(policy.service.calendar.zone)
    dossier = parts.back
    assert dossier is not None
    verdicts = rule.RETURNED.judge(dossier, local)
    found = case_page.judged(parts, case_page.of_finding(parts, verdicts) or verdicts.get((dossier.ref, rule.OPEN)))
    aside = found.shown is not None and found.shown.cause == rule.ASIDE
    page = Page(
        found=found,
        place=case_page.place(dossier.customer),
        chip=found.shown.group if found.shown else "Return",
        sentence=case_page.sentence(found, lambda fires: _tell(dossier, fires), "The return cannot be read here."),
        blocks=_blocks(parts, local.date()),
        rule=case_page.rule_words(parts, rule.RETURNED, found, local, _WHY[aside]),
        systems=[(dossier.erp.source, dossier.erp.asof), *read_at(dossier.web)],
        begun="Set aside" if aside else "Asked for",
    )
    return case_page.compose(page, parts, me, policy, now)


def _tell(dossier: ReturnDossier, fires: Fires) -> str:
    pieces = rule.set_aside(dossier) if fires.cause == rule.ASIDE else [(x, -x.quantity) for x in dossier.lines]
    what = ", ".join(f"{plain(count)} {return_case.name(line)}" for line, count in pieces)
    orders = sorted({o.sale.number or "" for o in dossier.origins})
    return _NEXT[fires.group].format(what=what) + (f" Bought with {' and '.join(orders)}." if orders else "")


# ---- evidence ----------------------------------------------------------------------------------------------------------------


def _blocks(parts: PanelParts, today: date) -> tuple[Block, ...]:
    dossier = parts.back
    if dossier is None or dossier.sale is None:
        return ()
    beside = (*_beside(parts, dossier, dossier.sale, today), *in_shop(dossier.web))
    return (_goods(parts, dossier), _money(parts, dossier), _terms(parts, dossier, today), *beside)


def _goods(parts: PanelParts, dossier: ReturnDossier) -> Comparison:
    heads = (("Line", "text"), ("Bought with", "text"), ("Back", "num"), ("Came in", "num"), ("Where", "text"))
    pieces = sum((-x.quantity for x in dossier.lines), _ZERO)
    count = f"{plain(pieces)} pieces of {several(len({o.sale.ref for o in dossier.origins}), 'order')}"
    return Comparison("Goods", heads, tuple(_line(parts, dossier, x) for x in dossier.lines), count)


def _line(parts: PanelParts, dossier: ReturnDossier, line: SaleLine) -> CompareRow:
    origin = dossier.origin(line.ref.key)
    came = sum((m.quantity for m in dossier.moves if m.sale_line == line.ref.key and m.state == "done"), _ZERO)
    short = came and came < -line.quantity
    bought = Cell(origin.sale.number or "") if origin else Cell("not known", "warn")
    cells = (
        Cell(return_case.name(line)),
        bought,
        Cell(plain(-line.quantity)),
        Cell(plain(came) if came else "–", "warn" if short else "" if came else "text.3"),
        Cell(_where(dossier, line)),
    )
    return CompareRow("~" if short else "", cells)


def _where(dossier: ReturnDossier, line: SaleLine) -> str:
    """ "2 quarantine, 1 restock", by place where it is none of those; at the door while nobody has looked."""
    came = {m.ref.key for m in dossier.moves if m.sale_line == line.ref.key}
    puts = {p.ref.key: p for p in dossier.put_aways if p.after in came}
    found = [
        f"{plain(pieces)} {_called(dossier, puts[put], place)}"
        for (put, place), pieces in rule.stands(dossier).items()
        if put in puts
    ]
    if found:
        return ", ".join(found)
    return "at the door" if any(p.state == "draft" for p in puts.values()) else "not here yet"


def _called(dossier: ReturnDossier, put: PutAway, place: str) -> str:
    of = next((d for d, key in rule.places(dossier, put).items() if key == place), None)
    return return_case.WORDS[of].lower() if of is not None else return_case.place_name(dossier, place)


def _money(parts: PanelParts, dossier: ReturnDossier) -> Comparison:
    """Per line: what was invoiced when it was bought, what was given back of that so far, what is left."""
    accounts, rows = credit_return.accounts(parts), []
    for line in dossier.lines:
        origin = dossier.origin(line.ref.key)
        known_ = accounts.get(origin.sold.ref.key) if origin else None
        asked = -line.net
        told = (known_.paid.text(), known_.refunded.text(), known_.left.text()) if known_ else ("not known", "", "")
        over = known_ is not None and asked.minor > known_.left.minor and rule.drafts(dossier) != ()
        rows.append(CompareRow("", (Cell(return_case.name(line)), *map(Cell, told), Cell(asked.text(), "bad" if over else ""))))
    heads = (("Line", "text"), ("Invoiced", "num"), ("Given back", "num"), ("Left", "num"), ("This return", "num"))
    return Comparison("Money, net", heads, tuple(rows), dossier.lines[0].net.currency if dossier.lines else "")


def _terms(parts: PanelParts, dossier: ReturnDossier, today: date) -> Facts:
    asked = return_case.asked_on(parts)
    facts = [_eligible(dossier, x, asked, today) for x in dossier.lines]
    facts += [
        Fact(
            "Fee", f"{dossier.terms.fee:f} % of what is given back" if _charged(dossier) else "none: a complaint brought it about"
        ),
        Fact("Warranty", "", "text.3", "not_connected"),
        Fact("Serials", "", "text.3", "not_connected"),
    ]
    return Facts("May it come back", tuple(facts), f"{dossier.terms.window} days", beside=False)


def _charged(dossier: ReturnDossier) -> bool:
    return dossier.sale is not None and dossier.sale.complaint is None


def _eligible(dossier: ReturnDossier, line: SaleLine, asked: date, today: date) -> Fact:
    why = return_case.obstacle(dossier, line, asked)
    origin = dossier.origin(line.ref.key)
    if why or origin is None or origin.arrived is None:
        told = why or "no delivery is known"
        return Fact(return_case.name(line), f"{told[:1].upper()}{told[1:]}", "bad" if why else "warn")
    return Fact(return_case.name(line), f"Yes, until {words.day(dossier.terms.last_day(origin.arrived), today)}", "ok")


def _beside(parts: PanelParts, dossier: ReturnDossier, sale: Sale, today: date) -> tuple[Block, ...]:
    customer = dossier.customer
    shipments = ", ".join(f"{s.number} {s.state}" for s in dossier.shipments if s.state != "cancelled")
    came = rule.arrived(dossier)
    told = (
        known("Return", sale.number),
        known("Reference", sale.reference),
        known("To", sale.warehouse),
        known("Shipments", shipments or None),
        known("Came in", words.day(came, today) if came else None),
        known("Asked for by", called(parts.people, sale.ref.source, sale.created_by)),
    )
    notes = tuple(Fact(i.number or "Draft", f"{i.state}, {(-i.total).named()}") for i in dossier.credits)
    money = Facts("Credit notes, with tax", notes or (Fact("None", "made on receipt", "text.3"),))
    who = (known("Customer", customer.number if customer else None), known("Terms", sale.payment_terms))
    return Facts("Return", told), money, Facts("Customer", who)


PANELS = (Panel(rule.RETURNED.type, build),)
