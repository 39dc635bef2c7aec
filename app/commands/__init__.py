"""The deeds of a person, in the order of the action bar.

To add one: a file named after the deed with a ``Spec`` (check, steps, words), a line in ``_DECIDING``, its authority and that of the
deeds that undo its steps in ``resources/policy/authority.toml``, and for every backend it writes to its guard class in the connector.
Keys and icons are unique among the deeds of an exception type.
"""

from __future__ import annotations

from app.commands.accept_goods import ACCEPT_DELAY, ACCEPT_SPLIT
from app.commands.accept_request import ACCEPT_REQUEST
from app.commands.add_photos import ADD_PHOTOS
from app.commands.approvals import APPROVE, DECLINE_APPROVAL, RETURN_ASKED
from app.commands.approve_quote import APPROVE_QUOTE, RETURN_QUOTE
from app.commands.ask_customer import ASK_CUSTOMER
from app.commands.authorise_return import AUTHORISE_EXCEPTION, AUTHORISE_RETURN
from app.commands.book_again import BOOK_AGAIN
from app.commands.book_as_placed import BOOK_AS_PLACED
from app.commands.cancel_appointment import CANCEL_APPOINTMENT
from app.commands.cancel_other_side import CANCEL_OTHER_SIDE
from app.commands.cancel_rest import CANCEL_REST
from app.commands.cancel_unpaid import CANCEL_UNPAID
from app.commands.capture_payment import CAPTURE_PAYMENT
from app.commands.choose_address import CHOOSE_ADDRESS
from app.commands.claim_carrier import CLAIM_CARRIER
from app.commands.command import Spec
from app.commands.confirm_appointment import CONFIRM_APPOINTMENT
from app.commands.confirm_paid import CONFIRM_PAID
from app.commands.convert_quote import CONVERT_QUOTE
from app.commands.credit_return import CREDIT_RETURN, CREDIT_WITHOUT_FEE
from app.commands.credit_units import CREDIT_UNITS
from app.commands.decline_quote import DECLINE_QUOTE
from app.commands.decline_return import DECLINE_RETURN
from app.commands.decouple_install import DECOUPLE_INSTALL
from app.commands.dispose_return import DISPOSE_RETURN
from app.commands.dispute import DISPUTE
from app.commands.escalate import ESCALATE
from app.commands.expedite import EXPEDITE
from app.commands.extend_quote import EXTEND_QUOTE
from app.commands.fix_and_book import FIX_AND_BOOK
from app.commands.inspect_return import INSPECT_RETURN
from app.commands.keep_both import KEEP_BOTH
from app.commands.link_order import LINK_ORDER
from app.commands.mark_paid import MARK_PAID
from app.commands.merge_deliveries import MERGE_DELIVERIES
from app.commands.move_appointment import MOVE_APPOINTMENT
from app.commands.prices_agreed import ACCEPT_OURS, ACCEPT_THEIRS, SPLIT_DIFFERENCE
from app.commands.promise_date import PROMISE_DATE
from app.commands.raise_limit import RAISE_LIMIT
from app.commands.reallocate import REALLOCATE
from app.commands.receive_return import RECEIVE_RETURN
from app.commands.reject_order import REJECT_ORDER
from app.commands.reject_web_order import REJECT_WEB_ORDER
from app.commands.release_hold import RELEASE_HOLD
from app.commands.replace_item import REPLACE_ITEM
from app.commands.replace_units import REPLACE_UNITS
from app.commands.resplit import RESPLIT
from app.commands.retry import RETRY
from app.commands.return_units import RETURN_UNITS
from app.commands.send_payment_link import SEND_PAYMENT_LINK
from app.commands.send_quote import SEND_QUOTE
from app.commands.shared import CLAIM, NOTE, RECHECK, SNOOZE
from app.commands.ship_rest_later import SHIP_REST_LATER
from app.commands.substitute import SUBSTITUTE
from app.commands.swap_resource import SWAP_RESOURCE
from app.commands.switch_to_terms import SWITCH_TO_TERMS
from app.commands.take_back import take_back
from app.commands.take_each import TAKE_EACH
from app.commands.take_side import TAKE_ERP, TAKE_SHOP
from app.commands.take_suggestion import TAKE_SUGGESTION
from app.commands.type_address import TYPE_ADDRESS
from app.commands.wait_complete import WAIT_COMPLETE

_CREDIT = (RELEASE_HOLD, RAISE_LIMIT, REJECT_ORDER)
_VALIDATION = (FIX_AND_BOOK, BOOK_AS_PLACED, REPLACE_ITEM, REJECT_WEB_ORDER)
_PRICE = (ACCEPT_OURS, ACCEPT_THEIRS, SPLIT_DIFFERENCE)
_ADDRESS = (TAKE_SUGGESTION, CHOOSE_ADDRESS, TYPE_ADDRESS)
_PAYMENT = (SEND_PAYMENT_LINK, CAPTURE_PAYMENT, SWITCH_TO_TERMS, CANCEL_UNPAID, MARK_PAID, CONFIRM_PAID)
_SYNC = (TAKE_SHOP, TAKE_ERP, CANCEL_OTHER_SIDE, TAKE_EACH, KEEP_BOTH, BOOK_AGAIN)
_SPLIT = (RESPLIT, MERGE_DELIVERIES, ACCEPT_SPLIT)
_LATE = (PROMISE_DATE, SHIP_REST_LATER, CANCEL_REST, ACCEPT_DELAY)
_SHORT = (WAIT_COMPLETE, EXPEDITE, REALLOCATE, SUBSTITUTE)
_DAMAGE = (REPLACE_UNITS, CREDIT_UNITS, CLAIM_CARRIER, RETURN_UNITS, ADD_PHOTOS)
_RETURN = (
    *(AUTHORISE_RETURN, RECEIVE_RETURN, INSPECT_RETURN, CREDIT_RETURN, DISPOSE_RETURN),
    *(AUTHORISE_EXCEPTION, DECLINE_RETURN, CREDIT_WITHOUT_FEE),
)
_SCHEDULE = (MOVE_APPOINTMENT, SWAP_RESOURCE, DECOUPLE_INSTALL, CONFIRM_APPOINTMENT, CANCEL_APPOINTMENT)
_QUOTE = (CONVERT_QUOTE, EXTEND_QUOTE, APPROVE_QUOTE, RETURN_QUOTE, DECLINE_QUOTE, SEND_QUOTE, ACCEPT_REQUEST)
_DECIDING = (
    *_CREDIT,
    *_VALIDATION,
    *_PRICE,
    *_ADDRESS,
    *_PAYMENT,
    *_SYNC,
    *_SPLIT,
    *_LATE,
    *_SHORT,
    *_DAMAGE,
    *_RETURN,
    *_SCHEDULE,
    *_QUOTE,
)
COMMANDS: tuple[Spec, ...] = (
    *_DECIDING,
    ASK_CUSTOMER,
    LINK_ORDER,
    RETRY,
    DISPUTE,
    ESCALATE,
    RECHECK,
    CLAIM,
    NOTE,
    SNOOZE,
    APPROVE,
    DECLINE_APPROVAL,
    RETURN_ASKED,
    take_back((*_DECIDING, LINK_ORDER)),
)


def of_type(type_: str) -> tuple[Spec, ...]:
    """The deeds for cases of an exception type, in the order of its action bar."""
    return tuple(spec for spec in COMMANDS if spec.serves(type_))


def find(deed: str) -> Spec | None:
    """The deed of this name; None for one that only ever is a step of another, or that this version does not know."""
    return next((spec for spec in COMMANDS if spec.name == deed), None)
