"""The sister company: a second Tryton company in a database and a server of its own; the second ERP of everybody's console."""

from __future__ import annotations

from demo.company import Firm

SISTER = Firm(
    live="rheinwerk",
    seed="rheinwerk_seed",
    dump="sisterseed",
    program="demo.seed_sister",
    sources=("seed_sister/*.py", "seed/books.py", "seed/people.py", "seed/world.py", "plan/catalogue.py", "people.py", "days.py"),
    words="sister company",
    takes="half a minute",
)
SOURCE = f"tryton-{SISTER.live}"  # under which a console that adds it after the first ERP knows it
