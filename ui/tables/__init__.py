"""The one table: a model over a vector of keys, a delegate that paints every row state, a keyboard, and the formats of cells.

To add a list: declare its columns (``column.py``), write one function record -> ``Line``, and give both to ``Grid``.
"""
