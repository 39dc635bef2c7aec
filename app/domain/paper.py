"""An offer as it is printed for its buyer: every word and every amount as the ERP says it, in the buyer's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.domain.money import Money
from app.domain.order import Sale, SaleLine
from app.domain.ref import Ref

MODEL = "paper"  # of the reference by which a system is asked for an offer's PDF
_SENT = "Offer as sent"
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")


@dataclass(frozen=True, slots=True)
class Seller:
    """Who offers. ``address``: lines; ``reach``: phone, mail, site; ``accounts``: of banks; ``tax``: the tax number, "" without one."""

    name: str
    address: tuple[str, ...] = ()
    reach: tuple[str, ...] = ()
    tax: str = ""
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line. ``kind``: line, title, comment or subtotal, which has an amount only.

    position: counted among lines with goods, 0 of others. each: of one without tax, after the ``discount``, in per cent, None where the
    ERP tells none. net: of the whole line.
    """

    kind: str
    position: int
    sku: str
    words: str
    quantity: Decimal | None = None
    unit: str = ""
    each: Decimal | None = None
    discount: Decimal | None = None
    net: Money | None = None


@dataclass(frozen=True, slots=True)
class PaperTax:
    """One tax of the offer. ``base``: what it is on; both as the ERP counts them."""

    name: str
    base: Money
    amount: Money


@dataclass(frozen=True, slots=True)
class QuotePaper:
    """One offer. Words in ``language`` (ISO 639-1), as far as the ERP is translated; all money in ``currency``.

    number: "" of a draft that was never quoted. version: the team's, from 1; None where nobody offered it from here. to, deliver:
    the lines of the buyer's address and of the delivery's, which is empty where it is the same. carriage: of all lines that are carriage,
    which are not among ``lines``; goods: of those, without the carriage; None where there is none. taxes: empty where the ERP tells only
    ``tax``, what they come to. stamp: of the last change of it, aware UTC: the same offer is the same paper.
    """

    number: str
    version: int | None
    is_draft: bool
    language: str
    currency: str
    seller: Seller
    to: tuple[str, ...]
    deliver: tuple[str, ...]
    buyer: str
    quoted_on: date | None
    valid_until: date | None
    reference: str
    contact: str
    payment: str
    delivery: str
    note: str
    lines: tuple[PaperLine, ...]
    carriage: Money | None
    goods: Money | None
    untaxed: Money
    taxes: tuple[PaperTax, ...]
    tax: Money
    total: Money
    stamp: datetime


@dataclass(frozen=True, slots=True)
class SentOffer:
    """A file that an ERP keeps with an offer. ``sale``: its key; ``size``: in bytes, None where it is only a link; words: its description.

    added_at: aware UTC. Its bytes are not part of the record: they are read when somebody looks.
    """

    ref: Ref
    rev: str
    stamp: datetime
    sale: str
    name: str
    size: int | None
    words: str
    added_at: datetime
    added_by: str | None

    @property
    def was_sent(self) -> bool:
        """It is the offer as it went to the buyer."""
        return bool(self.size) and self.words.startswith(_SENT)


def paper_of(sale: Sale, language: str, version: int | None) -> Ref:
    """What the offer's system is asked for its PDF by. ``version``: the team's number of what stands there, which no ERP knows."""
    return Ref(sale.ref.source, MODEL, ".".join([sale.ref.key, language, *([str(version)] if version else [])]))


def parted(key: str) -> tuple[str, str, int | None]:
    """Of a paper's key: the sale's, the language, and the version. ValueError where it is something else."""
    sale, language, *rest = key.split(".") if "." in key else (key, "")
    if not sale.isdecimal() or not language.isalpha() or len(rest) > 1 or not all(n.isdecimal() for n in rest):
        raise ValueError(key)
    return sale, language, int(rest[0]) if rest else None


def paper_rev(sale: Sale, lines: tuple[SaleLine, ...], version: int | None) -> str:
    """Another one as soon as the offer, a line of its goods or its version is: a changed line leaves its sale's own token as it is.

    Lines without goods are no records here, so it does not know them: what is sent is made anew (``Filing.enclose``).
    """
    return "/".join([sale.rev, *(f"{x.ref.key}:{x.rev}" for x in lines), *([f"v{version}"] if version else [])])


def paper_name(sale: Sale, version: int | None) -> str:
    """The name of its file: "offer-SO00123-v2.pdf", "offer-SO00123.pdf" without a version."""
    number = "".join(c if c in _PLAIN else "-" for c in sale.number or f"draft-{sale.ref.key}")
    return f"offer-{number}{f'-v{version}' if version else ''}.pdf"


def sent_words(sha256: str) -> str:
    """The description under which the ERP keeps what was sent."""
    return f"{_SENT}\nSHA-256 {sha256}"
