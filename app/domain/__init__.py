"""The canonical records and words of the business: frozen dataclasses, standard library only, no vendor's names.

To add a record: one dataclass with ``ref``, ``rev`` and ``stamp`` in the file of its noun; then its table in ``store/mirror``
and its mapper in each connector that can supply it.
"""
