"""The company itself and its books: currency, chart of accounts, fiscal years, tax, terms, ways of being paid."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from demo.days import ZONE
from demo.seed.names import COMPANY, COUNTRIES
from demo.seed.world import World, linked, made

TERMS = {"Due on receipt": 0, "Net 14": 14, "Net 30": 30, "Net 60": 60}


@dataclass(frozen=True, slots=True)
class Books:
    """Ids that goods and customers hang on to."""

    expense: int
    revenue: int
    tax: int
    cash: int
    receivable: int
    cash_journal: int
    terms: dict[str, int]
    countries: dict[str, int]
    currency: int


def found(world: World) -> dict[str, int]:
    """Create currency, countries and the company; all that follows acts for it. Returns countries by ISO code and "EUR"."""
    world.actor = world.one("res.user", ("login", "=", "admin")).id
    euro = world.model("currency.currency").search([("code", "=", "EUR")])
    if not euro:
        rate = {"date": world.ago(3650), "rate": Decimal(1)}
        euro = world.new(
            "currency.currency",
            [
                {
                    "name": "Euro",
                    "symbol": "€",
                    "code": "EUR",
                    "numeric_code": "978",
                    "rounding": Decimal("0.01"),
                    "digits": 2,
                    "rates": made([rate]),
                }
            ],
        )
    countries = world.new("country.country", [{"name": n, "code": c2, "code3": c3} for c2, (n, c3) in COUNTRIES.items()])
    address = {"street": "Kranweg 11", "postal_code": "20457", "city": "Hamburg", "country": countries[0].id}
    (party,) = world.new("party.party", [{"name": COMPANY, "addresses": made([address])}])
    (company,) = world.new("company.company", [{"party": party.id, "currency": euro[0].id, "timezone": ZONE}])
    world.model("res.user").write(
        [world.model("res.user")(world.actor)], {"companies": linked([company.id]), "company": company.id}
    )
    world.company = company.id
    return {"EUR": euro[0].id, **{c.code: c.id for c in countries}}


def open_books(world: World, ids: dict[str, int]) -> Books:
    """Chart, fiscal years, one tax, payment terms, a bank and a payment journal."""
    _chart(world)
    receivable, expense, revenue = (_account(world, kind) for kind in ("receivable", "expense", "revenue"))
    configuration = world.model("account.configuration")(1)
    configuration.default_account_receivable = receivable
    configuration.default_account_payable = _account(world, "payable")
    configuration.default_category_account_expense = expense
    configuration.default_category_account_revenue = revenue
    configuration.save()
    _years(world)
    tax_account = world.one("account.account", ("code", "=", "6.3.6"))
    cash = world.one("account.account", ("code", "=", "1.1.1"))
    (tax,) = world.new(
        "account.tax",
        [
            {
                "name": "VAT 19 %",
                "description": "VAT 19 %",
                "type": "percentage",
                "rate": Decimal("0.19"),
                "company": world.company,
                "invoice_account": tax_account.id,
                "credit_note_account": tax_account.id,
            }
        ],
    )
    terms = world.new("account.invoice.payment_term", [{"name": n, "lines": made([_term(days)])} for n, days in TERMS.items()])
    journal = world.one("account.journal", ("type", "=", "cash"))
    pay = {"name": "Wire", "company": world.company, "journal": journal.id, "credit_account": cash.id, "debit_account": cash.id}
    world.new("account.invoice.payment.method", [pay])
    collect = {"name": "Direct debit", "company": world.company, "currency": ids["EUR"], "process_method": "manual"}
    world.new("account.payment.journal", [collect])
    return Books(
        expense=expense.id,
        revenue=revenue.id,
        tax=tax.id,
        cash=cash.id,
        receivable=receivable.id,
        cash_journal=journal.id,
        terms={t.name: t.id for t in terms},
        countries={code: i for code, i in ids.items() if code != "EUR"},
        currency=ids["EUR"],
    )


def _chart(world: World) -> None:
    wizard = world.pool.get("account.create_chart", type="wizard")
    session, _, _ = wizard.create()
    chart = wizard(session)
    chart.account.company = world.company
    chart.account.account_template = world.model("account.account.template")(world.ref("account.account_template_root_en"))
    chart.transition_create_account()


def _account(world: World, kind: str) -> Any:
    return world.one("account.account", (f"type.{kind}", "=", True), ("closed", "!=", True))


def _term(days: int) -> dict[str, Any]:
    return {"type": "remainder", "relativedeltas": made([{"days": days}]) if days else []}


def _years(world: World) -> None:
    kinds = {k: world.one("ir.sequence.type", ("name", "=", k)).id for k in ("Account Move", "Invoice")}
    years = []
    for year in (world.today.year - 1, world.today.year, world.today.year + 1):
        sequences = [
            {"name": f"{p} {year}", "company": world.company, "prefix": f"{p}{year}-", "padding": 5, "sequence_type": kinds[kind]}
            for p, kind in (("M", "Account Move"), ("INV", "Invoice"), ("CN", "Invoice"))
        ]
        move, invoice, note = world.new("ir.sequence.strict", sequences)
        numbering = {
            "company": world.company,
            "in_invoice_sequence": invoice.id,
            "out_invoice_sequence": invoice.id,
            "in_credit_note_sequence": note.id,
            "out_credit_note_sequence": note.id,
        }
        years += world.new(
            "account.fiscalyear",
            [
                {
                    "name": str(year),
                    "company": world.company,
                    "start_date": dt.date(year, 1, 1),
                    "end_date": dt.date(year, 12, 31),
                    "move_sequence": move.id,
                    "invoice_sequences": made([numbering]),
                }
            ],
        )
    world.model("account.fiscalyear").create_period(years)
