"""A quote with which nothing is wrong: the case of its own that it has for whoever decides something about it from its page."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from app.domain.case import Case, case_id
from app.domain.finding import Finding, Fires, fingerprint
from app.domain.quote import QuoteDossier, expires

TYPE = "quote"
OPENED = "opened"  # the cause: a person wants something of it, no rule does
GROUP = "Opened from its page"


def finding_of(dossier: QuoteDossier, tenant: UUID, now: datetime, version: int) -> Finding | None:
    """As what it is opened; None of what neither system has. version: of the rule that closes it when it is no offer any more."""
    sale, request, ref = dossier.sale, dossier.request, dossier.ref
    if sale is not None:
        value, customer, until = sale.untaxed_company, sale.customer, expires(sale)
    elif request is not None:
        value, customer, until = request.net, request.customer or "", request.expires_on
    else:
        return None
    mark = fingerprint(TYPE, ref, OPENED)
    fires = Fires(OPENED, GROUP, 4, value, None, until, None, {})
    return Finding(mark, case_id(tenant, mark), TYPE, ref, customer, dossier.number or f"#{ref.key}", fires, version, now)


def is_opened(case: Case) -> bool:
    """Whether it is such a case."""
    return case.type == TYPE and case.fingerprint.endswith(f"|{OPENED}")
