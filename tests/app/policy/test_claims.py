"""Deadlines of carriers: each mode of the text is whole, the days are counted as the rule says, a wrong value is named by its path."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.carrier_terms import Term
from app.errors import Refused
from app.policy.claims import CLAIMS
from app.policy.differing import differences
from app.policy.rulebook import check, shipped
from app.policy.sheets import outdated, told
from app.policy.texts import shipped as texts
from app.policy.writing import with_value

FRIDAY = date(2026, 11, 27)
TERMS = shipped().carrier_terms("tryton")


def test_every_mode_has_both_terms_with_a_source_and_one_is_assumed() -> None:
    assert TERMS.modes.keys() == {"road", "ltl", "air", "ocean"}
    assert TERMS.assumed.name == "road"
    for mode in TERMS.modes.values():
        for term in (mode.notice, mode.claim):
            assert term.source
            assert term.last_day(FRIDAY) > FRIDAY
        assert mode.notice.last_day(FRIDAY) < mode.claim.last_day(FRIDAY)


@pytest.mark.parametrize(
    ("mode", "step", "last"),
    [
        ("road", "notice", date(2026, 12, 4)),
        ("ltl", "notice", date(2026, 12, 4)),  # Monday to Friday of the week after
        ("ltl", "claim", date(2027, 8, 27)),
        ("air", "notice", date(2026, 12, 11)),
        ("ocean", "notice", date(2026, 11, 30)),
    ],
)
def test_the_last_day_is_counted_by_its_unit(mode: str, step: str, last: date) -> None:
    assert getattr(TERMS.modes[mode], step).last_day(FRIDAY) == last


def test_no_carrier_has_to_hear_of_it_after_the_longest_notice() -> None:
    assert TERMS.last_notice(FRIDAY) == date(2026, 12, 11)
    longer = CLAIMS.parse(with_value(texts(), "claims", "", "ocean_notice", "3 months: Contract 7").claims).central
    assert longer.last_notice(FRIDAY) == date(2027, 2, 27)


def test_a_month_too_short_ends_on_its_last_day() -> None:
    assert Term(1, "months", "x").last_day(date(2027, 1, 31)) == date(2027, 2, 28)
    assert Term(3, "months", "x").last_day(date(2026, 11, 30)) == date(2027, 2, 28)


def test_a_unit_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="fortnights"):
        Term(2, "fortnights", "x").last_day(FRIDAY)


@pytest.mark.parametrize(
    ("name", "value", "entity", "path"),
    [
        ("road_notice", "7 days", "", "road_notice"),
        ("road_notice", "seven days: HGB 438", "", "road_notice"),
        ("road_notice", "0 days: HGB 438", "", "road_notice"),
        ("road_notice", "2 fortnights: HGB 438", "", "road_notice"),
        ("road_notice", "7 days:   ", "tryton-2", "entity.tryton-2.road_notice"),
        ("air_claim", "13 days: Contract 7", "", "air_claim"),
        ("assumed", "train", "", "assumed"),
        ("assumed", "rail", "tryton-2", "entity.tryton-2.assumed"),
    ],
)
def test_a_wrong_value_is_named_by_its_path(name: str, value: str, entity: str, path: str) -> None:
    with pytest.raises(Refused) as found:
        check(with_value(texts(), "claims", entity, name, value), texts())
    assert (found.value.about, found.value.title) == (path, "The terms of carriers cannot be used")


def test_a_term_is_typed_as_it_is_told() -> None:
    typed = CLAIMS.written(TERMS, "road_notice", " 1 day : Contract 7 ")
    after = with_value(texts(), "claims", "", "road_notice", typed)
    assert [(d.what, d.after) for d in differences(texts(), after)] == [("Road, Europe: notice within", "1 days: Contract 7")]
    assert CLAIMS.parse(after.claims).central.modes["road"].notice == Term(1, "days", "Contract 7")


def test_a_claim_that_was_worked_out_by_other_terms_is_not_made() -> None:
    values, gate = shipped().values, {"terms": told(CLAIMS, TERMS)}
    assert outdated(values, "tryton", "claim_carrier", gate) is None
    shorter = with_value(texts(), "claims", "", "ocean_notice", "2 days: Contract 7")
    now = {**values, "claims": CLAIMS.parse(shorter.claims)}
    found = outdated(now, "tryton", "claim_carrier", gate)
    assert found is not None
    assert found.reason == (
        "The terms of carriers changed meanwhile: sea: notice within 2 days: Contract 7, and this was decided by 3 days: "
        "Hague-Visby Rules III 6. Decide it anew"
    )
    assert outdated(values, "tryton", "claim_carrier", {}) is not None
    own = replace(now["claims"], local={"tryton-2": TERMS})
    assert outdated({**values, "claims": own}, "tryton-2", "claim_carrier", gate) is None
