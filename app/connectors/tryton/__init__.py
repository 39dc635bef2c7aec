"""Tryton 8.2 over JSON-RPC, with or without our add-on.

To add a feed: a line in ``feeds.STREAMS`` or ``snapshots.SNAPSHOTS``; a deed: a line in ``deeds.DEEDS``.
"""
