"""What the figures mean: one file of declarations per family.

To add one: a ``Kpi`` in its family's file and a line in ``KPIS``. A KPI is declared only when a question answers it and its
drill-through lists exactly what it counts.
"""

from app.kpis.credit import OPEN_HOLDS, VALUE_AT_RISK
from app.kpis.kpi import Kpi

KPIS: tuple[Kpi, ...] = (OPEN_HOLDS, VALUE_AT_RISK)
