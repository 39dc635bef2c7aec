"""How goods and money come back in the fake Tryton: return shipments, what goes on within the company, credit notes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from demo.days import today
from tests.doubles.tryton.goods import Goods
from tests.doubles.tryton.refusal import user_error
from tests.doubles.tryton.shipping import CUSTOMERS, MOVE, PLENTY, STOCK_GROUP
from tests.doubles.tryton.store import Row

RETURN, INTERNAL, INVOICE = "stock.shipment.out.return", "stock.shipment.internal", "account.invoice"
BACK = (RETURN, INTERNAL, INVOICE)
_STARTS: dict[tuple[str, str], tuple[tuple[str, ...], str]] = {
    (RETURN, "receive"): (("draft",), "received"),
    (RETURN, "do"): (("received",), "done"),
    (INTERNAL, "wait"): (("draft",), "waiting"),
    (INTERNAL, "assign_try"): (("waiting",), "assigned"),
    (INTERNAL, "do"): (("assigned",), "done"),
    (INTERNAL, "cancel"): (("draft", "waiting", "assigned"), "cancelled"),
    (INVOICE, "post"): (("draft",), "posted"),
}


class Returning(Goods):
    """``bring_back``: what is queued after every transaction; ``back``: buttons and writes of the three models."""

    def open_doors(self) -> None:
        """Each warehouse gets a place where goods come in and one beside it for what is set aside; all share one for what is lost."""
        lost = self.create("stock.location", {"name": "Lost", "type": "lost_found", "active": True}, 0)
        for warehouse in (1, 2, 3):
            values = {"type": "storage", "active": True, "parent": warehouse}
            door = self.create("stock.location", {"name": f"Door {warehouse}", **values}, 0)
            self.create("stock.location", {"name": f"Quarantine {warehouse}", **values}, 0)
            self.table("stock.location")[warehouse].update({"input_location": door, "lost_found_location": lost})

    # ---- by itself ----

    def bring_back(self, sale: Row) -> None:
        lines = [x for x in self.table("sale.line").values() if x["sale"] == sale["id"] and x["quantity"] < 0]
        moves = {x["id"]: [m for m in self.table(MOVE).values() if m["origin"] == f"sale.line,{x['id']}"] for x in lines}
        wanted = {x["id"]: -x["quantity"] - sum(m["quantity"] for m in moves[x["id"]]) for x in lines}
        if any(n > 0 for n in wanted.values()):
            self._expect(sale, [x for x in lines if wanted[x["id"]] > 0], wanted)
        charged = {x["id"]: sum(-i["quantity"] for i in self._invoiced(x)) for x in lines}
        came = {x["id"]: sum(m["quantity"] for m in moves[x["id"]] if m["state"] == "done") for x in lines}
        owed = [(x, came[x["id"]] - charged[x["id"]]) for x in lines if came[x["id"]] > charged[x["id"]]]
        if owed:
            self._note(sale, owed)

    def _expect(self, sale: Row, lines: list[Row], wanted: dict[int, float]) -> None:
        place = self.table("stock.location")[sale["warehouse"] or 1]
        head = {"customer": sale["party"], "state": "draft", "reference": None, "planned_date": None, "effective_date": None}
        rooms = {"warehouse": sale["warehouse"] or 1, "input": place["input_location"], "storage": place["storage_location"]}
        key = self.create(RETURN, {**head, **rooms, "number": None}, 0)
        self.table(RETURN)[key]["number"] = f"RS{key:05}"
        for line in lines:
            ends = {"from_location": CUSTOMERS, "to_location": place["input_location"]}
            self._go(line, wanted[line["id"]], f"sale.line,{line['id']}", f"{RETURN},{key}", ends)

    def _go(self, like: Row, quantity: float, origin: str, shipment: str, ends: Row) -> int:
        goods = {"product": like["product"], "unit": like["unit"], "quantity": quantity, "company": 1}
        days = {"planned_date": None, "effective_date": None, "state": "draft"}
        return self.create(MOVE, {**goods, **days, **ends, "origin": origin, "shipment": shipment}, 0)

    def _invoiced(self, line: Row) -> list[Row]:
        rows = self.table("account.invoice.line").values()
        mine = (r for r in rows if r["origin"] == f"sale.line,{line['id']}")
        return [r for r in mine if self.table(INVOICE)[r["invoice"]]["state"] != "cancelled"]

    def _note(self, sale: Row, owed: list[tuple[Row, float]]) -> None:
        head = {"party": sale["party"], "type": "out", "state": "draft", "number": None, "invoice_date": None, "comment": None}
        money = {"total_amount_cache": None, "amount_to_pay": Decimal(0), "currency": 1}
        key = self.create(INVOICE, {**head, **money}, 0)
        for line, pieces in owed:
            self._charge(key, {"quantity": -pieces, "unit_price": line["unit_price"], "origin": f"sale.line,{line['id']}"})

    def _charge(self, invoice: int, values: Row) -> None:
        plain = {"type": "line", "currency": 1, "account": 1, "taxes": [], "origin": None, **values, "invoice": invoice}
        amount = (Decimal(str(plain["quantity"])) * plain["unit_price"]).quantize(Decimal("0.01"))
        self.create("account.invoice.line", {**plain, "amount": amount}, 0)

    def get_total_amount(self, row: Row) -> Decimal:
        lines = self.table("account.invoice.line").values()
        return sum((x["amount"] for x in lines if x["invoice"] == row["id"]), Decimal(0))

    # ---- by somebody ----

    def back(self, user: int, model: str, name: str, args: list[Any]) -> Any:
        if STOCK_GROUP not in self.table("res.user")[user]["groups"]:
            raise user_error(f'You are not allowed to access "{model}".')
        if name == "create":
            return [self._internal(user, values) for values in args[0]]
        for key in args[0]:
            if name == "write":
                self._alter(user, model, key, dict(args[1]))
            else:
                self._step(user, model, key, name)
        return None

    def _internal(self, user: int, values: Row) -> int:
        plain = {k: v for k, v in values.items() if k != "moves"}
        key = self.create(INTERNAL, {**plain, "state": "draft", "number": None}, user)
        for _, made in values["moves"]:
            for one in made:
                ends = {"from_location": one["from_location"], "to_location": one["to_location"]}
                self._go(one, float(one["quantity"]), one["origin"], f"{INTERNAL},{key}", ends)
        return key

    def _alter(self, user: int, model: str, key: int, values: Row) -> None:
        children, field = (MOVE, "moves") if model == RETURN else ("account.invoice.line", "lines")
        actions = values.pop(field, [])
        if actions and self.table(model)[key]["state"] != "draft":
            raise user_error("You are not allowed to modify the field in this state.")
        for action, *rest in actions:
            if action == "create":
                for made in rest[0]:
                    self._charge(key, {**made, "taxes": []})
            for child in rest[0] if action != "create" else ():
                if action == "delete":
                    self.delete(children, child)
                else:
                    self.write(children, child, rest[1])
        self.write(model, key, values)
        self.log(user, model, key, "write", ",".join([*values, *([field] if actions else [])]))

    def _step(self, user: int, model: str, key: int, button: str) -> None:
        row = self.table(model)[key]
        starts, to = _STARTS[model, button]
        if row["state"] not in starts:
            if button == "assign_try":
                return
            raise user_error(f'You can not call "{button}" on "{row["number"]}".')
        if button == "assign_try" and any(m["quantity"] > PLENTY for m in self._moves(f"{INTERNAL},{key}")):
            return
        if model == RETURN:
            self._carry(key, button)
        elif model == INTERNAL and button == "do":
            self._finish(self._moves(f"{INTERNAL},{key}"))
        elif button == "cancel":
            for move in self._moves(f"{INTERNAL},{key}"):
                self.write(MOVE, move["id"], {"state": "cancelled"})
        values: Row = {"state": to}
        if model == INVOICE:
            values |= {"number": f"INV{key:05}", "total_amount_cache": self.get_total_amount(row)}
        self.write(model, key, values)
        self.log(user, model, key, "button", button)

    def _carry(self, key: int, button: str) -> None:
        shipment = self.table(RETURN)[key]
        came = [m for m in self._moves(f"{RETURN},{key}") if m["to_location"] == shipment["input"]]
        if button == "do":
            self._finish([m for m in self._moves(f"{RETURN},{key}") if m not in came])
            return
        self._finish(came)
        for move in came:
            ends = {"from_location": shipment["input"], "to_location": shipment["storage"]}
            if move["quantity"]:
                self._go(move, move["quantity"], f"{MOVE},{move['id']}", f"{RETURN},{key}", ends)

    def _finish(self, moves: list[Row]) -> None:
        for move in moves:
            self.write(MOVE, move["id"], {"state": "done", "effective_date": today()})

    def _moves(self, shipment: str) -> list[Row]:
        return [m for m in self.table(MOVE).values() if m["shipment"] == shipment]
