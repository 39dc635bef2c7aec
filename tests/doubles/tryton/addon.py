"""Our add-on in the fake Tryton: commands once per key, rehearsals, deletions, refused confirms."""

from __future__ import annotations

import copy
from typing import Any

from tests.doubles.tryton.company import Company
from tests.doubles.tryton.refusal import Refusal, user_error
from tests.doubles.tryton.returning import BACK, INTERNAL, RETURN
from tests.doubles.tryton.shipping import SHIPMENT
from tests.doubles.tryton.store import Row

CALLABLE = {
    "sale.sale": ("create", "quote", "draft", "confirm", "cancel", "write", "link_web_order", "read", "search_count"),
    "party.party": ("write", "search_count"),
    "party.address": ("create",),
    SHIPMENT: ("copy", "write", "draft", "wait", "assign_try", "cancel", "search_read", "search", "read"),
    "stock.move": ("search_read",),
    "sale.line": ("search_read",),
    "sale.amendment": ("create", "validate_amendment"),
    RETURN: ("write", "receive", "do", "read"),
    INTERNAL: ("create", "wait", "assign_try", "search", "do"),
    "sale.complaint": ("create", "wait", "approve", "write", "read"),
}


class Addon:
    """``console.command``, ``console.change`` and ``console.refusal`` on a company."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.epoch = f"double-{id(company):x}"
        self.kept: dict[str, tuple[int, str, Row]] = {}

    def hello(self) -> Row:
        return {"version": "1.3", "epoch": self.epoch}

    def find(self, user: int, key: str) -> Row | None:
        owner, _, answer = self.kept.get(key, (0, "", {}))
        return {**copy.deepcopy(answer), "replayed": True} if owner == user else None

    def run(self, user: int, key: str, sha256: str, *order: Any) -> Row:
        if key in self.kept:
            owner, digest, answer = self.kept[key]
            if (owner, digest) != (user, sha256):
                raise user_error("This command key has been used for another command.")
            return {**copy.deepcopy(answer), "replayed": True}
        answer = self.perform(user, *order)
        self.kept[key] = (user, sha256, copy.deepcopy(answer))
        return {**answer, "replayed": False}

    def dry_run(self, user: int, calls: Any, expect: Any, accept: Any, watch: Any) -> Row:
        kept = copy.deepcopy(self.company.rows)
        met: list[list[str]] = []
        try:
            while True:
                try:
                    answer = self.perform(user, calls, expect, [*accept, *(name for name, _ in met)], watch)
                    return {**answer, "warnings": met}
                except Refusal as e:
                    if e.said[0] != "UserWarning":
                        raise
                    met.append(e.said[1][:2])
                    self.company.rows = copy.deepcopy(kept)
        finally:
            self.company.rows = kept

    def perform(self, user: int, calls: Any, expect: Any, accept: Any, watch: Any) -> Row:
        company = self.company
        for record, stamp in (expect or {}).items():
            model, key = _record(record)
            if company.stamp(model, key) != stamp:
                raise Refusal("ConcurrencyException", "Records were modified in the meanwhile")
        before = self._look(watch)
        company.accepted = frozenset(accept or ())
        try:
            result: list[Any] = []
            for model, method, arguments in calls:
                result.append(self._call(user, model, method, _filled(arguments, result)))
        finally:
            company.accepted = None
        after = self._look(watch)
        effects = [[r, f, before[r][f], after[r][f]] for r in before for f in before[r] if before[r][f] != after[r][f]]
        named = {*(expect or {}), *(watch or {})}
        revs = {r: company.stamp(*_record(r)) for r in named if company.stamp(*_record(r))}
        return {"result": result, "effects": effects, "revs": revs}

    def _look(self, watch: Any) -> dict[str, Row]:
        seen: dict[str, Row] = {}
        for record, names in (watch or {}).items():
            model, key = _record(record)
            if self.company.get(model, key) is None:
                seen[record] = {}
                continue
            row = self.company.read(model, key, names)
            for name in names:
                if name == "confirmed_by" and row[name]:
                    row[name] = self.company.value(model, key, "confirmed_by.rec_name")
            seen[record] = {name: row[name] for name in names}
        return seen

    def _call(self, user: int, model: str, method: str, arguments: list[Any]) -> Any:
        if method not in CALLABLE.get(model, ()):
            raise user_error(f"A command cannot use {model}.{method}.")
        if method == "search_count":
            return len(self.company.search(model, arguments[0]))
        if method == "search":
            return self.company.search(model, arguments[0])
        if method == "search_read":
            found = self.company.search(model, arguments[0])
            return [self.company.read(model, key, arguments[4]) for key in found]
        if model == SHIPMENT and method != "read":
            return self.company.ship(user, method, arguments)
        if method == "validate_amendment":
            return self.company.amend(user, *arguments)
        if method == "read":
            return [self.company.read(model, key, arguments[1]) for key in arguments[0]]
        if model in BACK:
            return self.company.back(user, model, method, arguments)
        if method == "create":
            return [self.company.make(user, model, values) for values in arguments[0]]
        if method == "write":
            return self.company.change(user, model, *arguments)
        if method == "link_web_order":
            return self.company.link_web_order(user, *arguments)
        try:
            return self.company.press(user, method, arguments[0], model)
        except Refusal as e:
            self.note_refused(user, arguments[0], e)
            raise

    def note_refused(self, user: int, keys: list[int], refusal: Refusal) -> None:
        """The real one writes it in a transaction of its own; the caller restores everything else around it."""
        if refusal.said[0] == "UserError" and refusal.said[-1] == "credit":
            login = self.company.table("res.user")[user]["login"]
            for key in keys:
                values = {"sale": key, "message": refusal.said[1][0], "login": login, "kind": "credit"}
                refusal.said.append(values)

    def since(self, after: int, limit: int, models: list[str] | None) -> Row:
        high = len(self.company.deleted)
        if not limit:
            return {"rows": [], "high": high}
        found = [d for d in self.company.deleted if d[0] > after and (not models or d[1] in models)][:limit]
        rows = [[n, "delete", model, key, "carla", ""] for n, model, key in found]
        return {"rows": rows, "high": found[-1][0] if len(found) == limit else max(high, after)}


def _filled(value: Any, result: list[Any]) -> Any:
    if isinstance(value, list):
        return [_filled(item, result) for item in value]
    if isinstance(value, dict):
        if value.keys() != {"made"}:
            return {k: _filled(v, result) for k, v in value.items()}
        if not result[value["made"]]:
            raise user_error("The command is malformed: made.")
        return result[value["made"]][0]
    return value


def _record(text: str) -> tuple[str, int]:
    model, _, key = text.partition(",")
    return model, int(key)
