"""The JSON-RPC of the fake Tryton over real HTTP: sessions, errors, one transaction per call."""

from __future__ import annotations

import base64
import copy
import gzip
import json
import secrets
import threading
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from demo.days import today
from tests.doubles.faults import Answer, Front
from tests.doubles.tryton.addon import Addon
from tests.doubles.tryton.company import Company
from tests.doubles.tryton.complaints import ATTACHMENT
from tests.doubles.tryton.goods import DESCRIBED
from tests.doubles.tryton.refusal import Refusal, user_error
from tests.doubles.tryton.returning import BACK
from tests.doubles.tryton.shipping import SHIPMENT
from tests.doubles.tryton.store import Row


class FakeTryton(Front):
    """``erp``: the company behind it; ``faults``: what goes wrong next. ``addon``: with console.command."""

    def __init__(self, *, addon: bool, database: str = "double") -> None:
        self.erp = Company()
        self.addon = Addon(self.erp) if addon else None
        self.database = database
        self._sessions: dict[str, int] = {}
        self._idle: set[str] = set()
        self._lock = threading.Lock()
        super().__init__(self._answer)

    def expire_sessions(self) -> None:
        self._sessions.clear()

    def let_sessions_idle(self) -> None:
        """None of them is fresh any more."""
        self._idle |= self._sessions.keys()

    # ---- HTTP ----

    def _answer(self, verb: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        said = json.loads(body, object_hook=_decode)
        method, params = said["method"], said["params"]
        if path not in ("/rpc/", f"/{self.database}/rpc/"):
            return 404, {}, b""
        try:
            with self._lock:
                result: Row = {"result": self._call(path, method, params, headers.get("Authorization", ""))}
        except PermissionError as e:
            return int(str(e)), {}, b""
        except Refusal as e:
            result = {"error": e.said[:2]}
        except KeyError as e:
            result = {"error": [repr(e.args[0]), ""]}
        text = json.dumps({"id": said["id"], **result}, default=_encode).encode()
        answer = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
        return 200, answer, gzip.compress(text)

    def _call(self, path: str, method: str, params: list[Any], authorization: str) -> Any:
        if path == "/rpc/":
            return {"common.server.version": "8.2", "common.db.list": [self.database]}[method]
        if method == "common.db.login":
            return self._login(params[0], params[1].get("password"))
        token = base64.b64decode(authorization.removeprefix("Session ") or b"").decode().rpartition(":")[2]
        if token not in self._sessions:
            raise PermissionError(401)
        if method == "common.db.logout":
            return self._sessions.pop(token) and None
        user = self._sessions[token]
        if method == "model.account.invoice.post" and token in self._idle:  # the real one forgets such a session
            del self._sessions[token]
            raise PermissionError(401)
        return self._transaction(user, method, params[:-1], params[-1])

    def _login(self, login: str, password: Any) -> list[Any]:
        if self.erp.passwords.get(login) != password:
            raise PermissionError(401)
        token = secrets.token_hex(16)
        self._sessions[token] = self.erp.users[login]
        return [self.erp.users[login], token, None]

    def _transaction(self, user: int, method: str, args: list[Any], context: Row) -> Any:
        """All or nothing, like the dispatcher's; what a confirm queued runs after it."""
        writes = not method.endswith(
            (
                *("read", "search", "search_count", "hello", "find", "since", "get_access", "get_preferences"),
                *("default_get", "on_change", "on_change_with", "fields_get", "today"),
            )
        )
        self.erp.context = context
        kept = copy.deepcopy(self.erp.rows) if writes else None
        try:
            self._check_stamps(context)
            result = self._dispatch(user, method, args)
        except (Refusal, KeyError) as e:
            if kept is not None:
                self.erp.rows = kept
            if isinstance(e, Refusal) and isinstance(e.said[-1], dict) and self.addon:
                self.erp.create("console.refusal", e.said.pop(), user)
            raise
        if writes and not method.endswith("dry_run"):
            self.erp.process()
        return result

    def _check_stamps(self, context: Row) -> None:
        for record, stamp in (context.get("_timestamp") or {}).items():
            model, _, key = record.partition(",")
            if self.erp.stamp(model, int(key)) != stamp:
                raise Refusal("ConcurrencyException", "Records were modified in the meanwhile")

    # ---- methods ----

    def _dispatch(self, user: int, method: str, args: list[Any]) -> Any:
        kind, _, rest = method.partition(".")
        model, _, name = rest.rpartition(".")
        if kind != "model":
            raise PermissionError(403)
        if model.startswith("console."):
            return self._console(user, model, name, args)
        if model == "res.user" and name == "get_preferences":
            return self._preferences(user)
        if model == "res.user.warning" and name == "skip":
            return self.erp.skipped.add((user, args[0]))
        if model == "ir.model.access":
            return {m: dict.fromkeys(("read", "write", "create", "delete"), self.erp.may(user, m)) for m in args[0]}
        return self._on_model(user, model, name, args)

    def _on_model(self, user: int, model: str, name: str, args: list[Any]) -> Any:
        erp = self.erp
        if model == "ir.date":
            return today()
        erp.check(user, model)
        if model == ATTACHMENT:
            erp.check_search(name, args)
        if name == "search_read":
            domain, offset, limit, order, fields = args
            found = erp.search(model, domain, order)[offset:]
            return [erp.read(model, k, fields) for k in found[:limit]]
        if name == "search":
            return erp.search(model, args[0], args[3])[args[1] :][: args[2]]
        if name == "read":
            if missing := [k for k in args[0] if erp.get(model, k) is None]:
                raise user_error(f'You are trying to read records "{missing[0]}" of "{model}" that don\'t exist.')
            return [erp.read(model, k, args[1]) for k in args[0]]
        if name == "search_count":
            return len(erp.search(model, args[0]))
        if name == "default_get":
            return erp.defaults(args[0])
        if name == "on_change":
            return erp.on_change(model, args[0])
        if name == "on_change_with":
            return erp.on_change_with(args[0])
        if name == "fields_get":
            return DESCRIBED
        if model in BACK:
            return erp.back(user, model, name, args)
        if model == SHIPMENT:
            return erp.ship(user, name, args)
        if name == "validate_amendment":
            return erp.amend(user, args[0])
        if name == "create":
            return [erp.make(user, model, values) for values in args[0]]
        if name == "write":
            return erp.change(user, model, *args)
        if name == "copy":
            return erp.copy(user, args[0])
        if name == "delete":
            return erp.remove(user, model, args[0])
        if model == "sale.complaint" and name in ("wait", "approve", "reject", "draft", "cancel"):
            return erp.press(user, name, args[0], model)
        if model == "sale.sale" and name in ("quote", "draft", "confirm", "cancel"):
            try:
                return erp.press(user, name, args[0])
            except Refusal as e:
                if self.addon and name == "confirm":
                    self.addon.note_refused(user, args[0], e)
                raise
        raise PermissionError(403)

    def _console(self, user: int, model: str, name: str, args: list[Any]) -> Any:
        if self.addon is None:
            raise KeyError(model)
        if model == "console.refusal":
            return self._on_model(user, model, name, args)
        if model == "console.change":
            return self.addon.since(*args)
        if name == "hello":
            return self.addon.hello()
        if name in ("run", "dry_run"):
            calls = args[2] if name == "run" else args[0]
            if not calls or not all(isinstance(c, list) and len(c) == 3 for c in calls):
                raise user_error("The command is malformed: calls.")
        return getattr(self.addon, name)(user, *args)

    def _preferences(self, user: int) -> Row:
        row = self.erp.table("res.user")[user]
        return {
            "company": 1,
            "companies": [1],
            "employee": row["employee"],
            "employee.rec_name": row["name"],
            "groups": row["groups"],
            "administrator": False,
            "language": "en",
            "locale": {},
        }


def _encode(value: Any) -> Any:
    if isinstance(value, Decimal):
        return {"__class__": "Decimal", "decimal": str(value)}
    if isinstance(value, bytes):
        return {"__class__": "bytes", "base64": base64.b64encode(value).decode()}
    if isinstance(value, datetime):
        keys = ("year", "month", "day", "hour", "minute", "second", "microsecond")
        return {"__class__": "datetime", **{k: getattr(value, k) for k in keys}}
    if isinstance(value, date):
        return {"__class__": "date", "year": value.year, "month": value.month, "day": value.day}
    if isinstance(value, timedelta):
        return {"__class__": "timedelta", "seconds": value.total_seconds()}
    raise TypeError(type(value))


def _decode(found: Row) -> Any:
    kind = found.pop("__class__", None)
    if kind == "Decimal":
        return Decimal(found["decimal"])
    if kind == "datetime":
        return datetime(**found, tzinfo=UTC)
    if kind == "date":
        return date(**found)
    if kind == "timedelta":
        return timedelta(seconds=found["seconds"])
    if kind == "bytes":
        return base64.b64decode(found["base64"])
    return found
