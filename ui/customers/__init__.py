"""One customer on one page: what needs work, orders, quotes, money, complaints and what the team did at the left, the account at the right.

To add a section: its rows in ``app/panels/customer_rows.py``; a screen knows rows, never what they are about.
"""
