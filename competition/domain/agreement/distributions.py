"""Tails of the chi-square, t and F distributions, by series and continued fractions.

Floating point. Source: Press et al., Numerical Recipes, 6.2 and 6.4.
"""

from math import exp, lgamma, log

_SMALL = 1e-300
_STILL = 1e-15
_TERMS = 10_000


def chi_square_tail(value: float, freedom: int) -> float:
    """The chance of a chi-square at least so large."""
    half, at = freedom / 2, value / 2
    if at <= 0:
        return 1.0
    front = exp(half * log(at) - at - lgamma(half))
    if at < half + 1:
        term = total = 1 / half
        for n in range(1, _TERMS):
            term *= at / (half + n)
            total += term
            if term < total * _STILL:
                break
        return 1 - front * total
    below = at + 1 - half
    ratio, lower = 1 / _SMALL, 1 / below
    result = lower
    for n in range(1, _TERMS):
        factor = -n * (n - half)
        below += 2
        lower = 1 / _away(factor * lower + below)
        ratio = _away(below + factor / ratio)
        result *= lower * ratio
        if abs(lower * ratio - 1) < _STILL:
            break
    return front * result


def t_two_sided(value: float, freedom: float) -> float:
    """The chance of a t at least so far from zero, on either side."""
    return _incomplete_beta(freedom / 2, 0.5, freedom / (freedom + value * value))


def t_quantile(two_sided: float, freedom: float) -> float:
    """The t beyond which so much of both tails together lies."""
    low, high = 0.0, 1.0
    while t_two_sided(high, freedom) > two_sided:
        high *= 2
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if t_two_sided(middle, freedom) > two_sided else (low, middle)
    return (low + high) / 2


def f_tail(value: float, over: float, under: float) -> float:
    """The chance of an F at least so large, with these degrees of freedom."""
    return _incomplete_beta(under / 2, over / 2, under / (under + over * value))


def f_quantile(tail: float, over: float, under: float) -> float:
    """The F above which so much of the distribution lies."""
    low, high = 0.0, 1.0
    while f_tail(high, over, under) > tail:
        high *= 2
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if f_tail(middle, over, under) > tail else (low, middle)
    return (low + high) / 2


def _incomplete_beta(a: float, b: float, x: float) -> float:
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x))
    if x < (a + 1) / (a + b + 2):
        return front * _beta_fraction(a, b, x) / a
    return 1 - front * _beta_fraction(b, a, 1 - x) / b


def _beta_fraction(a: float, b: float, x: float) -> float:
    upper, lower = 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    result = lower
    for n in range(1, _TERMS):
        even = n * (b - n) * x / ((a + 2 * n - 1) * (a + 2 * n))
        odd = -(a + n) * (a + b + n) * x / ((a + 2 * n) * (a + 2 * n + 1))
        for factor in (even, odd):
            lower = 1 / _away(1 + factor * lower)
            upper = _away(1 + factor / upper)
            result *= lower * upper
        if abs(lower * upper - 1) < _STILL:
            break
    return result


def _away(value: float) -> float:
    """The figure, kept away from zero so that it can be divided by."""
    return value if abs(value) > _SMALL else _SMALL
