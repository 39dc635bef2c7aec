"""What is held, found without any of the product's code: on a clone of the database, confirm as the rep, sale by sale.

The refused ones are the queue. It speaks SQL and JSON-RPC itself; nothing of ``app`` is imported here, and must not be.
"""

from __future__ import annotations

import base64
import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import psycopg

ORDERED = """
    SELECT s.id, s.number
      FROM sale_sale AS s
     WHERE s.state = 'quotation'
       AND (coalesce(s.reference, '') <> ''
            OR coalesce(s.web_id, '') <> ''
            OR EXISTS (SELECT 1 FROM console_refusal AS r WHERE r.sale = s.id))
     ORDER BY s.shipping_date ASC NULLS LAST, s.id
"""


@dataclass(frozen=True)
class Answer:
    confirmed: frozenset[str]
    refused: frozenset[str]
    other: dict[str, str]  # refused for something that is not credit: the demo company must not have any


class Rep:
    """A customer service rep at a keyboard, as plain as can be."""

    def __init__(self, url: str, database: str, login: str, password: str) -> None:
        self._at = urlsplit(url)
        self._path = f"/{database}/rpc/"
        user, token = self._post("common.db.login", [login, {"password": password}, "en"], {})[:2]
        self._session = "Session " + base64.b64encode(f"{login}:{user}:{token}".encode()).decode()
        self._context = self.call("model.res.user.get_preferences", True, context={})

    def call(self, method: str, *params: Any, context: dict[str, Any] | None = None) -> Any:
        return self._post(method, [*params, self._context if context is None else context], {"Authorization": self._session})

    def _post(self, method: str, params: list[Any], headers: dict[str, str]) -> Any:
        connection = http.client.HTTPConnection(self._at.hostname or "", self._at.port, timeout=60)
        body = json.dumps({"id": 1, "method": method, "params": params})
        connection.request("POST", self._path, body, {"Content-Type": "application/json", "Accept-Encoding": "gzip", **headers})
        response = connection.getresponse()
        raw = response.read()
        connection.close()
        if raw[:2] == b"\x1f\x8b":
            import gzip

            raw = gzip.decompress(raw)
        assert response.status == 200, (response.status, raw[:200])
        answer = json.loads(raw)
        if answer.get("error"):
            raise RpcError(answer["error"])
        return answer["result"]


class RpcError(Exception):
    """The server's own words."""


def held(dsn: str, url: str, database: str, login: str, password: str) -> Answer:
    """Confirm every ordered quotation of the clone ``database`` as ``login``, in the order in which goods are asked for."""
    with psycopg.connect(dsn) as connection:
        rows = connection.execute(ORDERED).fetchall()
    rep = Rep(url, database, login, password)
    confirmed, refused, other = set(), set(), {}
    for id_, number in rows:
        try:
            rep.call("model.sale.sale.confirm", [id_])
        except RpcError as e:
            words = json.dumps(e.args[0])
            (
                refused.add(number)
                if "credit limit" in words.lower() or "dunning" in words.lower()
                else other.update({number: words[:300]})
            )
        else:
            confirmed.add(number)
    return Answer(frozenset(confirmed), frozenset(refused), other)


def confirmed_by(dsn: str, number: str) -> tuple[str, str | None]:
    """(state, login of who confirmed) of a sale, straight from the database."""
    query = """
        SELECT s.state, u.login FROM sale_sale AS s
          LEFT JOIN company_employee AS e ON e.id = s.confirmed_by
          LEFT JOIN "res_user-company_employee" AS l ON l.employee = e.id
          LEFT JOIN res_user AS u ON u.id = l."user"
         WHERE s.number = %s
    """
    with psycopg.connect(dsn) as connection:
        row = connection.execute(query, (number,)).fetchone()
    assert row is not None, f"{number} is not in the database"
    return row[0], row[1]
