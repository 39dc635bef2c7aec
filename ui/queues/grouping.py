"""From a queue's answer to the vector a table shows: groups by cause, closed ones without their rows. Pure: runs on the reader lane."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass

from app.domain.question import Answer, QueueAnswer
from app.errors import ClearlineError
from ui.tables.column import Group
from ui.tables.diff import Plan, plan
from ui.tables.formats import sums
from ui.tables.listing import Listing, listing


@dataclass(frozen=True, slots=True)
class Prepared:
    """An answer ready to be shown; ``steps`` lead from ``before`` to it and hold only while that is what is shown."""

    answer: QueueAnswer
    listing: Listing
    before: tuple[str, ...]
    steps: Plan


def group_key(title: str) -> str:
    return f"group:{title}"


def vector(answer: QueueAnswer, closed: frozenset[str]) -> Listing:
    """``closed``: keys of groups whose rows are folded away; they still match."""
    rows, matching = answer.rows, [row.case_id for row in answer.rows]
    if not answer.ask.group or not answer.groups:
        return listing([(row.case_id, row) for row in rows], matching)
    keys: list[str] = []
    records: list[object] = []
    for i, group in enumerate(answer.groups):
        key = group_key(group.title)
        shut = key in closed
        end = answer.groups[i + 1].first if i + 1 < len(answer.groups) else len(rows)
        note = f"{group.count:,} · {sums(group.total)}" if group.total else f"{group.count:,}"
        members = matching[group.first : end]
        keys.append(key)
        records.append(Group(key, group.title, note, tuple(members), shut, len(members) > 1))
        if not shut:
            keys += members
            records += rows[group.first : end]
    return Listing(tuple(keys), tuple(records), tuple(matching), {key: i for i, key in enumerate(keys)})


def prepared(future: Future[Answer], closed: frozenset[str], before: Sequence[str]) -> Future[Prepared]:
    """The same answer with its vector and the difference to what is shown, worked out on the thread that answers."""
    made: Future[Prepared] = Future()

    def work(done: Future[Answer]) -> None:
        if done.cancelled():
            made.cancel()
            return
        try:
            answer = done.result()
        except ClearlineError as e:
            made.set_exception(e)
            return
        assert isinstance(answer, QueueAnswer)
        new = vector(answer, closed)
        old = tuple(before)
        made.set_result(Prepared(answer, new, old, plan(old, new.keys)))

    future.add_done_callback(work)
    return made


def place_in_group(answer: QueueAnswer | None, case_id: str) -> str:
    """ "2 of 11 in this group", or in the list where nothing is grouped."""
    if answer is None:
        return ""
    at = next((i for i, row in enumerate(answer.rows) if row.case_id == case_id), None)
    if at is None:
        return ""
    if answer.ask.group:
        for group in answer.groups:
            if group.first <= at < group.first + group.count:
                return f"{at - group.first + 1} of {group.count:,} in this group"
    return f"{at + 1:,} of {len(answer.rows):,}"
