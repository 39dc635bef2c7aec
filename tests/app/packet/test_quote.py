"""An offer's PDF read back: every line and every sum as it is, over pages, in three languages, whatever stands in it."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from app.domain.money import Money
from app.domain.paper import PaperLine, PaperTax, QuotePaper
from app.packet import quote_paper
from app.packet.words import words
from tests.app.quote_paper_of import lines, paper


def pages(of: QuotePaper) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(quote_paper(of))).pages]


def flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def figures(of: QuotePaper) -> list[str]:
    """What the paper must say of money, in its own manner."""
    said = words(of.language)
    told = [said.amount(x.net) for x in of.lines if x.net is not None]
    told += [said.each(x.each, of.currency) for x in of.lines if x.each is not None]
    told += [said.amount(m) for m in (of.untaxed, of.total, *(t.amount for t in of.taxes)) if m is not None]
    return told


def test_the_same_offer_gives_the_same_bytes_and_another_one_others() -> None:
    assert quote_paper(paper()) == quote_paper(paper())
    assert quote_paper(paper()) != quote_paper(paper(version=3))


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("de", ("Angebot SO00123", "Gültig bis", "24. Dezember 2026", "Gesamtbetrag EUR", "Seite 1 von 1", "MwSt. 19 % auf")),
        ("en", ("Offer SO00123", "Valid until", "24 December 2026", "Total EUR", "Page 1 of 1", "MwSt. 19 % on")),
        ("fr", ("Offre SO00123", "Valable jusqu'au", "24 décembre 2026", "Total EUR", "Page 1 sur 1", "MwSt. 19 % sur")),
        ("fi", ("Offer SO00123", "Valid until")),
    ],
)
def test_it_speaks_the_buyers_language(language: str, says: tuple[str, ...]) -> None:
    [only] = pages(paper(language=language))
    for part in (*says, "Müller & Söhne Maschinenbau KG", "Frau Änne Groß", "Müller & Söhne Werk 2", "K-10027", "DE811234567"):
        assert part in flat(only), part


def test_two_hundred_lines_go_over_pages_each_with_its_head_and_the_sums_with_the_last_line() -> None:
    of = paper(200)
    found = pages(of)
    assert len(found) > 8
    for n, page in enumerate(found, 1):
        assert f"Seite {n} von {len(found)}" in flat(page)
        assert "Bezeichnung" in page
    assert "Gesamtbetrag" in found[-1]
    assert words("de").amount(of.lines[-1].net or of.total) in found[-1]
    whole = " ".join(found)
    for said in figures(of):
        assert said in whole, said
    assert all("Version 2" in page for page in found)


def test_without_a_version_of_the_teams_none_is_printed() -> None:
    assert "Version" not in " ".join(pages(paper(40, version=None)))


@pytest.mark.parametrize("count", range(8, 26))
def test_the_sums_never_stand_without_a_line(count: int) -> None:
    """Wherever the page ends."""
    of = paper(count)
    [page] = [page for page in pages(of) if "Gesamtbetrag" in page]
    assert words("de").amount(of.lines[-1].net or of.total) in page
    assert of.lines[-1].sku in page


def test_a_text_longer_than_a_page_goes_on_on_the_next() -> None:
    story = "\n".join(f"Satz {n} einer langen Beschreibung." for n in range(90))
    found = pages(paper(lines=(replace(lines(1)[0], words=story), lines(2)[1])))
    assert len(found) > 2
    for n in range(90):
        assert f"Satz {n} einer" in flat(" ".join(found))


def test_a_currency_without_cents_has_none() -> None:
    of = paper(3, "JPY", "en")
    [only] = pages(of)
    assert f"Total JPY {of.total.minor:,}" in flat(only)
    assert "," not in of.total.text(decimals=False)[-3:]
    assert f"{of.total.minor:,}.00" not in only


def test_signs_that_the_type_does_not_have_are_said_to_be_left_out() -> None:
    of = paper(1, to=("株式会社テスト", "\u202eevil\u0000 {nb} {0} **b**", "Łódź, Ελλάδα, Москва", "ﬁne\ufeff é"))
    [only] = pages(of)
    assert "???????" in only
    assert "Łódź, Ελλάδα, Москва" in flat(only)
    assert "Zeichen, die hier nicht gedruckt werden können" in flat(only)
    assert "Zeichen, die" not in flat(pages(paper(1))[0])


def test_a_draft_says_that_it_is_one_and_promises_nothing() -> None:
    [only] = pages(paper(1, number="", is_draft=True, quoted_on=None, valid_until=None))
    assert "Angebotsentwurf" in only
    assert "gilt bis" not in flat(only)
    assert "Version" not in flat(only)


def test_titles_comments_and_subtotals_stand_between_the_lines() -> None:
    [one, two] = lines(2)
    between = PaperLine("subtotal", 0, "", "Zwischensumme Pumpen", net=one.net)
    parts = (PaperLine("title", 0, "", "Pumpen"), one, between, PaperLine("comment", 0, "", "Auf Wunsch mit Zeugnis"), two)
    said = flat(pages(paper(lines=parts))[0])
    for part in ("Pumpen", "Zwischensumme Pumpen", "Auf Wunsch mit Zeugnis"):
        assert part in said


def test_without_carriage_and_with_two_taxes() -> None:
    of = paper(2)
    taxes = tuple(PaperTax(f"VAT {n} %", Money(1000 * n, "EUR"), Money(10 * n, "EUR")) for n in (7, 19))
    [only] = pages(replace(of, carriage=None, goods=None, taxes=taxes))
    assert "Fracht" not in only
    assert "VAT 7 % auf 70,00 0,70" in flat(only)
    [plain] = pages(replace(of, taxes=()))
    assert f"Steuern {words('de').amount(of.tax)}" in flat(plain)


_WORDS = st.text(st.characters(blacklist_categories=("Cs",)), max_size=60)
_MONEY = st.integers(-(10**9), 10**11)


@st.composite
def invented(draw: st.DrawFn) -> QuotePaper:
    currency = draw(st.sampled_from(["EUR", "USD", "JPY", "KWD"]))
    every = tuple(
        PaperLine(
            "line",
            n + 1,
            draw(_WORDS),
            draw(_WORDS),
            draw(st.decimals(0, 10**6, places=2)),
            draw(st.sampled_from(["Stk", "m", "kg", "Unit"])),
            draw(st.decimals(0, 10**6, places=4)),
            draw(st.none() | st.decimals(Decimal("0.01"), 99, places=2)),
            Money(draw(_MONEY), currency),
        )
        for n in range(draw(st.integers(0, 25)))
    )
    language = draw(st.sampled_from(["de", "en", "fr"]))
    other: dict[str, Any] = {n: draw(_WORDS) for n in ("payment", "delivery", "note", "contact", "reference", "buyer", "number")}
    sums = {n: Money(draw(_MONEY), currency) for n in ("untaxed", "tax", "total")}
    to = tuple(draw(st.lists(_WORDS, max_size=6)))
    return paper(0, currency, language, lines=every, to=to, taxes=(), carriage=None, goods=None, **sums, **other)


@settings(max_examples=60, deadline=None)
@given(invented())
def test_whatever_stands_in_it_every_amount_is_on_it(of: QuotePaper) -> None:
    whole = " ".join(pages(of))
    for said in figures(of):
        assert said in whole, said
