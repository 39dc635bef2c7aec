"""A claim against a carrier for pieces that arrived damaged: everything its letter says, as a command carries it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal

from app.domain.money import Money


@dataclass(frozen=True, slots=True)
class CarrierClaim:
    """Words as they are printed, days as ISO text. ``each``: claimed per piece, in ``currency``, major units.

    ``mode``: how the goods travelled. notice_by, claim_by: the last days in time; notice_law, claim_law: where that is written.
    """

    number: str
    carrier: str
    mode: str
    order: str
    reference: str
    shipment: str
    delivered: str
    customer: str
    place: str
    sku: str
    product: str
    delivered_pieces: int
    pieces: tuple[int, ...]
    each: str
    currency: str
    found: str
    notice_by: str
    notice_law: str
    claim_by: str
    claim_law: str

    @property
    def amount(self) -> Money:
        return Money.of(Decimal(self.each) * len(self.pieces), self.currency)

    @property
    def packet(self) -> str:
        """The name of its file: "carrier-claim-CL00003-2-3.pdf"."""
        return f"carrier-claim-{self.number}-{'-'.join(map(str, self.pieces))}.pdf"

    @property
    def claimed(self) -> str:
        """ "100.00 EUR for 2 pieces"."""
        count = len(self.pieces)
        return f"{self.amount.named()} for {count} {'piece' if count == 1 else 'pieces'}"

    def body(self) -> dict[str, object]:
        return asdict(self) | {"pieces": list(self.pieces)}


def read(body: Mapping[str, object]) -> CarrierClaim:
    """What ``body`` wrote. KeyError, TypeError, ValueError where it is something else."""
    values = dict(body)
    pieces = values.pop("pieces")
    if not isinstance(pieces, list) or not all(isinstance(n, int) for n in pieces):
        raise TypeError("pieces")
    count = values.pop("delivered_pieces")
    if not isinstance(count, int):
        raise TypeError("delivered_pieces")
    words = {name: str(values[name]) for name in CarrierClaim.__slots__ if name not in ("pieces", "delivered_pieces")}
    return CarrierClaim(**words, pieces=tuple(sorted(pieces)), delivered_pieces=count)
