"""A console goes by the team's policy as soon as it has read it: without a restart, and after one without the team."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.domain.feed import Cursor, Feed
from app.domain.order import OrderState
from app.domain.quote import QUOTE
from app.domain.ref import Ref
from app.lanes.lane import Lane
from app.policy.in_force import InForce
from app.policy.rulebook import rulebook, shipped
from app.policy.texts import Texts, sha256_of
from app.policy.texts import shipped as shipped_texts
from app.policy.writing import with_value
from app.store.mirror import Mirror
from app.store.team import Team, migrate_team
from app.sync.teamfeed import TeamFeed
from tests.app.rules.damage_world import complaint
from tests.app.store.build import T0, migrate, sale
from tests.app.store.plain import around_the_clock
from tests.app.store.policy_of import analysts, floor, proposed


class Console:
    def __init__(self, folder: Path, team: Team) -> None:
        self.lane = Lane("writer")
        self.mirror = Mirror(folder / "mirror.db", team.tenant, counts_from=around_the_clock)
        self.rules = InForce(shipped())
        self.feed = TeamFeed(team, self.mirror, self.lane, "here", lambda seq, digest: None, self.rules)

    def kept(self) -> int:
        """The version that a start without the team would go by."""
        with self.mirror.reading() as read:
            return read.policy_in_force().version


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    url = f"sqlite:///{tmp_path / 'team.db'}"
    migrate(url)
    migrate_team(url, [{"id": "pia", "name": "Pia Pricing", "roles": ["pricing_manager"]}])
    made = Team(url)
    yield made
    made.close()


@pytest.fixture
def console(tmp_path: Path, team: Team) -> Iterator[Console]:
    made = Console(tmp_path, team)
    made.feed.round()
    yield made
    made.lane.close(drain=True)
    made.mirror.close()


def accept(team: Team, texts: Texts, author: str = "max", approver: str = "dan") -> None:
    id_, digest = proposed(team, texts, author, team.policy().version)
    team.approve_policy(id_, approver, digest)


def test_a_proposal_is_news_and_changes_nothing(console: Console, team: Team) -> None:
    proposed(team, analysts("20000"), "max")
    assert "policy" in console.feed.round().topics
    assert (console.rules.policy.version, console.kept()) == (1, 1)


def test_a_version_counts_from_the_next_round_on_and_is_kept_for_a_start_without_the_team(console: Console, team: Team) -> None:
    accept(team, analysts("20000"))
    assert "policy" in console.feed.round().topics
    assert (console.rules.policy.version, console.kept()) == (2, 2)
    assert console.rules.book == team.policy()
    assert "policy" not in console.feed.round().topics
    assert console.feed.planned() == frozenset()


def test_other_limits_have_every_open_offer_judged_again_by_them(console: Console, team: Team) -> None:
    with console.mirror.writing() as tx:
        over = sale("2", state=OrderState.CONFIRMED, valid_days=30)
        tx.upsert("erp", [sale("1", state=OrderState.QUOTED, valid_days=30), over, sale("3", valid_days=None)])
        tx.save_cursor("erp", Feed("sales", "sale"), Cursor(T0, 1, "e"), complete=True, asof=T0, readable=True)
    accept(team, analysts("20000"))
    console.feed.round()
    assert console.feed.planned() == frozenset(), "the matrix is no offer's matter"
    accept(team, replace(analysts("20000"), quotes=floor("18").quotes), "dan", "pia")
    console.feed.round()
    offer = Ref("erp", QUOTE, "1")
    assert console.feed.planned() == {offer}
    with console.mirror.reading() as read:
        assert read.quote_page(offer, T0).limits.floor == 18


def test_a_return_is_told_by_the_terms_in_force_for_its_system(console: Console, team: Team) -> None:
    here, there = Ref("erp", "sale", "1"), Ref("erp-2", "sale", "1")

    def windows() -> list[int]:
        with console.mirror.reading() as read:
            return [read.return_dossier(ref).terms.window for ref in (here, there)]

    assert windows() == [60, 60]
    own = with_value(with_value(shipped_texts(), "returns", "", "window", 45), "returns", "erp-2", "window", 14)
    proposed(team, own, "max")
    console.feed.round()
    assert windows() == [60, 60], "what is proposed has no effect"
    team.approve_policy(team.changes(0).proposals[0].id, "dan", sha256_of(own.body))
    console.feed.round()
    assert windows() == [45, 14]


def test_other_terms_of_carriers_have_complaints_judged_again_by_them_and_other_sourcing_none(
    console: Console, team: Team
) -> None:
    with console.mirror.writing() as tx:
        found = complaint()
        over = replace(found, ref=Ref(found.ref.source, "complaint", "41"), state="rejected")
        tx.upsert(found.ref.source, [found, over, replace(found, ref=Ref(found.ref.source, "complaint", "42"), state="done")])
    accept(team, with_value(shipped_texts(), "sourcing", "", "priority", ["DUI"]))
    console.feed.round()
    assert console.feed.planned() == frozenset()
    assert console.rules.book.sourcing("tryton").priority == ("DUI",)
    accept(team, with_value(shipped_texts(), "claims", "", "air_notice", "21 days: Contract 7"))
    console.feed.round()
    assert {ref.key for ref in console.feed.planned()} == {found.ref.key, "42"}
    with console.mirror.reading() as read:
        assert read.complaint_dossier(found.ref).terms.last_notice(date(2026, 11, 1)) == date(2026, 11, 22)
        assert read.goods_page(Ref("tryton", "sale", "1")).sourcing == console.rules.book.sourcing("tryton")


def test_what_is_newer_than_the_version_in_force_is_judged_as_the_program_came_with_it() -> None:
    base = shipped()
    before = analysts("20000")
    older = before.authority.replace("[deeds.delegate]", "[deeds.something_of_before]")
    found = rulebook(7, replace(before, authority=older).body).policy
    assert found.version == 7
    assert found.deeds["delegate"] == base.policy.deeds["delegate"]
    assert found.deeds["release_hold"] != base.policy.deeds["release_hold"]
