"""What systems are called, and the names of those that are added."""

from __future__ import annotations

import pytest

from app.domain.system import another, called, kind


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


def test_the_first_bears_its_kind_alone_and_others_their_database() -> None:
    assert another("tryton", "nordhafen", "erp.example", frozenset()) == "tryton"
    taken = frozenset({"tryton", "medusa"})
    assert another("tryton", "Rhein-Werk AG", "erp.example", taken) == "tryton-rhein_werk_ag"
    assert another("tryton", "erp", "two.example:8000", taken | {"tryton-erp"}) == "tryton-erp@two.example:8000"
