"""For every rule: records on which it fires, stays silent, and cannot know."""

from __future__ import annotations

from app.domain.dossier import CreditDossier
from tests.app.rules.world import confirmed, dossier, sale, standing

# rule type -> verdict's class name -> (dossier, key of the order, cause)
SAMPLES: dict[str, dict[str, list[tuple[CreditDossier, str, str]]]] = {
    "credit": {
        "Fires": [
            (dossier(sale(1, 1200)), "1", "over_limit"),
            (dossier(confirmed(2, 300, ships_on_order=False), at=standing(1300, 1000)), "2", "skipped_check"),
        ],
        "Silent": [
            (dossier(sale(1, 800)), "1", "over_limit"),
            (dossier(sale(1, 1200, reference=None)), "1", "over_limit"),
            (dossier(confirmed(2, 300), at=standing(1300, 1000)), "2", "skipped_check"),
        ],
        "Unknown": [
            (dossier(sale(1, 1200), customer=None), "1", "over_limit"),
            (dossier(confirmed(2, 300, ships_on_order=False), complete=frozenset()), "2", "skipped_check"),
        ],
    },
}
