"""The queue pages: one list of cases with its header and states at the left, the case at the right; drawn from ``app.queues``.

A new queue needs nothing here: its row of ``QUEUES`` says columns, views and order.
"""
