"""Columns of the shared real cases that no other test compares, by rule sets; and a list of all."""

import ast
import csv
import json
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest

from competition.domain.rules import Entry, Evaluation, Facts, Sheet, calculate
from competition.domain.rules import parse_rule_set as read
from tests.domain.panels import TOTALS, criterion
from tests.domain.test_rules_calibrate import tau

Marks = dict[tuple[str, str], int]
HERE = Path(__file__).resolve().parent


def rows(cases: Path, folder: str, file: str) -> list[dict[str, str]]:
    with (cases / "real" / folder / file).open(encoding="utf-8") as text:
        return list(csv.DictReader(text))


def expected(cases: Path, folder: str) -> Any:
    text = (cases / "real" / folder / "expected.json").read_text(encoding="utf-8")
    return json.loads(text)["expected"]


def evaluated(marks: Marks, *steps: dict[str, Any], step: str = "1") -> Evaluation:
    """Sheet totals of one criterion carried through the steps, the last table being "score"."""
    stage = {
        "criteria": [criterion("all", "1000", step)],
        "steps": [TOTALS, *steps, {"rank": [{"key": "score"}]}],
    }
    entries = tuple(Entry(entry) for entry in sorted({entry for entry, _ in marks}))
    sheets = tuple(Sheet("panel", e, j, {"all": mark}) for (e, j), mark in marks.items())
    part = read({"schema": 1, "stages": {"panel": stage}}).part("panel")
    return calculate(part, Facts(entries, sheets=sheets)).evaluation


def figures(evaluation: Evaluation, name: str = "score") -> dict[str, float]:
    table = evaluation.tables[name]
    return {entry: float(table.value(number)) for entry, number in table.by_entry.items()}


def ranked(evaluation: Evaluation) -> dict[str, int | None]:
    return {one.entry: one.rank for one in evaluation.standings}


def test_points_rank_the_wines_otherwise_than_the_published_places_do(cases: Path):
    folder = "o11_princeton_white"
    wanted, listed = expected(cases, folder), rows(cases, folder, "scores.csv")
    marks = {(row["wine"], row["judge"]): int(float(row["score"]) * 10) for row in listed}
    country = {row["wine"]: row["country"] for row in listed}
    places = {"reduce": "judge", "by": "rank_sum", "as": "sum"}
    turned = {"map": "multiply", "by": ["-1"], "as": "score"}

    by_points = evaluated(marks, {"reduce": "judge", "by": "sum", "as": "score"}, step="0.1")
    by_places = evaluated(marks, places, turned, step="0.1")

    assert figures(by_points) == wanted["points"]
    assert ranked(by_points) == wanted["rank_by_points"] != wanted["rank"]
    assert figures(by_places, "sum") == wanted["rank_sum"]
    assert ranked(by_places) == wanted["rank"]
    assert country == wanted["country"]
    at_place: list[list[str]] = [[] for _ in wanted["rank"]]
    for one in by_places.standings:
        for place in range(one.place or 0, (one.place or 0) + one.shared):
            at_place[place - 1].append(country[one.entry])
    told = [c[0] if len(c) == 1 else "/".join(sorted(c)[::-1]) + " tie" for c in at_place]
    assert told == wanted["published_country_by_place"]


@pytest.mark.parametrize("name", ["tennessee", "schulze45"])
def test_who_beats_all_others_is_told_by_the_pairs_and_comes_first_by_schulze(
    cases: Path, name: str
):
    folder = "o10_voting_textbook"
    marks: Marks = {}
    for number, row in enumerate(rows(cases, folder, "ballots.csv")):
        for copy in range(int(row["weight"]) if row["profile"] == name else 0):
            named = {key: place for key, place in row.items() if len(key) == 1 and place}
            marks |= {(c, f"{number}:{copy}"): int(place) for c, place in named.items()}
    stage = {
        "criteria": [criterion("all", "9", "1")],
        "steps": [TOTALS, {"rank": [{"method": "schulze", "better": "lower"}]}],
    }
    entries = tuple(Entry(entry) for entry in sorted({entry for entry, _ in marks}))
    sheets = tuple(Sheet("panel", e, j, {"all": mark}) for (e, j), mark in marks.items())

    done = calculate(
        read({"schema": 1, "stages": {"panel": stage}}).part("panel"), Facts(entries, sheets=sheets)
    )

    winners = []
    for entry in entries:
        steps: Any = done.derive(entry.id)["steps"]
        against = next(step for step in steps if step["code"] == "rank_method")["own"]["against"]
        if all(won > lost for won, lost, *_ in against.values()):
            winners.append(entry.id)
    assert winners == expected(cases, folder)[name]["condorcet_winner"]
    assert all(ranked(done.evaluation)[entry] == 1 for entry in winners)


MEAN = {"reduce": "judge", "by": "mean", "as": "score"}
Z_SCORE = {
    "calibrate": "z_score",
    "deviation_of": "population",
    "places": 8,
    "mode": "half_up",
    "piles_compared": True,
}
COLUMNS = {
    "raw_mean": [MEAN],
    "trimmed_1_1": [{**MEAN, "drop_high": 1, "drop_low": 1}],
    "zscore_judge": [Z_SCORE, MEAN],
}


@pytest.mark.parametrize("instance", ["B11", "B12", "D11", "D12", "G11", "G12"])
def test_rule_sets_find_the_planted_order_exactly_as_well_as_their_references(
    cases: Path, instance: str
):
    folder = "o13_synthetic_truth"
    wanted = expected(cases, folder)[instance]["tau"]
    marks = {
        (row["entry"], row["judge"]): int(row["score"])
        for row in rows(cases, folder, "scores.csv")
        if row["instance"] == instance
    }
    truth = {
        row["entry"]: float(row["quality"])
        for row in rows(cases, folder, "truth.csv")
        if row["instance"] == instance
    }

    found = {
        name: tau([column[entry] for entry in truth], list(truth.values()))
        for name, steps in COLUMNS.items()
        for column in [figures(evaluated(marks, *steps))]
    }

    assert {n: round(value, 4) for n, value in found.items()} == {n: wanted[n] for n in COLUMNS}


def test_the_essays_are_as_many_and_their_best_raw_means_as_high_as_told(cases: Path):
    folder = "o09_unbalanced_essays_209x10"
    wanted = expected(cases, folder)
    marks = {
        (row["entry"], row["judge"]): int(row["score"])
        for row in rows(cases, folder, "ratings.csv")
    }

    means = figures(evaluated(marks, MEAN))

    assert len(means) == wanted["n_entries"]
    assert len({judge for _, judge in marks}) == wanted["n_judges"]
    best = [means[entry] for entry in wanted["raw_mean_top3"]]
    assert best == sorted(means.values(), reverse=True)[: len(best)]


BEATS = "test_who_beats_all_others_is_told_by_the_pairs_and_comes_first_by_schulze"
EFFECTS = "test_effects_are_those_of_the_reference_implementations"
ESSAYS = "test_the_essays_are_as_many_and_their_best_raw_means_as_high_as_told"
LIKENESS = "test_concordance_and_likeness_of_every_wine_panel"
OPTIMUM = "test_the_total_is_the_published_optimum_and_its_prices_prove_it"
PAIRS = "test_textbook_profiles_by_schulze_and_kemeny"
PLACES = "test_majority_placement_gives_every_place_of_the_skating_examples"
PLANTED = "test_rule_sets_find_the_planted_order_exactly_as_well_as_their_references"
POINTS = "test_points_rank_the_wines_otherwise_than_the_published_places_do"
ROUNDED = "test_totals_are_rounded_on_their_decimals_before_they_are_ranked"
VOTES = "test_rank_sum_gives_the_votes_against_of_every_wine_panel"
COMPARED = {
    "o01*": {"*/*/*/*": "test_o01_diving_gives_the_published_points_and_ranks"},
    "o02*": {
        "panel/*/*": "test_o02_skating_gives_the_published_scores_and_ranks",
        "segment/*": "test_o02_skating_gives_the_published_scores_and_ranks",
    },
    "o03*": {
        "*/votes_against/*": VOTES,
        "*/group_rank/*": VOTES,
        "*/W": LIKENESS,
        "*/p": LIKENESS,
        "*/judge_R_published_subset/*": LIKENESS,
    },
    "o04*": {
        "*/final/*": PLACES,
        "*/total/*": PLACES,
        "*/label": "",  # what the example is called
    },
    "o05*": {"ICC*": "test_intraclass_correlations_are_those_of_shrout_and_fleiss"},
    "o06*": {"*": "test_alpha_is_that_of_krippendorff_on_every_scale"},
    "o07*": {"kappa": "test_kappa_is_that_of_fleiss"},
    "o08*": {"*": "test_bradley_terry_gives_the_published_abilities_and_errors"},
    "o09*": {
        "LS_*/*": EFFECTS,
        "JR_*/*": EFFECTS,
        "JR_var_*": EFFECTS,
        "n_*": ESSAYS,
        "raw_mean_top3": ESSAYS,
    },
    "o10*": {
        "*/pairwise": PAIRS,
        "*/borda_pairwise_wins": PAIRS,
        "*/schulze_*": PAIRS,
        "*/kemeny_*": PAIRS,
        "*/candidates": PAIRS,
        "*/condorcet_winner": BEATS,
        "*/published": "",  # a sentence on where the figures stand
    },
    "o11*": {
        "rank_sum/*": POINTS,
        "rank/*": POINTS,
        "points/*": POINTS,
        "rank_by_points/*": POINTS,
        "country/*": POINTS,
        "published_*": POINTS,
        "W_*": "test_concordance_is_corrected_for_ties",
    },
    "o12*": {
        "*/competition_after_rounding": ROUNDED,
        "*/rounded2": ROUNDED,
        "*/*": "test_a_tie_is_numbered_as_its_style_says",
    },
    "o13*": {
        "*/tau/raw_mean": PLANTED,
        "*/tau/trimmed_1_1": PLANTED,
        "*/tau/zscore_judge": PLANTED,
        "*/tau/add*": "test_planted_quality_is_found_again_as_well_as_by_the_references",
        "*/tau/mixed_BLUP": "",  # shrinks entries too, which no rule of a contest does
        "*/params/*": "",  # how the case was drawn
        "*/scenario": "",  # what it is called
    },
    "o14*": {
        "*/optimum_total_affinity": OPTIMUM,
        "*/[nmk]": OPTIMUM,
        "*/load_*": OPTIMUM,
        "*/reference_*": "",  # of one of several optimal assignments, on another machine
        "*/reference_stats/*": "",  # the same
    },
}
"""By case and column the test that compares it; "" for none, with the reason beside it."""


def columns(value: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The keys that lead to each value of a document."""
    if not isinstance(value, dict):
        return [path]
    return [leaf for key, one in value.items() for leaf in columns(one, (*path, key))]


def is_listed(case: str, path: tuple[str, ...]) -> bool:
    """Whether a column of a case is among those that are compared or left out."""
    patterns = [p for name, of in COMPARED.items() if fnmatchcase(case, name) for p in of]
    return any(
        len(path) == pattern.count("/") + 1 and all(map(fnmatchcase, path, pattern.split("/")))
        for pattern in patterns
    )


def test_every_column_of_every_real_case_is_compared_or_left_out_for_a_reason(cases: Path):
    tests = {
        node.name
        for file in HERE.glob("test_*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }

    named = {test for patterns in COMPARED.values() for test in patterns.values() if test}
    left = [
        (folder.name, path)
        for folder in sorted((cases / "real").iterdir())
        for path in columns(expected(cases, folder.name))
        if not is_listed(folder.name, path)
    ]

    assert named - tests == set()
    assert left == []
