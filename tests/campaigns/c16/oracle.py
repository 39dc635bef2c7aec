"""What must hold whatever was stopped when: judged from the log's text and the workers' own notes alone."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
FENCED = frozenset({"asked", "permitted", "unknown", "parked", "refused", "superseded", "unclaimed"})


@dataclass(frozen=True)
class Findings:
    """Each a count that must be 0. ``double``: two holders of one fence, or two effects in one spell. ``stale``: a write under a fence
    that was not the newest when it was committed. ``backwards``: a fence that did not rise. ``lies``: somebody was told what the log
    does not say."""

    double: int
    stale: int
    backwards: int
    lies: int

    @property
    def clean(self) -> bool:
        return not (self.double or self.stale or self.backwards or self.lies)


def judge(log: Iterable[str], notes: Iterable[Row]) -> Findings:
    """``log``: bodies of the audit rows in order of commit; ``notes``: what the workers were told."""
    fence: dict[str, int] = {}
    claims: Counter[tuple[str, int]] = Counter()
    applied: Counter[tuple[str, str]] = Counter()
    permitted: set[str] = set()
    open_: dict[str, str] = {}
    double = stale = backwards = 0
    for body in map(json.loads, log):
        what, case = body["what"], body.get("case", "")
        if what == "claimed":
            claims[case, body["fence"]] += 1
            backwards += body["fence"] <= fence.get(case, 0)
            fence[case] = max(body["fence"], fence.get(case, 0))
        elif what in FENCED:
            stale += body["fence"] != fence.get(case, 0)
        if what == "permitted":
            double += open_.get(case, body["decision"]) != body["decision"]
            open_[case] = body["decision"]
            permitted.add(body["decision"])
        elif what in ("applied", "refused", "superseded"):
            open_.pop(case, None)
            applied[case, "applied"] += what == "applied"
    double += sum(n > 1 for n in claims.values()) + sum(n > 1 for n in applied.values())
    return Findings(double, stale, backwards, _lies(notes, claims, permitted))


def _lies(notes: Iterable[Row], claims: Counter[tuple[str, int]], permitted: set[str]) -> int:
    told: Counter[tuple[str, int]] = Counter()
    wrong = 0
    for note in notes:
        if note["what"] == "claimed":
            told[note["case"], note["fence"]] += 1
        elif note["what"] == "permitted":
            wrong += note["decision"] not in permitted
    return wrong + sum(n > claims[key] or n > 1 for key, n in told.items())
