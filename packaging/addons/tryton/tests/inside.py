# SPDX-FileCopyrightText: Clearline contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs beside the server under trytond's own Python: makes test data, and does what no RPC call can. Speaks JSON lines."""

import json
import sys
import traceback
from contextlib import nullcontext
from decimal import Decimal

from trytond import config

config.update_etc(sys.argv[1])

from trytond.exceptions import UserError  # noqa: E402 - after the configuration
from trytond.pool import Pool  # noqa: E402
from trytond.transaction import Transaction, TransactionError  # noqa: E402
from trytond.worker import run_task  # noqa: E402

DATABASE = sys.argv[2]
PEOPLE = {
    "addon_rep": ["sale.group_sale"],
    "addon_rep2": ["sale.group_sale"],
    "addon_credit": ["sale.group_sale", "account.group_account", "account_credit_limit.group_credit_limit"],
    "addon_books": ["account.group_account"],
    "addon_nobody": [],
}


def people(password):
    """Users with the rights the tests speak of, each with an employee; returns the company."""
    pool = Pool()
    data, company = pool.get("ir.model.data"), pool.get("company.company").search([], limit=1)[0]
    for login, groups in PEOPLE.items():
        (party,) = pool.get("party.party").create([{"name": login}])
        (employee,) = pool.get("company.employee").create([{"party": party.id, "company": company.id}])
        group_ids = [data.get_id(*name.split(".")) for name in groups]
        values = {"name": login, "login": login, "password": password, "groups": [("add", group_ids)]}
        links = {"companies": [("add", [company.id])], "company": company.id, "employees": [("add", [employee.id])]}
        pool.get("res.user").create([{**values, **links, "employee": employee.id}])
    return company.id


def quotation(amount, limit, lines=1):
    """A new customer with this credit limit (None: no limit) and a quotation of that amount for them, ready to confirm."""
    pool = Pool()
    sales, parties = pool.get("sale.sale"), pool.get("party.party")
    pattern = sales.search([("state", "in", ["quotation", "processing"]), ("shipment_method", "=", "order")], limit=1)[0]
    party = parties(name="Add-on Customer", addresses=[{"street": "1 Test Road"}])
    party.save()
    address = party.addresses[0]
    whose = {
        "party": party.id,
        "invoice_party": None,
        "shipment_party": None,
        "invoice_address": address.id,
        "shipment_address": address.id,
    }
    (sale,) = sales.copy([pattern], {**whose, "reference": "ADDON"})
    goods = [line for line in sale.lines if line.type == "line" and line.product]
    keep = goods[0]
    pool.get("sale.line").delete([line for line in sale.lines if line != keep])
    keep.quantity, keep.unit_price = 1, Decimal(amount) / lines
    if hasattr(keep, "base_price"):
        keep.base_price = keep.unit_price
    keep.taxes = ()
    keep.save()
    if lines > 1:
        pool.get("sale.line").copy([keep] * (lines - 1))
    sale.save()
    parties.write([party], {"credit_limit_amount": None if limit is None else Decimal(limit)})
    sales.quote([sales(sale.id)])
    return {"sale": sale.id, "party": party.id, "line": keep.id}


def delete(model, ids):
    """Delete as the server itself, not as a user."""
    records = Pool().get(model)
    records.delete(records.browse(ids))


def void(model, ids, button):
    getattr(Pool().get(model), button)(Pool().get(model).browse(ids))


def divide():
    """What a call that ends the transaction gets."""
    from clearline_console.scope import scope

    messages = []
    for ending in ("commit", "rollback"):
        with scope(frozenset(), rehearsal=False):
            try:
                getattr(Transaction(), ending)()
            except UserError as error:
                messages.append(type(error).__name__)
    return messages


def draft_invoice(party):
    """A draft customer invoice and a draft accounting move: rows that may still be deleted."""
    pool = Pool()
    invoices = pool.get("account.invoice")
    template = invoices.search([("type", "=", "out")], limit=1)[0]
    customer = pool.get("party.party")(party)
    (invoice,) = invoices.copy([template], {"party": customer.id, "invoice_address": customer.addresses[0].id})
    lines = pool.get("account.move.line")
    pattern = lines.search([], limit=1)[0]
    (move,) = pool.get("account.move").copy([pattern.move])
    billed = [line.id for line in invoice.lines]
    return {"invoice": invoice.id, "billed": billed, "move": move.id, "lines": [line.id for line in move.lines]}


def post(invoice, undo):
    """The number that posting this invoice draws; with ``undo`` in the transaction of a dry run."""
    from clearline_console.rehearse import undone

    invoices = Pool().get("account.invoice")
    with undone() if undo else nullcontext():
        invoices.post([invoices(invoice)])
        return invoices(invoice).number


def outgoing(sale):
    """The shipments and moves of a processed sale."""
    record = Pool().get("sale.sale")(sale)
    return {"shipments": [s.id for s in record.shipments], "moves": [m.id for s in record.shipments for m in s.moves]}


JOBS = {job.__name__: job for job in (people, quotation, delete, void, divide, draft_invoice, post, outgoing)}


def perform(name, arguments):
    extras = {}
    while True:
        with Transaction().start(DATABASE, 0, context={"company": 1, "_skip_warnings": True}, **extras) as transaction:
            try:
                answer = JOBS[name](**arguments)
            except TransactionError as error:
                transaction.rollback()
                error.fix(extras)
                continue
            transaction.commit()
        while transaction.tasks:
            run_task(DATABASE, transaction.tasks.pop())
        return answer


def main():
    with Transaction().start(DATABASE, 0, readonly=True):
        Pool(DATABASE).init()
    for line in sys.stdin:
        name, arguments = json.loads(line)
        try:
            reply = {"answer": perform(name, arguments)}
        except Exception as error:  # noqa: BLE001 - whatever it is, the test that asked must show it
            reply = {"error": "".join(traceback.format_exception(error))}
        print(json.dumps(reply), flush=True)


main()
