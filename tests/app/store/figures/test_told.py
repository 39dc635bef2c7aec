"""What a closed period was told to be before: late documents, deletions, corrections back; and what is no restatement."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.domain.figure import AskFigures, Former, Only, Point, Why
from app.domain.order import OrderState, Sale
from app.headless import printed
from app.kpis import BY_ID, restating
from app.store.figures import compute, rows, told
from tests.app.store.figures.history.raw import NOW
from tests.app.store.figures.watched import DAYS, HOW, Watched, booked_in, formers

ORDERS = "growth.orders"


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(31, tmp_path)


def a_closed_week(watched: Watched, back: int = 3) -> Point:
    """So many weeks ago, with orders of the ERP that count."""
    weeks = [p for p in watched.look(ORDERS) if not p.partial]
    return next(p for p in reversed(weeks[1 : -back + 1]) if counted(watched, p))


def counted(watched: Watched, week: Point) -> list[tuple[int, Sale]]:
    states = (OrderState.CONFIRMED, OrderState.PROCESSING, OrderState.DONE)
    return [(i, r) for i, r in booked_in(watched, week) if r.state in states and not (r.returns or r.complaint or r.web_origin)]


def cancel(watched: Watched, week: Point) -> Callable[[], None]:
    """One of its orders; what is answered books it again."""
    at, sale = counted(watched, week)[0]

    def put(record: Sale) -> None:
        watched.company.h.records["erp"][at] = record
        with watched.company.mirror.writing() as tx:
            tx.upsert("erp", [record])

    put(replace(sale, state=OrderState.CANCELLED, rev="late"))
    return lambda: put(replace(sale, rev="again"))


def at(points: tuple[Point, ...], week: Point) -> Point:
    return next(p for p in points if p.period == week.period)


def test_a_late_correction_keeps_the_former_value(watched: Watched) -> None:
    week = a_closed_week(watched)
    assert formers(watched.look(ORDERS)) == {}
    watched.pass_days(1)
    cancel(watched, week)
    found = at(watched.look(ORDERS), week)
    (one,) = found.former
    assert found.value is not None
    assert (one.value, one.unit, one.at, one.why) == (week.value, "orders", watched.today, Why.LATE)
    assert found.value < (one.value or 0)
    assert list(formers(watched.look(ORDERS))) == [week.period.first], "no other week is touched"


def test_a_document_posted_into_a_closed_week_and_one_deleted(watched: Watched) -> None:
    week = a_closed_week(watched)
    watched.pass_days(1)
    _, sale = counted(watched, week)[0]
    new = replace(sale, ref=replace(sale.ref, key="99999"), number="SO-LATE")
    with watched.company.mirror.writing() as tx:
        tx.upsert("erp", [new])
    found = at(watched.look(ORDERS), week)
    assert (found.value, found.former[0].value) == ((week.value or 0) + 1, week.value)
    watched.pass_days(1)
    with watched.company.mirror.writing() as tx:
        tx.remove([sale.ref, new.ref])
    found = at(watched.look(ORDERS), week)
    assert [one.value for one in found.former] == [week.value, (week.value or 0) + 1]
    assert found.value == (week.value or 0) - 1


def test_back_to_the_former_value_is_told_too_but_not_within_a_day(watched: Watched) -> None:
    week = a_closed_week(watched)
    watched.pass_days(1)
    again = cancel(watched, week)
    assert at(watched.look(ORDERS), week).former
    again()
    assert at(watched.look(ORDERS), week).former == (), "a document in two transactions restates nothing"
    again = cancel(watched, week)
    lower = at(watched.look(ORDERS), week).value
    watched.pass_days(2)
    again()
    found = at(watched.look(ORDERS), week)
    assert found.value == week.value
    assert [one.value for one in found.former] == [week.value, lower], "whoever saw the lower one is told"


def test_after_45_days_it_is_told_as_a_change_of_what_was_final(watched: Watched) -> None:
    week = a_closed_week(watched, back=2)
    closed = week.period.last
    watched.pass_days((closed + restating.OPEN_FOR - watched.today).days)
    again = cancel(watched, week)
    assert at(watched.look(ORDERS), week).former[-1].why is Why.LATE, "the 45th day"
    watched.pass_days(1)
    again()
    assert [one.why for one in at(watched.look(ORDERS), week).former] == [Why.LATE, Why.FINAL]


def test_nothing_is_closed_before_everything_was_read_to_its_end(watched: Watched) -> None:
    """The first filling of a mirror."""
    watched.read_at(NOW, complete=False)
    week = next(p for p in watched.look(ORDERS)[-4:] if counted(watched, p))
    again = cancel(watched, week)
    watched.look(ORDERS)
    watched.pass_days(1)
    again()
    assert formers(watched.look(ORDERS)) == {}


def test_a_mirror_that_is_pulled_anew_restates_nothing(watched: Watched) -> None:
    watched.look(ORDERS)
    watched.pass_days(1)
    company = watched.company
    company.mirror.rebuild()
    with company.mirror.writing() as tx:
        tx.upsert("erp", company.h.records["erp"][:40])
    watched.look(ORDERS)
    with company.mirror.writing() as tx:
        for source, listed in company.h.records.items():
            tx.upsert(source, listed)
    watched.read_at(watched.now)
    assert formers(watched.look(ORDERS)) == {}


def test_a_week_that_ended_since_the_last_poll_is_not_closed(watched: Watched) -> None:
    """On Monday morning, before the weekend's orders were read."""
    sale = counted(watched, a_closed_week(watched))[0][1]
    watched.now += timedelta(days=3)  # Monday
    assert watched.today.weekday() == 0
    last = watched.look(ORDERS)[-2]
    weekend = replace(sale, ref=replace(sale.ref, key="88888"), order_date=watched.today - timedelta(days=1))
    with watched.company.mirror.writing() as tx:
        tx.upsert("erp", [weekend])
    watched.read_at(watched.now)
    found = at(watched.look(ORDERS), last)
    assert found.value == (last.value or 0) + 1
    assert found.former == ()


def test_the_part_of_a_week_at_the_edge_is_no_week(watched: Watched) -> None:
    """As the days go on, less of it is asked for."""
    for _ in range(7):
        watched.look(ORDERS)
        watched.pass_days(1)
    assert formers(watched.look(ORDERS)) == {}
    assert formers(watched.look(ORDERS, 60)) == {}
    assert formers(watched.look(ORDERS, 366)) == {}, "a zero before anything was counted is no other value than a gap"


def test_a_cohort_that_may_still_change_is_not_closed(watched: Watched) -> None:
    kpi = "reliability.delivery_performance"
    points = watched.look(kpi)
    with watched.frame() as found:
        kept = found.told
        assert kept is not None
        weeks = [date.fromisoformat(last) for (last,) in kept.db.execute("SELECT last FROM told WHERE kpi = ?", (kpi,))]
    assert weeks
    assert max(weeks) + BY_ID[kpi].matures < watched.today
    assert max(p.period.last for p in points if not p.partial) > max(weeks)


def test_another_definition_policy_zone_or_system_is_told_as_that(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    week = a_closed_week(watched)
    watched.pass_days(1)
    monkeypatch.setitem(
        rows.FED, ORDERS, f"SELECT * FROM ({rows.FED[ORDERS]}) WHERE key <> '{counted(watched, week)[0][1].ref.key}'"
    )  # type: ignore[index]
    found = at(watched.look(ORDERS), week)
    assert [(one.value, one.why) for one in found.former] == [(week.value, Why.MEANING)]
    assert found.value == (week.value or 0) - 1
    monkeypatch.undo()
    watched.pass_days(1)
    watched.calendar = replace(watched.calendar, zone=ZoneInfo("Europe/Lisbon"))
    assert {one.why for p in watched.look(ORDERS) for one in p.former} == {Why.MEANING}


def test_what_is_counted_otherwise_but_comes_to_the_same_is_not_told(watched: Watched) -> None:
    watched.look(ORDERS)
    watched.pass_days(1)
    watched.calendar = replace(watched.calendar, days=frozenset({1, 2}), policy=7)
    assert formers(watched.look(ORDERS)) == {}


def test_a_change_that_cannot_be_seen_adds_up_until_it_can(watched: Watched) -> None:
    made = Point(a_closed_week(watched).period, Decimal("94.14"), 10)
    kpi = BY_ID["reliability.split_rate"]
    seen = []
    with watched.frame() as found:
        kept = found.told
        assert kept is not None
        for value in ("94.14", "94.145", "94.149", "94.151"):
            (point,) = kept.course(found.asked(kpi, 80), "%", [replace(made, value=Decimal(value))])
            seen.append([one.value for one in point.former])
    assert seen == [[], [], [], [Decimal("94.1")]]


def test_a_part_of_the_company_has_no_former_values(watched: Watched) -> None:
    week = a_closed_week(watched)
    watched.pass_days(1)
    cancel(watched, week)
    with watched.frame() as found:
        part = compute.points(found, found.asked(BY_ID[ORDERS], 80, only=Only(source="erp")))
        assert formers(part) == {}
        assert found.told is not None
        assert formers(compute.points(found, found.asked(BY_ID[ORDERS], 80)))


def test_the_time_before_says_which_weeks_were_restated(watched: Watched) -> None:
    with watched.frame() as found:
        compute.answer(found, AskFigures(35, (ORDERS,), compare=True))
    week = a_closed_week(watched, back=7)
    watched.pass_days(1)
    cancel(watched, week)
    with watched.frame() as found:
        answer = compute.answer(found, AskFigures(35, (ORDERS,), compare=True))
    (beside,) = answer.compared
    assert [p.period for p in beside.restated] == [week.period]
    assert formers(dict(answer.series)[ORDERS]) == {}


def test_a_damaged_file_is_put_aside_and_one_that_cannot_be_written_does_without(watched: Watched, tmp_path: Path) -> None:
    week = a_closed_week(watched)
    watched.file.write_bytes(b"this is no database" * 100)
    assert formers(watched.look(ORDERS)) == {}
    assert watched.file.with_name(f"{watched.file.name}.damaged").read_bytes().startswith(b"this is no")
    watched.file.write_bytes(b"nor is this" * 100)
    watched.look(ORDERS)
    assert watched.file.with_name(f"{watched.file.name}.damaged").read_bytes().startswith(b"this is no"), "still kept"
    assert watched.file.with_name(f"{watched.file.name}.damaged.2").read_bytes().startswith(b"nor is this")
    watched.pass_days(1)
    cancel(watched, week)
    assert formers(watched.look(ORDERS))
    watched.file = tmp_path / "file" / "no.db"
    (tmp_path / "file").write_text("not a folder")
    assert formers(watched.look(ORDERS)) == {}


def test_only_this_person_may_read_the_file(watched: Watched) -> None:
    watched.look(ORDERS)
    assert watched.file.stat().st_mode & 0o077 == 0


def test_a_script_hears_of_it_too(watched: Watched) -> None:
    week = a_closed_week(watched)
    watched.look(ORDERS, 90)
    watched.pass_days(1)
    cancel(watched, week)
    with watched.frame() as found:
        told_ = compute.answer(found, AskFigures(90, (ORDERS,)))
    (one,) = printed(told_)
    former = [{"value": int(week.value or 0), "unit": "orders", "until": "2026-11-28", "why": "late"}]
    assert one["restated"] == [{"period": str(week.period), "value": int(week.value or 0) - 1, "former": former}]
    assert {"id", "value", "unit", "numerator", "denominator", "n", "period", "as_of", "coverage", "status"} <= one.keys()


def test_what_colleagues_did_since_the_team_was_read_last_restates_nothing(watched: Watched) -> None:
    """On Monday morning, before the weekend's cases were read."""
    kpi = "service.arrivals"
    last = watched.look(kpi)[-2]
    watched.now += timedelta(days=3)  # Monday: the ERP was read, the team was not
    read = watched.now - timedelta(days=3)
    watched.read_at(watched.now)
    with watched.company.mirror.writing() as tx:
        tx.save_team_asof(read)
    last = watched.look(kpi)[-2]
    spell = watched.company.h.spells[0]
    at_ = watched.now - timedelta(days=1)
    with watched.company.mirror.writing() as tx:
        tx.put_spell(replace(spell, spell=99, started_at=at_, opened_at=at_, closed_at=at_))
    watched.read_at(watched.now)
    found = at(watched.look(kpi), last)
    assert found.value == (last.value or 0) + 1
    assert found.former == ()
    watched.company.mirror.rebuild()
    watched.pass_days(1)
    with watched.company.mirror.writing() as tx:
        tx._db.execute("UPDATE owner SET team_asof = NULL")
    assert formers(watched.look(kpi)) == {}, "nothing is known of the team yet"


def test_what_depends_on_the_hours_of_the_policy_means_something_else_by_another(watched: Watched) -> None:
    def meanings(policy: int) -> dict[str, str]:
        watched.calendar = replace(watched.calendar, policy=policy)
        with watched.frame() as found:
            assert found.told is not None
            kpis = ("service.sla_attainment", "speed.resolve_time", ORDERS)
            return {kpi: found.told._meaning(found.asked(BY_ID[kpi], DAYS)) for kpi in kpis}

    one, other = meanings(1), meanings(2)
    assert [kpi for kpi in one if one[kpi] != other[kpi]] == ["service.sla_attainment", "speed.resolve_time"]


def test_what_is_of_an_imported_file_has_no_former_values(watched: Watched) -> None:
    made = Point(a_closed_week(watched).period, Decimal(7), 10)
    with watched.frame() as found:
        assert found.told is not None
        for value in (7, 8):
            asked = found.asked(BY_ID["channel.page_views"], DAYS)
            (point,) = found.told.course(asked, "views", [replace(made, value=Decimal(value))])
            assert point.former == ()


def test_an_answer_is_kept_in_one_transaction_and_not_at_all_where_it_fails(watched: Watched) -> None:
    begun: list[str] = []
    ask = AskFigures(DAYS, (ORDERS, "growth.booked"))
    with suppress(ZeroDivisionError), watched.frame() as found:
        compute.answer(found, ask)
        raise ZeroDivisionError
    with watched.frame() as found:
        assert found.told is not None
        assert found.told.db.execute("SELECT count(*) FROM told").fetchone() == (0,)
        found.told.db.set_trace_callback(lambda said: begun.append(said) if said.startswith("BEGIN") else None)
        compute.answer(found, ask)
    assert begun == ["BEGIN IMMEDIATE"]
    with watched.frame() as found:
        assert found.told is not None
        assert found.told.db.execute("SELECT count(DISTINCT kpi) FROM told").fetchone() == (2,)


def test_a_file_that_takes_nothing_more_is_not_asked_again_in_this_answer(watched: Watched) -> None:
    begun: list[str] = []
    with watched.frame() as found:
        assert found.told is not None
        found.told.db.execute("PRAGMA query_only = ON")
        found.told.db.set_trace_callback(begun.append)
        answer = compute.answer(found, AskFigures(DAYS, (ORDERS, "growth.booked")))
    assert all(points for _, points in answer.series)
    assert len([said for said in begun if said.startswith("SELECT") and " told " in said]) == 1


# ---- against a ledger of what was shown ----------------------------------------------------------------------------------------------


def history_of(folder: Path, seed: int, looks: int = 11) -> list[str]:
    """A company changes, days pass, somebody looks now and then, sometimes twice a day."""
    watched = Watched(seed, folder)
    rng = watched.company.rng
    found: list[str] = []
    for _ in range(looks):
        for kpi in HOW:
            found += watched.disagreements(kpi)
        for _ in range(rng.randint(4, 14)):
            watched.company.change()
        watched.pass_days(rng.choice((0, 0, 0, 1, 1, 4)))
    seen = [one for key in watched.shown for one in watched.expected(*key)]
    assert len(seen) > 10, "nothing was restated: the test shows nothing"
    watched.company.close()
    return found


@pytest.mark.parametrize("seed", [41, 42])
def test_it_agrees_with_a_ledger_kept_from_the_raw_records(tmp_path: Path, seed: int) -> None:
    assert history_of(tmp_path, seed) == []


def _middle_of_the_day(patch: pytest.MonkeyPatch) -> None:
    def replaced(former: tuple[Former, ...], was: Any, _now: Any, why: Why, today: date) -> tuple[Former, ...]:
        return (*(one for one in former if one.at < today), Former(was.value, was.unit, today, why))

    patch.setattr(told, "_replaced", replaced)


FAULTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "young cohorts are taken for closed": lambda p: p.setattr(told, "closes", lambda _, period: period.last),
    "the last former value overwrites the others": lambda p: p.setattr(
        told, "_replaced", lambda _, was, now, why, today: (Former(was.value, was.unit, today, why),)
    ),
    "what was shown in the middle of a day is kept instead of what the day began with": _middle_of_the_day,
    "what is told now is not kept": lambda p: p.setattr(told, "_row", lambda one: (one.meaning, one.unit, "0")),
    "unrounded values are compared": lambda p: p.setattr(told, "shown", lambda value, _unit: value + Decimal("0.0001")),
    "a gap is taken for a zero": lambda p: p.setattr(told, "_number", lambda text: Decimal(text or 0)),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_in_what_was_told_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    FAULTS[name](monkeypatch)
    for seed in (41, 42, 43):
        if history_of(tmp_path, seed):
            return
    pytest.fail("nobody noticed")
