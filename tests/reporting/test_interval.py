from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.indicators import clopper_pearson
from reporting.indicators.interval import incomplete_beta

# Published tables of exact binomial limits (Documenta Geigy) and closed forms.
KNOWN = [
    (0, 10, 0.0, 1 - 0.025 ** (1 / 10)),
    (10, 10, 0.025 ** (1 / 10), 1.0),
    (1, 10, 0.0025285785444617804, 0.4450161170281954),
    (5, 10, 0.18708602844739855, 0.8129139715526015),
    (0, 30, 0.0, 1 - 0.025 ** (1 / 30)),
    (1, 1, 0.025, 1.0),
]


@pytest.mark.parametrize(("k", "n", "low", "high"), KNOWN)
def test_clopper_pearson_known_values(k: int, n: int, low: float, high: float) -> None:
    found = clopper_pearson(k, n)
    assert found.low == pytest.approx(low, abs=1e-9)
    assert found.high == pytest.approx(high, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 120).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_clopper_pearson_cuts_two_and_a_half_percent(share: tuple[int, int]) -> None:
    k, n = share
    found = clopper_pearson(k, n)
    if k > 0:
        assert float(at_least(k, n, Fraction(found.low))) == pytest.approx(0.025, abs=1e-9)
    if k < n:
        assert float(1 - at_least(k + 1, n, Fraction(found.high))) == pytest.approx(0.025, abs=1e-9)


def at_least(k: int, n: int, p: Fraction) -> Fraction:
    """Exactly P(X ≥ k) for n tries of chance p."""
    return sum((comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k, n + 1)), Fraction(0))


def test_clopper_pearson_at_province_size_keeps_its_probability() -> None:
    k, n = 2_310_004, 2_361_980
    found = clopper_pearson(k, n)
    assert incomplete_beta(found.low, k, n - k + 1) == pytest.approx(0.025, abs=1e-7)
    assert incomplete_beta(found.high, k + 1, n - k) == pytest.approx(0.975, abs=1e-7)


@pytest.mark.parametrize(("k", "n"), [(-1, 10), (11, 10), (0, 0)])
def test_clopper_pearson_refuses_what_is_no_share(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        clopper_pearson(k, n)
