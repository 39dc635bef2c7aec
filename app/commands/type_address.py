"""Type address: send the goods to an address that nobody keeps yet, part by part."""

from __future__ import annotations

from collections.abc import Mapping

from app.commands import new_address as new
from app.commands import two_systems as case
from app.commands.command import Field, Fields
from app.commands.readdressing import Readdressing
from app.domain.address import PARTS, Address
from app.domain.dossier import PanelParts
from app.rules.address import fits, is_box, missing


def _asks(parts: PanelParts) -> tuple[Field, ...]:
    here = new.entered(parts)
    typed = (Field(part, label, "optional", value=getattr(here, part)) for part, label in PARTS.items())
    return *typed, *new.call(parts)


def _mismatch(fields: Fields) -> Mapping[str, str]:
    """As the rule would judge it."""
    typed = _typed(fields)
    found = dict.fromkeys(missing(typed), "Needed to deliver there")
    if len(typed.country) != 2 or not typed.country.isalpha():
        found["country"] = "Two letters, such as DE"
    if not fits(typed):
        found["postcode"] = f"Not a postcode of {typed.country}"
    if is_box(typed):
        found["street"] = "A box cannot take freight"
    return found


def _typed(fields: Fields) -> Address:
    parts = {part: " ".join(fields.get(part, "").split()) for part in PARTS}
    return Address(**parts | {"country": parts["country"].upper()})


def _target(parts: PanelParts, fields: Fields) -> new.Target:
    return new.as_typed(parts, _typed(fields))


TYPE_ADDRESS = Readdressing("type_address", case.past_changing, _target).spec(
    title="Type address", key="3", icon="file-text", asks=_asks, mismatch=_mismatch
)
