"""Tails of distributions where they have a closed form."""

from math import atan, exp, factorial, pi, sqrt

import pytest

from competition.domain.agreement.distributions import (
    chi_square_tail,
    f_quantile,
    f_tail,
    t_quantile,
    t_two_sided,
)

FIGURES = (0.001, 0.1, 0.9, 1.0, 1.7, 3.0, 8.5, 20.0, 75.0)
NEAR = {"rel": 1e-10, "abs": 1e-13}


@pytest.mark.parametrize("value", FIGURES)
@pytest.mark.parametrize("freedom", [2, 4, 10, 40])
def test_chi_square_of_even_freedom_is_a_sum(value, freedom):
    half = value / 2
    tail = exp(-half) * sum(half**n / factorial(n) for n in range(freedom // 2))

    assert chi_square_tail(value, freedom) == pytest.approx(tail, **NEAR)


def test_chi_square_of_one_is_the_square_of_a_normal_figure():
    assert chi_square_tail(1.959963984540054**2, 1) == pytest.approx(0.05, **NEAR)
    assert chi_square_tail(0.67448975019608171**2, 1) == pytest.approx(0.5, **NEAR)


@pytest.mark.parametrize("value", [0, -1])
def test_every_chi_square_is_above_zero(value):
    assert chi_square_tail(value, 3) == 1


@pytest.mark.parametrize("value", FIGURES)
def test_t_of_one_and_two_degrees_has_a_closed_form(value):
    assert t_two_sided(value, 1) == pytest.approx(1 - 2 / pi * atan(value), **NEAR)
    assert t_two_sided(-value, 2) == pytest.approx(1 - value / sqrt(2 + value**2), **NEAR)


@pytest.mark.parametrize("value", FIGURES)
@pytest.mark.parametrize("freedom", [1, 3, 12.5])
def test_f_of_two_degrees_has_a_closed_form_on_either_side(value, freedom):
    tail = (1 + 2 * value / freedom) ** (-freedom / 2)
    under = 1 - (freedom * value / (freedom * value + 2)) ** (freedom / 2)

    assert f_tail(value, 2, freedom) == pytest.approx(tail, **NEAR)
    assert f_tail(value, freedom, 2) == pytest.approx(under, **NEAR)


def test_nothing_is_beyond_every_figure_and_all_is_above_none():
    assert (f_tail(0, 3, 4), t_two_sided(0, 5)) == (1, 1)


@pytest.mark.parametrize("tail", [0.9, 0.5, 0.1, 0.01, 0.0001])
def test_a_quantile_is_where_its_tail_begins(tail):
    assert t_two_sided(t_quantile(tail, 7), 7) == pytest.approx(tail, rel=1e-9)
    assert t_two_sided(t_quantile(tail, 2.5), 2.5) == pytest.approx(tail, rel=1e-9)
    assert f_tail(f_quantile(tail, 3, 9), 3, 9) == pytest.approx(tail, rel=1e-9)
    assert f_tail(f_quantile(tail, 6, 1.5), 6, 1.5) == pytest.approx(tail, rel=1e-9)


def test_quantiles_are_found_to_the_last_digits():
    assert t_quantile(0.10, 10) == pytest.approx(1.8124611228107335, rel=1e-12)
    assert f_quantile(0.05, 5, 15) == pytest.approx(2.9012945362361564, rel=1e-12)
    assert t_quantile(0.999, 10) == pytest.approx(0.0012854, abs=1e-6)
