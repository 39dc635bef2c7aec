"""Telling somebody outside of a decision: whom, in which language and words, and the step that sends it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from app.domain import message
from app.domain.dossier import PanelParts
from app.domain.kept_file import KeptFile
from app.domain.letter import Effect
from app.domain.message import CUSTOMER, Message, Recipient
from app.domain.preview import Telling
from app.domain.steps import Step
from app.errors import Refused
from app.manner import LANGUAGES
from app.messages import NAMES, Value, draft, language

TELL, SUBJECT, TEXT = (
    "message:tell",
    "message:subject",
    "message:text",
)  # what the person said about it, beside a deed's own fields
SEND, WITHOUT = "send", "without"
_NOBODY = (
    "No e-mail address of {who} is known, {where}. Untick “Tell {who} by mail” to {without}, or have one entered there first"
)
_CUSTOMER_LACKS = {"where": "neither on the order nor in the ERP or the shop", "without": "go on without a message"}
_OTHER_LACKS = {"where": "not in the ERP", "without": "copy the message and send it by hand"}


def spoken(parts: PanelParts, country: str | None) -> str:
    """The customer's language in the ERP, else that of the country, else the profile's."""
    customer = parts.dossier.customer
    theirs = customer.language if customer else None
    return theirs if theirs in LANGUAGES else language(country or "", parts.post.language if parts.post else LANGUAGES[0])


def news(parts: PanelParts, template: str, **values: Value) -> str:
    """A message that nobody would copy and send by hand: drafted only where a mail system can send it to somebody."""
    if parts.post is None or not parts.post.to:
        return ""
    web = parts.order.order if parts.order else None
    known = web.reference if web is not None else parts.sale.reference if parts.sale is not None else None
    reference = f" ({known})" if known else ""
    return draft(template, language_of(parts), order=parts.row.number, reference=reference, **values)


def telling(
    parts: PanelParts,
    deed: str,
    drafted: str,
    fields: Mapping[str, str],
    other: Recipient | None = None,
    files: tuple[KeptFile, ...] = (),
) -> Telling | None:
    """What the sheet shows of the message; None where there is none, or no mail system to send it by.

    ``other``: who is told, where it is not the customer whom the case is about. files: go with it.
    """
    post = parts.post
    if post is None or not drafted:
        return None
    whom = other or Recipient(CUSTOMER, post.to, language_of(parts), parts.row.number)
    subject, _, text = drafted.partition("\n\n")
    told = Message(
        whom.to,
        fields.get(SUBJECT, subject).strip(),
        fields.get(TEXT, text).strip() + "\n",
        whom.language,
        deed,
        whom.order,
        whom.who,
        whom.day,
        files,
    )
    suppressed = message.told_already(told, post.told, partial(_name, parts), post.at)
    chosen = fields.get(TELL, SEND)
    problem = ""
    if chosen == SEND and not suppressed:
        problem = "" if whom.to else _NOBODY.format(who=whom.who, **(_CUSTOMER_LACKS if told.to_customer else _OTHER_LACKS))
        if not told.subject or not told.text.strip():
            problem = problem or "The message has no subject or no text"
    return Telling(told, drafted, NAMES[told.language], chosen == SEND and not suppressed, suppressed, problem)


def steps(parts: PanelParts, found: Telling | None) -> tuple[Step, ...]:
    """The step that sends it, the last one of its decision. Refused where it cannot be sent and the person did not say to go without."""
    if found is None or not found.sends:
        return ()
    if found.problem:
        raise Refused(found.problem)
    assert parts.post is not None
    return (found.message.step(parts.post.source),)


def effects(parts: PanelParts, found: Telling | None) -> tuple[Effect, ...]:
    """In the words in which the mail system's receipt tells it."""
    if found is None or not found.sends or found.problem or parts.post is None:
        return ()
    return message.effects(parts.post.source, found.message)


def language_of(parts: PanelParts) -> str:
    """That every draft of this case is made in: by the country of where its goods go."""
    web = parts.order.order if parts.order else None
    if web is not None:
        return spoken(parts, web.ship_to.country if web.ship_to else "")
    dossiers = (parts.goods, parts.damage, parts.back, parts.visit.goods if parts.visit else None)
    customer = next((d.customer for d in dossiers if d is not None), None) or parts.dossier.customer
    return spoken(parts, customer.country if customer else "")


def _name(parts: PanelParts, person: str) -> str:
    return next((p.name for p in parts.people if p.id == person), person)
