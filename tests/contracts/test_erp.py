"""What only an ERP has: credit limits and their rights, questions before a deed, standings, refused confirms."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.customer import CreditStanding
from app.domain.letter import Absent, Took, Unsure
from app.domain.order import OrderState, RefusedConfirm
from app.errors import Conflict, NeedsDecision, NotAuthorized, OutcomeUnknown, RefusedByRemote
from app.lanes.stop import Stop
from tests.contracts import letters
from tests.contracts.copy import Copy
from tests.contracts.erp_trade import a_limit, a_release, held
from tests.contracts.targets import Target

KINDS = ("tryton",)


def test_a_confirmed_order_is_on_its_way(target: Target) -> None:
    sale = target.office.order()
    copy = Copy(target).round()
    target.office.press(sale, "confirm")
    copy.round()
    assert copy.records["sales"][sale].state is OrderState.PROCESSING


def test_a_limit_that_moved_is_a_conflict(target: Target) -> None:
    sale, letter = a_limit(target)
    target.office.limit(target.office.party(sale), "77.00")
    connector = target.connect("fiona")
    with pytest.raises(Conflict):
        connector.preview(letter)
    with pytest.raises(Conflict):
        connector.deliver(letter)
    assert target.office.credit_limit(sale) == "77.00"


def test_the_erps_own_rights_hold(target: Target) -> None:
    sale, letter = a_release(target)
    csr = target.connect("carla")
    with pytest.raises(RefusedByRemote):
        csr.preview(letter)
    with pytest.raises(RefusedByRemote):
        csr.deliver(letter)
    assert isinstance(csr.verify(letter), Absent)
    with pytest.raises(RefusedByRemote):
        csr.deliver(letters.limit(target.office, sale, 1, 250_000))
    assert target.office.state(sale) == "quotation"
    assert target.office.credit_limit(sale) == "0.01"


def test_a_second_person_pressing_the_same_button_is_told_apart(target: Target) -> None:
    sale = target.office.order()
    letter = letters.release(target.office, sale)
    target.office.press(sale, "confirm")  # the manager, in the ERP
    connector = target.connect("fiona")
    with pytest.raises((Conflict, RefusedByRemote)):
        connector.deliver(letter)
    assert not isinstance(connector.verify(letter), Took)
    assert target.office.shipments(sale) == 1


def test_a_question_about_anything_but_credit_is_the_persons_to_answer(target: Target) -> None:
    sale = target.office.order(quantity=99_999.0)
    letter = letters.release(target.office, sale)
    manager = target.connect("omar")
    try:
        if target.addon:
            with pytest.raises(NeedsDecision) as previewed:
                manager.preview(letter)
            assert previewed.value.name
        with pytest.raises(NeedsDecision) as asked:
            manager.deliver(letter)
        assert asked.value.name
        assert asked.value.title
        assert target.office.state(sale) == "quotation"
    finally:
        target.office.press(sale, "cancel")  # it would make the goods scarce for all tests after it


def test_a_released_order_cannot_be_rejected_any_more(target: Target) -> None:
    sale = target.office.order()
    target.office.press(sale, "confirm")
    letter = letters.reject(target.office, sale)
    connector = target.connect()
    with pytest.raises(RefusedByRemote):
        connector.preview(letter)
    with pytest.raises(RefusedByRemote):
        connector.deliver(letter)
    assert target.office.state(sale) == "processing"


def test_a_colleague_with_the_same_letter_does_not_call_it_refused(target: Target) -> None:
    """The letter took effect under finance; the manager, who takes it over, must not record that it did not."""
    sale, letter = a_release(target)
    target.connect("fiona").deliver(letter)
    manager = target.connect("omar")
    assert isinstance(manager.verify(letter), Unsure)
    with pytest.raises(OutcomeUnknown):
        manager.deliver(replace(letter, attempt=2))
    assert target.office.shipments(sale) == 1


@pytest.mark.parametrize("login", ["carla", "fiona"])
def test_a_confirmation_never_passes_the_credit_check(target: Target, login: str) -> None:
    """Not even in the rights of somebody who may release holds: that is another decision."""
    sale = held(target)
    letter = letters.confirm(target.office, sale)
    connector = target.connect(login)
    for send in (connector.preview, connector.deliver):
        with pytest.raises((RefusedByRemote, NeedsDecision)):
            send(letter)
    assert target.office.state(sale) == "quotation"
    assert isinstance(connector.verify(letter), Absent)


def test_rights_come_from_the_server(target: Target) -> None:
    csr, finance = target.connect("carla").capabilities(), target.connect("fiona").capabilities()
    assert csr["release_hold"] == csr["reject_order"] == csr["note"] == ""
    assert csr["raise_limit"]
    assert csr["accept_credit"]
    assert not any(finance[deed] for deed in ("release_hold", "reject_order", "note", "raise_limit", "accept_credit"))
    assert bool(finance["link_sale"]) is not target.addon
    assert finance["credit_units"]  # approving complaints is for another group


def test_what_a_sign_in_may_not_read_is_said_per_feed(target: Target) -> None:
    copy = Copy(target, "carla")
    copy.connector.hello()
    for name in ("receivables", "payments"):
        with pytest.raises(NotAuthorized) as refused:
            list(copy.connector.pages(copy.feed(name), None, Stop()))
        assert refused.value.about == name
    assert copy.poll("sales")
    assert ("refusals" in {f.name for f in copy.connector.feeds}) is target.addon


def test_standings_are_the_erps_own_figures(target: Target) -> None:
    office = target.office
    sale = office.order(limit="1234.56")
    party = str(office.party(sale))
    copy = Copy(target, "carla")
    [page] = copy.connector.pages(copy.feed("standings"), None, Stop(), {"customers": (party,)})
    [standing] = page.records
    assert isinstance(standing, CreditStanding)
    assert standing.limit is not None
    assert standing.limit.minor == 123_456
    assert standing.dunning_block is None
    before = standing.exposure
    office.limit(party, None)
    office.press(sale, "confirm")
    [after] = copy.connector.fresh("standing", (party,))
    [order] = copy.connector.fresh("sale", (sale,))
    assert after.limit is None  # type: ignore[union-attr]
    assert after.exposure - before == order.untaxed_company  # type: ignore[union-attr]
    [seen] = target.connect("fiona").fresh("standing", (party,))
    assert seen.dunning_block == ""  # type: ignore[union-attr]


def test_refused_confirms_are_records_where_the_add_on_keeps_them(target: Target) -> None:
    sale = target.office.order(limit="0.01")
    copy = Copy(target, "carla").round()
    with pytest.raises(RefusedByRemote):
        copy.connector.deliver(letters.release(target.office, sale))
    copy.round()
    mine = [r for r in copy.records.get("refusals", {}).values() if r.sale == sale]
    assert [(type(r), r.by) for r in mine] == ([(RefusedConfirm, "carla")] if target.addon else [])


def test_an_overrun_is_tried_out_before_a_word_of_why_is_written(target: Target) -> None:
    """The sheet opens without a reason: all that this deed does is a note of it."""
    sale = target.office.order()
    target.office.press(sale, "confirm")
    letter = letters.release(target.office, sale, kind="skipped_check", reason="")
    connector = target.connect()
    assert connector.preview(letter) == ()
    target.office.touch(sale, "PO-CHANGED")
    with pytest.raises(Conflict):
        connector.preview(letter)
