"""The list of a quotation's versions: who offered what when, and what changed in the ERP without anybody here."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from app.commands import words
from app.domain import person
from app.domain.quotation import content_of
from app.domain.quote import QuoteDossier, is_offer
from app.domain.quote_version import CONVERTED, Entry, Now, entries
from app.domain.system import called
from app.domain.version_list import VersionParts, VersionRow, VersionsView


def build(parts: VersionParts, local: datetime) -> VersionsView:
    """``local``: now, in the reader's own zone."""
    quote, sale = parts.quote, parts.quote.sale
    names = {p.id: p.name for p in parts.people}
    found = entries(quote.versions, _now(quote))
    last = quote.versions[-1] if quote.versions else None
    net = next((e.net for e in found if e.net is not None), None)
    return VersionsView(
        number=(quote.number or (last.document if last else "")) or "no number",
        customer=quote.customer.name if quote.customer else "",
        currency=sale.untaxed.currency if sale is not None else net.currency if net is not None else "",
        rows=tuple(_row(i, e, parts, names, local) for i, e in enumerate(found)),
        note=_note(quote, found, parts.converted),
    )


def _now(quote: QuoteDossier) -> Now | None:
    """What stands in the ERP while it is an offer; afterwards its order is changed as orders are."""
    sale = quote.sale
    if sale is None or not is_offer(sale, quote.refused) or quote.unreadable:
        return None
    return Now(content_of(sale, quote.lines), sale.untaxed, sale.created_by or "", quote.asof)


def _note(quote: QuoteDossier, found: tuple[Entry, ...], converted: int | None) -> str:
    where = f"the {called(quote.ref.source)}"
    if quote.sale is None:
        return f"The quotation is not in {where} any more." if quote.versions else "A request of the shop has no versions."
    if converted is not None:
        return f"Version {converted} was converted to the order {quote.number}."
    if not quote.versions:
        return f"Nothing was offered from here yet: this is what {where} says."
    if found and found[0].current and found[0].version is None:
        last = quote.versions[-1].number
        return (
            f"{where[0].upper()}{where[1:]} says something else than version {last}. Take that over as a version, or offer anew."
        )
    return ""


def _row(at: int, e: Entry, parts: VersionParts, names: Mapping[str, str], local: datetime) -> VersionRow:
    when = ""
    if e.at is not None:
        then = e.at.astimezone(local.tzinfo)
        day = "today" if then.date() == local.date() else words.short_day(then.date(), local.date())
        when = f"{day}, {then:%H:%M}"
    where = f"the {called(parts.quote.ref.source)}"
    keyed = person.called(parts.people, parts.quote.ref.source, e.by or None) or ""
    how = "written in the ERP, then converted" if e.how == CONVERTED else e.how
    return VersionRow(
        key=e.number or f"erp-{at}",
        number=e.number,
        name=f"Version {e.number}" if e.number else f"In {where}{' now' if e.current else ''}",
        what=(how[0].upper() + how[1:]).replace("the ERP", where),
        who=names.get(e.by, keyed),
        when=when,
        content=e.content,
        net=e.net,
        current=e.current,
        converted=e.number != "" and parts.converted == int(e.number),
    )
