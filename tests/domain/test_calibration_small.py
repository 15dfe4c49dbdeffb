"""Calibration on small panels, against closed forms and the equations written out in full."""

from fractions import Fraction
from math import log

import numpy as np
import pytest

from competition.domain.calibration.bradley_terry import bradley_terry
from competition.domain.calibration.effects import Estimator, judge_effects
from competition.domain.refusal import Refusal

# Four entries, three judges; by hand: rows 70, 76, 83, 91, columns 79, 83, 78.
FULL = [[70, 73, 67], [75, 79, 74], [83, 85, 81], [88, 95, 90]]
GAPS = {
    ("A", "u"): 70, ("A", "v"): 78, ("A", "w"): 65,
    ("B", "u"): 60, ("B", "v"): 71,
    ("C", "v"): 90, ("C", "w"): 83, ("C", "x"): 88,
    ("D", "u"): 75, ("D", "x"): 86,
    ("E", "w"): 50, ("E", "x"): 61, ("E", "u"): 57,
}  # fmt: skip


def table(rows):
    return {(f"E{e}", f"J{j}"): mark for e, row in enumerate(rows) for j, mark in enumerate(row)}


def equations(marks, judge_weight):
    """The normal equations of entries, then judges; `judge_weight` is added for each judge."""
    entries, judges = (sorted({key[side] for key in marks}) for side in (0, 1))
    names = [*((entry, 0) for entry in entries), *((judge, 1) for judge in judges)]
    left = np.array(
        [
            [
                sum(key[side] == name and key[other] == member for key in marks)
                for member, other in names
            ]
            for name, side in names
        ],
        dtype=float,
    )
    right = [sum(v for key, v in marks.items() if key[side] == name) for name, side in names]
    for at in range(len(entries), len(names)):
        left[at, at] += judge_weight
    return entries, judges, left, np.array(right, dtype=float)


def pulled_marks(found):
    """The marks that the effects stand on."""
    return {key: value + found.judges[key[1]] for key, value in found.marks.items()}


def test_a_full_panel_is_judged_by_means_of_rows_and_columns():
    found = judge_effects(table(FULL), Estimator.LEAST_SQUARES)

    rows, columns = [70, 76, Fraction(83), 91], [79, 83, 78]
    assert found.entries == pytest.approx({f"E{e}": float(row) for e, row in enumerate(rows)})
    assert found.judges == pytest.approx({f"J{j}": column - 80 for j, column in enumerate(columns)})
    left = sum(
        (mark - rows[e] - columns[j] + 80) ** 2
        for e, row in enumerate(FULL)
        for j, mark in enumerate(row)
    )
    assert found.residual_variance == pytest.approx(float(left / 6))
    assert found.leverage == pytest.approx(dict.fromkeys(found.entries, 3**-0.5))
    assert found.judge_variance is None
    assert pulled_marks(found) == pytest.approx(table(FULL))


def test_judges_drawn_at_random_are_shrunk_as_the_variances_of_a_full_panel_say():
    fixed = judge_effects(table(FULL), Estimator.LEAST_SQUARES)

    found = judge_effects(table(FULL), Estimator.RANDOM)

    error = fixed.residual_variance
    between = 4 * (1 + 9 + 4) / 2
    variance = (between - error) / 4
    share = 4 * variance / (4 * variance + error)
    assert found.residual_variance == pytest.approx(error)
    assert found.judge_variance == pytest.approx(variance)
    assert found.judges == pytest.approx({key: share * one for key, one in fixed.judges.items()})
    assert found.entries == pytest.approx(fixed.entries)
    of_entry = (1 + variance / error) / 3
    assert found.leverage == pytest.approx(dict.fromkeys(found.entries, of_entry**0.5))


def test_least_squares_with_gaps_solves_its_equations():
    entries, judges, left, right = equations(GAPS, 0)
    even = np.array([0.0] * len(entries) + [1.0] * len(judges))
    whole = np.block([[left, even[:, None]], [even[None, :], np.zeros((1, 1))]])
    solution = np.linalg.solve(whole, np.append(right, 0))
    spread = np.linalg.inv(whole)

    found = judge_effects(GAPS, Estimator.LEAST_SQUARES)

    assert [found.entries[e] for e in entries] == pytest.approx(list(solution[:5]))
    assert [found.judges[j] for j in judges] == pytest.approx(list(solution[5:9]))
    assert [found.leverage[e] ** 2 for e in entries] == pytest.approx(list(np.diag(spread)[:5]))
    left_over = sum((v - found.entries[e] - found.judges[j]) ** 2 for (e, j), v in GAPS.items())
    assert found.residual_variance == pytest.approx(left_over / (13 - 5 - 4 + 1))


@pytest.mark.parametrize("estimator", [Estimator.RANDOM, Estimator.ROBUST])
def test_drawn_judges_solve_the_mixed_equations(estimator):
    found = judge_effects(GAPS, estimator)
    weight = found.residual_variance / (found.judge_variance or 1)
    entries, judges, left, right = equations(pulled_marks(found), weight)
    solution = np.linalg.solve(left, right)

    assert [found.entries[e] for e in entries] == pytest.approx(list(solution[:5]), abs=1e-8)
    assert [found.judges[j] for j in judges] == pytest.approx(list(solution[5:]), abs=1e-8)
    spread = np.diag(np.linalg.inv(left))[:5]
    assert [found.leverage[e] ** 2 for e in entries] == pytest.approx(list(spread))


def restricted(marks, judge_variance, error):
    """The restricted log-likelihood, from the whole covariance matrix."""
    entries, judges = (sorted({key[side] for key in marks}) for side in (0, 1))
    keys = sorted(marks)
    own = np.array([[float(e == entry) for entry in entries] for e, _ in keys])
    by = np.array([[float(j == judge) for judge in judges] for _, j in keys])
    cover = error * np.eye(len(keys)) + judge_variance * by @ by.T
    inverse = np.linalg.inv(cover)
    middle = own.T @ inverse @ own
    values = np.array([marks[key] for key in keys], dtype=float)
    rest = values - own @ np.linalg.solve(middle, own.T @ inverse @ values)
    logs = np.linalg.slogdet(cover)[1] + np.linalg.slogdet(middle)[1]
    return -(logs + rest @ inverse @ rest) / 2


def test_the_variances_of_drawn_judges_are_the_likeliest():
    found = judge_effects(GAPS, Estimator.RANDOM)
    variance, error = found.judge_variance, found.residual_variance

    best = restricted(GAPS, variance, error)

    for judge_factor, error_factor in ((1.001, 1), (0.999, 1), (1, 1.001), (1, 0.999)):
        assert restricted(GAPS, variance * judge_factor, error * error_factor) < best


def test_a_robust_estimate_pulls_far_marks_in_to_one_distance():
    wild = GAPS | {("A", "u"): 20}

    found = judge_effects(wild, Estimator.ROBUST)

    pulled = pulled_marks(found)
    moved = {key for key, mark in wild.items() if abs(pulled[key] - mark) > 1e-6}
    reach = {key: abs(pulled[key] - found.entries[key[0]] - found.judges[key[1]]) for key in wild}
    furthest = max(reach.values())
    assert ("A", "u") in moved
    assert [reach[key] for key in moved] == pytest.approx([furthest] * len(moved))
    assert found.entries["A"] > judge_effects(wild, Estimator.RANDOM).entries["A"] + 3


def test_a_robust_estimate_of_one_panel_is_what_it_was():
    found = judge_effects(GAPS | {("A", "u"): 20}, Estimator.ROBUST)

    assert found.entries == pytest.approx(
        {
            "A": 68.13489491818933,
            "B": 65.69046054192174,
            "C": 84.98790083347389,
            "D": 81.76024074877161,
            "E": 57.48418399796553,
        }
    )
    assert found.judge_variance == pytest.approx(32.25759206280033)
    assert found.residual_variance == pytest.approx(2.0205761080637004)


@pytest.mark.parametrize("estimator", list(Estimator))
def test_a_single_judge_is_neither_lenient_nor_strict(estimator):
    found = judge_effects({("A", "J"): 5, ("B", "J"): 7}, estimator)

    assert (found.entries, found.judges) == ({"A": 5, "B": 7}, {"J": 0})


@pytest.mark.parametrize("estimator", list(Estimator))
def test_judges_who_say_the_same_have_no_leniency(estimator):
    found = judge_effects(table([[5, 5], [7, 7], [9, 9]]), estimator)

    assert found.entries == pytest.approx({"E0": 5, "E1": 7, "E2": 9})
    assert found.judges == pytest.approx({"J0": 0, "J1": 0}, abs=1e-12)
    assert found.residual_variance == pytest.approx(0, abs=1e-12)


def test_judges_who_differ_by_chance_only_are_not_told_apart():
    found = judge_effects(table([[4, 6], [9, 7], [1, 3], [8, 6]]), Estimator.RANDOM)

    assert found.judge_variance == 0
    assert found.judges == {"J0": 0, "J1": 0}


def test_the_ability_of_two_is_the_logarithm_of_their_odds():
    found = bradley_terry({("A", "B"): 6, ("B", "A"): 2})

    assert found.entries == ("A", "B")
    assert found.by_entry() == pytest.approx({"A": log(3) / 2, "B": -log(3) / 2})
    ((entry, (ability, error)),) = found.relative_to("A").items()
    assert (entry, ability) == ("B", pytest.approx(-log(3)))
    assert error == pytest.approx((1 / 6 + 1 / 2) ** 0.5)


def test_lopsided_odds_are_reached_too():
    found = bradley_terry({("A", "B"): 100_000, ("B", "A"): 1})

    assert found.by_entry()["A"] == pytest.approx(log(100_000) / 2)


def test_each_wins_as_often_as_its_ability_says():
    wins = {("A", "B"): 5, ("B", "A"): 2, ("B", "C"): 4, ("C", "B"): 1.5, ("C", "A"): 2.5}

    found = bradley_terry(wins)

    strength = {key: np.exp(value) for key, value in found.by_entry().items()}
    met = {frozenset(pair): 0.0 for pair in wins}
    for pair, count in wins.items():
        met[frozenset(pair)] += count
    for entry, own in strength.items():
        won = sum(count for (better, _), count in wins.items() if better == entry)
        expected = sum(
            count * own / sum(strength[one] for one in pair)
            for pair, count in met.items()
            if entry in pair
        )
        assert won == pytest.approx(expected)
    assert sum(found.by_entry().values()) == pytest.approx(0, abs=1e-12)
    assert np.asarray(found.covariance).sum(axis=1) == pytest.approx([0, 0, 0], abs=1e-12)


@pytest.mark.parametrize(
    ("wins", "groups"),
    [
        ({("A", "B"): 1}, "A | B"),
        ({("A", "B"): 1, ("B", "A"): 1, ("A", "C"): 2}, "A, B | C"),
        ({("A", "B"): 1, ("B", "A"): 1, ("C", "D"): 2, ("D", "C"): 2}, "A, B | C, D"),
        ({("A", "B"): 1, ("B", "A"): 0}, "A | B"),
    ],
)
def test_who_never_lost_to_the_rest_or_never_won_is_named(wins, groups):
    with pytest.raises(Refusal) as refusal:
        bradley_terry(wins)

    assert (refusal.value.code, refusal.value.values) == ("ranking.not_linked", {"groups": groups})
