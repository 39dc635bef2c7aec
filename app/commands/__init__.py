"""The deeds of a person, in the order of the action bar.

To add one: a file named after the deed with a ``Spec`` (check, steps, words), a line in ``_DECIDING``, its authority and that of the
deeds that undo its steps in ``resources/policy/authority.toml``, and for every backend it writes to its guard class in the connector.
Keys and icons are unique among the deeds of an exception type.
"""

from __future__ import annotations

from app.commands.approvals import APPROVE, DECLINE_APPROVAL
from app.commands.ask_customer import ASK_CUSTOMER
from app.commands.book_as_placed import BOOK_AS_PLACED
from app.commands.command import Spec
from app.commands.dispute import DISPUTE
from app.commands.escalate import ESCALATE
from app.commands.fix_and_book import FIX_AND_BOOK
from app.commands.prices_agreed import ACCEPT_OURS, ACCEPT_THEIRS, SPLIT_DIFFERENCE
from app.commands.raise_limit import RAISE_LIMIT
from app.commands.reject_order import REJECT_ORDER
from app.commands.reject_web_order import REJECT_WEB_ORDER
from app.commands.release_hold import RELEASE_HOLD
from app.commands.replace_item import REPLACE_ITEM
from app.commands.shared import CLAIM, NOTE, RECHECK, SNOOZE
from app.commands.take_back import take_back

_DECIDING = (
    *(RELEASE_HOLD, RAISE_LIMIT, REJECT_ORDER),
    *(FIX_AND_BOOK, BOOK_AS_PLACED, REPLACE_ITEM, REJECT_WEB_ORDER),
    *(ACCEPT_OURS, ACCEPT_THEIRS, SPLIT_DIFFERENCE),
)
COMMANDS: tuple[Spec, ...] = (
    *_DECIDING,
    ASK_CUSTOMER,
    DISPUTE,
    ESCALATE,
    RECHECK,
    CLAIM,
    NOTE,
    SNOOZE,
    APPROVE,
    DECLINE_APPROVAL,
    take_back(_DECIDING),
)


def of_type(type_: str) -> tuple[Spec, ...]:
    """The deeds for cases of an exception type, in the order of its action bar."""
    return tuple(spec for spec in COMMANDS if spec.serves(type_))


def find(deed: str) -> Spec | None:
    """The deed of this name; None for one that only ever is a step of another, or that this version does not know."""
    return next((spec for spec in COMMANDS if spec.name == deed), None)
