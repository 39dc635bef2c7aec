"""Deeds on web orders carried out over both systems: whatever breaks off, one sale or none, and the shop says the same as the ERP."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.commands import find
from app.domain.case import Decision
from app.domain.dossier import PanelParts
from app.domain.letter import Absent, Guard, Letter, Receipt, Took, Unsure
from app.domain.order import OrderState
from app.domain.steps import Plan
from app.errors import Conflict, OutcomeUnknown, RefusedByRemote, Unreachable
from app.rules import validation as v
from app.rules.price import LINE_PRICE
from app.sync.adopt import Adoption
from app.sync.deliver import Delivery
from app.sync.expiry import back_letter
from tests.app.commands.orders import order_parts, thirteen
from tests.app.commands.parts import REASON
from tests.app.rules.order_world import booked, booked_sale, sale_line
from tests.app.sync.delivery_world import Desk, Erp, Session, World

FIXED = order_parts(thirteen(), "validation", v.QUANTITY_MULTIPLE)
LINE = replace(sale_line(100, 210), sale="7")
PRICED = order_parts(booked(sales=(booked_sale(amount=210, state=OrderState.QUOTED),), sale_lines=(LINE,)), "price", LINE_PRICE)


class Both(Erp):
    """Shop and ERP as values by (source, thing); a step compares what it found with what it says and replaces it."""

    def __init__(self, guard: Guard) -> None:
        super().__init__(guard)
        self.values: dict[tuple[str, str], dict[str, object]] = {}
        self.booked: list[str] = []  # every booking there ever was
        self.refuse: set[str] = set()

    def do(self, letter: Letter, person: str) -> Receipt:
        self.requests.append((letter.id, person))
        if self.before:
            self.before.pop(0)(letter)
        known = self.keys.get(letter.id)
        if known is not None:
            return replace(known[1], replayed=True)
        if letter.id in self.refuse:
            raise RefusedByRemote("It will not have it", about=letter.document)
        self._check(letter)
        self._apply(letter)
        receipt = Receipt(f"{letter.document} done", "r2", ())
        self.keys[letter.id] = (person, receipt)
        if self.after:
            self.after.pop(0)(letter)
        return receipt

    def _place(self, letter: Letter) -> tuple[str, str]:
        body = letter.body()
        return letter.source, str(body.get("line") or "link") if letter.deed in ("correct_line", "link") else str(body["shared"])

    def _check(self, letter: Letter) -> None:
        now, body = self.values.get(self._place(letter), {}), letter.body()
        if letter.deed == "book_order" and now:
            raise RefusedByRemote("It is booked already", about=letter.document)
        was = body.get("from") or {}
        assert isinstance(was, dict)
        if any(now.get(name, "") != value for name, value in was.items()):
            raise Conflict(f"{letter.document} was changed in the meantime")

    def _apply(self, letter: Letter) -> None:
        place, body = self._place(letter), letter.body()
        if letter.deed == "book_order":
            self.values[place] = {"lines": body["lines"]}
            self.booked.append(letter.id)
        elif letter.deed == "unbook_order":
            self.values.pop(place)
        else:
            to = body["to"]
            assert isinstance(to, dict)
            self.values[place] = {**self.values.get(place, {}), **to}


class Asked(Session):
    def verify(self, letter: Letter) -> Took | Absent | Unsure:
        if letter.id in self.erp.keys:
            return Took(self.erp.keys[letter.id][1])
        return Absent("no trace of it")


class OrderDesk(Desk):
    def _delivery(self) -> Delivery:
        session = Asked(self.world.erp, self.person)
        return Delivery(
            self.outbox, self.world.team, lambda source: session, self.world.time, self.heard.append, chance=lambda: 1.0
        )

    def settle(self) -> None:
        """Carry on until nothing is left to do, as the rounds would; a kill is a restart."""
        for _ in range(12):
            going = self.world.team.case_now("c1")
            live = [going.live] if going is not None and going.live is not None else []
            Adoption(self.person, self.outbox, self.world.team, self.outbox.add, self.world.time.now, self.files.get).take_up(
                live
            )
            waiting = [x.id for source in ("medusa", "tryton") for x in self.delivery.unfinished(source)]
            if not waiting:
                return
            for id_ in waiting:
                try:
                    self.carry(id_)
                except PowerCut:
                    self.restart()
        raise AssertionError("it never ends")


class PowerCut(BaseException):
    """The process died."""


class OrderWorld(World):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.erp = self.both = Both(self.erp.kind)

    def order_desk(self, person: str) -> OrderDesk:
        made = OrderDesk(self, person)
        self.desks.append(made)
        return made

    def ended(self) -> Decision:
        standing = self.team.case_now("c1", "d1")
        assert standing is not None
        assert standing.decision is not None
        return standing.decision


@pytest.fixture
def world(tmp_path: Path) -> Iterator[OrderWorld]:
    made = OrderWorld(tmp_path)
    made.both.values = {
        ("medusa", "l1"): {"sku": "V-1", "quantity": "13", "unit_price": ["2.00", "EUR"]},
        ("medusa", "link"): {"reference": "", "state": ""},
        ("tryton", "s1"): {"unit_price": "2.10"},
    }
    yield made
    made.close()


def plan(of: PanelParts, deed: str) -> Plan:
    spec = find(deed)
    assert spec is not None
    return spec.plan(of, {"reason": REASON})


def as_it_is(world: OrderWorld) -> tuple[object, object, object]:
    """The shop's quantity, whether the ERP has the sale, what the shop says of it."""
    values = world.both.values
    return values["medusa", "l1"]["quantity"], ("tryton", "WEB-1042") in values, values["medusa", "link"]["reference"]


BEFORE, AFTER = ("13", False, ""), ("15", True, "WEB-1042")


def test_fixed_booked_and_linked_by_a_rep(world: OrderWorld) -> None:
    rep = world.order_desk("rep")
    rep.put("c1", "d1", plan(FIXED, "fix_and_book"))
    rep.settle()
    assert as_it_is(world) == AFTER
    assert world.both.values["tryton", "WEB-1042"] == {"lines": [{"sku": "V-1", "quantity": "15", "unit_price": "2.00"}]}
    assert (world.ended().state.value, [e[:2] for e in world.ended().ends]) == (
        "applied",
        [(1, "applied"), (2, "applied"), (3, "applied")],
    )


@pytest.mark.parametrize("step", [1, 2, 3])
@pytest.mark.parametrize("how", ["cut before", "cut after", "no answer before", "no answer after", "unreachable"])
def test_broken_off_in_any_step_it_comes_to_the_same_end(world: OrderWorld, step: int, how: str) -> None:
    def fail(letter: Letter) -> None:
        if letter.number != step:
            (world.both.after if "after" in how else world.both.before).insert(0, fail)
        elif how.startswith("cut"):
            raise PowerCut
        else:
            raise OutcomeUnknown("no answer") if "answer" in how else Unreachable("away")

    (world.both.after if "after" in how else world.both.before).append(fail)
    rep = world.order_desk("rep")
    rep.put("c1", "d1", plan(FIXED, "fix_and_book"))
    rep.settle()
    assert as_it_is(world) == AFTER
    assert len(world.both.booked) == 1


@pytest.mark.parametrize("step", [1, 2, 3])
def test_what_is_refused_half_way_is_taken_back_in_both(world: OrderWorld, step: int) -> None:
    world.both.refuse = {f"d1/{step}"}
    rep = world.order_desk("rep")
    rep.put("c1", "d1", plan(FIXED, "fix_and_book"))
    rep.settle()
    assert as_it_is(world) == BEFORE
    assert world.ended().state.value == "refused"


def test_an_applied_booking_is_taken_back_in_both(world: OrderWorld) -> None:
    rep = world.order_desk("rep")
    rep.put("c1", "d1", plan(FIXED, "fix_and_book"))
    rep.settle()
    rep.outbox.add(back_letter(world.ended(), "", "rep", world.time.now()))
    rep.settle()
    assert as_it_is(world) == BEFORE


def test_two_consoles_book_one_sale(world: OrderWorld) -> None:
    rep, other = world.order_desk("rep"), world.order_desk("ana")
    rep.put("c1", "d1", plan(FIXED, "fix_and_book"))
    other.put("c1", "d2", plan(FIXED, "fix_and_book"))
    for desk in (rep, other, rep):
        desk.settle()
    assert as_it_is(world) == AFTER
    assert len(world.both.booked) == 1


def test_a_price_met_in_the_middle_waits_for_who_may_give_that_much(world: OrderWorld) -> None:
    """A rep may not; nothing of it is sent."""
    rep = world.order_desk("rep")
    rep.put("c1", "d1", plan(PRICED, "split_difference"))
    rep.settle()
    assert world.both.requests == []
    assert world.both.values["tryton", "s1"] == {"unit_price": "2.10"}
