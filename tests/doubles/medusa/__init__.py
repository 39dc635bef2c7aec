"""A stand-in for Medusa, true as far as the contract suite tries it on both."""

from tests.doubles.medusa.server import FakeMedusa

__all__ = ["FakeMedusa"]
