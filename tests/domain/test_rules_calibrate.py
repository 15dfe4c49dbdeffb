"""The step `calibrate`: judges and panels made comparable, and where that is refused."""

import csv
import json
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from competition.domain.calibration.effects import Estimator, judge_effects
from competition.domain.calibration.graph import components, leaves_nothing_over
from competition.domain.refusal import Refusal
from competition.domain.rules import Entry, Evaluation, Facts, RuleSet, Sheet, evaluate
from competition.domain.rules import parse_rule_set as read
from competition.domain.rules.calibrating.standard import root

Marks = Mapping[tuple[str, str], int]
PANELS = 100
LEAST_SQUARES = {
    "calibrate": "judge_effect",
    "estimator": "least_squares",
    "places": 8,
    "mode": "half_up",
}


def rules(*steps: dict[str, object]) -> RuleSet:
    criteria = [{"key": "score", "name": "得分", "max": "1000", "step": "1"}]
    every = [{"reduce": "criterion", "by": "sum"}, *steps, {"rank": [{"key": "score"}]}]
    return read({"schema": 1, "stages": {"panel": {"criteria": criteria, "steps": every}}})


def judged(*steps: dict[str, object]) -> RuleSet:
    return rules(*steps, {"reduce": "judge", "by": "mean", "quorum": 1, "as": "score"})


def facts(marks: Marks, attributes: Mapping[str, Mapping[str, str]] | None = None) -> Facts:
    entries = sorted({entry for entry, _ in marks})
    return Facts(
        tuple(Entry(entry, (attributes or {}).get(entry, {})) for entry in entries),
        sheets=tuple(Sheet("panel", e, j, {"score": mark}) for (e, j), mark in marks.items()),
    )


def outcome(rule: RuleSet, given_facts: Facts) -> Evaluation:
    return evaluate(rule.part("panel"), given_facts)


def figures(evaluation: Evaluation) -> dict[str, Fraction]:
    table = evaluation.tables["score"]
    return {entry: table.value(number) for entry, number in table.by_entry.items()}


def places(evaluation: Evaluation) -> dict[str, int | None]:
    return {standing.entry: standing.rank for standing in evaluation.standings}


def essays(cases: Path) -> tuple[Marks, Any]:
    folder = cases / "real" / "o09_unbalanced_essays_209x10"
    with (folder / "ratings.csv").open(encoding="utf-8") as rows:
        marks = {(row["entry"], row["judge"]): int(row["score"]) for row in csv.DictReader(rows)}
    return marks, json.loads((folder / "expected.json").read_text(encoding="utf-8"))["expected"]


def furthest(found: Mapping[str, float], expected: Mapping[str, float]) -> float:
    assert found.keys() == expected.keys()
    return max(abs(found[key] - value) for key, value in expected.items())


@pytest.mark.parametrize(
    ("estimator", "name", "tolerance"),
    [(Estimator.LEAST_SQUARES, "LS", 1e-7), (Estimator.RANDOM, "JR", 2e-5)],
)
def test_effects_are_those_of_the_reference_implementations(
    cases: Path, estimator: Estimator, name: str, tolerance: float
):
    marks, expected = essays(cases)

    found = judge_effects(marks, estimator)

    assert furthest(found.entries, expected[f"{name}_entry"]) < tolerance
    assert furthest(found.judges, expected[f"{name}_judge"]) < tolerance
    if estimator is Estimator.RANDOM:
        assert found.judge_variance == pytest.approx(expected["JR_var_judge"], abs=2e-5)
        assert found.residual_variance == pytest.approx(expected["JR_var_resid"], abs=2e-5)


@pytest.mark.parametrize(
    ("estimator", "name", "tolerance"), [("least_squares", "LS", 1e-7), ("random", "JR", 2e-5)]
)
def test_mean_of_calibrated_marks_is_the_estimate_of_the_entry(
    cases: Path, estimator: str, name: str, tolerance: float
):
    marks, expected = essays(cases)
    rule = judged(LEAST_SQUARES | {"estimator": estimator})

    found = figures(outcome(rule, facts(marks)))

    assert furthest(found, expected[f"{name}_entry"]) < tolerance


def tau(first: list[float], second: list[float]) -> float:
    """Kendall's tau-b."""
    pairs = [(i, j) for i in range(len(first)) for j in range(i)]
    sign = [((a > b) - (a < b)) for a, b in ((first[i], first[j]) for i, j in pairs)]
    other = [((a > b) - (a < b)) for a, b in ((second[i], second[j]) for i, j in pairs)]
    both = sum(a * b for a, b in zip(sign, other, strict=True))
    return float(both / (sum(map(abs, sign)) * sum(map(abs, other))) ** 0.5)


@pytest.mark.parametrize("instance", ["B11", "B12", "D11", "D12", "G11", "G12"])
def test_planted_quality_is_found_again_as_well_as_by_the_references(cases: Path, instance: str):
    folder = cases / "real" / "o13_synthetic_truth"
    with (folder / "scores.csv").open(encoding="utf-8") as rows:
        read_rows = [row for row in csv.DictReader(rows) if row["instance"] == instance]
    with (folder / "truth.csv").open(encoding="utf-8") as rows:
        truth = {
            row["entry"]: float(row["quality"])
            for row in csv.DictReader(rows)
            if row["instance"] == instance
        }
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))["expected"]
    bar = expected[instance]["tau"]
    marks = {(row["entry"], row["judge"]): int(row["score"]) for row in read_rows}

    estimates = {estimator: judge_effects(marks, estimator).entries for estimator in Estimator}
    found = {
        estimator: tau([entries[entry] for entry in truth], list(truth.values()))
        for estimator, entries in estimates.items()
    }

    assert found[Estimator.LEAST_SQUARES] == pytest.approx(bar["additive_LS"], abs=6e-5)
    assert found[Estimator.RANDOM] == pytest.approx(bar["add_judge_random"], abs=6e-5)
    assert found[Estimator.ROBUST] == pytest.approx(bar["add_jrand_robust"], abs=0.005)


def test_a_wild_mark_moves_the_robust_estimate_least():
    marks = {
        (f"E{e}", f"J{j}"): 70 + 3 * e + 2 * j + (e * j) % 3 for e in range(8) for j in range(5)
    }
    wild = marks | {("E0", "J0"): 5}

    moved = {
        estimator: abs(
            judge_effects(wild, estimator).entries["E0"]
            - judge_effects(marks, estimator).entries["E0"]
        )
        for estimator in Estimator
    }

    assert moved[Estimator.ROBUST] < 1 < moved[Estimator.RANDOM]


def test_judges_who_agree_in_all_but_leniency_are_freed_of_it():
    marks = {(f"E{e}", f"J{j}"): 50 + 7 * e + 5 * j for e in range(4) for j in range(3)}

    found = {estimator: judge_effects(marks, estimator) for estimator in Estimator}

    for effects in found.values():
        assert effects.judges == pytest.approx({"J0": -5, "J1": 0, "J2": 5})
        assert effects.entries == pytest.approx({f"E{e}": 55 + 7 * e for e in range(4)})


def test_two_separate_halves_are_refused_with_their_members():
    marks = {("A", "J1"): 60, ("B", "J1"): 70, ("C", "J2"): 80}

    with pytest.raises(Refusal) as refused:
        outcome(judged(LEAST_SQUARES), facts(marks))

    assert refused.value.code == "calibrate.disconnected"
    assert refused.value.values["components"] == "J1: A, B | J2: C"
    assert refused.value.values["count"] == 2


def test_halves_that_are_ranked_apart_may_be_calibrated_apart():
    marks = {("A", "J1"): 60, ("B", "J1"): 70, ("C", "J2"): 80}
    tracks = {"A": {"track": "t1"}, "B": {"track": "t1"}, "C": {"track": "t2"}}

    found = figures(outcome(judged(LEAST_SQUARES | {"per": "track"}), facts(marks, tracks)))

    assert found == {"A": 60, "B": 70, "C": 80}


panels = st.dictionaries(
    st.tuples(st.sampled_from("ABCDEF"), st.sampled_from("uvwx")),
    st.integers(0, 100),
    min_size=1,
)


@settings(max_examples=PANELS, derandomize=True, deadline=None)
@given(panels)
def test_calibration_is_refused_exactly_when_marks_fall_apart(marks: Marks):
    is_apart = len(components(marks)) > 1

    try:
        outcome(judged(LEAST_SQUARES), facts(marks))
        was_refused = False
    except Refusal as refusal:
        was_refused = refusal.code == "calibrate.disconnected"

    assert was_refused == is_apart


@settings(max_examples=PANELS, derandomize=True, deadline=None)
@given(panels, st.sampled_from("uvwx"), st.integers(1, 400))
def test_least_squares_ranks_ignore_what_one_judge_adds_to_every_mark(
    marks: Marks, judge: str, more: int
):
    assume(len(components(marks)) == 1)
    lenient = {key: mark + more * (key[1] == judge) for key, mark in marks.items()}
    rule = rules(
        LEAST_SQUARES,
        {"reduce": "judge", "by": "mean", "quorum": 1},
        {"round": 6, "mode": "half_up", "as": "score"},
    )

    before, after = outcome(rule, facts(marks)), outcome(rule, facts(lenient))

    assert places(before) == places(after)


@settings(max_examples=40, derandomize=True, deadline=None)
@given(panels, st.randoms(use_true_random=False), st.sampled_from(list(Estimator)))
def test_order_of_the_marks_changes_nothing(marks: Marks, random: Any, estimator: Estimator):
    assume(len(components(marks)) == 1)
    assume(estimator is Estimator.LEAST_SQUARES or not leaves_nothing_over(marks))
    shuffled = list(marks.items())
    random.shuffle(shuffled)
    rule = judged(LEAST_SQUARES | {"estimator": estimator.value})

    assert outcome(rule, facts(marks)) == outcome(rule, facts(dict(shuffled)))


@settings(max_examples=PANELS, derandomize=True, deadline=None)
@given(panels, st.data())
def test_a_higher_mark_never_lowers_its_entry_under_least_squares(marks: Marks, data: Any):
    assume(len(components(marks)) == 1)
    key = data.draw(st.sampled_from(sorted(marks)))
    raised = {**marks, key: marks[key] + 50}
    rule = judged(LEAST_SQUARES)

    before, after = outcome(rule, facts(marks)), outcome(rule, facts(raised))

    rank_before, rank_after = places(before)[key[0]], places(after)[key[0]]
    assert rank_before is not None
    assert rank_after is not None
    assert rank_after <= rank_before


def solved(rows: list[list[Fraction]]) -> list[Fraction]:
    """The solution of exact linear equations, each row with its right side at the end."""
    for at in range(len(rows)):
        pivot = next(n for n in range(at, len(rows)) if rows[n][at])
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for n, row in enumerate(rows):
            if n != at and row[at]:
                rows[n] = [a - row[at] * b for a, b in zip(row, rows[at], strict=True)]
    return [row[-1] for row in rows]


@settings(max_examples=100, derandomize=True, deadline=None)
@given(panels)
def test_least_squares_is_the_exact_solution_of_its_equations(marks: Marks):
    assume(len(components(marks)) == 1)
    entries, judges = (sorted({key[side] for key in marks}) for side in (0, 1))
    names = [*((entry, 0) for entry in entries), *((judge, 1) for judge in judges)]
    rows = []
    for name, side in names:
        own = {key: mark for key, mark in marks.items() if key[side] == name}
        row = [Fraction(sum(1 for key in own if key[other] == member)) for member, other in names]
        rows.append([*row, Fraction(sum(own.values()))])
    # The equations leave one level open; effects that sum to zero settle it.
    rows[-1] = [Fraction(other) for _, other in names] + [Fraction(0)]

    exact = solved(rows)
    found = judge_effects(marks, Estimator.LEAST_SQUARES)

    wanted = {name: float(value) for name, value in zip(names, exact, strict=True)}
    assert found.entries == pytest.approx({e: wanted[e, 0] for e in entries}, abs=1e-9)
    assert found.judges == pytest.approx({j: wanted[j, 1] for j in judges}, abs=1e-9)


ROOMS = {"A": {"room": "1"}, "B": {"room": "1"}, "C": {"room": "1"}, "D": {"room": "2"}}
ROOM_MARKS = {("A", "J"): 60, ("B", "J"): 70, ("C", "J"): 80, ("D", "J"): 90}


def by_room(**params: object) -> Evaluation:
    rule = rules(
        {"reduce": "judge", "by": "mean", "quorum": 1},
        {"panel": "room", "as": "score", **params},
    )
    return outcome(rule, facts(ROOM_MARKS, ROOMS))


def test_overall_mean_of_entries_or_of_panels():
    of_entries = figures(by_room(calibrate="panel_coefficient"))
    of_panels = figures(by_room(calibrate="panel_coefficient", overall="panels"))

    assert of_entries["D"] == 75
    assert of_panels["D"] == 80
    assert of_panels["A"] == 60 * Fraction(80, 70)


def test_panel_difference_is_added():
    assert figures(by_room(calibrate="panel_difference", overall="panels")) == {
        "A": 70,
        "B": 80,
        "C": 90,
        "D": 80,
    }


def test_panel_means_may_leave_extremes_out_but_not_everybody():
    with pytest.raises(Refusal) as refused:
        by_room(calibrate="panel_coefficient", drop_high=1)

    assert (refused.value.code, refused.value.values["panel"]) == ("calibrate.panel_small", "2")


def test_roundings_on_the_way_need_their_mode():
    with pytest.raises(Refusal) as refused:
        by_room(calibrate="panel_coefficient", coefficient=3)

    assert refused.value.code == "rules.key_missing"


def test_min_max_stretches_each_pile_over_the_range():
    marks = {("A", "u"): 10, ("B", "u"): 20, ("A", "v"): 90, ("B", "v"): 95, ("C", "v"): 100}
    rule = judged({"calibrate": "min_max", "low": "60", "high": "100", "piles_compared": True})

    found = figures(outcome(rule, facts(marks)))

    assert found == {"A": 60, "B": 90, "C": 100}


def test_z_scores_have_the_mean_and_deviation_that_are_named():
    marks = {("A", "u"): 10, ("B", "u"): 20, ("C", "u"): 30, ("A", "v"): 5, ("B", "v"): 7}
    rule = judged(
        {
            "calibrate": "z_score",
            "mean": "75",
            "deviation": "10",
            "places": 4,
            "mode": "half_up",
            "piles_compared": True,
        }
    )

    found = figures(outcome(rule, facts(marks)))

    low = Fraction("67.9289")
    assert found == {"A": (65 + low) / 2, "B": (75 + 150 - low) / 2, "C": 85}


@pytest.mark.parametrize("way", ["z_score", "min_max"])
def test_standard_scores_need_the_piles_compared_first(way: str):
    with pytest.raises(Refusal) as refused:
        judged({"calibrate": way, "low": "0", "high": "1", "places": 2, "mode": "half_up"})

    assert refused.value.code == "calibrate.piles_not_compared"


@pytest.mark.parametrize("way", ["z_score", "min_max"])
def test_a_pile_of_equal_marks_has_no_standard_score(way: str):
    params = {"places": 2, "mode": "half_up"} if way == "z_score" else {"low": "0", "high": "1"}
    rule = judged({"calibrate": way, "piles_compared": True, **params})

    with pytest.raises(Refusal) as refused:
        outcome(rule, facts({("A", "u"): 5, ("B", "u"): 5, ("A", "v"): 1, ("B", "v"): 2}))

    assert (refused.value.code, refused.value.values["pile"]) == ("calibrate.no_spread", "u")


def test_without_spread_everyone_is_at_the_centre_of_the_700_scale():
    rule = rules(
        {"reduce": "judge", "by": "mean", "quorum": 1}, {"calibrate": "scale_700", "as": "score"}
    )

    found = figures(outcome(rule, facts({("A", "J"): 5, ("B", "J"): 5, ("C", "J"): 9})))

    assert found == {"A": 700, "B": 700, "C": 700}


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ({"calibrate": "scale_700"}, "rules.axes"),
        ({"calibrate": "scale_700", "low": "9", "high": "9"}, "calibrate.range_empty"),
        ({"calibrate": "panel_coefficient", "panel": "room"}, "rules.axes"),
        ({"calibrate": "judge_effect", "estimator": "random"}, "rules.key_missing"),
        ({"calibrate": "guess"}, "rules.not_choice"),
    ],
)
def test_a_step_that_cannot_be_carried_out_is_refused_when_read(step: dict[str, object], code: str):
    with pytest.raises(Refusal) as refused:
        judged(step)

    assert refused.value.code == code


@settings(max_examples=50, derandomize=True, deadline=None)
@given(st.fractions(min_value=0, max_value=1000))
def test_roots_are_exact_where_they_can_be(value: Fraction):
    assert root(value**2) == value
    assert abs(root(value) ** 2 - value) < Fraction(1, 10**30)
