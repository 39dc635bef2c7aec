"""How goods leave the fake Tryton: warehouses, shipments and their moves, and the stock that is counted from them."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.doubles.tryton.goods import Goods
from tests.doubles.tryton.refusal import user_error
from tests.doubles.tryton.store import Row

STOCK_GROUP = 25
SHIPMENT, MOVE = "stock.shipment.out", "stock.move"
SCARCE = 3  # the product of which each warehouse has only SOME; of the others there is plenty
SOME, PLENTY = 60.0, 5000.0
CUSTOMERS = 7  # the location that they are
_STARTS = {
    "draft": ("waiting", "cancelled"),
    "wait": ("draft", "waiting", "assigned"),
    "assign_try": ("waiting",),
    "pick": ("assigned",),
    "cancel": ("draft", "waiting", "assigned"),
}
_REACHED = {"draft": "draft", "wait": "waiting", "pick": "picked", "cancel": "cancelled"}
_OPEN = ("draft", "assigned")


class Shipping(Goods):
    """Three warehouses with a room each that goods leave from; one step from there to the customer."""

    def build(self) -> None:
        for code, name in (("EAST", "East Warehouse"), ("WEST", "West Warehouse"), ("MILL", "Mill Yard")):
            self.create("stock.location", {"name": name, "code": code, "type": "warehouse", "active": True}, 0)
        for warehouse in (1, 2, 3):
            room = self.create(
                "stock.location", {"name": f"Room {warehouse}", "type": "storage", "active": True, "parent": warehouse}, 0
            )
            places = {"storage_location": room, "output_location": room, "input_location": room, "picking_location": None}
            self.table("stock.location")[warehouse].update(places)
        self.create("stock.location", {"name": "Customers", "type": "customer", "active": True}, 0)

    # ---- counted ----

    def get_quantity(self, row: Row) -> float:
        return self._counted(row["id"], ("done",))

    def get_forecast_quantity(self, row: Row) -> float:
        return self._counted(row["id"], ("done", *_OPEN))

    def get_internal_quantity(self, row: Row) -> float:
        """Everything is sold here in the unit in which it is kept."""
        return float(row["quantity"])

    def _counted(self, product: int, states: tuple[str, ...]) -> float:
        """What lay in the rooms among the places that are asked for and below them, and what came and went since."""
        places, inside = self.table("stock.location"), set(self.context["locations"])
        if self.context.get("with_childs", len(inside) == 1):
            inside |= {key for key, place in places.items() if place.get("parent") in inside}
        rooms = {place["output_location"] for place in places.values() if place["type"] == "warehouse"}
        moves = [m for m in self.table(MOVE).values() if m["product"] == product and m["state"] in states]
        moved = sum(m["quantity"] * ((m.get("to_location") in inside) - (m.get("from_location") in inside)) for m in moves)
        return len(rooms & inside) * (SOME if product == SCARCE else PLENTY) + float(moved)

    # ---- made ----

    def send(self, sale: Row) -> int:
        """The shipment of a confirmed sale."""
        values = {
            "sale": sale["id"],
            "customer": sale["party"],
            "state": "waiting",
            "number": f"SH{sale['id']:05}",
            "reference": None,
            "delivery_address": sale["shipment_address"],
            "carrier": None,
        }
        day = sale["shipping_date"]
        key = self.create(
            SHIPMENT,
            {
                **values,
                **self._house(sale["warehouse"] or 1),
                "planned_date": day,
                "origin_planned_date": day,
                "effective_date": None,
            },
            0,
        )
        for line in self.table("sale.line").values():
            service = self.table("product.product")[line["product"]].get("type") == "service"
            if line["sale"] == sale["id"] and not service and line["quantity"] > 0:
                self._new_move(
                    key, {**_of_line(line), "from_location": self.table(SHIPMENT)[key]["warehouse_output"], "planned_date": day}
                )
        return key

    def _house(self, warehouse: int) -> Row:
        place = self.table("stock.location")[warehouse]
        return {
            "warehouse": warehouse,
            "warehouse_storage": place["storage_location"],
            "warehouse_output": place["output_location"],
        }

    def _new_move(self, shipment: int, values: Row) -> int:
        given = {"planned_date": None, "effective_date": None, "state": "draft", "origin_planned_date": None, **values}
        return self.create(MOVE, {**given, "shipment": f"{SHIPMENT},{shipment}"}, 0)

    def buy(self, supplier: int, product: int, quantity: float, days: tuple[date, date]) -> int:
        """What a supplier sends to the first warehouse: the day it said first, and the day it says now."""
        purchase = self.create("purchase.purchase", {"number": "PO00001", "party": supplier, "state": "processing"}, 0)
        said, now = days
        house = self.table("stock.location")[1]["input_location"]
        values = {
            "origin": f"purchase.line,{purchase}",
            "purchase": purchase,
            "supplier": supplier,
            "product": product,
            "quantity": quantity,
            "state": "draft",
            "planned_date": now,
            "origin_planned_date": said,
            "effective_date": None,
            "from_location": 9,
            "to_location": house,
            "shipment": None,
        }
        return self.create(MOVE, values, 0)

    def moves_of(self, shipment: int) -> list[Row]:
        return [m for m in self.table(MOVE).values() if m["shipment"] == f"{SHIPMENT},{shipment}"]

    # ---- done ----

    def ship(self, user: int, name: str, args: list[Any]) -> Any:
        """A button, ``write`` or ``copy`` of shipments."""
        if STOCK_GROUP not in self.table("res.user")[user]["groups"]:
            raise user_error('You are not allowed to access "Stock Shipment Out".')
        if name == "copy":
            return [self._copy(user, key, args[1]) for key in args[0]]
        for key in args[0]:
            if name == "write":
                self._change(user, key, dict(args[1]))
            else:
                self._press(user, key, name)
        return None

    # ---- amended ----

    def amend(self, user: int, keys: list[int]) -> None:
        """``validate_amendment``: the lines as it says, and what is open of the sale is planned anew."""
        if STOCK_GROUP not in self.table("res.user")[user]["groups"]:
            raise user_error('Calling button "validate_amendment" on "Sale Amendment" is not allowed.')
        for key in keys:
            amendment = self.table("sale.amendment")[key]
            if amendment["state"] != "draft":
                continue
            held = [(k, s) for k, s in self.table(SHIPMENT).items() if s["sale"] == amendment["sale"]]
            if any(s["state"] == "assigned" for _, s in held):
                raise user_error('To delete stock move "1" you must cancel it.')
            for action, made in amendment["lines"]:
                assert action == "create"
                for change in made:
                    kept = ("quantity", "product", "unit_price", "description")
                    self.write("sale.line", change["line"], {name: change[name] for name in kept})
            for shipment, _ in held:
                for move in self.moves_of(shipment):
                    self.delete(MOVE, move["id"])
                self.delete(SHIPMENT, shipment)
            self.write("sale.amendment", key, {"state": "validated"})
            sale = self.table("sale.sale")[amendment["sale"]]
            self.write("sale.sale", sale["id"], {})
            self.send(sale)

    def _copy(self, user: int, key: int, default: Row) -> int:
        old = self.table(SHIPMENT)[key]
        kept = {k: v for k, v in old.items() if k not in ("id", "create_uid", "create_date", "write_date")}
        assert default.pop("moves") is None  # the console copies none of them
        return self.create(SHIPMENT, {**kept, "state": "draft", "number": None, **default}, user)

    def _change(self, user: int, key: int, values: Row) -> None:
        actions = values.pop("moves", [])
        ours = self.table(SHIPMENT)[key]
        for action, *rest in sorted(actions, key=lambda a: ("delete", "write", "create").index(a[0])):
            for move in rest[0] if action != "create" else ():
                if self.table(MOVE)[move]["state"] != "draft" or self._holder(move)["state"] != "draft":
                    raise user_error('You are not allowed to modify the field "Quantity" in "Stock Move".')
            if action == "delete":
                for move in rest[0]:
                    self.delete(MOVE, move)
            elif action == "write":
                for move in rest[0]:
                    self.write(MOVE, move, rest[1])
            else:
                for made in rest[0]:
                    if made["from_location"] != ours["warehouse_output"]:
                        raise user_error('The value for field "From Location" in "Stock Move" is not valid.')
                    self._new_move(key, made)
        if "planned_date" in values:
            if ours["state"] != "draft":
                raise user_error(f'You are not allowed to modify the field "Planned Date" in record "{ours["number"]}".')
            for move in self.moves_of(key):
                self.write(MOVE, move["id"], {"planned_date": values["planned_date"]})
        self.write(SHIPMENT, key, values)
        self.log(user, SHIPMENT, key, "write", ",".join([*values, *(["moves"] if actions else [])]))

    def _holder(self, move: int) -> Row:
        return self.table(SHIPMENT)[int(self.table(MOVE)[move]["shipment"].partition(",")[2])]

    def _press(self, user: int, key: int, button: str) -> None:
        shipment = self.table(SHIPMENT)[key]
        if shipment["state"] not in _STARTS[button]:
            if button == "assign_try":
                return
            raise user_error(f'You can not call "{button}" on "{shipment["number"]}" of "Customer Shipment".')
        values: Row = {"number": shipment["number"] or f"SH9{key:04}"} if button == "wait" else {}
        if button == "assign_try":
            if not all(self._is_there(key, m) for m in self.moves_of(key)):
                return
            values["state"] = "assigned"
        else:
            values["state"] = _REACHED[button]
        for move in self.moves_of(key):
            state = {"assign_try": "assigned", "cancel": "cancelled"}.get(button, "draft")
            self.write(MOVE, move["id"], {"state": state})
        self.write(SHIPMENT, key, values)
        self.log(user, SHIPMENT, key, "button", button)

    def _is_there(self, key: int, move: Row) -> bool:
        """Not promised to others already."""
        taken = sum(
            m["quantity"]
            for m in self.table(MOVE).values()
            if (m["product"], m["from_location"]) == (move["product"], move["from_location"])
            and m["state"] in ("assigned", "done")
        )
        return bool(taken + move["quantity"] <= (SOME if move["product"] == SCARCE else PLENTY))


def _of_line(line: Row) -> Row:
    return {
        "origin": f"sale.line,{line['id']}",
        "product": line["product"],
        "quantity": float(line["quantity"]),
        "unit": line["unit"],
        "currency": line["currency"],
        "unit_price": line["unit_price"],
        "company": 1,
        "to_location": CUSTOMERS,
    }
