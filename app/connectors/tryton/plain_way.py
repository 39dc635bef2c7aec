"""A letter of several calls on a Tryton without our add-on: what a failure means, which is a matter of what was written before it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

from app.connectors.tryton.client import Client
from app.domain.letter import Absent, Effect, Letter, Receipt, Took, Unsure
from app.errors import OutcomeUnknown, Trouble

Call = list[object]


class Undone(Exception):
    """What this attempt wrote is taken back, or does nothing by itself: the refusal holds for the whole letter."""

    def __init__(self, refusal: Trouble) -> None:
        super().__init__(refusal.title)
        self.refusal = refusal


def half(letter: Letter, trouble: Trouble) -> OutcomeUnknown:
    """What a trouble is after something was written, by this attempt or an earlier one."""
    return OutcomeUnknown(f"{letter.document} is half done in the ERP: {trouble.title}", trouble.advice, about=letter.document)


class PlainWay(ABC):
    """``preview`` and ``verify`` as in the contract, neither of which writes."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @abstractmethod
    def preview(self, letter: Letter) -> tuple[Effect, ...]: ...

    @abstractmethod
    def verify(self, letter: Letter) -> Took | Absent | Unsure: ...

    @abstractmethod
    def carry(self, letter: Letter) -> Receipt:
        """Every call of it, from where an earlier attempt stopped. Undone where a refusal leaves nothing behind."""

    def deliver(self, letter: Letter) -> Receipt:
        """Trouble of any kind is itself only until the ERP took the first of the calls; from there on it is OutcomeUnknown."""
        before = self._client.commanded
        try:
            return self.carry(letter)
        except Undone as undone:
            raise undone.refusal from undone
        except OutcomeUnknown:
            raise
        except Trouble as trouble:
            if self._client.commanded == before:
                raise
            raise half(letter, trouble) from trouble

    def _do(self, call: Call, stamps: Mapping[str, str] | None = None) -> object:
        """One call, of records as they were read. ``stamps``: {"stock.shipment.out,7": stamp}; Conflict where one has another."""
        model, method, arguments = call
        assert isinstance(arguments, list)
        return self._client.command(
            f"model.{model}.{method}", *arguments, context={"_timestamp": dict(stamps)} if stamps else None
        )
