"""Take the suggestion: send the goods to the address that the rule suggests, in the shop and in the ERP."""

from __future__ import annotations

from app.commands import new_address as new
from app.commands.command import Fields
from app.commands.readdressing import Readdressing
from app.domain.address import Address
from app.domain.dossier import PanelParts
from app.errors import Refused
from app.policy.verdict import Denied


def _stops(parts: PanelParts) -> Denied | None:
    if _suggested(parts) is None:
        return Denied("Nothing is suggested: choose a saved address with 2 or type one with 3")
    return new.erp_refuses(parts, _target(parts, {}))


def _suggested(parts: PanelParts) -> Address | None:
    return new.of_facts(parts.finding.verdict.facts.get("suggested")) if parts.finding else None


def _target(parts: PanelParts, fields: Fields) -> new.Target:
    found = _suggested(parts)
    if found is None:
        raise Refused("Nothing is suggested any more")
    return new.as_typed(parts, found) if found == new.entered(parts) else new.as_kept(parts, found)


TAKE_SUGGESTION = Readdressing("take_suggestion", _stops, _target).spec(
    title="Correct address", key="1", icon="map-pin", asks=new.call, button="Correct {number}"
)
