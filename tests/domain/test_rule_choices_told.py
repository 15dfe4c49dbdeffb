"""Every choice stands in the document, and every one is found there again."""

import pytest

from competition.domain.rule_choices import (
    Boundary,
    Choices,
    Cut,
    FinalChoices,
    StageChoices,
    Tie,
    TieKind,
    Tier,
    read_choices,
    to_document,
)
from competition.domain.rules import Dimensions, parse_rule_set

CRITERIA = ({"key": "novelty", "max": "60"}, {"key": "utility", "max": "40"})
EXACT, HIGHER = Tie(TieKind.EXACT), Tie(TieKind.HIGHER_MARKS)
FULL = Choices(
    {
        "online": StageChoices(
            CRITERIA,
            drop_high=1,
            drop_low=2,
            at_least=6,
            below="block",
            quorum=3,
            places=1,
            mode="truncate",
            rounded_counts=False,
            ties=(EXACT, HIGHER, Tie(TieKind.CRITERION, "utility")),
            style="1223",
            per_track=True,
            cut=Cut(
                {"DL": 3, "JX": 2},
                "60",
                True,
                Boundary("chain", (HIGHER, Tie(TieKind.CRITERION, "novelty")), "shrink"),
            ),
        ),
        "defence": StageChoices(CRITERIA),
    },
    FinalChoices(
        {"online": "40%", "defence": "60%"},
        missing="zero",
        places=3,
        mode="half_even",
        rounded_counts=False,
        ties=(
            EXACT,
            Tie(TieKind.STAGE, stage="defence"),
            Tie(TieKind.HIGHER_MARKS, stage="online"),
            Tie(TieKind.CRITERION, "novelty", "defence"),
        ),
        style="1223",
        per_track=True,
        tiers=(
            Tier("first", "一等奖", {"DL": 1, "JX": 0}, "80"),
            Tier("second", "二等奖", 2),
            Tier("third", "三等奖", None, "60"),
        ),
        awards_per_track=True,
        boundary=Boundary(
            "chain", (EXACT, Tie(TieKind.STAGE, stage="online")), "expand", next_shrinks=True
        ),
        unused="pass_down",
    ),
)
ONLINE = {
    "criteria": [{"key": "novelty", "max": "60"}, {"key": "utility", "max": "40"}],
    "steps": [
        {"check": "complete"},
        {"reduce": "criterion", "by": "sum", "as": "totals"},
        {
            "reduce": "judge",
            "by": "mean",
            "from": "totals",
            "quorum": 3,
            "as": "mean",
            "drop_high": 1,
            "drop_low": 2,
            "at_least": 6,
            "below": "block",
        },
        {"round": 1, "mode": "truncate", "as": "score", "show_only": True},
        {
            "rank": [
                {"key": "score", "on": "exact"},
                {"key": "mean"},
                {"higher_marks": "totals"},
                {"criterion": "utility"},
            ],
            "style": "1223",
            "per": "track",
        },
        {
            "select": "number",
            "number": {"DL": 3, "JX": 2},
            "per": "track",
            "line": "60",
            "ties": "chain",
            "chain": [{"higher_marks": "totals"}, {"criterion": "novelty"}],
            "then": "shrink",
        },
    ],
}
DEFENCE = {
    "criteria": ONLINE["criteria"],
    "steps": [
        {"check": "complete"},
        {"reduce": "criterion", "by": "sum", "as": "totals"},
        {"reduce": "judge", "by": "mean", "from": "totals", "quorum": 1, "as": "mean"},
        {"round": 2, "mode": "half_up", "as": "score"},
        {"rank": [{"key": "score"}], "style": "1224"},
    ],
}
FINAL = [
    {
        "combine": {"online.score": "40%", "defence.score": "60%"},
        "missing": "zero",
        "as": "combined",
    },
    {"round": 3, "mode": "half_even", "as": "score", "show_only": True},
    {
        "rank": [
            {"key": "score", "on": "exact"},
            {"key": "combined"},
            {"key": "defence.score"},
            {"higher_marks": "online.totals"},
            {"criterion": "novelty", "stage": "defence"},
        ],
        "style": "1223",
        "per": "track",
    },
    {"bar": "recorded"},
    {
        "award": [
            {"tier": "first", "name": "一等奖", "quota": {"DL": 1, "JX": 0}, "line": "80"},
            {"tier": "second", "name": "二等奖", "quota": 2},
            {"tier": "third", "name": "三等奖", "line": "60"},
        ],
        "per": "track",
        "boundary": "chain",
        "chain": [{"key": "combined"}, {"key": "online.score"}],
        "then": "expand",
        "next_shrinks": True,
        "unused": "pass_down",
    },
]
DOCUMENT = {
    "schema": 1,
    "order": ["online", "defence"],
    "stages": {"online": ONLINE, "defence": DEFENCE},
    "final": {"steps": FINAL},
}


def one_stage(final, **stage):
    return Choices({"s": StageChoices(CRITERIA, **stage)}, final)


def test_choices_of_every_kind_are_written_in_full():
    assert to_document(FULL) == DOCUMENT


def test_choices_of_every_kind_are_found_again():
    assert read_choices(DOCUMENT) == FULL


def test_the_last_stage_alone_is_ranked_by_its_own_score():
    choices = one_stage(FinalChoices({}, rounded_counts=False, ties=(EXACT,)))

    document = to_document(choices)

    assert document["final"]["steps"] == [
        {"rank": [{"key": "s.score", "on": "exact"}, {"key": "s.score", "on": "exact"}],
         "style": "1224"},
    ]  # fmt: skip
    assert read_choices(document) == choices


@pytest.mark.parametrize(
    ("cut", "step"),
    [
        (Cut(None, "60", False, Boundary()), {"select": "line", "line": "60"}),
        (
            Cut(None, "60", True, Boundary()),
            {"select": "line", "line": "60", "per": "track"},
        ),
        (
            Cut(5, None, False, Boundary("expand")),
            {"select": "number", "number": 5, "ties": "expand"},
        ),
        (
            Cut(5, "70", False, Boundary("chain", (EXACT,), "expand")),
            {
                "select": "number",
                "number": 5,
                "line": "70",
                "ties": "chain",
                "chain": [{"key": "mean"}],
                "then": "expand",
            },
        ),
    ],
)
def test_a_cut_is_a_step_after_the_rank(cut, step):
    choices = one_stage(FinalChoices({}), cut=cut)

    document = to_document(choices)

    assert document["stages"]["s"]["steps"][5:] == [step]
    assert read_choices(document) == choices


@pytest.mark.parametrize(
    ("boundary", "keys"),
    [
        (Boundary(), {"boundary": "committee"}),
        (Boundary("shrink"), {"boundary": "shrink"}),
        (Boundary("expand"), {"boundary": "expand", "next_shrinks": False}),
        (
            Boundary("expand", next_shrinks=True),
            {"boundary": "expand", "next_shrinks": True},
        ),
        (
            Boundary("chain", (EXACT,)),
            {
                "boundary": "chain",
                "chain": [{"key": "s.score", "on": "exact"}],
                "then": "committee",
            },
        ),
    ],
)
def test_a_tie_at_the_last_award_is_met_as_chosen(boundary, keys):
    choices = one_stage(FinalChoices({}, tiers=(Tier("a", "奖", 1),), boundary=boundary))

    document = to_document(choices)

    award = {"award": [{"tier": "a", "name": "奖", "quota": 1}], **keys, "unused": "vacant"}
    assert document["final"]["steps"][1:] == [{"bar": "recorded"}, award]
    assert read_choices(document) == choices


@pytest.mark.parametrize(
    "drops", [{"drop_high": 1}, {"drop_low": 1}, {"drop_high": 1, "at_least": 4}]
)
def test_one_extreme_may_be_left_out_alone(drops):
    choices = one_stage(FinalChoices({}), **drops)

    mean = to_document(choices)["stages"]["s"]["steps"][2]

    told = {key: mean[key] for key in ("drop_high", "drop_low", "at_least", "below")}
    assert told == {"drop_high": 0, "drop_low": 0, "at_least": 0, "below": "mean"} | drops
    assert read_choices(to_document(choices)) == choices


def test_three_links_at_a_boundary_are_more_than_the_editor_offers():
    three = Boundary("chain", (EXACT, HIGHER, Tie(TieKind.CRITERION, "novelty")))
    two = Boundary("chain", (EXACT, HIGHER))

    found = [
        read_choices(to_document(one_stage(FinalChoices({}), cut=Cut(5, None, False, chain))))
        for chain in (two, three)
    ]

    assert [one is None for one in found] == [False, True]
    final = FinalChoices({}, tiers=(Tier("a", "奖", 1),), boundary=three)
    assert read_choices(to_document(one_stage(final))) is None


def test_ties_of_a_stage_are_limited_as_those_of_the_result():
    four = (EXACT, HIGHER, Tie(TieKind.CRITERION, "novelty"), Tie(TieKind.CRITERION, "utility"))
    fits, longer = (
        one_stage(FinalChoices({}), ties=four),
        one_stage(FinalChoices({}), ties=four * 2),
    )

    assert read_choices(to_document(fits)) == fits
    assert read_choices(to_document(longer)) is None


@pytest.mark.parametrize("document", [{}, {"stages": []}, {"stages": {"a": None}}, {"stages": {}}])
def test_what_is_no_document_holds_no_choices(document):
    assert read_choices(document) is None


def test_the_choices_of_every_kind_are_sound_rules():
    assert parse_rule_set(DOCUMENT, Dimensions(("online", "defence"), ("DL", "JX"), ("track",)))
