"""Begun from a customer or a quotation of the mirror, kept, found again, thrown away: over real files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.changes import Changes
from app.domain.draft import Draft, DraftHead, DraftLine
from app.domain.feed import Cursor, Feed
from app.domain.money import Money
from app.domain.order import OrderState
from app.domain.ref import Ref
from app.domain.shop import WebOrderState
from app.domain.stock import StockLevel, Warehouse
from app.drafting import Drafting
from app.errors import Refused
from app.lanes.clock import Clock
from app.lanes.lane import Lane
from app.store.draft_book import DraftBook
from tests.app.orders import PLACED, product, web_line, web_order
from tests.app.store.build import T0, FakeClock, customer, line, sale
from tests.app.store.world import World, made
from tests.patience import PATIENCE

GROEN = Ref("erp", "customer", "3")
QUOTE = Ref("erp", "sale", "7")
EUR = "EUR"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with made(tmp_path, f"sqlite:///{tmp_path / 'team.db'}", FakeClock()) as found:
        yield found


@pytest.fixture
def heard() -> list[Changes]:
    return []


@pytest.fixture
def drafting(world: World, heard: list[Changes]) -> Iterator[Drafting]:
    reader = Lane("reader")
    found = Drafting(DraftBook(world.outbox), world.reads, reader, Clock(), heard.append)
    yield found
    found.close()
    reader.close(drain=True)


def goods(world: World) -> None:
    """Two products that are sold, one that is not any more; of one 12 lie in the north."""
    ours = {"list_price": Money.of("25", EUR), "unit": "u", "counted_in": "u"}
    valve = product("VLV", ref=Ref("erp", "product", "1"), name="Valve", **ours)
    work = product("WORK", ref=Ref("erp", "product", "2"), name="Work", **ours)
    old = product("OLD", ref=Ref("erp", "product", "3"), name="Old", salable=False, **ours)
    house = Warehouse(Ref("erp", "warehouse", "5"), "r", T0, "N", "North", True, "6", "7", "8", "9")
    level = StockLevel(Ref("erp", "stock_level", "5-1"), "r", T0, "5", "1", Decimal(12), Decimal(12))
    world.pull(customer(), valve, work, old, house, level)


def quoted(world: World, **changes: object) -> None:
    """A quotation of two lines, one of them with a note."""
    first, second = line("l1", "7"), replace(line("l2", "7"), sequence=2, words="blue")
    one: dict[str, object] = {"untaxed": first.net + second.net, **changes}
    world.pull(customer(), first, second, replace(sale("7", state=OrderState.QUOTED), **one))  # type: ignore[arg-type]


def begun(drafting: Drafting) -> Draft:
    return drafting.begin(GROEN).result(PATIENCE)


def test_what_is_sold_with_what_lies_there(world: World, drafting: Drafting) -> None:
    goods(world)
    found = drafting.catalogue("erp").result(PATIENCE)
    assert [(p.sku, p.name, p.list_price) for p in found.products] == [
        ("VLV", "Valve", Money.of("25", EUR)),
        ("WORK", "Work", Money.of("25", EUR)),
    ]
    assert [p.free for p in found.products] == [(("North", Decimal(12)),), ()]


def test_the_names_that_the_head_takes_are_those_of_the_erp_once_all_of_it_is_read(world: World, drafting: Drafting) -> None:
    world.pull(
        replace(customer(), payment_terms="Net 30"),
        replace(sale("7"), payment_terms="At once"),
        replace(sale("8"), payment_terms=None),
    )
    assert drafting.head_names("erp").result(PATIENCE) == {}, "what is not here yet is no wrong name"
    for feed, noun in (("customers", "customer"), ("sales", "sale")):
        with world.mirror.writing() as tx:
            tx.save_cursor("erp", Feed(feed, noun), Cursor(T0, 1, "e"), complete=True, asof=T0, readable=True)
    assert drafting.head_names("erp").result(PATIENCE) == {"payment": ("At once", "Net 30")}
    assert drafting.head_names("shop").result(PATIENCE) == {}


def test_a_new_quote_is_in_the_customers_currency_else_in_the_companys(world: World, drafting: Drafting) -> None:
    with pytest.raises(Refused, match="not known here any more"):
        begun(drafting)
    world.pull(customer())
    with pytest.raises(Refused, match="cannot be begun yet"):
        begun(drafting)
    goods(world)
    found = begun(drafting)
    assert (found.customer, found.customer_name, found.currency, found.base) == (GROEN, "Groenbeek BV", EUR, None)
    world.pull(replace(customer(rev="r2"), currency="USD"))
    assert begun(drafting).currency == "USD"
    assert drafting.all().result(PATIENCE) == (), "nothing is kept before something stands in it"


def test_a_quotation_is_opened_as_it_was_offered(world: World, drafting: Drafting) -> None:
    quoted(world)
    found = drafting.edit(QUOTE).result(PATIENCE).draft
    first = line("l1", "7")
    assert found.base is not None
    assert found.content == found.base.content
    assert [(x.key, x.quantity, x.price, x.note) for x in found.content.lines] == [
        ("l1", first.quantity, first.unit_price, ""),
        ("l2", first.quantity, first.unit_price, "blue"),
    ]
    assert {model for model, _, _ in found.base.revs} == {"sale", "line"}
    assert not found.changed


def test_every_term_of_a_quotation_is_what_it_begins_from(world: World, drafting: Drafting) -> None:
    """Else the ERP would say that it was changed meanwhile as soon as one of them is."""
    until, since = date(2026, 12, 24), date(2026, 11, 24)
    quoted(world, payment_terms="Net 30", expires_on=until, quoted_on=since, description="DAP Dayton", comment="In two lots")
    base = drafting.edit(QUOTE).result(PATIENCE).draft.base
    assert base is not None
    assert base.content.head == DraftHead("DAP Dayton", "Net 30", until, "", "In two lots")


def test_a_draft_that_was_never_quoted_begins_without_a_last_day(world: World, drafting: Drafting) -> None:
    """The ERP counts it from today: tomorrow it would be another one, and the quotation the same."""
    quoted(world, state=OrderState.DRAFT, expires_on=date(2026, 12, 24), quoted_on=None)
    base = drafting.edit(QUOTE).result(PATIENCE).draft.base
    assert base is not None
    assert base.content.head.valid_until is None


def test_what_was_begun_on_a_quotation_is_gone_on_with(world: World, drafting: Drafting) -> None:
    quoted(world)
    opened = drafting.edit(QUOTE).result(PATIENCE)
    first = opened.draft
    mine = replace(first, content=replace(first.content, lines=(*first.content.lines, DraftLine("n1"))))
    drafting.keep(mine)
    again = drafting.edit(QUOTE).result(PATIENCE)
    assert (again.draft.id, again.draft.content) == (mine.id, mine.content)
    assert (opened.kept, again.kept) == (False, True)


def test_a_draft_is_opened_with_the_last_letter_that_was_typed(world: World, drafting: Drafting) -> None:
    quoted(world)
    first = drafting.edit(QUOTE).result(PATIENCE).draft
    for n in range(20):
        mine = replace(first, content=replace(first.content, lines=(DraftLine("a", quantity=Decimal(n + 1)),)))
        drafting.keep(mine)
    found = drafting.open(first.id).result(PATIENCE)
    assert (found.draft.content, found.kept) == (mine.content, True)
    DraftBook(world.outbox).save(replace(mine, offered="letter/1"))
    with pytest.raises(Refused, match="is on its way to the ERP"):
        drafting.open(first.id).result(PATIENCE)
    with pytest.raises(Refused, match="is not here any more"):
        drafting.open("gone").result(PATIENCE)


def test_what_is_on_its_way_is_not_opened(world: World, drafting: Drafting) -> None:
    """Nothing that is written in it would be kept."""
    quoted(world)
    draft = drafting.edit(QUOTE).result(PATIENCE).draft
    DraftBook(world.outbox).save(replace(draft, offered="letter/1"))
    with pytest.raises(Refused, match="is on its way to the ERP"):
        drafting.edit(QUOTE).result(PATIENCE)
    with pytest.raises(Refused, match="is on its way to the ERP"):
        drafting.drop(draft.id).result(PATIENCE)


def test_what_cannot_be_changed_says_why(world: World, drafting: Drafting) -> None:
    with pytest.raises(Refused, match="not known here any more"):
        drafting.edit(QUOTE).result(PATIENCE)
    quoted(world, rev="r2", state=OrderState.PROCESSING)
    with pytest.raises(Refused, match="cannot be changed") as caught:
        drafting.edit(QUOTE).result(PATIENCE)
    assert caught.value.advice == "It is an order by now."
    quoted(world, rev="r3")
    drafting.theirs(QUOTE).result(PATIENCE)
    quoted(world, rev="r4", untaxed=Money.of("1", EUR))
    with pytest.raises(Refused, match="cannot be changed yet"):
        drafting.theirs(QUOTE).result(PATIENCE)


def test_kept_listed_thrown_away_and_kept_again(world: World, drafting: Drafting, heard: list[Changes]) -> None:
    goods(world)
    one = begun(drafting)
    for n in range(50):
        kept = drafting.keep(replace(one, content=replace(one.content, lines=(DraftLine("a", quantity=Decimal(n + 1)),))))
    kept.result(PATIENCE)
    [found] = drafting.all().result(PATIENCE)
    assert found.content.lines[0].quantity == 50, "the newest"
    assert all(x.topics == {"drafts"} for x in heard)
    gone = drafting.drop(one.id).result(PATIENCE)
    assert gone == found
    assert drafting.all().result(PATIENCE) == ()
    drafting.keep(found).result(PATIENCE)
    assert [x.id for x in drafting.all().result(PATIENCE)] == [one.id]


def test_what_was_kept_last_is_on_the_disk_when_it_closes(world: World, heard: list[Changes]) -> None:
    goods(world)
    reader = Lane("reader")
    drafting = Drafting(DraftBook(world.outbox), world.reads, reader, Clock(), heard.append)
    one = begun(drafting)
    drafting.keep(replace(one, content=replace(one.content, lines=(DraftLine("a", note="last word"),))))
    drafting.close()
    reader.close(drain=True)
    [found] = DraftBook(world.outbox).all()
    assert found.content.lines[0].note == "last word"


# ---- a request of the shop ----

REQUEST = Ref("shop", "web_order", "o1")


def asked(world: World, **changes: object) -> None:
    """A draft order of a shop: one product that the ERP sells, and one that it does not know."""
    found = web_order(state=WebOrderState.DRAFT, party="C-3", expires_on=None, **changes)
    first = web_line(sku="VLV", quantity=Decimal(12))
    second = web_line("i2", sku="NEW-1", product="A new thing", quantity=Decimal(2), sequence=2)
    mine = [replace(x, ref=replace(x.ref, source="shop")) for x in (found, first, second)]
    world.pull(replace(customer(rev="r2"), number="C-3", stamp=T0 + timedelta(hours=1)))
    with world.mirror.writing() as tx:
        tx.upsert("shop", mine)
        for feed, noun in (("web_orders", "web_order"), ("web_lines", "web_line")):
            tx.save_cursor("shop", Feed(feed, noun), Cursor(T0, 1, "e"), complete=True, asof=T0, readable=True)


def test_a_request_is_answered_with_what_was_asked_for_and_the_erp_prices_it(world: World, drafting: Drafting) -> None:
    goods(world)
    asked(world)
    found = drafting.answer(REQUEST).result(PATIENCE)
    assert not found.kept
    draft = found.draft
    assert (draft.customer, draft.currency, draft.answers, draft.base) == (GROEN, EUR, REQUEST, None)
    assert [(x.sku, x.product, x.quantity, x.price) for x in draft.content.lines] == [
        ("VLV", "1", Decimal(12), None),
        ("NEW-1", "", Decimal(2), None),
    ]
    assert draft.content.head.inside == "Answers the shop's request W1042"
    drafting.keep(draft).result(PATIENCE)
    assert drafting.answer(REQUEST).result(PATIENCE).draft.id == draft.id, "begun once"


@pytest.mark.parametrize(
    ("state", "says"),
    [(WebOrderState.PLACED, "is no request any more"), (WebOrderState.CANCELLED, "is no request any more")],
)
def test_nobody_waits_for_an_answer_any_more(world: World, drafting: Drafting, state: WebOrderState, says: str) -> None:
    goods(world)
    asked(world)
    with world.mirror.writing() as tx:
        later = web_order(state=state, party="C-3", rev="2", stamp=PLACED + timedelta(days=1))
        tx.upsert("shop", [replace(later, ref=REQUEST)])
    with pytest.raises(Refused, match=says):
        drafting.answer(REQUEST).result(PATIENCE)


def test_whom_the_erp_does_not_know_is_not_answered_yet(world: World, drafting: Drafting) -> None:
    goods(world)
    asked(world)
    world.pull(replace(customer(rev="r9"), number="C-4", stamp=T0 + timedelta(days=1)))
    with pytest.raises(Refused, match="cannot be answered yet"):
        drafting.answer(REQUEST).result(PATIENCE)
    with pytest.raises(Refused, match="not known here any more"):
        drafting.answer(Ref("shop", "web_order", "o9")).result(PATIENCE)
