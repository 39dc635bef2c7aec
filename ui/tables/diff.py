"""What has to happen to one list of keys so that it becomes another: the only way a table changes under the person's eyes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# Beyond these a reset with the current row kept by key is cheaper than the steps.
MOST_STEPS = 64
MOST_REORDERED = 2000


@dataclass(frozen=True, slots=True)
class Plan:
    """Steps in the order to be done: remove ``removed`` (ranges of the old list, last first), order the survivors as
    ``order`` (their new sequence, None when unchanged), insert ``inserted`` (ranges of the new list, first first).

    ``reset``: too much differs; take the new list whole.
    """

    removed: tuple[tuple[int, int], ...] = ()
    order: tuple[str, ...] | None = None
    inserted: tuple[tuple[int, int], ...] = ()
    reset: bool = False


def _ranges(hits: list[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for i in hits:
        if found and found[-1][1] == i - 1:
            found[-1] = (found[-1][0], i)
        else:
            found.append((i, i))
    return found


def plan(old: Sequence[str], new: Sequence[str]) -> Plan:
    """Keys are unique in each list. Pure, so that it can run on the reader lane; O(n)."""
    if old == new:
        return Plan()
    if not old or not new:
        return Plan(reset=True)
    before, after = set(old), set(new)
    removed = _ranges([i for i, key in enumerate(old) if key not in after])
    inserted = _ranges([i for i, key in enumerate(new) if key not in before])
    if len(removed) + len(inserted) > MOST_STEPS:
        return Plan(reset=True)
    kept = [key for key in old if key in after]
    wanted = [key for key in new if key in before]
    if kept == wanted:
        return Plan(tuple(reversed(removed)), None, tuple(inserted))
    if len(kept) > MOST_REORDERED:
        return Plan(reset=True)
    return Plan(tuple(reversed(removed)), tuple(wanted), tuple(inserted))


def keeps_still(visible: Sequence[str], new: Sequence[str], at: Mapping[str, int]) -> bool:
    """Whether the rows on screen stay where they are when the list becomes ``new`` (``at``: key -> index in it)."""
    if not visible:
        return True
    first = at.get(visible[0])
    return first is not None and list(new[first : first + len(visible)]) == list(visible)
