"""The case: what is wrong, the evidence, what can be done, what it would do, and what came of it.

To show one more kind of fact: a block in ``blocks.py`` that reads it from ``CasePanel``, and its place in ``body.py``.
"""
