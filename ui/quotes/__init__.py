"""Writing a quote: the grid one types in, its head, what it costs, and one's drafts.

To add a column: a row of ``columns.COLUMNS``; what can be typed into it also needs a field in ``app.domain.draft_entry.entered``.
"""
