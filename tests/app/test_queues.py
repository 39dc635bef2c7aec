"""Every queue is a whole declaration: its order is offered, its views have words for being empty."""

from __future__ import annotations

from app.domain.question import AskQueue
from app.queues import QUEUES


def test_names_titles_columns_and_views_are_complete() -> None:
    assert len({q.name for q in QUEUES}) == len(QUEUES)
    for queue in QUEUES:
        assert queue.sort in queue.sorts()
        assert len({c.key for c in queue.columns}) == len(queue.columns)
        assert {c.kind for c in queue.columns} <= {"text", "date", "money", "over", "due", "owner"}
        assert {v.name for v in queue.views} == {"all", "mine", "snoozed", "approval"}
        assert all(v.title and v.empty for v in queue.views)


def test_a_question_asked_without_wishes_is_one_the_queue_answers() -> None:
    ask = AskQueue("credit")
    queue = next(q for q in QUEUES if q.name == ask.queue)
    assert ask.sort in queue.sorts()
    assert ask.view in {v.name for v in queue.views}
