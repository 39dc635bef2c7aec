"""Fills an empty Tryton database with the sister company: a few of the same products, drives of its own, little business."""
