"""What a person wrote in a quote is never lost: edits go back and forth to any depth, and three versions meet without a guess at money."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.draft import WORDS, Base, Content, Draft, DraftHead, DraftLine
from app.domain.draft_edits import Become, History, Insert, Remove, SetHead, SetLine, apply, inserted
from app.domain.draft_merge import WHOLE, merge, settled
from app.domain.ref import Ref
from tests.app.domain.drafts import contents, edits

PUMP = DraftLine("7", "HYD-PMP-18", "Gear pump", "3", Decimal(60), note="with seal")
VALVE = DraftLine("8", "VLV-2040", "Ball valve", "4", Decimal(200))
QUOTE = Content(DraftHead(payment="30 d", valid_until=date(2026, 12, 1), outside="Thank you"), (PUMP, VALVE))


def changed(content: Content, key: str, **values: Any) -> Content:
    return replace(content, lines=tuple(replace(x, **values) if x.key == key else x for x in content.lines))


# ---- edits ----


@given(st.data())
def test_every_edit_is_taken_back_and_done_again(data: Any) -> None:
    content = data.draw(contents())
    edit = data.draw(edits(content))
    after, back = apply(content, edit)
    before, again = apply(after, back)
    assert before == content
    assert apply(before, again)[0] == after


@given(st.data())
def test_history_goes_back_to_the_first_word_and_forth_to_the_last(data: Any) -> None:
    first = data.draw(contents())
    history, seen = History(first), [first]
    for _ in range(data.draw(st.integers(0, 8))):
        history = history.do(data.draw(edits(history.content)))
        if history.content != seen[-1]:
            seen.append(history.content)
    assert len(history.done) == len(seen) - 1
    for content in reversed(seen):
        assert history.content == content
        history = history.undo()
    assert history.undo() is history
    for content in seen:
        assert history.content == content
        history = history.redo()
    assert history.redo() is history


def test_a_new_edit_forgets_what_was_taken_back() -> None:
    history = History(QUOTE).do(SetHead((("payment", "45 d"),))).undo().do(SetHead((("payment", "60 d"),)))
    assert history.undone == ()
    assert history.content.head.payment == "60 d"


def test_a_whole_version_goes_back_in_one() -> None:
    history = History(QUOTE).do(SetHead((("payment", "45 d"),))).do(Become(Content()))
    assert history.content == Content()
    assert history.undo().undo().content == QUOTE
    assert history.undo().undo().redo().redo().content == Content()


def test_an_edit_that_changes_nothing_leaves_no_trace() -> None:
    undone = History(QUOTE).do(Remove(frozenset({"8"}))).undo()
    assert undone.do(SetHead((("payment", "30 d"),))) is undone


@pytest.mark.parametrize(
    "edit",
    [
        SetLine("9", (("note", "x"),)),
        SetLine("7", (("colour", "x"),)),
        SetLine("7", (("price", Decimal(1)), ("discount", Decimal(1)))),
        Remove(frozenset({"7", "9"})),
        Insert(((0, PUMP),)),
        Insert(((4, DraftLine("9")),)),
    ],
)
def test_an_edit_of_what_is_not_there_is_a_mistake(edit: Any) -> None:
    with pytest.raises(ValueError):
        apply(QUOTE, edit)


def test_pasted_lines_go_back_in_one() -> None:
    history = History(QUOTE).do(inserted(QUOTE, 1, [DraftLine("a", "A"), DraftLine("b", "B")]))
    assert history.content.keys == ("7", "a", "b", "8")
    assert history.undo().content == QUOTE


def test_a_draft_knows_whether_it_says_anything_new() -> None:
    base = Base(Ref("tryton", "sale", "5"), "SO5", (), QUOTE)
    draft = Draft("d", Ref("tryton", "customer", "1"), "Acme", "EUR", QUOTE, datetime(2026, 1, 1, tzinfo=UTC), base)
    assert not draft.changed
    assert not replace(draft, content=inserted_empty()).changed
    assert replace(draft, content=changed(QUOTE, "7", quantity=Decimal(61))).changed


def inserted_empty() -> Content:
    return apply(QUOTE, inserted(QUOTE, 2, [DraftLine("new")]))[0]


# ---- three versions ----


@given(contents(), contents())
def test_what_only_i_changed_stays_unasked(base: Content, mine: Content) -> None:
    found = merge(base, mine, base)
    assert (found.content, found.taken, found.clashes) == (mine, (), ())


@given(contents(), contents())
def test_what_both_changed_alike_is_no_clash(base: Content, both: Content) -> None:
    found = merge(base, both, both)
    assert (found.content, found.clashes) == (both, ())


@given(contents(), contents(), contents())
def test_money_never_merges_by_itself(base: Content, mine: Content, theirs: Content) -> None:
    """Every figure and term in what comes out is mine, whatever they have; and whatever they have otherwise is asked about."""
    found = merge(base, mine, theirs)
    for out, my in zip(found.content.lines, mine.lines, strict=True):
        assert replace(out, key="", note="", reason="") == replace(my, key="", note="", reason="")
    assert replace(found.content.head, inside="", outside="") == replace(mine.head, inside="", outside="")
    asked = {c.where for c in found.clashes}
    assert not {where for where in found.taken if where[1] not in WORDS}
    anew = set(found.content.keys) - set(mine.keys)  # lines that came back under another key
    for line in theirs.lines:
        was, my = base.line(line.key), mine.line(line.key)
        if line.key in anew:
            continue
        if line not in (was, my) and (was is None or my is None):
            assert (line.key, WHOLE) in asked
        elif was is not None and my is not None and line.price not in (was.price, my.price):
            assert {(line.key, "price"), (line.key, WHOLE)} & asked


@given(contents(), contents(), contents())
def test_every_clash_says_all_three(base: Content, mine: Content, theirs: Content) -> None:
    for clash in merge(base, mine, theirs).clashes:
        assert clash.theirs not in (clash.base, clash.mine)


@given(contents(), contents())
def test_taking_theirs_where_i_changed_nothing_gives_theirs(base: Content, theirs: Content) -> None:
    found = merge(base, base, theirs)
    taken = settled(found, theirs, {c.where: "theirs" for c in found.clashes})
    assert taken is not None
    assert taken.head == theirs.head
    assert {x.key: x for x in taken.lines} == {x.key: x for x in theirs.lines}


@given(contents(), contents(), contents(), st.data())
def test_a_settled_quote_has_one_price_a_line(base: Content, mine: Content, theirs: Content, data: Any) -> None:
    found = merge(base, mine, theirs)
    choices: Any = {c.where: data.draw(st.sampled_from(["mine", "theirs"])) for c in found.clashes}
    made = settled(found, theirs, choices)
    assert made is not None
    assert all(x.price is None or x.discount is None for x in made.lines)
    assert len(set(made.keys)) == len(made.keys)


def test_notes_of_two_people_meet() -> None:
    mine, theirs = changed(QUOTE, "7", note="with two seals"), replace(QUOTE, head=replace(QUOTE.head, outside="Many thanks"))
    found = merge(QUOTE, mine, theirs)
    assert found.content == replace(mine, head=theirs.head)
    assert found.taken == (("", "outside"),)
    assert not found.clashes


def test_one_note_written_by_two_is_asked() -> None:
    found = merge(QUOTE, changed(QUOTE, "7", note="blue"), changed(QUOTE, "7", note="red"))
    assert [(c.where, c.base, c.mine, c.theirs) for c in found.clashes] == [(("7", "note"), "with seal", "blue", "red")]
    assert settled(found, changed(QUOTE, "7", note="red"), {}) is None


def test_a_quantity_that_only_they_changed_is_asked() -> None:
    theirs = changed(QUOTE, "8", quantity=Decimal(240))
    found = merge(QUOTE, changed(QUOTE, "7", quantity=Decimal(61)), theirs)
    assert [c.where for c in found.clashes] == [("8", "quantity")]
    made = settled(found, theirs, {("8", "quantity"): "theirs"})
    assert made is not None
    assert [x.quantity for x in made.lines] == [61, 240]


def test_another_product_in_a_line_is_asked_as_a_whole() -> None:
    theirs = changed(QUOTE, "8", product="9", sku="VLV-9", name="Another valve", price=Decimal(5))
    found = merge(QUOTE, changed(QUOTE, "8", quantity=Decimal(7)), theirs)
    assert [c.where for c in found.clashes] == [("8", WHOLE)]
    assert settled(found, theirs, {("8", WHOLE): "theirs"}) == theirs


def test_a_line_they_took_out_is_asked_and_goes_only_when_chosen() -> None:
    theirs = replace(QUOTE, lines=(PUMP,))
    found = merge(QUOTE, QUOTE, theirs)
    assert [c.where for c in found.clashes] == [("8", WHOLE)]
    assert settled(found, theirs, {("8", WHOLE): "mine"}) == QUOTE
    assert settled(found, theirs, {("8", WHOLE): "theirs"}) == theirs


def test_a_line_that_the_erp_made_anew_is_the_same_line() -> None:
    """Carriage, which it adds each time it quotes."""
    carriage = DraftLine("9", "FREIGHT", "Carriage", "6", Decimal(1), Decimal("48.00"))
    base = replace(QUOTE, lines=(*QUOTE.lines, carriage))
    mine = changed(base, "7", quantity=Decimal(61))
    same = replace(base, lines=(*QUOTE.lines, replace(carriage, key="12")))
    found = merge(base, mine, same)
    assert found.clashes == ()
    assert found.content.keys == ("7", "8", "12")
    dearer = replace(base, lines=(*QUOTE.lines, replace(carriage, key="12", price=Decimal("52.00"))))
    assert [(c.where, c.mine, c.theirs) for c in merge(base, mine, dearer).clashes] == [
        (("12", "price"), Decimal("48.00"), Decimal("52.00"))
    ]
    touched = changed(mine, "9", price=Decimal(0))
    assert [c.where for c in merge(base, touched, same).clashes] == [("9", WHOLE), ("12", WHOLE)], "what I changed is asked"


def test_a_line_they_added_comes_after_the_one_it_follows() -> None:
    probe = DraftLine("9", "SNS-PT100", "Probe", "5", Decimal(2))
    theirs = replace(QUOTE, lines=(PUMP, probe, VALVE))
    found = merge(QUOTE, QUOTE, theirs)
    assert settled(found, theirs, {("9", WHOLE): "theirs"}) == theirs


def test_their_discount_takes_the_place_of_my_price() -> None:
    mine, theirs = changed(QUOTE, "7", price=Decimal(350)), changed(QUOTE, "7", discount=Decimal(10))
    found = merge(QUOTE, mine, theirs)
    made = settled(found, theirs, {("7", "discount"): "theirs"})
    assert made is not None
    assert (made.lines[0].price, made.lines[0].discount) == (None, Decimal(10))
