"""Files kept with a complaint or a sale in the ERP: how one is read, and how what a command asks for is added once.

A file is nothing that the ERP acts on and hangs on no stamp: what names the letter stands in its description, and is looked for before
it is ever sent again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from app.connectors.tryton import deeds
from app.connectors.tryton.client import Client
from app.domain import carrier_claim
from app.domain.attachment import claim_words, claimed_in
from app.domain.carrier_claim import CarrierClaim
from app.domain.letter import Absent, Effect, Letter, Receipt, Took, Unsure
from app.domain.paper import sent_words
from app.errors import Conflict, OutcomeUnknown, RefusedByRemote
from app.packet import Photo, claim_packet

MODEL, COMPLAINT, SALE = "ir.attachment", "sale.complaint", "sale.sale"
ADD, CLAIM, KEEP = "add_photos", "claim_carrier", "keep_offer"
OF_COMPLAINTS = (ADD, CLAIM)
ALL = (*OF_COMPLAINTS, KEEP)
Unsent = Callable[[str], bytes | None]  # the bytes of a file on this machine by its sha256, None where it is not here
Row = dict[str, object]


def content(client: Client, key: str) -> bytes:
    """The bytes of an attachment. RefusedByRemote where it is gone, or only a link to somewhere else."""
    found = client.read(f"model.{MODEL}.read", [int(key)], ["data"]) if key.isdecimal() else None
    row = found[0] if isinstance(found, list) and found else None
    data = row.get("data") if isinstance(row, dict) else None
    if not isinstance(data, bytes) or not data:
        raise RefusedByRemote("The ERP has nothing in this file", about=key)
    return data


@dataclass(frozen=True, slots=True)
class New:
    """A file to be added. ``words``: its description, without what names the letter."""

    name: str
    words: str
    data: bytes


class Attaching:
    """``add_photos``, ``claim_carrier``, ``keep_offer`` on every Tryton: with our add-on too, whose commands are too small for pictures.

    ``company``: its name. ``unsent``: the files that are still to be sent.
    """

    def __init__(self, client: Client, company: str, unsent: Unsent) -> None:
        self._client = client
        self._company, self._unsent = company, unsent

    def preview(self, letter: Letter) -> tuple[Effect, ...]:
        self._check(letter)
        return effects(letter)

    def deliver(self, letter: Letter) -> Receipt:
        """What an earlier attempt added is found, not added again."""
        if self._mine(letter):
            return self._receipt(letter, replayed=True)
        self._check(letter)
        rows = [_values(letter, _about(letter), new) for new in self._wanted(letter)]
        made = self._client.command(f"model.{MODEL}.create", rows)
        if not isinstance(made, list) or len(made) != len(rows):
            raise OutcomeUnknown("The ERP took the files and does not say which they are", about=letter.document)
        return self._receipt(letter, replayed=False)

    def verify(self, letter: Letter) -> Took | Absent | Unsure:
        if not self._mine(letter):
            return Absent(f"{letter.document} has no such file.")
        return Took(self._receipt(letter, replayed=True))

    # ---- below ----

    def _check(self, letter: Letter) -> None:
        """RefusedByRemote where the complaint or sale is gone, or the carrier was claimed for one of these pieces already."""
        model, _, key = _about(letter).partition(",")
        if not self._client.rows(model, [["id", "=", int(key)]], ["state"], 1):
            raise RefusedByRemote(f"{letter.document} is not in the ERP any more", about=letter.document)
        if letter.deed != CLAIM:
            return
        claim = asked(letter)
        for row in self._kept(letter):
            twice = claimed_in(str(row.get("description") or ""), claim.number) & {*claim.pieces}
            if twice:
                already = f"Piece {min(twice)} is claimed from the carrier already: {row.get('name')}"
                raise RefusedByRemote(already, about=letter.document)

    def _kept(self, letter: Letter) -> list[Row]:
        return self._client.rows(MODEL, [["resource", "=", _about(letter)]], ["name", "description"])

    def _mine(self, letter: Letter) -> list[Row]:
        mark = deeds.marker(letter)
        return [r for r in self._kept(letter) if str(r.get("description") or "").endswith(mark)]

    def _wanted(self, letter: Letter) -> list[New]:
        if letter.deed != CLAIM:
            return [self._picked(row, letter.deed) for row in _listed(letter, "files")]
        claim = asked(letter)
        photos = tuple(self._photo(row) for row in _listed(letter, "photos"))
        words = f"{claim_words(claim.number, claim.pieces)}\n{claim.claimed}\n{claim.mode}"
        return [New(claim.packet, words, claim_packet(claim, photos, self._company, letter.created_at))]

    def _picked(self, row: Row, deed: str) -> New:
        name, sha256 = str(row.get("name")), str(row.get("sha256"))
        data = self._unsent(sha256)
        if data is None or hashlib.sha256(data).hexdigest() != sha256:
            raise RefusedByRemote(f"{name} is not on this machine any more", "Add it again where it is.", about=name)
        return New(name, sent_words(sha256) if deed == KEEP else f"SHA-256 {sha256}", data)

    def _photo(self, row: Row) -> Photo:
        """Conflict where it is not the file that was on screen."""
        name = str(row.get("name"))
        found = self._client.read(f"model.{MODEL}.read", [deeds.record_key(row, "key")], ["_timestamp"])
        stamp = found[0].get("_timestamp") if isinstance(found, list) and found and isinstance(found[0], dict) else None
        if stamp != row.get("rev"):
            raise Conflict(f"{name} was changed in the meantime", "Look at it again.", about=name)
        return Photo(name, str(row.get("taken") or ""), content(self._client, str(row.get("key"))))

    def _receipt(self, letter: Letter, *, replayed: bool) -> Receipt:
        told = effects(letter)
        return Receipt(deeds.receipt_words(letter, told), None, told, replayed)


def _about(letter: Letter) -> str:
    """What the files are kept with, as the ERP names it."""
    model, name = (SALE, "sale") if letter.deed == KEEP else (COMPLAINT, "complaint")
    return f"{model},{deeds.record_key(letter.body(), name)}"


def _listed(letter: Letter, name: str) -> list[Row]:
    found = letter.body().get(name)
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def _values(letter: Letter, about: str, new: New) -> Row:
    words = "\n\n".join(filter(None, (new.words, deeds.marker(letter))))
    return {"resource": about, "name": new.name, "type": "data", "data": new.data, "description": words}


def asked(letter: Letter) -> CarrierClaim:
    """RefusedByRemote where the body is no claim."""
    body = letter.body().get("claim")
    try:
        return carrier_claim.read(body if isinstance(body, dict) else {})
    except (KeyError, TypeError, ValueError) as e:
        raise RefusedByRemote("The command names no claim that can be read", about=letter.document) from e


def effects(letter: Letter) -> tuple[Effect, ...]:
    """Told from the letter: what is added is all of it."""
    if letter.deed != CLAIM:
        field = "offer kept" if letter.deed == KEEP else "photo"
        return tuple(deeds.effect(letter, field, "", str(row.get("name"))) for row in _listed(letter, "files"))
    claim = asked(letter)
    told = (("packet", claim.packet), ("claimed from the carrier", claim.claimed))
    return tuple(deeds.effect(letter, field, "", after) for field, after in told)
