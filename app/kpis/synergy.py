"""The synergy model: proposed by us, for the seed names it without its formula. No system tells its inputs."""

from __future__ import annotations

from functools import partial

from app.kpis.kpi import How, Kpi, Of

_money = partial(Kpi, unit="money", how=How.OWN, of=Of.MONEY)

SYNERGY: tuple[Kpi, ...] = (
    _money(
        id="growth.npv_clv_map",
        row="9 NPV × CLV map",
        title="Map of present and lifetime value",
        lists="segments",
        definition="One point per segment: net present value of its initiatives and its lifetime value. Proposed, not from the seed.",
        basis="The period's end.",
        inputs="Cash flows of initiatives; lifetime value",
        missing="No initiative is entered, and lifetime value is not known.",
    ),
    _money(
        id="growth.synergy",
        row="9 Synergy value",
        title="Synergy",
        lists="domains",
        definition="Present value together, less that of the domains alone, less the cost of integration. Proposed, not from the seed.",
        basis="The version of its inputs.",
        inputs="All entered by hand and versioned",
        missing="Its inputs are not entered.",
    ),
    Kpi(
        id="growth.driver_index",
        row="9 Driver index",
        title="Driver index",
        unit="points",
        how=How.OWN,
        lists="drivers",
        definition="Geometric mean of promoter score, perfect orders and lifetime value, each between its floor and target. Proposed.",
        basis="The period's end.",
        inputs="Net promoter score, perfect orders, lifetime value",
        edges="Always shown with its three components.",
        missing="Promoter score and lifetime value are not known.",
    ),
)
