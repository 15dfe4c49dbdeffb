"""When a judge stands out, and how far apart two groups of figures are."""

from fractions import Fraction

import pytest

from competition.domain.agreement.judges import (
    Distant,
    Profile,
    Welch,
    distances,
    distant_marks,
    own_group,
    profiles,
    rank_likeness,
    stand_out,
    welch,
)
from competition.domain.agreement.trust import intervals

ALONE = {("A", "J"): 10, ("B", "J"): 20, ("C", "J"): 30}


def profile(judge, leniency=0.0, spread=4.0, correlation=0.9, count=5):
    return Profile(judge, count, Fraction(20), leniency, spread, 20.0, correlation)


def found(marks=ALONE, **judges):
    return stand_out(marks, [profile(judge, **given) for judge, given in judges.items()])


def lenient_by(marks, *leniencies):
    judges = {f"J{number}": {"leniency": one} for number, one in enumerate(leniencies)}
    return list(found(marks, **judges).values())


def test_half_the_deviation_between_entries_is_far():
    # The means 10, 20 and 30 deviate by 10.
    assert lenient_by(ALONE, 0, 0, 0, 5, 5.01) == [(), (), (), (), ("lenient",)]
    assert lenient_by(ALONE, 1, 1, 1, -4, -4.01) == [(), (), (), (), ("strict",)]


def test_two_entries_deviate_by_the_root_of_half_their_squared_distance():
    two = {("A", "J"): 10, ("B", "J"): 20}

    assert lenient_by(two, 0, 0, 0, 3.53, 3.54) == [(), (), (), (), ("lenient",)]


def test_twice_the_usual_distance_of_judges_is_far():
    # Half of the judges lie within 1 of the middle one; 1.4826 times two is 2.9652.
    close = {("A", "J"): 10, ("B", "J"): 12, ("C", "J"): 14}

    assert lenient_by(close, -2.96, -1, 0, 1, 2.97) == [(), (), (), (), ("lenient",)]


def test_where_nothing_differs_nobody_stands_out():
    assert lenient_by({("A", "J"): 10}, 0, 0, 3) == [(), (), ()]
    assert lenient_by({}, None, None) == [(), ()]


def test_a_judge_who_cannot_be_compared_does_not_stand_out():
    assert lenient_by(ALONE, 9, 9, None) == [(), (), ()]


@pytest.mark.parametrize(
    ("spread", "codes"),
    [(1.99, ("narrow",)), (2.0, ()), (8.0, ()), (8.01, ("wide",)), (None, ())],
)
def test_half_and_twice_the_middle_deviation_are_still_usual(spread, codes):
    told = found(a={}, b={}, c={}, d={"spread": spread})

    assert told == {"a": (), "b": (), "c": (), "d": codes}


@pytest.mark.parametrize(("value", "codes"), [(0.3, ()), (0.29, ("unlike",)), (None, ())])
def test_three_tenths_is_the_least_likeness(value, codes):
    assert found(a={}, b={"correlation": value}) == {"a": (), "b": codes}


@pytest.mark.parametrize(("count", "codes"), [(5, ("narrow", "unlike")), (4, ())])
def test_five_entries_are_enough_to_tell_by_the_marks(count, codes):
    odd = {"spread": 1.0, "correlation": 0.0, "count": count}

    assert found(a={}, b={}, c={}, d=odd)["d"] == codes


def test_without_any_deviation_none_is_narrow_or_wide():
    assert found(a={"spread": None}, b={"spread": None}) == {"a": (), "b": ()}


def test_a_judge_of_two_entries_has_a_deviation():
    marks = {("A", "u"): 10, ("B", "u"): 14, ("A", "v"): 12, ("B", "v"): 20}

    first, second = profiles(marks)

    assert (first.judge, first.count, first.mean, first.leniency) == ("u", 2, 12, -4)
    assert (first.spread, first.pile, first.correlation) == (pytest.approx(8**0.5), 16, 1)
    assert (second.leniency, second.spread, second.pile) == (4, pytest.approx(32**0.5), 12)


def test_a_single_judge_is_like_nobody():
    assert rank_likeness(ALONE) == {"J": None}


def test_likeness_is_of_ranks_on_entries_that_all_marked():
    marks = {
        ("A", "u"): 1, ("A", "v"): 90, ("A", "w"): 2,
        ("B", "u"): 2, ("B", "v"): 10, ("B", "w"): 3,
        ("C", "u"): 9, ("C", "v"): 20, ("C", "w"): 9,
        ("D", "u"): 5, ("D", "v"): 99,
    }  # fmt: skip

    # Ranks 1 2 3, 3 1 2 and 1 2 3; sums of the others 4 3 5, 2 4 6 and 4 3 5.
    likeness = rank_likeness(marks)

    assert likeness == pytest.approx({"u": 0.5, "v": -0.5, "w": 0.5})


def test_figures_that_do_not_vary_or_stand_alone_have_no_test():
    one, two = [Fraction(3)], [Fraction(5), Fraction(9)]

    assert welch(one, two) == Welch(-4.0, None, None, None, (1, 2))
    assert welch(two, one) == Welch(4.0, None, None, None, (2, 1))
    assert welch([Fraction(7)] * 2, [Fraction(4)] * 3) == Welch(3.0, None, None, None, (2, 3))
    assert welch(two, [Fraction(4)] * 2).t == pytest.approx(3 / 4**0.5)


def test_a_group_is_held_against_other_entries_or_not_at_all():
    marks = {("A", "u"): 8, ("A", "v"): 6, ("B", "u"): 5, ("B", "v"): 5}
    away = distances(marks)

    assert own_group(away, "u", {"A": "x", "B": "y"}, "x") == Welch(2.0, None, None, None, (1, 1))
    assert own_group(away, "u", {"A": "x", "B": "x"}, "x") is None
    assert own_group(away, "u", {}, "x") is None


def test_marks_far_from_the_others_come_first_and_equal_ones_by_name():
    marks = {
        ("A", "u"): 90, ("A", "v"): 91, ("B", "u"): 10, ("B", "v"): 20, ("C", "u"): 7,
    }  # fmt: skip

    assert distant_marks(marks) == [
        Distant("B", "u", Fraction(10), Fraction(20)),
        Distant("B", "v", Fraction(20), Fraction(10)),
        Distant("A", "u", Fraction(90), Fraction(91)),
        Distant("A", "v", Fraction(91), Fraction(90)),
    ]


def test_one_mark_left_over_is_enough_for_intervals():
    told = intervals({("A", "u"): 4, ("A", "v"): 6, ("B", "u"): 1, ("B", "v"): 1})

    # Residuals of one half each on one degree of freedom; t of a tenth is 6.3137515.
    assert [(one.entry, one.estimate, one.freedom) for one in told] == [("A", 5, 1), ("B", 1, 1)]
    assert told[0].error == pytest.approx(0.5**0.5)
    assert (told[0].low, told[0].high) == pytest.approx((5 - 4.4644965, 5 + 4.4644965))
