"""From a file to figures, as one console does it: nothing counts that was not kept whole, nothing counts twice, everything can go back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.figure import AskCounted
from app.domain.imports import Progress
from app.domain.person import Person
from app.errors import Refused, StoreTrouble
from app.kpis.imports import check as check_room
from tests.app.import_desk import Desk, desk_at, written
from tests.retail import Shape, write_csv

SALES = "Beleg;Datum;Menge;Einzelpreis;Kunde\n1;01.02.2026;2;10,50;K1\n2;14.02.2026;-1;10,50;K1\nx;;;;\n"
MORE = "Beleg;Datum;Menge;Einzelpreis;Kunde\n2;14.02.2026;-1;10,50;K1\n3;15.02.2026;1;1,00;K2\n"


@pytest.fixture
def desk(tmp_path: Path, sqlite_url: str) -> Iterator[Desk]:
    with desk_at(tmp_path, sqlite_url) as desk:
        yield desk


@pytest.fixture
def both(tmp_path: Path, team_url: str) -> Iterator[Desk]:
    with desk_at(tmp_path, team_url) as desk:
        yield desk


def test_from_the_file_to_its_figures_and_back(both: Desk) -> None:
    batch = both.take(written(both.folder, "shop.csv", SALES), currency="eur")
    assert (batch.name, batch.rows, batch.rejected, batch.currency) == ("shop", 2, 1, "EUR")
    found = both.figures("shop")
    assert (found["imported.revenue"].value, found["imported.revenue"].unit) == (10.5, "EUR")
    assert found["imported.orders"].value == 1
    both.importing.turn(batch.id, counts=False).result()
    both.settle()
    with pytest.raises(Refused, match="There are no figures of shop"):
        both.figures("shop")
    (held,) = both.importing.all().result()
    assert (held.batch.undone_by, held.who, held.whole) == ("dan", "Dan Director", True)
    both.importing.turn(batch.id, counts=True).result()
    both.settle()
    assert both.figures("shop")["imported.revenue"].value == 10.5


def test_how_it_was_read_is_kept_by_name(desk: Desk) -> None:
    """A title may be worded anew; a lifetime value asks for its rates by their names and says which it lacks."""
    batch = desk.take(written(desk.folder, "shop.csv", SALES), currency="EUR", margin="30", letters="leave")
    columns = {"document": "Beleg", "day": "Datum", "quantity": "Menge", "price": "Einzelpreis", "customer": "Kunde"}
    assert dict(batch.told) == {**columns, "repeated": "Keep them", "letters": "Leave them out", "margin": "30"}
    assert desk.figures("shop")["imported.clv"].reason == "No discount rate came with the import."


def test_the_same_file_and_lines_that_count_already_are_noticed(desk: Desk) -> None:
    path = written(desk.folder, "shop.csv", SALES)
    desk.take(path, currency="EUR")
    looked = desk.look(path)
    assert [b.name for b in looked.before] == ["shop"]
    checked = desk.check(looked, desk.form(looked, currency="EUR"))
    assert not checked.may_go
    assert {r.why for r in checked.left} >= {"Document is in shop.csv already"}
    with pytest.raises(Refused, match="There is nothing to import"):
        desk.importing.take().result()
    checked = desk.check(looked, desk.form(looked, currency="EUR", name="another"))
    assert checked.may_go, "under another name it would be another source"
    with pytest.raises(Refused, match=r"shop\.csv was imported already"):
        desk.importing.take().result()
    more = desk.take(written(desk.folder, "more.csv", MORE), currency="EUR", name="shop")
    assert (more.rows, more.rejected) == (1, 1)
    found = desk.figures("shop")
    assert (found["imported.revenue"].value, found["imported.orders"].value) == (11.5, 2)


def test_what_counts_but_is_not_all_here_yet_is_waited_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line cannot be held against blocks that this machine has not fetched."""
    looked = desk.look(written(desk.folder, "shop.csv", SALES))
    assert desk.check(looked, desk.form(looked, currency="EUR")).may_go
    desk.importing.take().result()
    desk.catch_up()
    looked = desk.look(written(desk.folder, "more.csv", MORE))
    with monkeypatch.context() as away:
        away.setattr(desk.team, "block", lambda *_: None)
        with pytest.raises(Refused, match=r"shop\.csv is still being read"):
            desk.check(looked, desk.form(looked, currency="EUR", name="shop"))
        assert desk.check(looked, desk.form(looked, currency="EUR", name="another")).may_go
    assert desk.check(looked, desk.form(looked, currency="EUR", name="shop")).rejected == 1


def test_a_colleagues_file_that_came_between_the_check_and_the_import_is_noticed(desk: Desk, tmp_path: Path) -> None:
    looked = desk.look(written(desk.folder, "more.csv", MORE))
    form = desk.form(looked, currency="EUR", name="shop")
    assert desk.check(looked, form).rejected == 0
    other = Desk(tmp_path / "other", desk.team)
    try:
        other.catch_up()
        other.take(written(desk.folder, "shop.csv", SALES), currency="EUR")
    finally:
        other.close()
    with pytest.raises(Refused, match=r"shop\.csv counts since it was checked"):
        desk.importing.take().result()
    desk.settle()
    assert desk.check(looked, form).rejected == 1
    assert desk.importing.take().result().rows == 1
    desk.settle()
    assert desk.figures("shop")["imported.orders"].value == 2


def test_what_another_file_holds_by_now_is_not_counted_again(desk: Desk) -> None:
    first = desk.take(written(desk.folder, "shop.csv", SALES), currency="EUR")
    desk.importing.turn(first.id, counts=False).result()
    desk.settle()
    more = desk.take(written(desk.folder, "more.csv", MORE), currency="EUR", name="shop")
    with pytest.raises(Refused, match=r"shop\.csv cannot be counted again: more\.csv holds some of the same"):
        desk.importing.turn(first.id, counts=True).result()
    desk.importing.turn(more.id, counts=False).result()
    desk.settle()
    assert desk.importing.turn(first.id, counts=True).result().counts
    with pytest.raises(Refused, match=r"shop\.csv counts since it was checked"):
        desk.importing.turn(more.id, counts=True).result()
    desk.settle()
    with pytest.raises(Refused, match=r"more\.csv cannot be counted again"):
        desk.importing.turn(more.id, counts=True).result()


def test_amounts_of_one_name_are_in_one_currency(desk: Desk) -> None:
    desk.take(written(desk.folder, "shop.csv", SALES), currency="EUR")
    looked = desk.look(written(desk.folder, "more.csv", MORE))
    checked = desk.check(looked, desk.form(looked, currency="USD", name="shop"))
    assert [q.words for q in checked.questions] == ["shop is in EUR: give another name, or that currency"]


def test_columns_are_remembered_for_the_next_file_of_this_kind(desk: Desk) -> None:
    odd = "Was;Wann;Wieviel;Wieteuer\n1;01.02.2026;2;10,50\n"
    looked = desk.look(written(desk.folder, "odd.csv", odd))
    form = replace(desk.form(looked, "sales", currency="EUR"), at={"document": 0, "day": 1, "quantity": 2, "price": 3})
    assert desk.check(looked, form).may_go
    desk.importing.take().result()
    looked = desk.look(written(desk.folder, "odd2.csv", odd.replace("1;01", "2;02")))
    assert (looked.forms[0].kind, dict(looked.forms[0].at)) == ("sales", form.at)


def test_whoever_may_not_is_told_so(tmp_path: Path, sqlite_url: str) -> None:
    with desk_at(tmp_path, sqlite_url, Person("rep", "Rita Rep", frozenset({"csr"}))) as desk:
        assert desk.importing.denied() == "A senior service rep imports data"
        with pytest.raises(Refused, match="A senior service rep imports data"):
            desk.look(written(tmp_path, "shop.csv", SALES))
        with pytest.raises(Refused, match="A senior service rep imports data"):
            desk.importing.turn("x", counts=False).result()


def test_stopped_while_it_is_kept_nothing_of_it_counts(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_room, "BLOCK", 500)
    looked = desk.look(write_csv(desk.folder / "retail.csv", Shape(6_000, 300)))
    assert desk.check(looked, desk.form(looked, currency="GBP")).may_go

    def stop(progress: Progress) -> None:
        if progress.done == 3:
            desk.importing.stop()

    with pytest.raises(Refused, match="The import was stopped"):
        desk.importing.take(stop).result()
    desk.settle()
    assert desk.importing.all().result() == ()
    assert desk.importing.take().result().rows > 5_900, "and goes on where it was"
    desk.settle()
    assert desk.figures("retail")["imported.orders"].n > 200


def test_stopped_while_it_is_read(desk: Desk) -> None:
    looked = desk.look(write_csv(desk.folder / "retail.csv", Shape(12_000, 600)))
    with pytest.raises(Refused, match="Checking was stopped"):
        desk.importing.check(looked, desk.form(looked, currency="GBP"), lambda _: desk.importing.stop()).result()
    assert desk.check(looked, desk.form(looked, currency="GBP")).may_go, "what is asked for later is read"


def test_a_team_store_that_goes_away_in_the_middle(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_room, "BLOCK", 500)
    looked = desk.look(write_csv(desk.folder / "retail.csv", Shape(3_000, 150)))
    desk.check(looked, desk.form(looked, currency="GBP"))
    real, kept = desk.team.keep_block, list[int]()

    def keep(batch: str, number: int, body: str, **left: Any) -> None:
        if len(kept) == 2:
            raise StoreTrouble("Could not reach the team store", "Decisions wait here until it answers again.")
        kept.append(number)
        real(batch, number, body, **left)

    with monkeypatch.context() as away:
        away.setattr(desk.team, "keep_block", keep)
        with pytest.raises(StoreTrouble):
            desk.importing.take().result()
    batch = desk.importing.take().result()
    assert len(desk.team.observations("imported", batch.id)) == batch.blocks, "what was there is not kept twice"


def test_a_new_copy_is_filled_again_and_half_of_one_has_no_figures(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_room, "BLOCK", 500)
    batch = desk.take(write_csv(desk.folder / "retail.csv", Shape(3_000, 150)), currency="GBP")
    before = desk.figures("retail")
    desk.mirror.rebuild()
    desk.catch_up()
    with pytest.raises(Refused, match="retail is still being read"):
        desk.figures("retail")
    (held,) = desk.importing.all().result()
    assert (held.loaded, held.whole) == (0, False)
    with monkeypatch.context() as away:
        real = desk.team.block
        away.setattr(desk.team, "block", lambda b, n: None if n > 2 else real(b, n))
        desk.importing.fetch().result()
    assert desk.importing.all().result()[0].loaded == 2
    desk.importing.fetch().result()
    assert desk.figures("retail") == before
    assert batch.blocks > 2


def test_lines_left_out_can_be_had_before_and_after(desk: Desk) -> None:
    looked = desk.look(written(desk.folder, "shop.csv", SALES + "y;=cmd();1;1,00;\n"))
    checked = desk.check(looked, desk.form(looked, currency="EUR"))
    assert desk.importing.left().result() == checked.left
    batch = desk.importing.take().result()
    assert desk.importing.left_of(batch.id).result() == checked.left
    assert [r.line for r in checked.left] == [4, 5]


def test_a_file_that_changes_or_goes_meanwhile(desk: Desk) -> None:
    path = written(desk.folder, "shop.csv", SALES)
    looked = desk.look(path)
    form = desk.form(looked, currency="EUR")
    path.write_text(SALES + "3;15.02.2026;1;1,00;K2\n", encoding="utf-8")
    with pytest.raises(Refused, match=r"shop\.csv changed meanwhile"):
        desk.check(looked, form)
    path.unlink()
    with pytest.raises(Refused, match=r"Could not read shop\.csv"):
        desk.check(looked, form)


def test_what_a_figure_counts_is_listed(desk: Desk) -> None:
    desk.take(written(desk.folder, "shop.csv", SALES), currency="EUR")
    counted = desk.importing.counted("shop", AskCounted("imported.revenue", 0, "numerator")).result()
    assert [(row.number, row.about) for row in counted.rows] == [("2", "customer K1"), ("1", "customer K1")]


def test_what_is_remembered_is_json(desk: Desk) -> None:
    desk.take(written(desk.folder, "shop.csv", SALES), currency="EUR")
    assert json.loads(desk.views["imports"])["sales"]["document"] == "Beleg"
    assert desk.nudged == 1
    assert "imports" in desk.heard
