"""The rules that find exceptions.

To add one: a file named after the exception with an object of the ``Rule`` protocol, one line in ``RULES``, samples that fire, that
stay silent and that cannot know in ``tests/app/rules/samples.py``, and its queue in ``app/queues.py``.
"""

from app.rules.credit import CREDIT
from app.rules.rule import Rule

RULES: tuple[Rule, ...] = (CREDIT,)
