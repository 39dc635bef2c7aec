"""Imports: files of other programs read line by line into plain rows, with a reason for every line that is left out.

To add a kind: a ``Kind`` in ``kinds`` with its roles, the words by which heads tell them, and a ``take`` that makes a row of a line; its
table in ``app.store.import_rows``; what it feeds in ``app.store.figures``. Reading holds no file in memory and no row twice.
"""

from app.kpis.imports.kinds import BY_NAME, KINDS, Kind, Role

__all__ = ["BY_NAME", "KINDS", "Kind", "Role"]
