"""Documents that leave the house as files, made of frozen values: the same values give the same bytes."""

from app.packet.claim import Photo, claim_packet

__all__ = ["Photo", "claim_packet"]
