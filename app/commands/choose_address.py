"""Choose address: send the goods to another of the addresses that the ERP keeps for the customer."""

from __future__ import annotations

from app.commands import new_address as new
from app.commands import two_systems as case
from app.commands.command import Field, Fields
from app.commands.readdressing import Readdressing
from app.domain.dossier import PanelParts
from app.domain.goods import CustomerAddress
from app.errors import Refused
from app.policy.verdict import Denied
from app.rules.address import fits, is_box, missing

_MOST = 9  # as many as have a key


def _stops(parts: PanelParts) -> Denied | None:
    if not _kept(parts):
        return Denied("The ERP keeps no other address to deliver to; type one with 3")
    return None if _reached(parts) else case.past_changing(parts)


def _kept(parts: PanelParts) -> tuple[CustomerAddress, ...]:
    """Other addresses that goods could go to, those for deliveries first."""
    sound = [
        a
        for a in case.dossier(parts).addresses
        if not new.changes_nothing(parts, new.as_kept(parts, a.address))
        and not missing(new.as_kept(parts, a.address).shop)
        and fits(a.address)
        and not is_box(a.address)
    ]
    return tuple(sorted(sound, key=lambda a: (not a.delivery, a.ref)))


def _reached(parts: PanelParts) -> tuple[CustomerAddress, ...]:
    """Those that the ERP still sends to, or sends to already; as many as have a key."""
    return tuple(a for a in _kept(parts) if not new.erp_refuses(parts, new.as_kept(parts, a.address)))[:_MOST]


def _asks(parts: PanelParts) -> tuple[Field, ...]:
    options = tuple((a.ref.key, ", ".join(a.address.lines())) for a in _reached(parts))
    return Field("address", "Address", "choice", "As the ERP keeps them", options[0][0], options), *new.call(parts)


def _target(parts: PanelParts, fields: Fields) -> new.Target:
    found = next((a for a in _reached(parts) if a.ref.key == fields.get("address")), None)
    if found is None:
        raise Refused("Choose one of the addresses")
    return new.as_kept(parts, found.address)


CHOOSE_ADDRESS = Readdressing("choose_address", _stops, _target).spec(
    title="Choose address", key="2", icon="building-2", asks=_asks
)
