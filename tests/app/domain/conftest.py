"""Hypothesis profiles of this folder: ``pieces`` plays 20,000 histories of a matrix."""

from hypothesis import settings

settings.register_profile("pieces", max_examples=20_000, deadline=None)
