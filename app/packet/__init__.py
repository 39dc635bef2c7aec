"""Documents that leave the house as files, made of frozen values: the same values give the same bytes.

Every one is written on the sheet of ``letterhead``; its words in the reader's language stand in ``resources/papers``.
"""

from app.packet.claim import Photo, claim_packet
from app.packet.quote import quote_paper

__all__ = ["Photo", "claim_packet", "quote_paper"]
