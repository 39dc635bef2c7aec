"""What a person may do, deed by deed and system by system, as policy and systems say it before any case is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.commands import COMMANDS
from app.commands.command import Spec
from app.domain.person import Person
from app.domain.system import kind
from app.policy.matrix import Policy

Letters = tuple[str, ...]
_BOOKING: Mapping[str, Letters] = {"tryton": ("book_order",), "medusa": ("correct_line", "link")}
_LINES: Mapping[str, Letters] = dict.fromkeys(("tryton", "medusa"), ("correct_line",))
_ADDRESS: Mapping[str, Letters] = dict.fromkeys(("tryton", "medusa"), ("correct_address",))
_CANCEL: Mapping[str, Letters] = {"tryton": ("cancel_sale",), "medusa": ("cancel_order",)}
# Deed -> the letters that it may send to each kind of system.
LETTERS: Mapping[str, Mapping[str, Letters]] = {
    "release_hold": {"tryton": ("release_hold",)},
    "raise_limit": {"tryton": ("raise_limit",)},
    "reject_order": {"tryton": ("reject_order",)},
    "fix_and_book": _BOOKING,
    "book_as_placed": _BOOKING,
    "replace_item": _BOOKING,
    "book_again": _BOOKING,
    "link_order": {"tryton": ("link_sale",), "medusa": ("link",)},
    "reject_web_order": {"medusa": ("cancel_order",)},
    "accept_ours": {"medusa": ("correct_line",)},
    "accept_theirs": {"tryton": ("correct_line",)},
    "split_difference": _LINES,
    "take_suggestion": _ADDRESS,
    "choose_address": _ADDRESS,
    "type_address": _ADDRESS,
    "cancel_unpaid": _CANCEL,
    "cancel_other_side": _CANCEL,
    "mark_paid": {"medusa": ("mark_paid",)},
    "confirm_paid": {"tryton": ("confirm_sale",)},
    "cancel_rest": {"tryton": ("amend_lines",)},
    "substitute": {"tryton": ("amend_lines",)},
    "replace_units": {"tryton": ("replace_units",), "medusa": ("claim_goods",)},
    "credit_units": {"tryton": ("credit_units",), "medusa": ("claim_goods",)},
    "return_units": {"tryton": ("return_units",)},
    "authorise_return": {"tryton": ("authorise_return",)},
    "authorise_exception": {"tryton": ("authorise_return",)},
    "credit_return": {"tryton": ("credit_return",), "medusa": ("return_goods",)},
    "credit_without_fee": {"tryton": ("credit_return",), "medusa": ("return_goods",)},
    "convert_quote": {"tryton": ("take_offer",), "medusa": ("stage_draft",)},
    "accept_request": {"tryton": ("book_order",), "medusa": ("convert_draft", "link")},
    "extend_quote": {"tryton": ("set_validity",)},
    "approve_quote": {"tryton": ("note",)},
    "decline_quote": {"tryton": ("cancel_sale",), "medusa": ("stage_draft",)},
}


@dataclass(frozen=True, slots=True)
class Right:
    """``answers``: (source, "may" | "propose" | "may not", or "–" where it takes no part); ``words``: how far, or why not."""

    deed: str
    answers: tuple[tuple[str, str], ...]
    words: str


def rights(me: Person, policy: Policy, may: Mapping[str, Mapping[str, str]]) -> tuple[Right, ...]:
    """The deeds that money hangs on. ``may``: by source that was asked, letter -> "" or why this sign-in may not."""
    return tuple(_right(spec, me, policy, may) for spec in COMMANDS if spec.name in LETTERS)


def _right(spec: Spec, me: Person, policy: Policy, may: Mapping[str, Mapping[str, str]]) -> Right:
    own = policy.own_words(me, spec.name)
    granted = "may not" if not own else "propose" if own == "may propose" else "may"
    words, answers = own or policy.deeds[spec.name].denied.partition(";")[0], []  # who may; what else to do is said at a case
    for source, reasons in may.items():
        letters = LETTERS[spec.name].get(kind(source), ())
        refused = next((reasons[letter] for letter in letters if reasons.get(letter)), "")
        answers.append((source, "–" if not letters else "may not" if refused else granted))
        words = refused if refused and own else words
    return Right(spec.title, tuple(answers), words)
