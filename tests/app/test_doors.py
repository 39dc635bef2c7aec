"""A console whose systems are signed in to one by one: a missing password keeps nobody else waiting, and is given while it runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from app import doors
from app.bootstrap import open_profile
from app.commands import COMMANDS
from app.commands.command import Command
from app.commands.rights import LETTERS
from app.console import Console
from app.doors import Door
from app.errors import ClearlineError, NotAuthorized, Refused, Unreachable
from app.headless import round_once
from app.settings import profile as profiles
from app.settings.profile import SourceSettings
from app.signin import Desk
from app.store.team import migrate_team
from tests.app.office import PATIENCE, PEOPLE, company, held, profile, until
from tests.contracts.post_office import LOGIN, PASSWORD, open_office
from tests.doubles.medusa import FakeMedusa
from tests.doubles.tryton import FakeTryton

UNKNOWN = "is not known here. Sign in to it."


@dataclass
class Place:
    """A profile beside a Tryton and a Medusa. ``start`` with the passwords that are in its file."""

    folder: Path
    erp: FakeTryton
    shop: FakeMedusa
    stack: ExitStack

    @property
    def fiona(self) -> str:
        return self.shop.logins["fiona"]

    def with_shop(self) -> None:
        known = profiles.read(self.folder)
        shop = SourceSettings("medusa", "medusa", self.shop.url, "", self.fiona)
        profiles.write(replace(known, sources=(*known.sources, shop)))

    def passwords(self, *logins: str) -> None:
        both = {"fiona": self.erp.erp.passwords["fiona"], self.fiona: self.shop.passwords["fiona"]}
        (self.folder / "passwords.json").write_text(json.dumps({login: both[login] for login in logins}))

    def start(self) -> Console:
        console = open_profile(self.folder)
        self.stack.callback(console.close)
        return console


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with ExitStack() as stack:
        erp, shop = company(stack), FakeMedusa(addon=True)
        stack.callback(shop.close)
        team = f"sqlite:///{tmp_path / 'team.db'}"
        migrate_team(team, PEOPLE)
        yield Place(profile(tmp_path / "fiona", erp, team), erp, shop, stack)


def states(console: Console) -> dict[str, str]:
    return {row.source: row.state for row in console.status().sources}


def shop_door(console: Console) -> Door:
    return next(door for door in console.doors.all if door.offer.kind == "medusa")


def enter(door: Door, place: Place, password: str = "fiona-secret", url: str = "") -> Future[Any]:
    return door.enter(url or place.shop.url, "", place.fiona, password, False)


# ---- a missing password ---------------------------------------------------------------------------------------------------------


def test_a_missing_password_keeps_nobody_else_waiting(place: Place) -> None:
    place.with_shop()
    console = place.start()
    found = round_once(console)
    assert states(console) == {"tryton": "ok", "medusa": "sign_in"}
    assert len(held(console)) == 1
    [shop] = [s for s in found["sources"] if s["name"] == "medusa"]
    assert shop["words"].startswith(f"The password of {place.fiona} for 127.0.0.1:")
    assert shop["words"].endswith(UNKNOWN)
    assert place.shop.faults.seen == [], "without a password nothing is sent"


def test_the_shop_does_not_wait_for_the_erp_either(place: Place) -> None:
    place.with_shop()
    place.passwords(place.fiona)
    console = place.start()
    round_once(console)
    assert states(console) == {"tryton": "sign_in", "medusa": "ok"}
    assert place.erp.faults.seen == []


def test_the_password_is_given_while_it_runs(place: Place) -> None:
    place.with_shop()
    console = place.start()
    console.start()
    until(console, lambda: states(console) == {"tryton": "ok", "medusa": "sign_in"}, "the shop waits")
    door = console.doors.door("medusa")
    assert (door.is_new, door.is_open, door.is_fixed) == (False, False, True)
    assert [k.login for k in door.known()] == [place.fiona]
    signed = enter(door, place).result(PATIENCE)
    assert signed.source == "medusa"
    until(console, lambda: states(console)["medusa"] == "ok", "the shop is read")
    assert door.is_open
    remote = console.rounds.remotes["medusa"]
    assert remote.deliver_lane.submit(remote.delivering.hello).result(PATIENCE).user == place.fiona, "its letters go out too"


def test_a_wrong_password_changes_nothing_and_can_be_given_again(place: Place) -> None:
    place.with_shop()
    console = place.start()
    door = console.doors.door("medusa")
    with pytest.raises(NotAuthorized, match="refused the sign-in"):
        enter(door, place, "wrong").result(PATIENCE)
    assert not door.is_open
    assert console.doors.may == {}
    enter(door, place).result(PATIENCE)
    assert door.is_open


# ---- adding a system ------------------------------------------------------------------------------------------------------------


def test_the_shop_is_added_to_a_running_console_and_stays(place: Place) -> None:
    console = place.start()
    console.start()
    door = shop_door(console)
    assert (door.is_new, door.is_open) == (True, False)
    enter(door, place).result(PATIENCE)
    until(console, lambda: states(console) == {"tryton": "ok", "medusa": "ok"}, "both are read")
    kept = profiles.read(place.folder)
    assert [s.name for s in kept.sources] == ["tryton", "medusa"]
    assert kept.password_file is not None, "the demo company's passwords are still found"


def another_erp(place: Place, amount: str = "220.00", database: str = "works") -> FakeTryton:
    """A second company, whose customer has the number and the order the ids of the first one's."""
    fake = FakeTryton(addon=True, database=database)
    place.stack.callback(fake.close)
    fake.erp.table("currency.currency")[1]["code"] = "EUR"
    order = fake.erp.order(fake.erp.customer("Other Works", "100.00"), amount)
    fake.erp.write("sale.sale", order, {"reference": "PO-1"}, fake.erp.now())
    return fake


def enter_erp(door: Door, erp: FakeTryton) -> Future[Any]:
    return door.enter(erp.url, erp.database, "fiona", erp.erp.passwords["fiona"], False)


def test_another_erp_is_added_with_cases_of_its_own(place: Place) -> None:
    console = place.start()
    console.start()
    other = another_erp(place)
    door = next(d for d in console.doors.all if d.is_new and d.offer.kind == "tryton")
    assert door.named == "another ERP"
    assert console.doors.all[-1] is door, "what there is none of is offered first"
    signed = enter_erp(door, other).result(PATIENCE)
    assert (signed.source, door.named, door.is_new) == ("tryton-works", "the ERP works", False)
    until(console, lambda: states(console) == {"tryton": "ok", "tryton-works": "ok"}, "both are read")
    until(console, lambda: len(held(console)) == 2, "each has its own case")
    assert {row.customer for row in held(console)} == {"Acme Fabrication", "Other Works"}
    assert console.doors.roles() == {"tryton": "ERP", "tryton-works": "ERP works"}
    answers = next(right.answers for right in console.rights() if right.deed == "Release once")
    assert dict(answers)["tryton-works"] == "may"
    assert [s.name for s in profiles.read(place.folder).sources] == ["tryton", "tryton-works"]
    assert sum(d.is_new and d.offer.kind == "tryton" for d in console.doors.all) == 1, "and there may be a third"
    assert console.doors.door("tryton-works") is door


def test_the_same_erp_is_not_added_twice(place: Place) -> None:
    console = place.start()
    door = next(d for d in console.doors.all if d.is_new and d.offer.kind == "tryton")
    with pytest.raises(Refused, match="That is the ERP, which is there already"):
        enter_erp(door, place.erp).result(PATIENCE)
    assert console.sources == ("tryton",)


def test_a_decision_goes_to_the_erp_of_its_case(place: Place) -> None:
    """Both have an order of the same id for a customer of the same id."""
    other = another_erp(place, "105.00")
    console = place.start()
    door = next(d for d in console.doors.all if d.is_new and d.offer.kind == "tryton")
    enter_erp(door, other).result(PATIENCE)
    round_once(console)
    row = next(row for row in held(console) if row.customer == "Other Works")
    console.do(Command("claim", row.case_id, row.rev, {})).result(PATIENCE)
    [row] = [r for r in held(console) if r.case_id == row.case_id]
    console.do(Command("release_hold", row.case_id, row.rev, {"reason": "Paid by phone, the bank confirmed it"})).result(PATIENCE)
    console.start()
    until(console, lambda: other.erp.table("sale.sale")[1]["state"] != "quotation", "it is released there")
    assert place.erp.erp.table("sale.sale")[1]["state"] == "quotation"


@pytest.mark.parametrize(("kind", "where"), [("tryton", "erp.example/nord"), ("medusa", "erp.example")])
def test_a_database_is_part_of_the_place_where_the_address_does_not_say_enough(kind: str, where: str) -> None:
    assert doors.place(SourceSettings(kind, kind, "https://ERP.example/", "nord", "fiona")) == where


def test_a_colleague_who_signs_in_to_the_other_first_calls_both_the_same(place: Place, tmp_path: Path) -> None:
    other = another_erp(place)
    console = place.start()
    enter_erp(next(d for d in console.doors.all if d.is_new and d.offer.kind == "tryton"), other).result(PATIENCE)
    round_once(console)
    mine = {row.case_id for row in held(console)}
    assert len(mine) == 2
    desk = Desk(tmp_path / "profiles")  # its team store lies beside it
    place.stack.callback(desk.close)
    entered = desk.enter(other.url, other.database, "fiona", other.erp.passwords["fiona"], False).result(PATIENCE)
    place.stack.callback(entered.console.close)
    assert entered.console.sources == ("tryton-works",)
    assert [source for source, _ in entered.console.rights()[0].answers] == ["tryton-works"]
    [door] = [d for d in entered.console.doors.all if d.is_new and d.offer.kind == "tryton"]
    assert enter_erp(door, place.erp).result(PATIENCE).source == "tryton"
    round_once(entered.console)
    assert {row.case_id for row in held(entered.console)} == mine
    [known] = desk.known()
    assert known.database == other.database


def test_a_console_that_calls_another_system_so_reads_nothing_from_it(place: Place, tmp_path: Path) -> None:
    round_once(place.start())
    other = another_erp(place)
    folder = profile(tmp_path / "colleague", other, f"sqlite:///{tmp_path / 'team.db'}")
    console = open_profile(folder)
    place.stack.callback(console.close)
    found = round_once(console)
    [erp] = [s for s in found["sources"] if s["name"] == "tryton"]
    assert erp["words"].startswith("What this console calls the ERP is not your team's: theirs is at 127.0.0.1:")
    assert len(held(console)) == 1, "the team's own case, and none of the other's"
    assert not any("search_read" in method and "sale" in method for method in other.faults.seen)


@pytest.mark.parametrize(
    ("url", "error", "words"),
    [
        ("http://127.0.0.1:1", Unreachable, "127.0.0.1:1 cannot be reached"),
        ("http://shop.example", Refused, "must begin with https"),
        ("", Unreachable, "is not what a Medusa writes"),
    ],
)
def test_an_address_that_is_no_shop_is_not_kept(place: Place, url: str, error: type[ClearlineError], words: str) -> None:
    console = place.start()
    place.shop.faults.plan("html")  # as any other server answers
    with pytest.raises(error, match=words):
        enter(shop_door(console), place, url=url).result(PATIENCE)
    assert [s.name for s in profiles.read(place.folder).sources] == ["tryton"]
    assert console.sources == ("tryton",)


# ---- the first sign-in ----------------------------------------------------------------------------------------------------------


def test_from_nothing_to_both_systems(place: Place, tmp_path: Path) -> None:
    desk = Desk(tmp_path / "home" / "profiles")
    place.stack.callback(desk.close)
    migrate_team(f"sqlite:///{tmp_path / 'home' / 'team.db'}", PEOPLE)
    erp = place.erp
    assert desk.kept(erp.url, erp.database, "fiona").result(PATIENCE) is False
    entered = desk.enter(f"{erp.url}/", erp.database, "fiona", erp.erp.passwords["fiona"], False).result(PATIENCE)
    console = entered.console
    place.stack.callback(console.close)
    assert [source for source, _answer in console.rights()[0].answers] == ["tryton"]
    enter(shop_door(console), place).result(PATIENCE)
    answers = {right.deed: dict(right.answers) for right in console.rights()}
    assert answers["Release once"] == {"tryton": "may", "medusa": "–"}
    assert set(answers["Fix and book"]) == {"tryton", "medusa"}
    [known] = desk.known()
    assert known.login == "fiona", "a profile with two systems is one sign-in"


def test_every_deed_that_money_hangs_on_says_which_systems_it_writes_to() -> None:
    assert set(LETTERS) == {spec.name for spec in COMMANDS if spec.money and spec.sends and spec.name != "approve"}


def test_a_mail_server_is_added_and_asks_for_its_password_again_when_it_knows_us_no_more(place: Place, tmp_path: Path) -> None:
    office = place.stack.enter_context(open_office(tmp_path / "post"))
    console = place.start()
    console.start()
    door = next(d for d in console.doors.all if d.offer.kind == "mail")
    assert console.doors.mail() is None
    with pytest.raises(NotAuthorized, match="refused the sign-in"):
        door.enter(office.address, "orders@nordhafen.example", LOGIN, "wrong", False).result(PATIENCE)
    door.enter(office.address, "orders@nordhafen.example", LOGIN, PASSWORD, False).result(PATIENCE)
    assert console.doors.mail() == "mail"
    until(console, lambda: states(console).get("mail") == "ok", "the mail server knows us")
    assert "mail" not in console.doors.roles(), "one's rights are shown of what is decided in"
    [kept] = [s for s in profiles.read(place.folder).sources if s.kind == "mail"]
    assert (kept.url, kept.database) == (office.address, "orders@nordhafen.example")
    office.passwords[LOGIN] = "another"
    console.pull_now()
    until(console, lambda: states(console)["mail"] == "sign_in", "it knows us no more")
