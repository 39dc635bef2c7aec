"""What else fits a product, from the mirror: the ERP's stand-in, variants, and what was ordered with it more than once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from app.domain.beside import Suggestion
from app.domain.goods import Product
from app.domain.order import OrderState
from app.domain.ref import Ref
from tests.app.store.build import T0, euro, line, sale
from tests.app.store.world import World


def product(key: str, **changes: object) -> Product:
    base = Product(Ref("erp", "product", key), "r", T0, f"P-{key}", f"Product {key}", True, True, "u", euro(10), "u")
    return replace(base, **changes)  # type: ignore[arg-type]


def order(world: World, key: str, *products: str, state: OrderState = OrderState.DONE, quantity: int = 1) -> None:
    lines = [replace(line(f"{key}{p}", key), product_key=p, quantity=Decimal(quantity)) for p in products]
    world.pull(sale(key, state=state), *lines)


def found(world: World, key: str = "1") -> list[tuple[str, str, bool]]:
    return [(s.product, s.why, s.instead) for s in world.reads.suggestions("erp", key)]


def test_the_erps_stand_in_before_variants_and_none_that_cannot_be_sold(world: World) -> None:
    world.pull(
        product("1", template="t", replaced_by="9"),
        product("2", template="t"),
        product("3", template="t", active=False),
        product("4", template="t", salable=False),
        product("5", template="t", counted_in="m"),
        product("6", template="t", code=None),
        product("7", template="other"),
        product("9"),
    )
    assert found(world) == [("9", "replaces it", True), ("2", "variant of it", True)]
    assert world.reads.suggestions("erp", "9") == ()
    assert world.reads.suggestions("erp", "gone") == ()
    assert isinstance(world.reads.suggestions("erp", "1")[0], Suggestion)


def test_what_was_ordered_with_it_more_than_once_the_most_often_first(world: World) -> None:
    world.pull(*(product(key) for key in "12345"))
    order(world, "a", "1", "2", "3")
    order(world, "b", "1", "2", "3", "4")
    order(world, "c", "1", "2")
    order(world, "d", "2", "5")
    for key in "efgh":
        order(world, key, "5")
    assert found(world) == [("2", "in 3 of its last 3 orders", False), ("3", "in 2 of its last 3 orders", False)]


def test_what_is_on_nearly_every_order_goes_with_nothing(world: World) -> None:
    world.pull(*(product(key) for key in "12345"))
    for key in "abc":
        order(world, key, "1", "2", "9")
    for key in "defghi":
        order(world, key, "4", "9")
    world.pull(product("9", code="CARRIAGE"))
    assert [one[0] for one in found(world)] == ["2"]


def test_quotes_returns_and_what_is_sold_no_more_tell_nothing(world: World) -> None:
    world.pull(product("1"), product("2"), product("3", salable=False))
    for key in "ab":
        order(world, key, "1", "2", state=OrderState.QUOTED)
        order(world, f"r{key}", "1", "2", quantity=-1)
        order(world, f"s{key}", "1", "3")
    assert found(world) == []


def test_it_looks_along_indexes(world: World) -> None:
    from app.store import beside_read

    with world.reads._open() as db:
        for asked, parameters in ((beside_read._ORDERS, ("erp", "1", 500)), (beside_read._WITH, ("erp", "[]", "1", 2))):
            plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {asked}", parameters)]
            assert not [step for step in plan if step.startswith(("SCAN l", "SCAN s")) and "INDEX" not in step], plan
