"""Hypothesis profiles of this folder: ``histories`` plays 20,000 of each."""

from hypothesis import settings

settings.register_profile("histories", max_examples=20_000, derandomize=False)
