"""Who may not agree to what is decided about a sale, by login: whoever keyed it, quoted it last or confirmed it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.domain.dossier import PanelParts
from app.domain.order import Sale
from app.domain.person import Person


def of_sale(parts: PanelParts, sale: Sale | None) -> dict[str, object]:
    """For a decision's figures of authority. Whoever quoted it last wrote what stands in it, and counts as its salesperson."""
    if sale is None:
        return {"created_by": None, "salesperson": []}
    return {"created_by": sale.created_by, "salesperson": logins(parts, sale.ref.source, [sale.salesperson])}


def logins(parts: PanelParts, source: str, names: Iterable[str | None]) -> list[str]:
    """Of the team's people of these names; sorted, each once.

    An ERP tells who quoted and confirmed by name, authority goes by login. A name that nobody in the team has bars nobody: of such a
    sale the one who keyed it, whose login the ERP tells, is barred alone. Two people of one name are both barred.
    """
    return among(parts.people, source, names)


def among(people: Sequence[Person], source: str, names: Iterable[str | None]) -> list[str]:
    """As ``logins``, of these people."""
    wanted = {name for name in names if name}
    return sorted({login for p in people if p.name in wanted and (login := p.login(source)) is not None})
