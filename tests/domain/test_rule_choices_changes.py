"""Stages come and go, criteria are a list, steps change places: the document follows."""

from copy import deepcopy
from fractions import Fraction

import pytest

from competition.domain.refusal import Refusal
from competition.domain.rule_choices import (
    Boundary,
    Choices,
    Cut,
    FinalChoices,
    StageChoices,
    Tie,
    TieKind,
    with_stage,
    without_stage,
)
from competition.domain.rule_choices.changes import percent, share
from competition.domain.rule_choices.rubric import Line, criteria_of, lines_of
from competition.domain.rule_choices.step_changes import (
    followed,
    moved,
    steps_of,
    with_steps,
    without_step,
)

EXACT, HIGHER = Tie(TieKind.EXACT), Tie(TieKind.HIGHER_MARKS)
A_SCORE, B_SCORE = Tie(TieKind.STAGE, stage="a"), Tie(TieKind.STAGE, stage="b")
CUT = Cut(9, None, False, Boundary())
FIRST = StageChoices(({"key": "x"},), places=1, cut=CUT)
LAST = StageChoices(({"key": "y"},), places=3, ties=(EXACT, B_SCORE, HIGHER), cut=CUT)


def two(**final):
    return Choices({"a": FIRST, "b": LAST}, FinalChoices(**{"weights": {}, **final}))


def test_a_new_stage_takes_over_from_the_last_one_without_its_cut():
    new = StageChoices(({"key": "y"},), places=3, ties=(EXACT, HIGHER))
    weights = {"a": "30%", "b": "70%"}

    grown = with_stage(two(weights=weights, ties=(A_SCORE,)), "c")

    assert grown == Choices(
        {"a": FIRST, "b": LAST, "c": new},
        FinalChoices({**weights, "c": "0%"}, ties=(A_SCORE,)),
    )
    assert list(grown.stages) == ["a", "b", "c"]


def test_a_second_stage_takes_over_from_the_first():
    alone = Choices({"a": FIRST}, FinalChoices({}))

    assert with_stage(alone, "b").stages["b"] == StageChoices(({"key": "x"},), places=1)


def test_a_new_stage_counts_alone_where_no_weights_are_given():
    assert with_stage(two(), "c").final.weights == {}


def test_what_names_a_stage_that_goes_goes_with_it():
    choices = two(
        weights={"a": "30%", "b": "70%"},
        ties=(A_SCORE, EXACT, B_SCORE),
        boundary=Boundary("chain", (A_SCORE, HIGHER), "shrink", next_shrinks=True),
        unused="pass_down",
    )

    assert without_stage(choices, "a") == Choices(
        {"b": StageChoices(({"key": "y"},), places=3, ties=(EXACT, B_SCORE, HIGHER))},
        FinalChoices(
            {},
            ties=(EXACT, B_SCORE),
            boundary=Boundary("chain", (HIGHER,), "shrink", next_shrinks=True),
            unused="pass_down",
        ),
    )


def test_a_chain_of_which_nothing_is_left_becomes_the_committee():
    choices = two(boundary=Boundary("chain", (A_SCORE,), "shrink"))

    assert without_stage(choices, "a").final.boundary == Boundary()


def test_a_boundary_without_a_chain_stays():
    choices = two(boundary=Boundary("expand", next_shrinks=True))

    assert without_stage(choices, "a").final.boundary == Boundary("expand", next_shrinks=True)


@pytest.mark.parametrize(
    ("weights", "gone", "left"),
    [
        ({"a": "20%", "b": "30%", "c": "50%"}, "c", {"a": "20%", "b": "80%"}),
        ({"a": "20%", "b": "30%", "c": "50%"}, "a", {"b": "30%", "c": "70%"}),
        ({"a": "0.25", "b": "0.5", "c": "1/4"}, "b", {"a": "0.25", "c": "75%"}),
        ({"a": "12.5%", "b": "50%", "c": "37.5%"}, "a", {"b": "50%", "c": "50%"}),
        ({"a": "40%", "b": "60%"}, "c", {"a": "40%", "b": "60%"}),
        ({"a": "40%", "b": "60%"}, "a", {}),
        ({"a": "30%", "b": "30%", "x": "40%"}, "a", {"b": "30%", "x": "40%", "c": "30%"}),
        ({}, "a", {}),
    ],
)
def test_the_weight_of_a_stage_falls_to_the_last_one_left(weights, gone, left):
    stages = dict.fromkeys("abc", StageChoices(()))

    found = without_stage(Choices(stages, FinalChoices(weights)), gone)

    assert found.final.weights == left


def test_the_only_stage_does_not_go():
    with pytest.raises(Refusal) as refusal:
        without_stage(Choices({"a": FIRST}, FinalChoices({})), "a")

    assert (refusal.value.code, refusal.value.values) == ("stage.last_scoring", {})


@pytest.mark.parametrize(("text", "value"), [("40%", (2, 5)), ("0.4", (2, 5)), ("12.5%", (1, 8))])
def test_a_weight_is_a_share_and_written_in_per_cent(text, value):
    assert share(text) == Fraction(*value)
    assert percent(Fraction(*value)) == ("12.5%" if value == (1, 8) else "40%")


NOVELTY, UTILITY, TALK = {"key": "n", "max": "9"}, {"key": "u", "max": "8"}, {"key": "t"}
GROUP = {"key": "work", "name": "作品", "children": [NOVELTY, UTILITY]}


def test_grouped_criteria_are_a_list_that_names_the_group():
    assert lines_of([GROUP, TALK]) == [
        Line("作品", NOVELTY),
        Line("作品", UTILITY),
        Line("", TALK),
    ]
    assert lines_of([TALK, {"key": "work", "children": [NOVELTY]}]) == [
        Line("", TALK),
        Line("work", NOVELTY),
    ]


@pytest.mark.parametrize("more", [{"weight": "2"}, {"children": [GROUP]}])
def test_groups_in_groups_and_weighted_groups_are_no_list(more):
    with pytest.raises(Refusal) as refusal:
        lines_of([TALK, {**GROUP, **more}])

    assert (refusal.value.code, refusal.value.values) == ("criteria.not_list", {})


def test_a_list_becomes_criteria_again_and_groups_keep_their_keys():
    lines = [Line("作品", NOVELTY), Line("", TALK), Line("作品", UTILITY)]

    assert criteria_of(lines, [GROUP]) == [GROUP, TALK]
    assert criteria_of(lines_of([GROUP, TALK]), [GROUP]) == [GROUP, TALK]


def test_new_groups_get_keys_that_nothing_else_has():
    taken = {"key": "group_1"}
    before = [{"key": "group_3", "name": "作品", "children": []}, {"key": "x", "children": []}]
    lines = [Line("甲", NOVELTY), Line("", taken), Line("乙", UTILITY), Line("作品", TALK)]

    assert criteria_of(lines, before) == [
        {"key": "group_2", "name": "甲", "children": [NOVELTY]},
        taken,
        {"key": "group_4", "name": "乙", "children": [UTILITY]},
        {"key": "group_3", "name": "作品", "children": [TALK]},
    ]
    assert criteria_of([Line("", NOVELTY)])[0] is not NOVELTY


STEPS = [{"check": "complete"}, {"round": 1}, {"rank": []}]
DOCUMENT = {
    "schema": 1,
    "stages": {"a": {"criteria": [1], "steps": STEPS}, "b": {"steps": []}},
    "final": {"steps": [{"bar": "recorded"}], "note": 1},
}


def test_the_steps_of_a_part_are_a_copy():
    steps = steps_of(DOCUMENT, "a")
    steps[2]["rank"].append(1)

    assert steps_of(DOCUMENT, "a") == [{"check": "complete"}, {"round": 1}, {"rank": []}]
    assert steps_of(DOCUMENT, "result") == [{"bar": "recorded"}]


def test_other_steps_stand_in_a_new_document():
    before = deepcopy(DOCUMENT)

    stage = with_steps(DOCUMENT, "a", ({"round": 2},))
    final = with_steps(DOCUMENT, "result", ({"round": 3},))

    assert stage == {**before, "stages": {"a": {"criteria": [1], "steps": [{"round": 2}]},
                                          "b": {"steps": []}}}  # fmt: skip
    assert final == {**before, "final": {"steps": [{"round": 3}], "note": 1}}
    assert before == DOCUMENT


@pytest.mark.parametrize(
    ("index", "up", "order"),
    [
        (0, True, "abc"),
        (1, True, "bac"),
        (2, True, "acb"),
        (0, False, "bac"),
        (1, False, "acb"),
        (2, False, "abc"),
        (3, True, "abc"),
        (-1, False, "abc"),
        (-1, True, "abc"),
    ],
)
def test_a_step_moves_one_place_and_not_beyond_the_end(index, up, order):
    assert moved(list("abc"), index, up=up) == list(order)


def test_a_step_is_taken_out_by_its_place():
    assert without_step(list("aab"), 1) == ["a", "b"]
    assert without_step(list("ab"), 2) == ["a", "b"]


def linked(name: str, *steps: dict) -> dict:
    """Rules whose last part takes `name` from stage a, twice; stage a has these steps."""
    final = [{"combine": {name: "40%", "b.score": "60%"}}, {"rank": [{"key": name}]}]
    return {"stages": {"a": {"steps": list(steps)}}, "final": {"steps": final}}


def test_later_parts_follow_the_new_name_of_a_stages_score():
    steps = ({"as": "专家分"}, {"as": "得分"}, {"rank": [{"key": "得分"}, {"key": "专家分"}]})

    assert followed(linked("a.score", *steps), "a") == linked("a.得分", *steps)


@pytest.mark.parametrize(
    ("document", "part"),
    [
        (linked("a.score", {"as": "score"}, {"rank": [{"key": "score"}]}), "a"),
        (linked("a.score", {"as": "mean"}, {"rank": [{"criterion": "novelty"}]}), "a"),
        (linked("a.score", {"as": "mean"}, {"rank": [{"key": "nowhere"}]}), "a"),
        (linked("a.score", {"as": "mean"}), "a"),
        (linked("a.score", {"as": "mean"}, {"rank": []}), "a"),
        (linked("a.score", {"as": "mean"}, {"rank": [{"key": "mean"}]}), "result"),
    ],
)
def test_a_reference_stays_where_nothing_clearly_takes_its_place(document: dict, part: str):
    assert followed(document, part) == document


def test_two_figures_that_are_missed_are_not_taken_for_one():
    steps = ({"as": "mean"}, {"rank": [{"key": "mean"}]})
    document = linked("a.score", *steps)
    document["final"]["steps"].append({"key": "a.raw"})

    assert followed(document, "a") == document
