"""Orders and quotes of all systems: a list of any length at the left, one order across systems at the right.

To add a list: a row of ``lists.LISTS`` with its columns and views, and a page in ``ui/shell/pages.py``.
"""
