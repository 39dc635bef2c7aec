"""Where a returned line was bought, where pieces are, and where they may go."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from app.domain.returns import Disposition, named, sold_line, standing, targets
from tests.app.rules import return_world as w


def test_an_order_is_named_by_its_whole_number() -> None:
    numbers = ["SO001", "SO0012", "SO0012-B"]
    assert named("Return of SO0012", numbers) == "SO0012"
    assert named("SO0012-B, two cartons", numbers) == "SO0012-B"
    assert named("XSO0012", numbers) is None
    assert named(None, numbers) is None


def test_of_several_lines_the_one_at_the_same_price_comes_back() -> None:
    returned = w.line()
    dear = replace(returned, ref=w.Ref("tryton", "line", "1"), quantity=Decimal(9), unit_price=Decimal(60))
    same = replace(returned, ref=w.Ref("tryton", "line", "2"), quantity=Decimal(2))
    other = replace(same, product_key="99")
    assert sold_line(returned, (dear, same, other)) == same
    assert sold_line(returned, (dear, other)) == dear
    assert sold_line(returned, (returned, other)) is None


def test_quarantine_is_only_what_lies_beside_the_storage_and_is_named_so() -> None:
    assert targets(w.NORTH, w.PLACES) == {Disposition.RESTOCK: "3", Disposition.QUARANTINE: "6", Disposition.SCRAP: "4"}
    within = (w.place("3", "North storage"), w.place("6", "Quarantine", "3"))
    assert Disposition.QUARANTINE not in targets(w.NORTH, within)
    assert Disposition.QUARANTINE not in targets(w.NORTH, (replace(w.place("6", "Sperrlager"), active=False),))
    assert targets(w.NORTH, (w.place("6", "Sperrlager"),))[Disposition.QUARANTINE] == "6"
    assert targets(None, w.PLACES) == {}
    assert Disposition.SCRAP not in targets(replace(w.NORTH, lost=None), w.PLACES)


def test_pieces_are_where_the_last_move_brought_them() -> None:
    came = w.put(state="done")
    aside = replace(w.put(state="done"), ref=w.Ref("tryton", "put_away", "90"), after=came.ref.key, shipment=None)
    first = replace(aside, quantity=Decimal(2), place="3", goes_to="6")
    second = replace(aside, ref=w.Ref("tryton", "put_away", "91"), quantity=Decimal(2), place="6", goes_to="4")
    planned = replace(second, ref=w.Ref("tryton", "put_away", "92"), state="draft")
    assert standing((came,), ()) == {(came.ref.key, "3"): Decimal(3)}
    assert standing((came,), (first,)) == {(came.ref.key, "3"): Decimal(1), (came.ref.key, "6"): Decimal(2)}
    assert standing((came,), (first, second, planned)) == {(came.ref.key, "3"): Decimal(1), (came.ref.key, "4"): Decimal(2)}
    assert standing((w.put(),), ()) == {}
