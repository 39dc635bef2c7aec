"""The print fonts: both faces have the signs of the languages that papers are written in, and digits of one width."""

# ruff: noqa: RUF001 - letters of many languages are what it is about

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.packet.letterhead import Sheet

_LETTERS = {
    "German": "äöüßÄÖÜẞ„“‚‘–…€§°²³×",
    "French": "àâæçéèêëîïôœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ«»’€Nº",
    "Polish": "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ",
    "Czech": "áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ",
    "Scandinavian": "åæøðþÅÆØÐÞ",
    "Turkish": "ğışİĞŞçÇ",
    "Greek": "αβγδεζηθικλμνξοπρσςτυφχψωΑΒΓΔΩάέήίόύώ",
    "Cyrillic": "абвгдежзийклмнопрстуфхцчшщъыьэюяАБВЯєіїґ",
    "Vietnamese": "ăâđêôơưầẩẫấậ",
}


def sheet() -> Sheet:
    made = Sheet(title="x", author="x", at=datetime(2026, 11, 24, tzinfo=UTC), language="en", page_words="Page {n} of {of}")
    made.add_page()
    return made


@pytest.mark.parametrize("language", _LETTERS)
def test_both_faces_have_its_letters(language: str) -> None:
    one = sheet()
    assert one.plain(_LETTERS[language]) == _LETTERS[language]
    assert not one.unprinted


@pytest.mark.parametrize("bold", [False, True])
def test_digits_have_one_width(bold: bool) -> None:
    one = sheet()
    one.ink(9, bold=bold)
    assert len({round(one.get_string_width(digit), 4) for digit in "0123456789"}) == 1


def test_what_is_not_there_is_taken_apart_or_stood_in_for() -> None:
    one = sheet()
    assert one.plain("ﬁ e\u0301\u00a0１２ \ufeff\u202e\x00") == "fi é\u00a012 "
    assert not one.unprinted
    assert one.plain("株 a") == "? a"
    assert one.unprinted
