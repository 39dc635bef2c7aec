"""What the figures mean: one file of declarations per family, one file per kind of mathematics, and the rules that hold for all.

To add one: a ``Kpi`` in its family's file. Either a connected system feeds it, then the store has a query whose rows are the documents
that it counts; or ``missing`` says in a sentence what no system tells. Never both.
"""

from app.kpis.aftermath import AFTERMATH
from app.kpis.channel import CHANNEL
from app.kpis.credit import CREDIT
from app.kpis.growth import GROWTH
from app.kpis.imported import IMPORTED
from app.kpis.kpi import Kpi
from app.kpis.prices import PRICES
from app.kpis.reliability import RELIABILITY
from app.kpis.service import SERVICE
from app.kpis.speed import SPEED
from app.kpis.synergy import SYNERGY
from app.kpis.voice import VOICE

KPIS: tuple[Kpi, ...] = (*RELIABILITY, *AFTERMATH, *SPEED, *CREDIT, *SERVICE, *GROWTH, *PRICES, *SYNERGY, *VOICE, *CHANNEL)
# Figures of an imported file of sales are a catalogue of their own: they are asked for by name, over that file alone.
BY_ID: dict[str, Kpi] = {kpi.id: kpi for kpi in (*KPIS, *IMPORTED)}
