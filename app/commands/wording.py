"""What each letter does, in words: the deeds that a person decides, and those that are only ever a step of one or take it back."""

from __future__ import annotations

from app.commands import COMMANDS
from app.domain.message import DEED as MESSAGE
from app.domain.wording import Wording

_STEPS = {
    "release_hold": "Release credit hold",
    "confirm_sale": "Confirm sale",
    "lower_limit": "Set limit back",
    "reject_order": "Reject order",
    "book_order": "Book order",
    "unbook_order": "Take booking back",
    "offer_quote": "Offer quote",
    "revise_quote": "Offer quote anew",
    "link_sale": "Give the sale its web reference",
    "link": "Link the order of the other system",
    "correct_line": "Correct line",
    "correct_address": "Correct address",
    "regroup": "Move pieces between deliveries",
    "reschedule": "Plan deliveries for another day",
    "lay_aside": "Lay goods aside for another delivery",
    "amend_lines": "Amend the order",
    "cancel_order": "Cancel order",
    "cancel_sale": "Cancel sale",
    "set_validity": "Set until when the offer is valid",
    "keep_offer": "Keep the offer as it was sent",
    "take_offer": "Put the purchase-order number on the offer",
    "create_payment_link": "Ask for payment",
    "authorise_return": "Authorise return",
    "credit_return": "Credit return",
    "claim_goods": "Claim in the shop",
    "return_goods": "Take goods back in the shop",
    "move_reservations": "Hold goods elsewhere in the shop",
    "stage_draft": "Note on the draft in the shop",
    "convert_draft": "Place the draft as an order in the shop",
    "capture": "Collect payment",
    "mark_paid": "Mark as paid",
    "set_appointment": "Change appointment",
    MESSAGE: "Send the message",
}
WORDING = Wording(
    letters={spec.name: spec.title for spec in COMMANDS} | _STEPS,
    doing={spec.name: spec.doing for spec in COMMANDS if spec.doing},
)
