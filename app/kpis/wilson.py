"""How sure a share of few documents is: Wilson's 95 % interval, and from when on one is worth ranking."""

from __future__ import annotations

from decimal import Decimal, localcontext

Z = Decimal("1.959963984540054")  # of the normal distribution, two-sided 95 %
ENOUGH = 30  # documents; below it neither rank nor colour


def low_n(n: int) -> bool:
    return n < ENOUGH


def interval(hits: Decimal | int, n: int) -> tuple[Decimal, Decimal] | None:
    """Bounds of the share ``hits`` of ``n``, 0 to 1; None where n is 0. E. B. Wilson, 1927. ValueError where it is no share."""
    if n == 0:
        return None
    if not 0 <= hits <= n:
        raise ValueError(f"{hits} of {n} is no share")
    with localcontext() as inside:
        inside.prec = 40
        p, zz = Decimal(hits) / n, Z * Z
        middle = p + zz / (2 * n)
        half = Z * ((p * (1 - p) + zz / (4 * n)) / n).sqrt()
        below = 1 + zz / n
        return max(Decimal(0), min(p, (middle - half) / below)), min(Decimal(1), max(p, (middle + half) / below))
