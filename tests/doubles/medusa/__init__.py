"""A stand-in for Medusa, true as far as the contract suite tries it on both."""


class FakeMedusa: ...
