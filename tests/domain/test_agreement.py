"""How far judges agree and a ranking can be trusted, against published figures."""

import csv
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.agreement.categories import Scale, fleiss_kappa, krippendorff
from competition.domain.agreement.distributions import (
    chi_square_tail,
    f_quantile,
    f_tail,
    t_quantile,
    t_two_sided,
)
from competition.domain.agreement.judges import (
    distances,
    distant_marks,
    own_group,
    profiles,
    rank_likeness,
    stand_out,
    welch,
)
from competition.domain.agreement.matrix import Marks
from competition.domain.agreement.panel import concordance, intraclass
from competition.domain.agreement.trust import around_line, intervals
from competition.domain.refusal import Refusal


def rows(cases: Path, folder: str, file: str) -> list[dict[str, str]]:
    with (cases / "real" / folder / file).open(encoding="utf-8") as text:
        return list(csv.DictReader(text))


def expected(cases: Path, folder: str) -> Any:
    text = (cases / "real" / folder / "expected.json").read_text(encoding="utf-8")
    return json.loads(text)["expected"]


def wide(table: list[dict[str, str]], key: str) -> Marks:
    return {
        (row[key], judge): Fraction(value)
        for row in table
        for judge, value in row.items()
        if judge != key and value
    }


def test_intraclass_correlations_are_those_of_shrout_and_fleiss(cases: Path):
    folder = "o05_icc_shrout_fleiss_1979"

    found = intraclass(wide(rows(cases, folder, "scores.csv"), "target"))

    assert found is not None
    figures = {
        "ICC1": found.icc1,
        "ICC2": found.icc2,
        "ICC3": found.icc3,
        "ICC1k": found.icc1k,
        "ICC2k": found.icc2k,
        "ICC3k": found.icc3k,
    }
    assert {name: round(value, 2) for name, value in figures.items()} == expected(cases, folder)
    assert (found.entries, found.judges) == (6, 4)


def test_the_interval_of_the_mean_is_that_of_the_r_package_psych_on_the_same_marks(
    cases: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("competition.domain.agreement.panel.LEVEL", 0.95)
    table = rows(cases, "o05_icc_shrout_fleiss_1979", "scores.csv")

    found = intraclass(wide(table, "target"))

    assert found is not None
    assert found.limits2k is not None
    assert [round(limit, 3) for limit in found.limits2k] == [0.071, 0.927]


def test_alpha_is_that_of_krippendorff_on_every_scale(cases: Path):
    folder = "o06_krippendorff_2011"
    marks = wide(rows(cases, folder, "ratings.csv"), "unit")

    found = {scale.value: krippendorff(marks, scale) for scale in Scale}

    assert {k: round(v or 0, 3) for k, v in found.items()} == expected(cases, folder)


def test_kappa_is_that_of_fleiss(cases: Path):
    folder = "o07_fleiss_1971"
    counts = [
        {name: int(value) for name, value in row.items() if name != "subject"}
        for row in rows(cases, folder, "counts.csv")
    ]

    assert round(fleiss_kappa(counts) or 0, 3) == expected(cases, folder)["kappa"]


def test_concordance_and_likeness_of_every_wine_panel(cases: Path):
    folder = "o03_wine_panels_quandt"
    panels: dict[str, dict[tuple[str, str], int]] = {}
    for row in rows(cases, folder, "ranks.csv"):
        panels.setdefault(row["panel"], {})[row["wine"], row["judge"]] = int(row["rank"])
    wanted = expected(cases, folder)

    for panel, marks in panels.items():
        found, likeness = concordance(marks), rank_likeness(marks)
        published = wanted[panel]["judge_R_published_subset"]

        assert found is not None
        assert round(found.uncorrected, 4) == wanted[panel]["W"]
        assert round(found.chance, 4) == wanted[panel]["p"]
        assert {j: round(likeness[j] or 0, 4) for j in published} == published
    assert panels.keys() == wanted.keys()


def test_concordance_is_corrected_for_ties(cases: Path):
    folder = "o11_princeton_white"
    table = rows(cases, folder, "scores.csv")
    marks = {(row["wine"], row["judge"]): Fraction(row["score"]) for row in table}

    found, wanted = concordance(marks), expected(cases, folder)

    assert found is not None
    assert found.w == pytest.approx(wanted["W_tie_corrected"], abs=1e-10)
    assert found.uncorrected == pytest.approx(wanted["W_uncorrected"], abs=1e-10)


@pytest.mark.parametrize(
    ("value", "freedom", "tail"),
    [(3.841458820694124, 1, 0.05), (18.307038053275146, 10, 0.05), (2.0, 2, 0.36787944117144233)],
)
def test_chi_square_tails_are_those_of_the_tables(value: float, freedom: int, tail: float):
    assert chi_square_tail(value, freedom) == pytest.approx(tail, abs=1e-12)


@pytest.mark.parametrize(
    ("freedom", "value"),
    [(1, 6.313751514675043), (10, 1.8124611228107335), (30, 1.697260886593957)],
)
def test_t_quantiles_are_those_of_the_tables(freedom: int, value: float):
    assert t_quantile(0.10, freedom) == pytest.approx(value, abs=1e-9)
    assert t_two_sided(-value, freedom) == pytest.approx(0.10, abs=1e-12)


@pytest.mark.parametrize(
    ("over", "under", "value"),
    [(1, 10, 4.964602743730711), (5, 15, 2.9012945362361564), (10, 3, 8.785524710523972)],
)
def test_f_quantiles_are_those_of_the_tables(over: int, under: int, value: float):
    assert f_quantile(0.05, over, under) == pytest.approx(value, rel=1e-9)
    assert f_tail(value, over, under) == pytest.approx(0.05, abs=1e-12)


def test_welch_takes_each_side_by_its_own_variance():
    found = welch([Fraction(n) for n in (1, 2, 3, 4)], [Fraction(n) for n in (2, 6, 10)])

    # Means 2.5 and 6; squared errors 5/12 and 16/3, together 5.75.
    assert found.difference == -3.5
    assert found.t == pytest.approx(-3.5 / 5.75**0.5)
    assert found.freedom == pytest.approx(5.75**2 / ((5 / 12) ** 2 / 3 + (16 / 3) ** 2 / 2))
    assert found.chance == pytest.approx(t_two_sided(found.t or 0, found.freedom or 1))


def judged(table: dict[str, list[int]]) -> Marks:
    return {(e, f"J{n}"): mark for e, marks in table.items() for n, mark in enumerate(marks)}


def test_a_judge_is_described_beside_the_others():
    first = profiles(judged({"A": [70, 60, 62], "B": [80, 70, 72], "C": [90, 80, 82]}))[0]

    assert (first.judge, first.count, first.mean) == ("J0", 3, 80)
    assert (first.leniency, first.pile, first.spread) == (9, 71, 10)
    assert first.correlation == pytest.approx(1)


def test_a_judge_who_marks_alone_cannot_be_compared():
    found = profiles({("A", "J0"): 50})[0]

    assert (found.leniency, found.pile, found.spread, found.correlation) == (None,) * 4


def test_favour_for_an_own_group_is_measured_against_the_others():
    marks = judged({"A": [75, 60], "B": [85, 70], "C": [60, 60], "D": [71, 70], "E": [74, 60]})
    units = {"A": "u", "B": "u", "C": "v", "D": "v", "E": "u"}

    found = own_group(distances(marks), "J0", units, "u")

    assert found is not None
    assert found.counts == (3, 2)
    assert found.difference == pytest.approx(44 / 3 - 0.5)
    assert found.chance is not None
    assert found.chance < 0.01


def test_only_the_judge_who_is_out_of_line_stands_out():
    fair = {f"E{n}": [60 + n, 61 + n, 59 + n, 60 + n] for n in range(0, 12, 2)}
    lenient = judged({e: [*marks, marks[0] + 9] for e, marks in fair.items()})
    narrow = judged({e: [*marks, 65] for e, marks in fair.items()})
    against = judged({e: [*marks, 130 - marks[0]] for e, marks in fair.items()})

    def found(marks: Marks) -> list[tuple[str, ...]]:
        return list(stand_out(marks, profiles(marks)).values())

    assert found(judged(fair)) == [()] * 4
    assert found(lenient) == [*[()] * 4, ("lenient",)]
    assert found(narrow) == [*[()] * 4, ("narrow",)]
    assert found(against)[-1] == ("unlike",)


def test_where_judges_differ_as_a_rule_none_stands_out_for_it():
    level = {f"E{n}": [57 + n % 2, 59 + n % 2, 61 + n % 2, 63 + n % 2] for n in range(6)}

    found = stand_out(judged(level), profiles(judged(level)))

    assert set(found.values()) == {()}


def test_the_mark_furthest_from_the_others_comes_first():
    found = distant_marks(judged({"A": [70, 71, 72], "B": [60, 61, 90]}))[0]

    assert (found.entry, found.judge, found.mark, found.others) == ("B", "J2", 90, Fraction(121, 2))


def test_intervals_of_a_full_panel_have_the_error_of_its_mean():
    marks = judged({"A": [71, 80], "B": [61, 68], "C": [50, 60]})

    found = {one.entry: one for one in intervals(marks)}

    # Two-way residuals: 1 degree left per (n-1)(k-1)=2; squares by hand 7/3 over 2.
    error = (Fraction(7, 3) / 2 / 2) ** Fraction(1, 2)
    assert [found[e].estimate for e in "ABC"] == pytest.approx([75.5, 64.5, 55])
    assert found["A"].error == pytest.approx(float(error))
    assert found["A"].high - found["A"].estimate == pytest.approx(t_quantile(0.1, 2) * error)


def test_intervals_need_judges_who_can_be_compared_and_marks_left_over():
    with pytest.raises(Refusal) as refused:
        intervals({("A", "J1"): 1, ("B", "J2"): 2})

    assert refused.value.code == "calibrate.disconnected"
    assert intervals({("A", "J1"): 1, ("B", "J1"): 2}) == []


def test_only_entries_within_chance_of_the_line_are_at_it():
    marks = judged({"A": [90, 91], "B": [71, 70], "C": [70, 70], "D": [40, 41]})

    told = intervals(marks)

    assert around_line(told, 2) == ["B", "C"]
    assert around_line(told, 1) == []
    assert around_line(told, 4) == []


tables = st.integers(2, 4).flatmap(
    lambda k: st.lists(st.lists(st.integers(0, 9), min_size=k, max_size=k), min_size=2, max_size=6)
)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(tables, st.integers(1, 50))
def test_figures_of_order_ignore_what_a_judge_adds_and_who_comes_first(
    table: list[list[int]], more: int
):
    marks = judged({f"E{n}": row for n, row in enumerate(table)})
    lenient = {key: mark + more * (key[1] == "J0") for key, mark in marks.items()}
    backwards = dict(reversed(list(marks.items())))

    assert concordance(lenient) == concordance(marks) == concordance(backwards)
    before, after = intraclass(marks), intraclass(lenient)
    if before and after and before.icc3:
        assert after.icc3 == before.icc3


@settings(max_examples=40, derandomize=True, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=2, max_size=6, unique=True), st.integers(2, 4))
def test_judges_who_agree_in_all_have_full_agreement(values: list[int], judges: int):
    marks = judged({f"E{n}": [value] * judges for n, value in enumerate(values)})

    icc, w = intraclass(marks), concordance(marks)

    assert icc is not None
    assert w is not None
    assert (icc.icc1, icc.icc2k, icc.icc3, w.w) == (1, 1, 1, 1)
    assert [krippendorff(marks, scale) for scale in Scale] == [1, 1, 1, 1]


def test_figures_without_differences_are_none():
    alike = judged({"A": [5, 5], "B": [5, 5]})

    assert intraclass(alike) is None
    assert concordance(alike) is None
    assert krippendorff(alike, Scale.INTERVAL) is None
    assert fleiss_kappa([{"yes": 3}, {"yes": 3}]) is None
