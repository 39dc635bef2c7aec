"""What a case's page shows, composed from raw records: pure, no formatting left to the screen but colour and place.

To add one: a file named after the exception type with a tuple ``PANELS``, and its line in ``ALL``. Evidence is a tuple of the block
kinds of ``domain/block``. What no connected system knows is said to be not connected, never invented.
"""

from app.domain.dossier import PanelParts
from app.panels import (
    address,
    backorder,
    credit,
    damage,
    delay,
    payment,
    price,
    quote,
    returned,
    schedule,
    split,
    sync,
    validation,
)
from app.panels.panel import Panel

ALL: tuple[Panel, ...] = (
    *credit.PANELS, *validation.PANELS, *price.PANELS, *address.PANELS, *payment.PANELS, *sync.PANELS,
    *split.PANELS, *damage.PANELS, *backorder.PANELS, *delay.PANELS, *returned.PANELS, *schedule.PANELS, *quote.PANELS,
)  # fmt: skip


def panel_for(parts: PanelParts) -> Panel:
    """The page builder of a case's type. KeyError for a type without one."""
    return {panel.type: panel for panel in ALL}[parts.type]
