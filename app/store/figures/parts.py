"""What the documents behind a figure can be told apart by: customer, product, carrier, what went wrong."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping

from app.domain.chart import By
from app.kpis.imports.touchpoints import TOUCHPOINTS
from app.kpis.kpi import Kpi
from app.queues import QUEUES
from app.store.figures.bars import SPLITS, Split

_OF_LINE = "SELECT {0} FROM line l JOIN sale s ON s.source = l.source AND s.key = l.sale WHERE l.source = i.source AND l.key = "
_MOVE = "(SELECT m.sale_line FROM move m WHERE m.source = i.source AND m.key = i.key)"
_CASE_ID = "substr(i.key, 1, instr(i.key || ' ', ' ') - 1)"
_ONE = "(SELECT {what} FROM {table} t WHERE t.source = i.source AND t.key = i.key)"
# Whose it is, as source and key of the ERP's customer: names are looked up afterwards, for two customers may have one.
_CUSTOMER = f"""CASE i.model
    WHEN 'customer' THEN i.source || ' ' || i.key
    WHEN 'line' THEN ({_OF_LINE.format("i.source || ' ' || s.customer")} i.key)
    WHEN 'move' THEN ({_OF_LINE.format("i.source || ' ' || s.customer")} {_MOVE})
    WHEN 'web_order' THEN (SELECT o.erp_source || ' ' || o.erp_customer FROM order_row o
        WHERE o.source = i.source AND o.model = 'web_order' AND o.key = i.key)
    WHEN 'case' THEN (SELECT r.source || ' ' || r.customer_key FROM case_row r WHERE r.case_id = {_CASE_ID})
    WHEN 'sale' THEN i.source || ' ' || {_ONE.format(what="t.customer", table="sale")}
    WHEN 'shipment' THEN i.source || ' ' || {_ONE.format(what="t.customer", table="shipment")}
    WHEN 'invoice' THEN i.source || ' ' || {_ONE.format(what="t.customer", table="invoice")}
    WHEN 'receivable' THEN i.source || ' ' || {_ONE.format(what="t.customer", table="receivable")} END"""
_PRODUCT = f"""CASE i.model WHEN 'line' THEN {_ONE.format(what="t.product", table="line")}
    WHEN 'web_line' THEN {_ONE.format(what="t.product", table="web_line")}
    WHEN 'move' THEN {_ONE.format(what="t.product", table="move")} END"""
_CARRIER = _ONE.format(what="t.carrier", table="shipment")
_CHANNEL = "CASE WHEN i.model = 'web_order' THEN 'shop' ELSE 'erp' END"
_TYPE = f"coalesce((SELECT k.type FROM team_case k WHERE k.id = {_CASE_ID}), (SELECT r.type FROM case_row r WHERE r.case_id = {_CASE_ID}))"
_FATE = "LEFT JOIN order_fate f ON f.source = i.source AND f.sale = i.key"
# Parts of a perfect order, as columns of ``order_fate``, and what is said where one failed.
FAULTS = (("on_time", "late"), ("in_full", "short"), ("docs", "documents"), ("sound", "damaged or claimed"))
_LOSSES = {"on_time": "Late", "in_full": "Short", "docs": "Documents", "sound": "Damaged or claimed"}
_SURVEYED = "JOIN surveyed v ON v.source = i.source AND v.key = i.key"
_SIMPLE: Mapping[By, str] = {
    By.CUSTOMER: _CUSTOMER,
    By.PRODUCT: _PRODUCT,
    By.CARRIER: _CARRIER,
    By.CHANNEL: _CHANNEL,
    By.TYPE: _TYPE,
}
_NOBODY: Mapping[By, str] = {
    By.CUSTOMER: "Not a customer of the ERP",
    By.PRODUCT: "No product named",
    By.CARRIER: "No carrier named",
    By.TYPE: "Type not known",
    By.FAULT: "Cause not known",
}
_CHANNELS = {"shop": "Shop", "erp": "Taken down in the ERP"}
_TYPES = {queue.type: queue.title for queue in QUEUES}


def split(kpi: Kpi, by: By) -> Split:
    """How rows of this KPI are told apart. KeyError where it has no such parts."""
    if by is By.STEP:
        return SPLITS[kpi.id]
    if by is By.FAULT:
        parts = FAULTS[:2] if kpi.id == "reliability.otif" else FAULTS
        said = " || ".join(f"CASE WHEN f.{column} = 0 THEN '{words}, ' ELSE '' END" for column, words in parts)
        return Split(_FATE, f"rtrim({said}, ', ')", "num")
    if by is By.LOSS:
        columns = [column for column, _ in FAULTS]
        failed = " + ".join(f"coalesce(f.{column} = 0, 0)" for column in columns)
        alone = " ".join(f"WHEN f.{column} = 0 THEN {i}" for i, column in enumerate(columns))
        names = (*(f"{_LOSSES[column]} alone" for column in columns), "Several of these")
        return Split(_FATE, f"CASE WHEN {failed} > 1 THEN {len(columns)} {alone} END", "num", names)
    if by is By.TOUCHPOINT:
        at = " ".join(f"WHEN '{name}' THEN {i}" for i, (name, _) in enumerate(TOUCHPOINTS))
        return Split(_SURVEYED, f"CASE v.touchpoint {at} END", "num", tuple(title for _, title in TOUCHPOINTS))
    return Split("", _SIMPLE[by], "num")


def called(fault: str) -> str:
    """ "late, short" as it is written on screen: "Late + short"."""
    return f"{fault[:1].upper()}{fault[1:]}".replace(", ", " + ")


def labels(db: sqlite3.Connection, by: By, keys: Iterable[str], steps: tuple[str, ...]) -> dict[str, str]:
    """What each part is called. ``steps``: names of numbered ones."""
    listed = list(keys)
    known: Mapping[str, str] = {}
    if by is By.CUSTOMER:
        asked = json.dumps([key.split(" ", 1) for key in listed if " " in key])
        rows = db.execute(
            "SELECT c.source || ' ' || c.key, c.name FROM json_each(?) j JOIN customer c ON c.source = j.value ->> 0 "
            "AND c.key = j.value ->> 1",
            (asked,),
        )
        known = dict(rows.fetchall())
    elif steps:
        known = {str(i): name for i, name in enumerate(steps)}
    elif by in (By.TYPE, By.STEP):
        known = _TYPES
    elif by is By.CHANNEL:
        known = _CHANNELS
    elif by is By.FAULT:
        known = {key: called(key) for key in listed if key}
    return {key: known.get(key) or (_NOBODY.get(by, "others") if not key or by is By.CUSTOMER else key) for key in listed}
