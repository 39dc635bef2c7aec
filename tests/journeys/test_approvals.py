"""The second person's inbox, on the real Tryton: a release is agreed to there, an offer goes back to its author, and the askers hear of it.

Not in the default suite (it takes minutes): run by name, ``pytest tests/journeys/test_approvals.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.journeys import oracle
from tests.journeys.conftest import World
from tests.journeys.seat import Seat
from tests.journeys.test_quotes import notes
from tests.journeys.test_release import as_previewed, ended, release


def inbox(seat: Seat) -> Any:
    """G A, as a person goes there."""
    seat.press("G", "A").until(lambda: seat.window.page_name == "approvals", "the inbox")
    seat.page = seat.window.page
    return seat.page


def listed(page: Any, number: str) -> Any:
    rows = page.list.answer.rows if page.list.answer is not None else ()
    return next((a for a in rows if a.row.number == number), None)


def walk_to(seat: Seat, number: str) -> None:
    """J until it is under the cursor and read."""
    page: Any = seat.page
    seat.until(lambda: listed(page, number) is not None, f"{number} in the inbox")
    for _ in range(len(page.list.answer.rows)):
        shown = page.list.current()
        if shown is not None and shown.row.number == number:
            break
        seat.press("J")
    seat.until(lambda: (p := page.case.panel) is not None and p.row.number == number, f"the case of {number}")


def test_a_release_is_agreed_to_in_the_inbox_and_the_asker_sees_by_whom(world: World, seat: Callable[[str], Seat]) -> None:
    number = world.number("above_authority")
    fiona, maja = seat("fiona"), seat("maja")
    release(fiona, number)
    fiona.until(lambda: (r := fiona.row(number)) is not None and r.pending == "approval", "waiting for approval")

    inbox(maja)
    walk_to(maja, number)
    assert maja.window.navigation.items["approvals"].count.number
    maja.sees("Release once: what will change", "Fiona Brandt", "Fiona Brandt, who asked", "Over the limit")
    maja.press("A").previewed().sees("Confirmed by: Maja Lund").press("Ctrl+Enter")
    maja.until(lambda: ended(world, number, "resolved"), "the case resolved")
    state, by = oracle.confirmed_by(world.dsn, number)
    assert (state in ("confirmed", "processing"), by) == (True, "maja")
    assert as_previewed(world, number)
    page: Any = maja.page
    maja.press("J").until(lambda: listed(page, number) is None, f"{number} gone from the inbox")

    hers = inbox(fiona)
    fiona.press("V", "V").until(lambda: hers.list.ask.view == "mine" and listed(hers, number) is not None, "her own requests")
    assert listed(hers, number).outcome == "Approved by Maja Lund"
    fiona.sees("Approvals")


def test_an_offer_waits_unasked_and_goes_back_to_its_author_with_a_comment(world: World, seat: Callable[[str], Seat]) -> None:
    number = world.number("quote_discount")
    omar, petra = seat("omar"), seat("petra")
    page = inbox(petra)
    petra.until(lambda: listed(page, number) is not None, f"{number} without anybody asking")
    assert listed(page, number).kind == "quotes"

    his = inbox(omar)
    omar.press("V")
    walk_to(omar, number)
    assert "approves" in listed(his, number).why or "agrees" in listed(his, number).why
    omar.until(lambda: any(d.name == "approve_quote" and d.verdict == "approval" for d in his.deeds()), "he may ask")
    omar.press("A").previewed().type("They order all year round").press("Ctrl+Enter")
    petra.until(lambda: (a := listed(page, number)) is not None and a.asked_by == "Omar Haddad", "Omar's request")
    walk_to(petra, number)
    petra.sees("They order all year round", "Omar Haddad, who asked")
    petra.until(lambda: any(d.name == "return_asked" and d.verdict == "may" for d in page.deeds()), "she may return it")
    petra.press("R").previewed().type("Half the discount, please").press("Ctrl+Enter")
    petra.until(
        lambda: any("Returned: Half the discount, please" in note for note in notes(world, number)), "the note on the offer"
    )
    assert world.team_sql("SELECT state FROM decision WHERE deed = 'approve_quote'") == [("refused",)]
    assert not world.team_sql("SELECT 1 FROM approval")

    omar.press("V").until(lambda: (a := listed(his, number)) is not None and bool(a.outcome), "what became of it")
    assert listed(his, number).outcome == "Declined: Half the discount, please"
