"""Files that an ERP keeps with a complaint: photos of what arrived, and the packets of carrier claims, told from others by their words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.complaint import pieces_of, reference_of
from app.domain.ref import Ref

_CLAIM = "Carrier claim "
_PICTURES = (".jpg", ".jpeg", ".png")


@dataclass(frozen=True, slots=True)
class Attachment:
    """``complaint``: key of what it is kept with. ``size``: in bytes, None where the ERP keeps only a link. ``words``: its description.

    ``added_at``: aware UTC. Its bytes are not part of the record: they are read when somebody looks.
    """

    ref: Ref
    rev: str
    stamp: datetime
    complaint: str
    name: str
    size: int | None
    words: str
    added_at: datetime
    added_by: str | None

    @property
    def is_photo(self) -> bool:
        return bool(self.size) and self.name.lower().endswith(_PICTURES)

    @property
    def is_packet(self) -> bool:
        """The packet of a carrier claim."""
        return self.words.startswith(_CLAIM)

    def claims(self, number: str) -> frozenset[int]:
        """The pieces of this complaint that it claims from the carrier; none where it is something else."""
        return claimed_in(self.words, number)


def claim_words(number: str, pieces: tuple[int, ...]) -> str:
    """The first line of a packet's description: "Carrier claim CL00003 #2 #3"."""
    return f"{_CLAIM}{reference_of(number, pieces)}"


def claimed_in(words: str, number: str) -> frozenset[int]:
    """The pieces of this complaint that a packet with such a description claims; none where it is no packet's."""
    first = words.partition("\n")[0]
    return pieces_of(first.removeprefix(_CLAIM), number) if first.startswith(_CLAIM) else frozenset()
