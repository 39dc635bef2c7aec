"""What systems are called, and the names of those that are added."""

from __future__ import annotations

import pytest

from app.domain.system import called, is_first, kind, names, place


@pytest.mark.parametrize(
    ("source", "of", "words"),
    [
        ("tryton", "tryton", "ERP"),
        ("tryton-rheinwerk", "tryton", "ERP rheinwerk"),
        ("medusa", "medusa", "Shop"),
        ("mail", "mail", "Mail"),
        ("appointments", "appointments", "Appointments"),
        ("sap", "sap", "Sap"),
    ],
)
def test_it_is_called_what_it_is_to_a_person(source: str, of: str, words: str) -> None:
    assert (kind(source), called(source)) == (of, words)


def test_the_first_of_a_kind_is_told_by_its_name() -> None:
    assert [is_first(name) for name in ("tryton", "tryton-rheinwerk", "medusa", "medusa-x")] == [True, False, True, False]


def test_the_first_bears_its_kind_alone_and_others_their_database() -> None:
    names_ = ("tryton", "tryton-rhein_werk_ag", "tryton-rhein_werk_ag@two.example:8000")
    assert names("tryton", "Rhein-Werk AG", "two.example:8000") == names_


@pytest.mark.parametrize(
    ("url", "database", "where"),
    [
        ("https://ERP.example.com", "nordhafen", "erp.example.com/nordhafen"),
        ("http://erp.example.com:80/", " nordhafen", "erp.example.com/nordhafen"),
        ("https://erp.example.com:443/tryton/", "nordhafen", "erp.example.com/tryton/nordhafen"),
        ("http://127.0.0.1:8000", "erp", "127.0.0.1:8000/erp"),
        ("https://shop.example.com", "", "shop.example.com"),
    ],
)
def test_one_place_however_its_address_is_written(url: str, database: str, where: str) -> None:
    assert place(url, database) == where
