"""The page about the policy, by keyboard: a bound is changed, proposed by one, approved by another; overrides, comparing, lending."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication

from app.domain.changes import Changes
from app.errors import StoreTrouble
from app.policy.texts import sha256_of, shipped
from app.policy.writing import with_grant
from tests.ui.desk import Desk, K, M
from tests.ui.policy_hands import COMMIT, Sit, cells, change, field, propose, said
from tests.ui.policy_stage import PolicyStage, person
from tests.ui.world import World
from ui.policy.page import PolicyPage
from ui.theme.kit import text_width


def test_the_matrix_reads_as_deeds_by_roles(sit: Sit) -> None:
    desk = sit("carla")
    roles = [column.title for column in desk.page.grid.table.columns]
    assert roles[0] == "Who may do what"
    told = dict(zip(roles, cells(desk, "release_hold"), strict=True))
    assert told["Credit analyst"] == "10k 10%"
    assert told["Fin. dir."] == "any +1"
    groups = [k for k in desk.page.grid.table.listing.keys if k.startswith("group:")]
    assert "group:Credit holds" in groups
    assert "group:The policy itself" in groups
    desk.page.grid.go("release_hold")
    desk.settle()
    assert "how far over the limit, in EUR" in said(desk)


def test_a_case_opens_the_version_that_its_decision_was_judged_by(sit: Sit, stage: PolicyStage) -> None:
    """By keyboard, also before the page was ever open; a decision from before versions were kept says nothing."""
    body = with_grant(shipped(), "", "release_hold", 0, "amount", "20000").body
    stage.team.propose_policy("p", body, 1, "maja", "More of them")
    stage.team.approve_policy("p", "frank", sha256_of(body))
    world = World(me=person("fiona"))
    desk = sit("fiona", world=world, first="credit")
    desk.grid.go("case-SO-10482")
    desk.settle()
    links = [b for b in desk.case.body.findChildren(QAbstractButton) if b.text().startswith("Policy version")]
    assert [b.accessibleName() for b in links] == ["Judged by policy version 1: Released once, paid 2 d late, Fiona Brandt"]
    while QApplication.focusWidget() is not links[0]:
        desk.press(K.Key_Tab)
    desk.press(K.Key_Space)
    desk.settle()
    assert isinstance(desk.page, PolicyPage)
    assert desk.page.grid.current_key == "v1", "and not version 2, which is in force"


def test_the_heads_of_the_matrix_are_whole_in_the_smallest_window(sit: Sit) -> None:
    desk = sit("carla")
    grid = desk.page.grid
    desk.window.resize(1100, 700)
    desk.settle()
    for n, column in enumerate(grid.table.columns):
        room = grid.columnWidth(n) - 16
        lines = grid.head.lines(column.title, room)
        assert " ".join(lines) == column.title
        assert all(text_width(line, 11, 500) <= room for line in lines), lines
    desk.window.resize(1440, 900)
    desk.settle()
    assert all(grid.head.lines(column.title, 80) == [column.title] for column in grid.table.columns[1:])


def test_keys_are_shown_where_they_do_something(sit: Sit, stage: PolicyStage) -> None:
    stage.team.propose_policy(
        "p", with_grant(shipped(), "", "release_hold", 0, "amount", "20000").body, 1, "maja", "More of them"
    )

    def shown(desk: Desk, row: str) -> list[str]:
        desk.page.grid.go(row)
        desk.settle()
        return [key for key, _ in desk.page.hints()]

    for who, keys in (("maja", ["T"]), ("carla", []), ("frank", ["A", "D"])):
        desk = sit(who)
        desk.press("3")
        assert shown(desk, "v1") == ["1–8", "B", "?"]
        assert shown(desk, "p") == ["1–8", *keys, "?"], who
    stage.team.propose_policy("q", with_grant(shipped(), "", "release_hold", 0, "amount", "30000").body, 1, "maja", "Even more")
    stage.team.approve_policy("q", "frank", next(p.sha256 for p in stage.team.changes(0).proposals if p.id == "q"))
    desk.world.tell(topics=("policy",))
    desk.hear()
    assert shown(desk, "p") == ["1–8", "D", "?"], "outdated: nothing is left but to decline it"
    desk.press("d", "Another one is in force", COMMIT)
    assert next(p.state for p in stage.team.changes(0).proposals if p.id == "p") == "declined"
    assert shown(desk, "p") == ["1–8", "?"]


def test_from_a_bound_to_the_next_version(sit: Sit, stage: PolicyStage) -> None:
    maja = sit("maja")
    change(maja, "release_hold", "bound:0:amount", "20,000")
    assert cells(maja, "release_hold")[4] == "20k 10%"
    assert "1 change not proposed yet" in said(maja)
    propose(maja)
    assert stage.team.policy().version == 1
    assert cells_of_changes(maja) == ["Proposed"]
    maja.press("a")
    assert stage.team.policy().version == 1, "the author never approves"

    frank = sit("frank")
    frank.press("3")
    text = said(frank)
    for words in ("Maja Lund", "“More orders than people”", "10,000.00 and 10 %", "20,000.00 and 10 %", "Credit analyst: may"):
        assert words in text
    frank.press("a")
    assert stage.team.policy().version == 2
    assert "Version 2 is in force" in frank.toasts()
    maja.world.tell(topics=("policy",))
    maja.hear()
    assert maja.page.shown.answer.current.version == 2
    assert not maja.page.shown.draft.changed


def cells_of_changes(desk: Desk) -> list[str]:
    return [p.told.split(" ")[0].replace("Waits", "Proposed") for p in desk.page.shown.answer.proposals]


def test_what_is_typed_wrong_is_said_below_it_and_changes_nothing(sit: Sit) -> None:
    desk = sit("maja")
    change(desk, "release_hold", "bound:0:amount", "plenty")
    wrong = field(desk, "bound:0:amount")
    assert wrong.accessibleDescription().endswith(
        'deeds.release_hold.grants.0.amount must be a number of 0 or more in quotes, such as "10000".'
    )
    assert not desk.page.shown.draft.changed


def test_escape_leaves_a_bound_as_it_was(sit: Sit) -> None:
    desk = sit("maja")
    desk.page.grid.go("release_hold")
    desk.settle()
    desk.press(K.Key_Return, "7", K.Key_Escape)
    assert field(desk, "bound:0:amount").text() == "10,000"
    assert desk.page.grid.hasFocus()
    assert not desk.page.shown.draft.changed


def test_changes_are_undone_one_by_one_and_kept_until_they_are_proposed(sit: Sit) -> None:
    views: dict[str, str] = {}
    desk = sit("maja", views)
    change(desk, "release_hold", "bound:0:amount", "20000")
    change(desk, "release_hold", "bound:0:percent", "12")
    again = sit("maja", views)
    assert cells(again, "release_hold")[4] == "20k 12%"
    again.press((K.Key_Z, M.ControlModifier))
    assert cells(again, "release_hold")[4] == "20k 10%"
    again.press((K.Key_Z, M.ControlModifier))
    assert not again.page.shown.draft.changed


def test_who_may_not_propose_is_told_why(sit: Sit, stage: PolicyStage) -> None:
    desk = sit("fiona")
    change(desk, "release_hold", "bound:0:amount", "20000")
    desk.press("p")
    assert "You may not propose this" in desk.toasts()
    assert stage.team.changes(0).proposals == ()


def test_another_version_in_force_takes_the_changes_over(sit: Sit, stage: PolicyStage) -> None:
    maja = sit("maja")
    change(maja, "release_hold", "bound:0:amount", "20000")
    other = with_grant(shipped(), "", "raise_limit", 1, "amount", "50000")
    stage.team.propose_policy("p", other.body, 1, "frank", "Less at once")
    stage.team.approve_policy("p", "maja", stage.team.changes(0).proposals[0].sha256)
    maja.world.tell(topics=("policy",))
    maja.hear()
    assert (maja.page.shown.answer.current.version, cells(maja, "release_hold")[4]) == (2, "20k 10%")
    propose(maja)
    assert stage.team.changes(0).proposals[-1].based_on == 2


def test_an_entity_has_rules_of_its_own_until_it_goes_back(sit: Sit) -> None:
    desk = sit("maja")
    desk.press("e", "e")
    assert desk.page.shown.entity == "tryton-2"
    change(desk, "release_hold", "bound:0:amount", "500")
    text = said(desk)
    assert "Against the central rule" in text
    assert "500.00 and 10 %" in text
    desk.press("e")
    assert cells(desk, "release_hold")[4] == "10k 10%", "elsewhere the central rule holds"
    desk.press("e", "e", "r")
    assert not desk.page.record().own


@pytest.mark.parametrize(("tab", "verdict"), [("1", "may"), ("2", "may"), ("3", "denied"), ("4", "denied")])
def test_another_systems_rules_are_offered_where_rules_are_listed(sit: Sit, tab: str, verdict: str) -> None:
    desk = sit("maja")
    desk.press(tab)
    [entity] = [deed for deed in desk.page.deeds() if deed.name == "entity"]
    assert entity.verdict == verdict
    before = desk.page.shown.entity
    desk.press("e")
    assert (desk.page.shown.entity != before) is (verdict == "may")


def test_limits_for_offers_are_the_pricing_managers(sit: Sit, stage: PolicyStage) -> None:
    petra = sit("petra")
    petra.press("2")
    petra.page.grid.go("floor")
    petra.settle()
    petra.press(K.Key_Return, (K.Key_A, M.ControlModifier), "18", K.Key_Return)
    petra.page.focus_first()
    propose(petra)
    assert len(stage.team.changes(0).proposals) == 1
    frank = sit("frank")
    frank.press("3")
    assert "22 %" in said(frank)
    frank.press("d", "Not before the year is over", COMMIT)
    assert stage.team.changes(0).proposals[0].words == "Not before the year is over"
    assert stage.team.policy().offers.central.floor == 22


def test_the_author_takes_it_back(sit: Sit, stage: PolicyStage) -> None:
    maja = sit("maja")
    change(maja, "release_hold", "bound:0:amount", "20000")
    propose(maja)
    maja.press("t")
    assert stage.team.changes(0).proposals[0].state == "withdrawn"


def test_any_two_versions_are_compared(sit: Sit, stage: PolicyStage) -> None:
    body = shipped()
    for n, amount in enumerate(("20000", "30000"), 1):
        body = with_grant(body, "", "release_hold", 0, "amount", amount)
        stage.team.propose_policy(f"p{n}", body.body, n, "maja", "More and more")
        stage.team.approve_policy(f"p{n}", "frank", next(p.sha256 for p in stage.team.changes(0).proposals if p.id == f"p{n}"))
    desk = sit("carla")
    desk.press("3")
    desk.page.grid.go("v3")
    desk.settle()
    assert "Against version 2" in said(desk)
    desk.page.grid.go("v1")
    desk.settle()
    desk.press("b")
    desk.page.grid.go("v3")
    desk.settle()
    text = said(desk)
    assert "Against version 1" in text
    assert "10,000.00 and 10 %" in text
    assert "30,000.00 and 10 %" in text
    assert "20,000.00" not in text


def test_a_right_is_lent_and_ended(sit: Sit, stage: PolicyStage) -> None:
    maja = sit("maja")
    maja.press("4")
    assert "No right is lent" in said(maja)
    maja.press("n")
    maja.page.form.inputs["delegate"].field.setText("fiona")
    maja.press(COMMIT)
    assert "Write 10 characters or more" in said(maja)
    maja.page.form.inputs["reason"].field.setFocus()
    maja.press("Holiday until Monday", COMMIT)
    (lent,) = stage.team.changes(0).delegations
    assert (lent.delegator, lent.delegate, lent.reason) == ("maja", "fiona", "Holiday until Monday")
    assert "nothing that either of the two asked for" in said(maja)
    maja.press("t")
    assert stage.team.changes(0).delegations[0].ended_at is not None


def test_a_time_that_is_over_is_said_in_the_form_and_what_was_typed_stays(sit: Sit, stage: PolicyStage) -> None:
    maja = sit("maja")
    maja.press("n")
    for name, value in (
        ("delegate", "fiona"),
        ("since", "2020-01-01 08:00"),
        ("until", "2020-01-02 08:00"),
        ("reason", "A week at sea"),
    ):
        maja.page.form.inputs[name].field.setText(value)
    maja.press(COMMIT)
    assert "it would be over before it begins" in said(maja)
    assert maja.page.form.inputs["reason"].field.text() == "A week at sea"


def test_a_store_that_is_away_is_said_and_read_again(sit: Sit) -> None:
    world = World(me=person("carla"))
    world.fail_read = StoreTrouble("Could not read the local copy", "It is tried again.")
    desk = sit("carla", world=world)
    assert "Could not read the local copy" in said(desk)
    world.fail_read = None
    desk.page.on_changes(Changes(frozenset({"policy"})))
    desk.settle()
    assert cells(desk, "release_hold")[4] == "10k 10%"


def test_trouble_while_proposing_keeps_the_changes(sit: Sit, stage: PolicyStage) -> None:
    desk = sit("maja")
    change(desk, "release_hold", "bound:0:amount", "20000")
    desk.world.fail = StoreTrouble("Could not reach the team store", "Try again.")
    propose(desk)
    assert "Could not reach the team store. Try again." in said(desk)
    assert desk.page.shown.draft.changed
    desk.world.fail = None
    desk.press(COMMIT)
    assert len(stage.team.changes(0).proposals) == 1
