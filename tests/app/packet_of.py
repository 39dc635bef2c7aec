"""A carrier claim for tests of what is made of it."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

from PIL import Image

from app.domain.carrier_claim import CarrierClaim

CLAIM = CarrierClaim(
    number="CL00003",
    carrier="Łódź Spedycja S.A.",
    mode="Road, Europe",
    order="SO00009",
    reference="PO-9",
    shipment="SH00060",
    delivered="2026-11-22",
    customer="Halvorsen Marine AS",
    place="Bergen, NO",
    sku="HYD-18",
    product="Gear pump",
    delivered_pieces=6,
    pieces=(2, 3),
    each="50.00",
    currency="EUR",
    found="Two arrived in a crushed carton.",
    notice_by="2026-11-29",
    notice_law="HGB 438",
    claim_by="2027-11-22",
    claim_law="HGB 439, CMR 32",
)


def claim(**changes: Any) -> CarrierClaim:
    return replace(CLAIM, **changes)


def jpeg(wide: int = 400, tall: int = 300, turned: int = 0) -> bytes:
    image, packed = Image.linear_gradient("L").resize((wide, tall)).convert("RGB"), BytesIO()
    exif = Image.Exif()
    if turned:
        exif[0x0112] = turned
    image.save(packed, "JPEG", exif=exif)
    return packed.getvalue()
