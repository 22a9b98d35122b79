"""The exact 95 % interval of a share (Clopper–Pearson), without a statistics library.

The bounds are quantiles of beta distributions: lower = B(α/2; k, n−k+1), upper = B(1−α/2; k+1, n−k). The regularised
incomplete beta function is summed as a continued fraction (modified Lentz); its inverse is found by Newton steps that
fall back on halving. Good to 1e-9 up to some millions of people.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import exp, lgamma, log, log1p, sqrt

ALPHA = 0.05
_TINY = 1e-300
_ROUNDING = 1e-15
_STEPS = 200


@dataclass(frozen=True, slots=True)
class Interval:
    """Both bounds of a share, between 0 and 1."""

    low: float
    high: float


@lru_cache(maxsize=8192)
def clopper_pearson(k: int, n: int) -> Interval:
    """The two-sided 95 % interval of k out of n. Raises ValueError unless 0 ≤ k ≤ n and n > 0."""
    if n <= 0 or not 0 <= k <= n:
        raise ValueError(f"no share: {k} of {n}")
    low = 0.0 if k == 0 else _beta_quantile(ALPHA / 2, k, n - k + 1)
    high = 1.0 if k == n else _beta_quantile(1 - ALPHA / 2, k + 1, n - k)
    return Interval(low, high)


def incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function Iₓ(a, b)."""
    if x <= 0:
        return 0.0
    if x >= 1:
        return 1.0
    # The fraction converges fast on the near side of the mean; the other side is its mirror image.
    if x * (a + b + 2) < a + 1:
        return _density(x, a, b) * x * (1 - x) / a * _fraction(x, a, b)
    return 1 - _density(x, a, b) * x * (1 - x) / b * _fraction(1 - x, b, a)


def _density(x: float, a: float, b: float) -> float:
    return exp(lgamma(a + b) - lgamma(a) - lgamma(b) + (a - 1) * log(x) + (b - 1) * log1p(-x))


def _fraction(x: float, a: float, b: float) -> float:
    c, d = 1.0, _away(1 - (a + b) * x / (a + 1))
    d = 1 / d
    total = d
    # Terms needed grow with the root of the larger parameter.
    for m in range(1, 1000 + int(10 * sqrt(max(a, b)))):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for numerator in (even, odd):
            d = 1 / _away(1 + numerator * d)
            c = _away(1 + numerator / c)
            total *= c * d
        if abs(c * d - 1) < _ROUNDING:
            break
    return total


def _away(value: float) -> float:
    """A value Lentz's method may divide by."""
    return value if abs(value) > _TINY else _TINY


def _beta_quantile(p: float, a: float, b: float) -> float:
    """The x with Iₓ(a, b) = p."""
    low, high = 0.0, 1.0
    mean = a / (a + b)
    spread = sqrt(mean * (1 - mean) / (a + b + 1))
    x = min(max(mean + (2 if p > 0.5 else -2) * spread, mean / 100), 1 - (1 - mean) / 100)
    for _ in range(_STEPS):
        error = incomplete_beta(x, a, b) - p
        if error > 0:
            high = x
        else:
            low = x
        slope = _density(x, a, b)
        step = x - error / slope if slope > 0 else -1.0
        following = step if low < step < high else (low + high) / 2
        if abs(following - x) <= 1e-14 * following:
            return following
        x = following
    return x
