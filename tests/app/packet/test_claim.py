"""The packet of a carrier claim: the same bytes for the same letter, everything on it, and whatever a photo turns out to be."""

from __future__ import annotations

import re
import zlib
from datetime import UTC, datetime

import pytest

from app.domain.carrier_claim import read
from app.packet import Photo, claim_packet
from tests.app.packet_of import claim, jpeg

AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
PHOTO = Photo("carton.jpg", "Added 24 Nov 2026 08:30 UTC, Carla Reyes", jpeg())


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


def pictures(pdf: bytes) -> list[tuple[int, int]]:
    found = [x for x in pdf.split(b"endobj") if b"/Subtype /Image" in x]
    return [tuple(int(re.search(rb"/" + n + rb" (\d+)", x).group(1)) for n in (b"Width", b"Height")) for x in found]  # type: ignore[union-attr, misc]


def test_the_same_letter_gives_the_same_bytes() -> None:
    first = claim_packet(claim(), (PHOTO,), "Nordwind Supply", AT)
    assert first == claim_packet(claim(), (PHOTO,), "Nordwind Supply", AT)
    assert first.startswith(b"%PDF-")
    assert first != claim_packet(claim(each="49.00"), (PHOTO,), "Nordwind Supply", AT)
    assert first != claim_packet(claim(), (Photo("carton.jpg", "", jpeg(402)),), "Nordwind Supply", AT)


def test_each_photo_has_a_page_of_its_own_upright_and_of_moderate_size() -> None:
    photos = (PHOTO, Photo("big.jpg", "", jpeg(4000, 3000)), Photo("upright.jpg", "", jpeg(400, 300, turned=6)))
    made = claim_packet(claim(), photos, "Nordwind Supply", AT)
    assert pages(made) == 4
    assert sorted(pictures(made)) == [(300, 400), (400, 300), (1600, 1200)]


@pytest.mark.parametrize("data", [b"", b"no picture", b"GIF89a" + bytes(80), jpeg()[:300], b"\x89PNG\r\n\x1a\n" + bytes(60)])
def test_what_is_no_picture_is_listed_and_not_drawn(data: bytes) -> None:
    made = claim_packet(claim(), (Photo("x.jpg", "", data),), "Nordwind Supply", AT)
    assert (pages(made), pictures(made)) == (2, [])


def test_signs_that_hide_what_is_there_do_not_reach_the_paper(caplog: pytest.LogCaptureFixture) -> None:
    hostile = "\u202eevil\u0000 <b>x</b> **y** {nb} {0} %s"
    made = claim_packet(claim(customer=hostile, found=hostile * 30, product=hostile, carrier=hostile), (), hostile, AT)
    assert pages(made) == 1
    assert "missing" not in caplog.text
    streams = [zlib.decompress(m) for m in re.findall(rb"stream\n(.*?)\nendstream", made, re.S) if m[:1] == b"\x78"]
    assert streams


def test_a_claim_comes_back_from_its_body() -> None:
    assert read(claim().body()) == claim()
    assert (claim().packet, claim().claimed) == ("carrier-claim-CL00003-2-3.pdf", "100.00 EUR for 2 pieces")
    for broken in ({}, claim().body() | {"pieces": "2"}, claim().body() | {"delivered_pieces": None}):
        with pytest.raises((KeyError, TypeError, ValueError)):
            read(broken)
