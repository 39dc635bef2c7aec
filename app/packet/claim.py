"""The packet of a carrier claim as PDF: the letter, what is claimed and until when, and every photo with its hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

from app.domain.carrier_claim import CarrierClaim
from app.domain.days import day_month
from app.domain.money import Money
from app.packet.measures import BOTTOM, LEFT, WIDE

if TYPE_CHECKING:
    from app.packet.letterhead import Sheet

_SIDE, _QUALITY = 1600, 82  # px of a photo's longer side on paper, and how it is packed
_LABEL = 42.0  # mm of the column of labels


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as the ERP keeps it. ``taken``: when it was added and by whom, in words."""

    name: str
    taken: str
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def claim_packet(claim: CarrierClaim, photos: tuple[Photo, ...], company: str, at: datetime) -> bytes:
    """``at``: aware, when the claim was decided: the letter's date. The same arguments give the same bytes."""
    sheet = _paper(claim, company, at)
    _letter(sheet, claim, company, at.date())
    _figures(sheet, claim)
    _deadlines(sheet, claim)
    _list(sheet, photos)
    for number, photo in enumerate(photos, 1):
        _page_of(sheet, photo, number)
    if sheet.unprinted:
        sheet.say("Signs that cannot be printed here are shown as “?”.", 8, quiet=True)
    return bytes(sheet.output())


def _paper(claim: CarrierClaim, company: str, at: datetime) -> Sheet:
    from app.packet.letterhead import Sheet  # imported where first needed: no queue waits for it

    title = f"Carrier claim {claim.number}"
    sheet = Sheet(title=title, author=company, at=at, language="en", page_words="Page {n} of {of}")
    sheet.head = sheet.plain(f"{title}  ·  {company}")
    sheet.foot = (company,)
    sheet.add_page()
    return sheet


# ---- the letter ------------------------------------------------------------------------------------------------------------------


def _letter(sheet: Sheet, claim: CarrierClaim, company: str, on: date) -> None:
    sheet.say(company, 11, bold=True)
    sheet.say(f"To {claim.carrier or 'the carrier'}", 10)
    sheet.say(_day(on), 10, quiet=True)
    sheet.gap(8)
    sheet.say(f"Notice of damage and claim {claim.number}", 16, bold=True)
    sheet.gap(3)
    arrived = f" on {_day(date.fromisoformat(claim.delivered))}" if claim.delivered else ""
    several = "piece" if len(claim.pieces) == 1 else "pieces"
    sheet.say(
        f"Goods of shipment {claim.shipment or 'named below'} were delivered to {claim.customer}{arrived}. "
        f"{len(claim.pieces)} {several} of them arrived damaged. We give you notice of this damage and claim "
        f"{claim.amount.named()} from you, for these pieces, at most their price on our invoice.",
        10,
    )
    if claim.found:
        sheet.say(f"The receiver says: “{claim.found}”", 10)
    sheet.say(
        "The damaged pieces and all of their packaging are kept as they are until you have inspected them or told us that you will "
        "not. Please confirm that you received this notice, and say within 14 days when you inspect or how you settle the claim.",
        10,
    )
    sheet.gap(4)


def _figures(sheet: Sheet, claim: CarrierClaim) -> None:
    each = Money.of(Decimal(claim.each), claim.currency)
    _table(
        sheet,
        "What is claimed",
        (
            ("Goods", f"{claim.sku} {claim.product}".strip()),
            ("Pieces", f"{', '.join(map(str, claim.pieces))} of {claim.delivered_pieces} delivered"),
            ("Value of each", each.named()),
            ("Claimed", claim.amount.named()),
            ("Order", " ".join(filter(None, (claim.order, f"({claim.reference})" if claim.reference else "")))),
            ("Shipment", claim.shipment or "not known"),
            ("Carried by", ", ".join(filter(None, (claim.carrier, claim.mode)))),
            ("Delivered", _day(date.fromisoformat(claim.delivered)) if claim.delivered else "not known"),
            ("Receiver", ", ".join(filter(None, (claim.customer, claim.place)))),
            ("Our complaint", claim.number),
        ),
    )


def _deadlines(sheet: Sheet, claim: CarrierClaim) -> None:
    rows = (
        ("Notice in time", f"until {_day(date.fromisoformat(claim.notice_by))}: {claim.notice_law}") if claim.notice_by else None,
        ("Claim in time", f"until {_day(date.fromisoformat(claim.claim_by))}: {claim.claim_law}") if claim.claim_by else None,
    )
    known = tuple(row for row in rows if row is not None)
    if known:
        _table(sheet, "Deadlines", known)


# ---- the photos ------------------------------------------------------------------------------------------------------------------


def _list(sheet: Sheet, photos: tuple[Photo, ...]) -> None:
    rows = tuple((f"Photo {n}", f"{p.name}, {len(p.data):,} bytes\nSHA-256 {p.sha256}") for n, p in enumerate(photos, 1))
    _table(sheet, "Enclosed", rows or (("Photos", "none were taken"),))


def _page_of(sheet: Sheet, photo: Photo, number: int) -> None:
    sheet.add_page()
    sheet.say(f"Photo {number}: {photo.name}", 11, bold=True)
    sheet.say(f"{photo.taken}\nSHA-256 {photo.sha256}", 8, quiet=True)
    sheet.gap(2)
    picture = _for_paper(photo.data)
    if picture is None:
        sheet.say("This file cannot be shown on paper; it is kept under its hash.", 10)
        return
    sheet.image(BytesIO(picture), x=LEFT, y=sheet.get_y(), w=WIDE, h=BOTTOM - sheet.get_y(), keep_aspect_ratio=True)


def _for_paper(data: bytes) -> bytes | None:
    """Upright as its camera said, of moderate size, without what else the file carries. None where it is no picture."""
    from PIL import Image, ImageOps

    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG")) as found:
            found.draft("RGB", (_SIDE, _SIDE))
            upright = ImageOps.exif_transpose(found).convert("RGB")
        upright.thumbnail((_SIDE, _SIDE))
        packed = BytesIO()
        upright.save(packed, "JPEG", quality=_QUALITY)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return packed.getvalue()


# ---- on paper --------------------------------------------------------------------------------------------------------------------


def _table(sheet: Sheet, title: str, rows: tuple[tuple[str, str], ...]) -> None:
    sheet.gap(5)
    sheet.room(14)
    sheet.say(title, 10, bold=True)
    for label, text in rows:
        lines = sheet.broken(text, WIDE - _LABEL, 9)
        sheet.room(3 + 5 * len(lines))
        top = sheet.get_y() + 1
        sheet.rule(top)
        sheet.put(LEFT, top + 1.3, label, 9, quiet=True)
        for n, line in enumerate(lines):
            sheet.put(LEFT + _LABEL, top + 1.3 + n * 5, line, 9)
        sheet.set_y(top + 1 + 5 * max(1, len(lines)))


def _day(on: date) -> str:
    return f"{day_month(on)} {on.year}"
