"""Messages as steps of decisions, carried to a real mail server: never sent twice by itself, never in the way of what was done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.connectors.mail.connector import MailConnector
from app.domain.letter import Letter, LetterState, Receipt
from app.domain.message import Message
from app.domain.steps import Plan, Step
from tests.app.sync.delivery_world import Desk, World
from tests.contracts.post_office import LOGIN, PASSWORD, PostOffice, open_office

TO, OTHER = "buyer@customer.example", "other@customer.example"


class PowerCut(Exception):
    pass


class Post(MailConnector):
    """As the product has it; the machine may lose its power around a delivery."""

    def __init__(self, office: PostOffice) -> None:
        super().__init__(office.address, "orders@nordhafen.example", LOGIN, PASSWORD)
        self.cuts: list[str] = []

    def deliver(self, letter: Letter) -> Receipt:
        cut = self.cuts.pop(0) if self.cuts else ""
        if cut == "before":
            raise PowerCut
        receipt = super().deliver(letter)
        if cut == "after":
            raise PowerCut
        return receipt


class Town:
    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self.world = World(folder)
        self._office = open_office(folder / "post")
        self.office = self._office.__enter__()
        self.post = Post(self.office)
        self.world.others["mail"] = self.post

    def ids(self) -> Counter[str]:
        """How often each letter was taken in, by its Message-ID."""
        return Counter(str(m["Message-ID"]) for m in self.office.letters)

    def close(self) -> None:
        self._office.__exit__(None, None, None)
        self.world.close()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = Town(tmp_path / "town")
    yield made
    made.close()


def plan(case: str = "c1", to: str = TO, order: str = "W1042", who: str = "the customer", day: str = "") -> Plan:
    """Released in the ERP, and the customer is told; within an analyst's own authority."""
    gate = {"source": "erp", "over": [500_000, "EUR"], "limit": [100_000_000, "EUR"]}
    back = Step("erp", "unbook", f"SO-{case}", {"sale": case})
    done = Step("erp", "release_hold", f"SO-{case}", {"sale": case}, "r0", back)
    told = Message(to, f"About {order}", "Good day,\n\nit leaves.\n", "en", "release_hold", order, who, day).step("mail")
    return Plan("release_hold", (done, told), "ok", gate, outcome="released")


def outcome(world: World, case: str = "c1") -> tuple[str, str | None]:
    standing = world.team.case_now(case)
    assert standing is not None
    return standing.case.state.value, standing.case.outcome


def test_what_was_done_first_is_told_after_it_and_the_case_closes(town: Town) -> None:
    ana = town.world.desk("ana")
    ana.carry(ana.put("c1", "d1", plan()))
    assert not town.office.letters
    ana.carry_all()
    assert town.ids() == {"<d1.2@nordhafen.example>": 1}
    assert outcome(town.world) == ("resolved", "released")
    assert town.world.erp.released == {"SO-c1": ["d1/1"]}


@pytest.mark.parametrize("fault", ["recipient", "sender", "data"])
def test_a_refused_message_takes_nothing_back(town: Town, fault: str) -> None:
    ana = town.world.desk("ana")
    town.office.faults = [fault]
    ana.put("c1", "d1", plan())
    ana.carry_all()
    assert town.world.erp.released == {"SO-c1": ["d1/1"]}
    assert ana.letter("d1/2").state is LetterState.REFUSED
    state, words = town.world.decision("c1", "d1")
    assert state == "applied"
    assert words.startswith("It is done, the message is not: ")
    assert outcome(town.world) == ("resolved", "released")


@pytest.mark.parametrize("fault", ["greylist", "busy", "gone"])
def test_not_now_goes_later_by_itself(town: Town, fault: str) -> None:
    ana = town.world.desk("ana")
    town.office.faults = [fault]
    ana.put("c1", "d1", plan())
    ana.carry_all()
    assert list(town.ids().values()) == [1]


def stuck(town: Town, fault: str) -> Desk:
    ana = town.world.desk("ana")
    town.office.faults = [fault]
    ana.put("c1", "d1", plan())
    ana.carry_all()
    assert ana.letter("d1/2").state is LetterState.PARKED
    assert outcome(town.world) == ("open", None)
    return ana


@pytest.mark.parametrize(("fault", "before"), [("lost", 1), ("dropped", 0)])
def test_what_may_have_been_sent_waits_for_a_person_who_sends_it_again(town: Town, fault: str, before: int) -> None:
    ana = stuck(town, fault)
    assert sum(town.ids().values()) == before
    ana.delivery.resend("d1/2")
    ana.carry("d1/2")
    assert town.ids() == {"<d1.2@nordhafen.example>": before + 1}
    assert outcome(town.world) == ("resolved", "released")


def test_or_leaves_it(town: Town) -> None:
    ana = stuck(town, "dropped")
    ana.delivery.discard("d1/2")
    ana.carry("d1/2")
    assert not town.office.letters
    state, words = town.world.decision("c1", "d1")
    assert (state, outcome(town.world)) == ("applied", ("resolved", "released"))
    assert words.startswith("It is done, the message may have been sent: ")


def test_a_second_refusal_does_not_say_that_the_first_attempt_did_not_arrive(town: Town) -> None:
    ana = stuck(town, "lost")
    town.office.faults = ["recipient"]
    ana.delivery.resend("d1/2")
    ana.carry_all()
    assert ana.letter("d1/2").state is LetterState.PARKED


@pytest.mark.parametrize(("cut", "there"), [("before", 0), ("after", 1)])
def test_cut_off_while_it_was_sent_nothing_goes_out_by_itself(town: Town, cut: str, there: int) -> None:
    ana = town.world.desk("ana")
    ana.carry(ana.put("c1", "d1", plan()))
    town.post.cuts = [cut]
    with pytest.raises(PowerCut):
        ana.carry_all()
    ana.restart()
    ana.carry_all()
    assert ana.letter("d1/2").state is LetterState.PARKED
    assert "may have arrived" in (ana.letter("d1/2").receipt or "")
    assert sum(town.ids().values()) == there


def test_the_same_is_not_told_twice_within_half_an_hour_from_two_consoles(town: Town) -> None:
    ana, bo = town.world.desk("ana"), town.world.desk("bo")
    ana.put("c1", "d1", plan())
    ana.carry_all()
    bo.put("c2", "d2", plan("c2"))
    bo.carry_all()
    assert town.ids() == {"<d1.2@nordhafen.example>": 1}
    assert bo.letter("d2/2").state is LetterState.REFUSED
    assert "Ana told the customer the same about W1042" in (bo.letter("d2/2").receipt or "")
    assert town.world.decision("c2", "d2")[0] == "applied"


@pytest.mark.parametrize(("day", "letters"), [("2026-03-04", 1), ("2026-03-05", 2)])
def test_who_was_told_the_same_is_said_and_another_day_is_not_the_same(town: Town, day: str, letters: int) -> None:
    ana, bo = town.world.desk("ana"), town.world.desk("bo")
    ana.put("c1", "d1", plan(who="the supplier", day="2026-03-04"))
    ana.carry_all()
    bo.put("c2", "d2", plan("c2", who="the supplier", day=day))
    bo.carry_all()
    assert sum(town.ids().values()) == letters
    assert ("Ana told the supplier the same about W1042" in (bo.letter("d2/2").receipt or "")) is (letters == 1)


@pytest.mark.parametrize(("to", "order", "wait"), [(OTHER, "W1042", 0), (TO, "W1043", 0), (TO, "W1042", 31)])
def test_somebody_else_another_order_or_later_is_told(town: Town, to: str, order: str, wait: int) -> None:
    ana, bo = town.world.desk("ana"), town.world.desk("bo")
    ana.put("c1", "d1", plan())
    ana.carry_all()
    town.world.time.sleep(timedelta(minutes=wait).total_seconds())
    bo.put("c2", "d2", plan("c2", to, order))
    bo.carry_all()
    assert sum(town.ids().values()) == 2


def test_taking_it_back_says_nothing_to_the_customer(town: Town) -> None:
    back = plan().back("changed my mind")
    assert [s.deed for s in back.steps] == ["unbook"]
    assert plan().undoable
