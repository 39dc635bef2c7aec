"""What customers and suppliers were told, in words: when, by whom, in which language, and what became of each message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.domain.case import Decision, DecisionState
from app.domain.message import Told, told_by
from app.domain.question import Sent
from app.messages import NAMES

_STATES = {
    DecisionState.APPLIED: ("ok", "sent"),
    DecisionState.REFUSED: ("bad", "not sent"),
    DecisionState.SUPERSEDED: ("warn", "may have been sent, left so"),
    DecisionState.PARKED: ("bad", "may have been sent"),
    DecisionState.UNKNOWN: ("warn", "may have been sent"),
}


def state(told: Told) -> tuple[str, str]:
    """(shape, words): None is a message whose turn has not come, or that waits for its mail server."""
    return _STATES.get(told.state, ("wait", "on its way")) if told.state is not None else ("wait", "not yet")


def about(told: Told) -> str:
    """ "to the customer, buyer@customer.example, in German"."""
    message = told.message
    return f"to {message.who}, {message.to}, in {NAMES.get(message.language, message.language)}"


def sent(decisions: Iterable[Decision], names: Mapping[str, str]) -> tuple[Sent, ...]:
    """Every message of these decisions, the newest first; whatever never came to a letter (declined, taken back) is left out."""
    found = [told for d in decisions if (told := told_by(d)) is not None and not _never(d, told)]
    return tuple(_sent(told, names) for told in sorted(found, key=lambda t: t.at, reverse=True))


def _never(decision: Decision, told: Told) -> bool:
    return told.state is None and decision.state in (DecisionState.REFUSED, DecisionState.SUPERSEDED)


def _sent(told: Told, names: Mapping[str, str]) -> Sent:
    kind, words = state(told)
    why = f": {told.words}" if told.words and told.state is not DecisionState.APPLIED else ""
    of, by = told.message, names.get(told.by, told.by)
    return Sent(told.at, by, about(told), of.order, of.whole, kind, f"{words}{why}", of.to_customer)
