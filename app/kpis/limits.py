"""Limits of chance for a control chart: three standard errors around the mean, wider where fewer documents were counted.

Source: W. A. Shewhart, Economic Control of Quality of Manufactured Product, 1931; formulas as in D. C. Montgomery, Introduction to
Statistical Quality Control, chapter 7 (p chart and u chart with a sample size that varies).
"""

from __future__ import annotations

from decimal import Decimal, localcontext

SIGMAS = 3


def p_chart(mean: Decimal, n: Decimal) -> tuple[Decimal, Decimal]:
    """Of a share, 0 to 1, of ``n`` documents: p plus and minus 3 sqrt(p (1 - p) / n), never below 0 or above 1. ValueError where n is 0."""
    low, high = _around(mean, mean * (1 - mean), n)
    return low, min(Decimal(1), high)


def u_chart(mean: Decimal, n: Decimal) -> tuple[Decimal, Decimal]:
    """Of what was counted per unit on ``n`` units: u plus and minus 3 sqrt(u / n), never below 0. ValueError where n is 0."""
    return _around(mean, mean, n)


def _around(mean: Decimal, variance: Decimal, n: Decimal) -> tuple[Decimal, Decimal]:
    if n <= 0:
        raise ValueError("no limits around nothing")
    with localcontext() as inside:
        inside.prec = 40
        half = SIGMAS * (variance / n).sqrt()
        return max(Decimal(0), mean - half), mean + half
