"""A Tryton of one company: orders, credit, rights, stamps, log, warnings, and our add-on where asked for."""

from tests.doubles.tryton.server import FakeTryton

__all__ = ["FakeTryton"]
