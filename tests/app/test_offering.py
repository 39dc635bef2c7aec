"""An offer is taken down once and told to its draft: pressed twice, broken off half-way, refused, done. Real files, a real team."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from app.domain.changes import Changes
from app.domain.draft import Content, Draft, DraftHead, DraftLine
from app.domain.letter import Letter, LetterState, Receipt
from app.domain.money import Money
from app.domain.person import Person
from app.domain.question import AskFind
from app.domain.quote_version import Stands, content_of
from app.errors import Refused, StoreTrouble
from app.lanes.clock import Clock
from app.lanes.lane import Lane
from app.offering import Offering
from app.policy.in_force import InForce
from app.policy.rulebook import shipped
from app.store.draft_book import DraftBook
from app.sync.hands import version_of
from tests.app.domain.test_offer import FRESH, priced
from tests.app.store.build import FakeClock
from tests.app.store.world import World, made
from tests.patience import PATIENCE

REP = Person("rep", "Rita Rep", frozenset({"csr"}))
LIVE = frozenset(LetterState)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with made(tmp_path, f"sqlite:///{tmp_path / 'team.db'}", FakeClock()) as found:
        yield found


@pytest.fixture
def book(world: World) -> DraftBook:
    return DraftBook(world.outbox)


def offering(world: World, book: DraftBook, lanes: list[Lane], me: Person = REP, team: Any = None) -> Offering:
    lanes += [Lane(name) for name in ("writer", "team", "preview")]
    rounds: Any = SimpleNamespace(outgoing={}, board=None, nudge_delivery=lambda: None)
    writer, on_team, previews = lanes[-3:]
    at = {"writer": writer, "on_team": on_team, "previews": previews}
    return Offering(
        me, InForce(shipped()), world.outbox, team or world.team, rounds, book, clock=Clock(), hear=lambda changes: None, **at
    )


@pytest.fixture
def lanes() -> Iterator[list[Lane]]:
    made: list[Lane] = []
    yield made
    for lane in made:
        lane.close(drain=True)


def sent(offers: Offering, draft: Draft = FRESH) -> Draft:
    return offers.send(draft, priced(draft)).result(PATIENCE)


def end(world: World, draft: Draft, state: LetterState, words: str) -> None:
    assert world.outbox.move(draft.offered, state, among=LIVE, receipt=words)


def test_taken_down_once_however_often_it_is_pressed(world: World, book: DraftBook, lanes: list[Lane]) -> None:
    book.keep(FRESH)
    offers = offering(world, book, lanes)
    first, again = sent(offers), sent(offers)
    assert first.offered == again.offered
    [letter] = world.outbox.unfinished()
    assert (letter.id, letter.deed, letter.plan.deed, letter.actor) == (first.offered, "offer_quote", "offer", "rep")
    case = world.team.case_now(letter.case_id)
    assert case is not None
    assert (case.case.type, case.case.state.value) == ("offer", "open")


def test_what_is_typed_last_does_not_hide_that_it_was_sent(world: World, book: DraftBook, lanes: list[Lane]) -> None:
    """A key that was still on its way to the disk comes after the offer."""
    book.keep(FRESH)
    waiting = sent(offering(world, book, lanes))
    assert not book.keep(FRESH)
    assert book.get("d") == waiting


def test_an_offer_is_no_exception_and_nobody_finds_it_among_them(world: World, book: DraftBook, lanes: list[Lane]) -> None:
    sent(offering(world, book, lanes))
    world.catch_up()
    assert world.rows() == ()
    assert world.reads.find(AskFind("New")).hits == ()
    with world.mirror.reading() as read:
        assert read._db.execute("SELECT count(*) FROM case_row").fetchone() == (0,)
        assert read._db.execute("SELECT count(*) FROM team_case WHERE type = 'offer'").fetchone() == (1,)


def test_in_the_outbox_it_leads_to_the_drafts(world: World, book: DraftBook, lanes: list[Lane]) -> None:
    sent(offering(world, book, lanes))
    [row] = world.reads.outbox(world.clock.now).letters
    assert (row.title, row.document, row.queue) == ("Offer quote", "New quote", "drafts")


def test_what_the_erp_has_is_kept_as_it_says_it_whoever_settles_the_draft(
    world: World, book: DraftBook, lanes: list[Lane]
) -> None:
    """The very words and prices of the ERP, with what only the person knew; the sale that it became is told by the receipt."""
    draft = sent(offering(world, book, lanes))
    letter = world.outbox.get(draft.offered)
    assert letter is not None
    assert version_of(letter, Receipt("done", "1", ())) is None, "nobody knows which sale it became"
    freight = DraftLine("43", "FREIGHT", "", "9", Decimal(1), Decimal("12"))
    said = (DraftLine("41", "PUMP", "", "1", Decimal("60"), Decimal("9"), note="blue"), freight)
    stands = Stands("77", Content(DraftHead(payment="Net 45"), said), Money(55200, "EUR"))
    found = version_of(letter, Receipt("done", "1", (), stands=stands))
    assert found is not None
    sale, body = found
    assert (sale, body["by"], body["decision"], body["net"]) == ("77", "rep", letter.decision_id, [55200, "EUR"])
    kept = content_of(body["content"])
    assert [(x.key, x.name, x.price) for x in kept.lines] == [("41", "Pump", Decimal(9)), ("43", "", Decimal(12))]
    assert (kept.head.payment, kept.head.inside) == ("Net 45", "ask Frank")


def test_done_it_is_no_draft_any_more(world: World, book: DraftBook, lanes: list[Lane]) -> None:
    offers = offering(world, book, lanes)
    draft = sent(offers)
    assert offers.settle().result(PATIENCE) == (), "nothing is known yet"
    end(world, draft, LetterState.APPLIED, "New quote (SO9): quoted")
    [told] = offers.settle().result(PATIENCE)
    assert (told.done, told.words) == (True, "New quote (SO9): quoted")
    assert book.all() == ()
    assert offers.settle().result(PATIENCE) == ()


def test_refused_the_draft_goes_on_and_can_be_offered_again(world: World, book: DraftBook, lanes: list[Lane]) -> None:
    offers = offering(world, book, lanes)
    draft = sent(offers)
    world.clock.pass_(seconds=5)
    end(world, draft, LetterState.REFUSED, "Short stock")
    [told] = offers.settle().result(PATIENCE)
    assert (told.done, told.words) == (False, "Short stock")
    found = book.get("d")
    assert found is not None
    assert (found.offered, found.said, found.content) == ("", "Short stock", FRESH.content)
    world.clock.pass_(seconds=5)
    again = sent(offers, found)
    assert again.offered != draft.offered
    assert again.said == ""
    letter = world.outbox.get(again.offered)
    assert letter is not None
    standing = world.team.case_now(letter.case_id)
    assert standing is not None
    assert (standing.case.state.value, standing.case.spell, letter.spell) == ("open", 2, 2), "another spell of the same case"


def test_broken_off_between_draft_and_letter_it_was_not_sent(world: World, book: DraftBook, lanes: list[Lane]) -> None:
    book.save(replace(FRESH, offered="gone/1"))
    offers = offering(world, book, lanes)
    assert offers.settle().result(PATIENCE) == ()
    found = book.get("d")
    assert found is not None
    assert found.offered == ""


def test_a_letter_that_cannot_be_taken_down_leaves_the_draft_as_it_was(
    world: World, book: DraftBook, lanes: list[Lane], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written in it afterwards is kept, and it can be offered once the disk has room."""

    def full(_letter: Letter) -> Changes:
        raise StoreTrouble("The disk is full")

    book.keep(FRESH)
    offers = offering(world, book, lanes)
    with monkeypatch.context() as patch:
        patch.setattr(world.outbox, "add", full)
        with pytest.raises(StoreTrouble, match="The disk is full"):
            sent(offers)
    assert book.get("d") == FRESH
    assert book.keep(FRESH)
    again = sent(offers)
    assert [x.id for x in world.outbox.unfinished()] == [again.offered]


def test_a_letter_that_was_taken_down_though_an_error_came_is_on_its_way(
    world: World, book: DraftBook, lanes: list[Lane], monkeypatch: pytest.MonkeyPatch
) -> None:
    add = world.outbox.add

    def late(letter: Letter) -> Changes:
        add(letter)
        raise StoreTrouble("The disk does not answer")

    book.keep(FRESH)
    monkeypatch.setattr(world.outbox, "add", late)
    draft = sent(offering(world, book, lanes))
    assert book.get("d") == draft
    assert [x.id for x in world.outbox.unfinished()] == [draft.offered]


def test_a_draft_that_names_a_letter_that_is_not_there_is_offered(world: World, book: DraftBook, lanes: list[Lane]) -> None:
    book.save(replace(FRESH, offered="gone/1"))
    draft = sent(offering(world, book, lanes))
    assert [x.id for x in world.outbox.unfinished()] == [draft.offered]


def test_without_the_team_store_nothing_is_taken_down(world: World, book: DraftBook, lanes: list[Lane]) -> None:
    class Away:
        tenant = world.team.tenant

        def now(self) -> Any:
            return world.clock.now

        def open_case(self, *_: Any, **__: Any) -> Any:
            raise StoreTrouble("The team store does not answer")

    book.keep(FRESH)
    with pytest.raises(StoreTrouble):
        sent(offering(world, book, lanes, team=Away()))
    assert world.outbox.unfinished() == ()
    assert book.get("d") == FRESH


def test_who_may_not_is_told_so_before_and_when_it_counts(world: World, book: DraftBook, lanes: list[Lane]) -> None:
    analyst = Person("ana", "Ana Lyst", frozenset({"credit_analyst"}))
    offers = offering(world, book, lanes, me=analyst)
    assert offers.preview(FRESH, priced(FRESH)).result(PATIENCE).problem == "A customer service rep offers quotes"
    with pytest.raises(Refused, match="Could not offer New quote") as caught:
        sent(offers)
    assert caught.value.advice == "A customer service rep offers quotes"
    assert world.outbox.unfinished() == ()


def test_what_cannot_be_offered_is_said_without_asking_anybody(world: World, book: DraftBook, lanes: list[Lane]) -> None:
    offers = offering(world, book, lanes)
    assert offers.preview(FRESH, None).result(PATIENCE).problem == "The ERP has not priced it as it stands"
    assert offers.preview(FRESH, priced(FRESH)).result(PATIENCE).problem == "This console is not signed in to erp."
