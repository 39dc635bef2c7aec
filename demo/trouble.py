"""What the demo company says when it cannot go on: one sentence, and what to do."""

from __future__ import annotations


class DemoTrouble(Exception):
    """``str()`` is the sentence; ``advice`` says what helps."""

    def __init__(self, sentence: str, advice: str = "") -> None:
        super().__init__(sentence)
        self.advice = advice
