"""Complaints, what they bring about and the files kept with them and with offers: payload to record, pure and total as in ``mapper``."""

from __future__ import annotations

from app.connectors.tryton import mapper as m
from app.connectors.tryton import payloads as p
from app.domain.attachment import Attachment
from app.domain.complaint import Complaint, ComplaintAction
from app.domain.paper import SentOffer
from app.domain.ref import Ref


def complaint(row: object, world: m.World) -> Complaint:
    c = m.shape(p.ComplaintRow, row)
    return Complaint(
        ref=Ref(world.source, "complaint", str(c.id)),
        rev=c.timestamp,
        stamp=c.last_modified_at,
        number=m.text(c.number, "number"),
        customer=str(c.customer),
        kind=m.must(c.type.rec_name, "type"),
        sale=m.target(c.origin, "sale.sale"),
        line=m.target(c.origin, "sale.line"),
        state=m.must(c.state, "state"),
        words=m.text(c.description, "description") or "",
        reference=m.text(c.reference, "reference"),
        taken_at=c.create_date,
        taken_by=m.text(c.taken_by.rec_name, "submitted_by") if c.taken_by else None,
        charge=m.target(c.origin, "account.invoice.line"),
    )


def complaint_action(row: object, world: m.World) -> ComplaintAction:
    a = m.shape(p.ActionRow, row)
    return ComplaintAction(
        ref=Ref(world.source, "complaint_action", str(a.id)),
        rev=a.timestamp,
        stamp=a.last_modified_at,
        complaint=str(a.complaint),
        action=m.must(a.action, "action"),
        quantity=None if a.quantity is None else m.finite(a.quantity, "quantity"),
        each=None if a.unit_price is None else m.finite(a.unit_price, "unit_price"),
        result=m.text(a.result, "result"),
    )


def attachment(row: object, world: m.World) -> Attachment:
    a = m.shape(p.AttachmentRow, row)
    return Attachment(
        ref=Ref(world.source, "attachment", str(a.id)),
        rev=a.timestamp,
        stamp=a.last_modified_at,
        complaint=m.must(m.target(a.resource, "sale.complaint"), "resource"),
        name=m.must(a.name, "name"),
        size=a.data_size,
        words=m.text(a.description, "description") or "",
        added_at=a.create_date,
        added_by=m.text(a.added_by.rec_name, "create_uid") if a.added_by else None,
    )


def sent_offer(row: object, world: m.World) -> SentOffer:
    a = m.shape(p.AttachmentRow, row)
    return SentOffer(
        ref=Ref(world.source, "sent_offer", str(a.id)),
        rev=a.timestamp,
        stamp=a.last_modified_at,
        sale=m.must(m.target(a.resource, "sale.sale"), "resource"),
        name=m.must(a.name, "name"),
        size=a.data_size,
        words=m.text(a.description, "description") or "",
        added_at=a.create_date,
        added_by=m.text(a.added_by.rec_name, "create_uid") if a.added_by else None,
    )
