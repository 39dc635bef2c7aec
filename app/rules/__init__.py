"""The rules that find exceptions.

To add one: a file named after the exception with an object of the ``Rule`` protocol, one line under what it judges, samples that fire,
that stay silent and that cannot know in ``tests/app/rules/samples.py``, and its queue in ``app/queues.py``.
"""

from app.domain.dossier import GOODS, RETURN
from app.domain.quote import QUOTE as OFFER
from app.domain.ref import Ref
from app.rules.address import ADDRESS
from app.rules.backorder import BACKORDER
from app.rules.credit import CREDIT
from app.rules.damage import DAMAGE
from app.rules.delay import DELAY
from app.rules.payment import PAYMENT
from app.rules.price import PRICE
from app.rules.quote import QUOTE
from app.rules.returned import RETURNED
from app.rules.rule import AnyRule, AppointmentRule, ComplaintRule, CustomerRule, GoodsRule, OrderRule, QuoteRule, ReturnRule
from app.rules.schedule import SCHEDULE
from app.rules.split import SPLIT
from app.rules.sync import SYNC
from app.rules.validation import VALIDATION

OF_CUSTOMERS: tuple[CustomerRule, ...] = (CREDIT,)  # all records of one customer in one ERP
OF_ORDERS: tuple[OrderRule, ...] = (VALIDATION, PRICE, ADDRESS, PAYMENT, SYNC)  # one order across systems
OF_GOODS: tuple[GoodsRule, ...] = (SPLIT, BACKORDER, DELAY)  # what is to leave of one sale in the ERP
OF_COMPLAINTS: tuple[ComplaintRule, ...] = (DAMAGE,)  # one complaint with what was delivered
OF_RETURNS: tuple[ReturnRule, ...] = (RETURNED,)  # one return with where its lines were bought
OF_APPOINTMENTS: tuple[AppointmentRule, ...] = (SCHEDULE,)  # one appointment with all that is planned around it
OF_QUOTES: tuple[QuoteRule, ...] = (QUOTE,)  # one offer of the ERP, or one request of a shop
RULES: tuple[AnyRule, ...] = (*OF_CUSTOMERS, *OF_ORDERS, *OF_GOODS, *OF_COMPLAINTS, *OF_RETURNS, *OF_APPOINTMENTS, *OF_QUOTES)

_CUSTOMER_TYPES = frozenset(rule.type for rule in OF_CUSTOMERS)
_AS: dict[str, tuple[AnyRule, ...]] = {GOODS: OF_GOODS, RETURN: OF_RETURNS, OFFER: OF_QUOTES}
_OF_SALES = {rule.type: model for model, rules in _AS.items() for rule in rules}


def subject_of(type_: str, document: Ref, customer: str | None) -> Ref | None:
    """What the rule of this type judges when the case is about ``document``; None where it needs a customer and none is known."""
    if type_ in _CUSTOMER_TYPES:
        return Ref(document.source, "customer", customer) if customer else None
    return Ref(document.source, _OF_SALES[type_], document.key) if type_ in _OF_SALES else document
