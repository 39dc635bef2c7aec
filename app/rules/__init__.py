"""The rules that find exceptions.

To add one: a file named after the exception with an object of the ``Rule`` protocol, one line in ``RULES``, samples that fire, that
stay silent and that cannot know in ``tests/app/rules/samples.py``, and its queue in ``app/queues.py``.
"""

from typing import TypeGuard

from app.rules.address import ADDRESS
from app.rules.credit import CREDIT
from app.rules.payment import PAYMENT
from app.rules.price import PRICE
from app.rules.rule import AnyRule, CustomerRule, GoodsRule, OrderRule
from app.rules.split import SPLIT
from app.rules.sync import SYNC
from app.rules.validation import VALIDATION

RULES: tuple[AnyRule, ...] = (CREDIT, VALIDATION, PRICE, ADDRESS, PAYMENT, SYNC, SPLIT)


def of_customers(rule: AnyRule) -> TypeGuard[CustomerRule]:
    """The rule judges a customer's records."""
    return rule.scope == "customer"


def of_orders(rule: AnyRule) -> TypeGuard[OrderRule]:
    """The rule judges one order across systems."""
    return rule.scope == "order"


def of_goods(rule: AnyRule) -> TypeGuard[GoodsRule]:
    """The rule judges what is to leave of one sale."""
    return rule.scope == "goods"
