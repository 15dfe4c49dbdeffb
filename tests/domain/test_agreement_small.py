"""Figures of agreement on small tables, against their definitions written out."""

from collections import Counter
from fractions import Fraction
from itertools import permutations

import pytest

from competition.domain.agreement.categories import Scale, fleiss_kappa, krippendorff
from competition.domain.agreement.distributions import t_quantile
from competition.domain.agreement.matrix import (
    complete_rows,
    correlation,
    fractional_ranks,
    judges_of,
)
from competition.domain.agreement.panel import concordance, intraclass
from competition.domain.agreement.trust import Interval, around_line, combined, intervals
from competition.domain.refusal import Refusal

# The table of Shrout & Fleiss (1979).
TABLE = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
GAPS = [[1, 1, None], [2, 3, 3], [None, 4, None], [3, None, 5], [5, 5, 5], [1, 2, 9]]


def judged(rows):
    return {
        (f"E{e}", f"J{j}"): mark
        for e, row in enumerate(rows)
        for j, mark in enumerate(row)
        if mark is not None
    }


def distance(scale, pooled, a, b):
    """Krippendorff's squared difference of two values."""
    if a == b:
        return Fraction(0)
    if scale is Scale.NOMINAL:
        return Fraction(1)
    if scale is Scale.INTERVAL:
        return Fraction((a - b) ** 2)
    if scale is Scale.RATIO:
        return Fraction(a - b, a + b) ** 2
    counts = Counter(pooled)
    between = sum(n for value, n in counts.items() if min(a, b) <= value <= max(a, b))
    return (between - Fraction(counts[a] + counts[b], 2)) ** 2


def alpha(rows, scale):
    """Krippendorff's alpha from every pair of values, one by one."""
    units = [[mark for mark in row if mark is not None] for row in rows]
    units = [unit for unit in units if len(unit) > 1]
    pooled = [mark for unit in units for mark in unit]
    inside = sum(
        sum(distance(scale, pooled, a, b) for a, b in permutations(unit, 2)) / (len(unit) - 1)
        for unit in units
    )
    every = sum(distance(scale, pooled, a, b) for a, b in permutations(pooled, 2))
    return float(1 - (len(pooled) - 1) * Fraction(inside) / every)


@pytest.mark.parametrize("scale", list(Scale))
@pytest.mark.parametrize("rows", [GAPS, TABLE, [[1, 2], [2, 1], [0, 0]], [[0, 1], [0, 0]]])
def test_alpha_is_what_every_pair_of_values_says(rows, scale):
    assert krippendorff(judged(rows), scale) == pytest.approx(alpha(rows, scale), abs=1e-12)


@pytest.mark.parametrize("rows", [[], [[1]], [[1], [2]], [[3, 3], [3, None]], [[1, None], [2, 2]]])
def test_alpha_needs_two_values_that_can_be_paired(rows):
    assert [krippendorff(judged(rows), scale) for scale in Scale] == [None] * 4


def test_kappa_is_agreement_beyond_that_of_chance():
    counts = [{"a": 3}, {"a": 1, "b": 2}, {"b": 2, "c": 1}]

    found = fleiss_kappa(counts)

    observed = Fraction(1 + Fraction(1, 3) + Fraction(1, 3), 3)
    by_chance = Fraction(4**2 + 4**2 + 1, 81)
    assert found == float((observed - by_chance) / (1 - by_chance))


@pytest.mark.parametrize("counts", [[], [{"a": 1}, {"b": 1}], [{"a": 2}, {"a": 2}]])
def test_kappa_needs_raters_who_could_differ(counts):
    assert fleiss_kappa(counts) is None


def test_kappa_of_two_raters_who_always_agree_is_one():
    assert fleiss_kappa([{"a": 2}, {"b": 2}]) == 1


def test_the_six_correlations_of_shrout_and_fleiss_to_eight_digits():
    found = intraclass(judged(TABLE))

    assert found is not None
    told = (found.icc1, found.icc2, found.icc3, found.icc1k, found.icc2k, found.icc3k)
    assert told == pytest.approx(
        (0.16574177, 0.28976378, 0.71484071, 0.44279713, 0.62005055, 0.90931554), abs=1e-8
    )
    assert (found.entries, found.judges) == (6, 4)
    assert found.limits2k == pytest.approx((0.15203705, 0.89947670), abs=1e-8)


@pytest.mark.parametrize("factor", [3, Fraction(1, 10)])
def test_correlations_and_limits_ignore_the_unit_of_the_marks(factor):
    found = intraclass(judged([[mark * factor for mark in row] for row in TABLE]))

    assert found is not None
    assert (found.icc1, found.icc2k) == pytest.approx((0.16574177, 0.62005055), abs=1e-8)
    assert found.limits2k == pytest.approx((0.15203705, 0.89947670), abs=1e-8)


@pytest.mark.parametrize(
    "rows", [[], [[1]], [[1, 2]], [[1], [2]], [[5, 5], [5, 5]], [[1, None], [2, 3]]]
)
def test_correlations_need_two_entries_two_judges_and_a_difference(rows):
    assert intraclass(judged(rows)) is None


@pytest.mark.parametrize(
    ("rows", "icc", "limits"),
    [
        ([[1, 2], [2, 3]], (1 / 3, 1 / 2, 1, 1 / 2, 2 / 3, 1), (2 / 3, 2 / 3)),
        ([[1, 3], [1, 3]], (-1, 0, 0, 0, 0, 0), (0, 0)),
    ],
)
def test_correlations_of_two_by_two(rows, icc, limits):
    found = intraclass(judged(rows))

    assert found is not None
    told = (found.icc1, found.icc2, found.icc3, found.icc1k, found.icc2k, found.icc3k)
    assert told == pytest.approx(icc)
    assert found.limits2k == pytest.approx(limits)


def test_judges_who_contradict_each_other_have_no_correlation_above_none():
    found = intraclass(judged([[1, 2], [2, 1]]))

    assert found is not None
    told = (found.icc1, found.icc2, found.icc3, found.icc1k, found.icc2k, found.icc3k)
    assert told == (-1, 0, -1, 0, 0, 0)
    assert found.limits2k is None


def test_concordance_counts_ranks_and_corrects_for_ties():
    rows = [[1, 1, 2], [2, 2, 1], [3, 2, 3], [4, 4, 4]]

    found = concordance(judged(rows))

    # Rank sums 1+1+2, 2+2.5+1, 3+2.5+3, 4+4+4 around 7.5; one tie of two.
    apart = Fraction(35, 10) ** 2 + 2**2 + 1 + Fraction(45, 10) ** 2
    assert found is not None
    assert found.uncorrected == pytest.approx(float(12 * apart / (9 * 60)))
    assert found.w == pytest.approx(float(12 * apart / (9 * 60 - 3 * 6)))
    assert (found.entries, found.judges) == (4, 3)


@pytest.mark.parametrize("rows", [[], [[1]], [[1, 2]], [[1], [2]], [[1, 4], [1, 4]]])
def test_concordance_needs_two_entries_two_judges_and_an_order(rows):
    assert concordance(judged(rows)) is None


def test_only_entries_that_everybody_marked_make_rows():
    assert judges_of(judged(GAPS)) == ["J0", "J1", "J2"]
    assert complete_rows(judged(GAPS)) == [[2, 3, 3], [5, 5, 5], [1, 2, 9]]


def test_equal_figures_share_the_mean_of_their_ranks():
    assert fractional_ranks([5, 3, 5, 1]) == [Fraction(7, 2), 2, Fraction(7, 2), 1]


def test_a_correlation_needs_two_that_vary():
    assert correlation([1, 2, 4], [3, 2, 7]) == pytest.approx(3**0.5 / 2)
    assert correlation([1], [2]) is None
    assert correlation([1, 1], [2, 3]) is None
    assert correlation([1, 2], [3, 3]) is None
    assert correlation([1, 2], [4, 3]) == -1


def interval(entry, estimate, reach=1.0, error=0.5, freedom=4.0):
    return Interval(entry, estimate, estimate - reach, estimate + reach, error, freedom)


def test_an_interval_reaches_half_its_length():
    assert interval("A", 7, reach=2.5).reach == 2.5


def test_entries_at_a_line_are_those_that_chance_could_move_across_it():
    told = [
        interval("A", 9.0),
        interval("B", 8.0),
        interval("C", 7.2),
        interval("D", 7.0),
        interval("E", 5.79),
        interval("F", 5.5),
    ]

    assert around_line(told, 3) == ["B", "C", "D", "E"]
    assert around_line(told, 1) == ["A", "B"]
    assert around_line(told, 0) == around_line(told, 6) == []


def test_a_line_between_entries_out_of_order_looks_at_the_lowest_and_the_highest():
    told = [interval("A", 3.0), interval("B", 9.0), interval("C", 1.0), interval("D", 8.0)]

    assert around_line(told, 2) == ["A", "B", "D"]


def test_intervals_of_stages_are_combined_entry_by_entry():
    first = {"A": interval("A", 80, error=3, freedom=6), "B": interval("B", 70, error=0)}
    second = {
        "A": interval("A", 60, error=4, freedom=12),
        "B": interval("B", 50, error=0, freedom=9),
    }

    found = combined([(0.25, first), (0.75, second)], level=0.5)

    squared = (0.5625, 9.0)
    freedom = sum(squared) ** 2 / (squared[0] ** 2 / 6 + squared[1] ** 2 / 12)
    assert sorted(found) == ["A", "B"]
    assert (found["A"].entry, found["A"].estimate) == ("A", 65)
    assert found["A"].error == pytest.approx(sum(squared) ** 0.5)
    assert found["A"].freedom == pytest.approx(freedom)
    assert found["A"].reach == pytest.approx(t_quantile(0.5, freedom) * found["A"].error)
    assert found["B"] == Interval("B", 55, 55, 55, 0, 4)


def test_a_level_of_intervals_is_that_of_the_t_distribution():
    (best, *_) = intervals(judged([[71, 80], [61, 68], [50, 60]]), level=0.8)

    # One degree of freedom less than the marks over; t of 0.2 on 2 degrees is 1.8856180831641.
    assert best.reach == pytest.approx(1.8856180831641 * best.error)
    assert (best.entry, best.freedom) == ("E0", 2)


def test_intervals_are_refused_where_judges_never_meet():
    with pytest.raises(Refusal) as refusal:
        intervals({("A", "u"): 1, ("B", "v"): 2})

    told = {"step": "trust", "group": "", "count": 2, "components": "u: A | v: B"}
    assert (refusal.value.code, refusal.value.values) == ("calibrate.disconnected", told)
