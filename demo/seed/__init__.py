"""Fills an empty Tryton database with the demo company; runs inside the servers' own environment, in process."""
