"""The three answers of the policy."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Allowed:
    """Within this person's own authority. ``words`` say what it is ("10,000.00 and 10 %").

    behalf: the id of the colleague whose right to approve it is, where it was lent.
    """

    words: str
    behalf: str = ""


@dataclass(frozen=True, slots=True)
class Denied:
    """Not this person's to do; ``reason`` in words for beside the button."""

    reason: str


@dataclass(frozen=True, slots=True)
class NeedsApproval:
    """May be asked for; ``count`` other persons with ``role`` or a higher one must agree first."""

    role: str
    count: int
    reason: str


Verdict = Allowed | Denied | NeedsApproval
