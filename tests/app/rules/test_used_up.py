"""What of a limit is taken before one thing more is ordered."""

from __future__ import annotations

from dataclasses import replace

from app.domain.finding import Unknown
from app.domain.ref import Ref
from app.rules.credit import used_up
from tests.app.rules.world import NOW, dossier, eur, sale, standing

TODAY = NOW.date()


def test_the_erps_figure_and_what_was_ordered_and_fits() -> None:
    assert used_up(dossier(at=standing(800, 1000)), None, TODAY) == eur(800)
    fits = dossier(sale(1, 100), sale(2, 500), at=standing(800, 1000))
    assert used_up(fits, None, TODAY) == eur(900), "what is held uses up nothing"


def test_the_quotation_itself_does_not_count() -> None:
    of = dossier(sale(1, 100), at=standing(800, 1000))
    assert used_up(of, of.sales[0].ref, TODAY) == eur(800)
    assert used_up(of, Ref(of.source, "sale", "another"), TODAY) == eur(900)


def test_what_cannot_be_known_is_not_guessed() -> None:
    assert used_up(replace(dossier(at=standing(800, 1000)), standing=None), None, TODAY) == Unknown("credit figures not read")
    broken = replace(dossier(at=standing(800, 1000)), quarantined=frozenset({"7"}))
    assert isinstance(used_up(broken, None, TODAY), Unknown)
