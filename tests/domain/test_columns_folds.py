"""Every fold of judges, full and with gaps: columns give what the engine gives."""

import pytest

from competition.domain.columns import beyond, cube_of, ranked
from competition.domain.marks import State
from competition.domain.rules import Entry, Facts, Sheet
from tests.domain.test_columns import assert_equal
from tests.domain.test_columns_beyond import SUMS, part_of

FULL = {
    "A": ("30 20", "25 18", "10 5", "0 0"),
    "B": ("30 20", "30 20", "30 20", "30 20"),
    "C": ("0 0", "0 0", "0 0", "1 1"),
    "D": ("12 3", "29 17", "12 3", "5 20"),
}
GAPS = {
    "A": ("30 20", "absent", "10 5", "recused"),
    "B": ("recused", "30 20", "absent", "7 -"),
    "C": (None, "absent", "blank", "1 1"),
    "D": ("12 3", "29 17", "12 3", None),
    "E": (None, None, None, None),
    "F": ("recused", "recused", "recused", "recused"),
    "G": ("12 3", "- -", None, "absent"),
}
FOLDS = [
    {"by": "sum"},
    {"by": "mean"},
    {"by": "median"},
    {"by": "max"},
    {"by": "min"},
    {"by": "winsorised", "drop_high": 1, "drop_low": 1, "below": "mean"},
    {"by": "winsorised", "drop_high": 1, "drop_low": 2, "at_least": 4, "below": "mean"},
    {"by": "mean", "drop_high": 1, "drop_low": 1, "at_least": 4, "below": "block"},
    {"by": "mean", "drop_high": 1, "drop_low": 1, "at_least": 5, "below": "block"},
    {"by": "sum", "drop_low": 1, "below": "mean"},
    {"by": "sum", "drop_high": 2, "below": "mean"},
    {"by": "sum", "best": 2},
    {"by": "mean", "best": 3, "best_is": "lowest"},
    {"by": "sum", "weights": {"J0": "0.4", "J1": "0.3", "J2": "0.2", "J3": "0.1"}},
    {"by": "mean", "weights": {"J0": "2", "J1": "1", "J2": "0.5", "J3": "3"}},
    {"by": "mean", "weights": {"J0": "1", "J1": "1", "J2": "0.001", "J3": "1"}},
]
MEANINGS = [
    {"absent": "skip", "recused": "skip", "blank": "skip"},
    {"absent": "zero", "recused": "carry", "blank": "block"},
    {"absent": "carry", "recused": "carry", "blank": "carry"},
    {"absent": "block", "recused": "zero", "blank": "zero"},
    {"absent": "carry", "recused": "skip", "blank": "carry"},
]


def sheet(entry, judge, text):
    if text in ("absent", "recused", "blank"):
        return Sheet("s", entry, judge, state=State(text))
    told = dict(zip("ab", text.split(), strict=True))
    marks = {key: int(mark) for key, mark in told.items() if mark != "-"}
    gaps = {key: State.BLANK for key, mark in told.items() if mark == "-"}
    scale = {"a": 10, "b": 1}
    return Sheet("s", entry, judge, {key: mark * scale[key] for key, mark in marks.items()}, gaps)


def facts(table):
    sheets = tuple(
        sheet(entry, f"J{number}", text)
        for entry, row in table.items()
        for number, text in enumerate(row)
        if text is not None
    )
    return Facts(tuple(map(Entry, table)), sheets=sheets)


@pytest.mark.parametrize("fold", FOLDS, ids=lambda fold: "-".join(map(str, fold.values())))
@pytest.mark.parametrize("quorum", [1, 4])
def test_a_fold_of_full_sheets_is_that_of_the_engine(fold, quorum):
    step = {"reduce": "judge", **fold, "quorum": quorum, "as": "score"}
    part = part_of(SUMS, step, {"rank": [{"key": "score"}]})

    assert beyond(part) == ""
    assert_equal(part, facts(FULL), ranked(part, cube_of(part, facts(FULL))))


@pytest.mark.parametrize("fold", FOLDS, ids=lambda fold: "-".join(map(str, fold.values())))
@pytest.mark.parametrize("missing", MEANINGS, ids=lambda one: "-".join(one.values()))
@pytest.mark.parametrize("judges_first", [False, True])
def test_a_fold_with_gaps_is_that_of_the_engine(fold, missing, judges_first):
    judged = {"reduce": "judge", **fold, "missing": missing}
    summed = {"reduce": "criterion", "by": "sum", "missing": missing}
    folds = [judged, summed] if judges_first else [summed, judged]
    folds[1] = folds[1] | {"as": "score"}
    part = part_of(*folds, {"rank": [{"key": "score"}, {"criterion": "b"}]})

    assert_equal(part, facts(GAPS), ranked(part, cube_of(part, facts(GAPS))))


@pytest.mark.parametrize("criteria", [{"a": "0.25", "b": "0.75"}, {"a": "40%", "b": "60%"}])
@pytest.mark.parametrize("by", ["sum", "mean"])
@pytest.mark.parametrize("blank", ["skip", "zero", "carry"])
def test_weights_of_criteria_are_those_of_the_engine(criteria, by, blank):
    weighted = {"reduce": "criterion", "by": by, "weights": criteria, "missing": {"blank": blank}}
    part = part_of(weighted, {"reduce": "judge", "by": "mean", "as": "score"},
                   {"rank": [{"key": "score"}]})  # fmt: skip

    for table in (FULL, GAPS):
        assert_equal(part, facts(table), ranked(part, cube_of(part, facts(table))))


def test_large_weights_and_marks_stay_exact():
    weights = {"J0": "1000000000", "J1": "1", "J2": "0.000001", "J3": "7"}
    fold = {"reduce": "judge", "by": "mean", "weights": weights, "as": "score"}
    part = part_of(SUMS, fold, {"rank": [{"key": "score"}]})
    large = tuple(
        Sheet("s", entry, judge, {"a": 10**11 + place, "b": 10**10 - place})
        for entry in "ABC"
        for place, judge in enumerate(weights)
    )
    given = Facts(tuple(map(Entry, "ABC")), sheets=large)

    assert_equal(part, given, ranked(part, cube_of(part, given)))
