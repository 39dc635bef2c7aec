"""The packet of a carrier claim as PDF: the letter, what is claimed and until when, and every photo with its hash."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.carrier_claim import CarrierClaim
from app.domain.days import MONTHS
from app.domain.money import Money

if TYPE_CHECKING:
    from fpdf import FPDF

_FONTS = Path(__file__).parents[2] / "resources" / "fonts" / "print"
_SIDE, _QUALITY = 1600, 82  # px of a photo's longer side on paper, and how it is packed
_INK, _QUIET, _LINE = (24, 27, 32), (96, 103, 112), (208, 212, 218)
_WIDE, _LABEL = 170, 42  # mm of the page between its margins, and of the column of labels


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
    pdf = _paper(claim, company, at)
    _letter(pdf, claim, company, at.date())
    _figures(pdf, claim)
    _deadlines(pdf, claim)
    _list(pdf, photos)
    for number, photo in enumerate(photos, 1):
        _page_of(pdf, photo, number)
    return bytes(pdf.output())


def _paper(claim: CarrierClaim, company: str, at: datetime) -> FPDF:
    from fpdf import FPDF  # imported where first needed: no queue waits for it

    pdf = FPDF(format="A4")
    pdf.set_margins(20, 18)
    pdf.set_auto_page_break(True, 18)
    pdf.set_creation_date(at)
    pdf.set_title(f"Carrier claim {claim.number}")
    pdf.set_author(_plain(company))
    pdf.add_font("Inter", "", _FONTS / "Inter-Regular.ttf")
    pdf.add_font("Inter", "B", _FONTS / "Inter-SemiBold.ttf")
    pdf.add_page()
    return pdf


# ---- the letter ------------------------------------------------------------------------------------------------------------------


def _letter(pdf: FPDF, claim: CarrierClaim, company: str, on: date) -> None:
    _say(pdf, company, 11, bold=True)
    _say(pdf, f"To {claim.carrier or 'the carrier'}", 10)
    _say(pdf, _day(on), 10, quiet=True)
    _gap(pdf, 8)
    _say(pdf, f"Notice of damage and claim {claim.number}", 16, bold=True)
    _gap(pdf, 3)
    arrived = f" on {_day(date.fromisoformat(claim.delivered))}" if claim.delivered else ""
    several = "piece" if len(claim.pieces) == 1 else "pieces"
    _say(
        pdf,
        f"Goods of shipment {claim.shipment or 'named below'} were delivered to {claim.customer}{arrived}. "
        f"{len(claim.pieces)} {several} of them arrived damaged. We give you notice of this damage and claim "
        f"{claim.amount.named()} from you, for these pieces, at most their price on our invoice.",
        10,
    )
    if claim.found:
        _say(pdf, f"The receiver says: “{claim.found}”", 10)
    _say(
        pdf,
        "The damaged pieces and all of their packaging are kept as they are until you have inspected them or told us that you will "
        "not. Please confirm that you received this notice, and say within 14 days when you inspect or how you settle the claim.",
        10,
    )
    _gap(pdf, 4)


def _figures(pdf: FPDF, claim: CarrierClaim) -> None:
    each = Money.of(Decimal(claim.each), claim.currency)
    _table(
        pdf,
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


def _deadlines(pdf: FPDF, claim: CarrierClaim) -> None:
    rows = (
        ("Notice in time", f"until {_day(date.fromisoformat(claim.notice_by))}: {claim.notice_law}") if claim.notice_by else None,
        ("Claim in time", f"until {_day(date.fromisoformat(claim.claim_by))}: {claim.claim_law}") if claim.claim_by else None,
    )
    known = tuple(row for row in rows if row is not None)
    if known:
        _table(pdf, "Deadlines", known)


# ---- the photos ------------------------------------------------------------------------------------------------------------------


def _list(pdf: FPDF, photos: tuple[Photo, ...]) -> None:
    rows = tuple((f"Photo {n}", f"{p.name}, {len(p.data):,} bytes\nSHA-256 {p.sha256}") for n, p in enumerate(photos, 1))
    _table(pdf, "Enclosed", rows or (("Photos", "none were taken"),))


def _page_of(pdf: FPDF, photo: Photo, number: int) -> None:
    pdf.add_page()
    _say(pdf, f"Photo {number}: {photo.name}", 11, bold=True)
    _say(pdf, f"{photo.taken}\nSHA-256 {photo.sha256}", 8, quiet=True)
    _gap(pdf, 2)
    picture = _for_paper(photo.data)
    if picture is None:
        _say(pdf, "This file cannot be shown on paper; it is kept under its hash.", 10)
        return
    pdf.image(BytesIO(picture), x=20, y=pdf.get_y(), w=_WIDE, h=297 - 20 - pdf.get_y(), keep_aspect_ratio=True)


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


def _table(pdf: FPDF, title: str, rows: tuple[tuple[str, str], ...]) -> None:
    _gap(pdf, 5)
    _say(pdf, title, 10, bold=True)
    pdf.set_draw_color(*_LINE)
    for label, text in rows:
        top = pdf.get_y() + 1
        pdf.line(20, top, 20 + _WIDE, top)
        pdf.set_xy(20, top + 1)
        _ink(pdf, 9, quiet=True)
        pdf.cell(_LABEL, 5, label)
        _ink(pdf, 9)
        pdf.multi_cell(_WIDE - _LABEL, 5, _plain(text), align="L", new_x="LMARGIN", new_y="NEXT")


def _say(pdf: FPDF, text: str, size: int, *, bold: bool = False, quiet: bool = False) -> None:
    _ink(pdf, size, bold=bold, quiet=quiet)
    pdf.multi_cell(_WIDE, size * 0.5, _plain(text), align="L", new_x="LMARGIN", new_y="NEXT")
    _gap(pdf, 1)


def _ink(pdf: FPDF, size: int, *, bold: bool = False, quiet: bool = False) -> None:
    pdf.set_font("Inter", "B" if bold else "", size)
    pdf.set_text_color(*(_QUIET if quiet else _INK))


def _gap(pdf: FPDF, height: float) -> None:
    pdf.ln(height)


def _day(on: date) -> str:
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def _plain(text: str) -> str:
    """Without signs that are not seen but change what is."""
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Co", "Cs"))
