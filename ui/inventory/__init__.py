"""What lies where over all systems: the list, and below it one product with its days, purchases and orders.

To add a figure: a column in ``columns.py`` and its value in ``app/store/shelf_read.py``; to add a section: its lines in
``app/panels/product.py``.
"""
