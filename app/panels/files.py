"""Files kept with a record as a block: what each is, how large, when and by whom it was added."""

from __future__ import annotations

from datetime import datetime, tzinfo

from app.commands import words
from app.domain.attachment import Attachment
from app.domain.block import Photos, Shot
from app.domain.kept_file import size_words
from app.domain.paper import SentOffer
from app.panels.order_page import several


def photos(files: tuple[Attachment, ...] | None, now: datetime) -> Photos:
    """``files``: None where this sign-in cannot read them. ``now``: aware, on the reader's own clock."""
    known = tuple(f for f in files or () if f.size)
    shots = tuple(_shot(one, now) for one in known if one.is_photo or one.is_packet)
    others = len(known) - len(shots)
    none = "Photos cannot be read with this sign-in" if files is None else "No photos yet; add some with 5, or drop them here"
    return Photos("Photos", shots, f"{several(others, 'other file')} in the ERP" if others else "", none)


def papers(standing: tuple[Shot, ...], sent: tuple[SentOffer, ...], now: datetime) -> Photos:
    """The offer as it stands, where it still is one, and what of it went to the buyer. ``now``: aware, on the reader's own clock."""
    copies = (Shot(x.ref, x.rev, x.name, f"sent {_when(x.added_at, now)}, {size_words(x.size or 0)}", "paper") for x in sent)
    return Photos("On paper", (*standing, *copies), "", "Nothing of it was sent from here")


def _shot(one: Attachment, now: datetime) -> Shot:
    said = f"{size_words(one.size or 0)}, {_when(one.added_at, now)}"
    words_ = f"{said}, {one.added_by}" if one.added_by else said
    return Shot(one.ref, one.rev, one.name, words_, "photo" if one.is_photo else "packet")


def _when(at: datetime, now: datetime) -> str:
    zone: tzinfo | None = now.tzinfo
    local = at.astimezone(zone)
    return f"{local:%H:%M}" if local.date() == now.date() else words.short_day(local.date(), now.date())
