"""Choices on a screen and the rule document they stand for."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.canonical import canonical_json
from competition.domain.presets import load_preset
from competition.domain.refusal import Refusal
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
    with_stage,
    without_stage,
)
from competition.domain.rule_choices.choices import MOST_CHAIN
from competition.domain.rules import Dimensions, parse_rule_set

CRITERIA = (
    {"key": "novelty", "name": "创新性", "max": "60", "step": "0.5"},
    {"key": "utility", "name": "实用性", "max": "40", "step": "0.5"},
)
DIMENSIONS = Dimensions(("online", "defence"), ("DL", "JX"), ("track",))
QUOTAS = st.one_of(
    st.integers(0, 50), st.fixed_dictionaries({"DL": st.integers(0, 9), "JX": st.integers(0, 9)})
)
STAGE_TIES = st.lists(
    st.sampled_from(
        [
            Tie(TieKind.EXACT),
            Tie(TieKind.HIGHER_MARKS),
            Tie(TieKind.CRITERION, "novelty"),
            Tie(TieKind.CRITERION, "utility"),
        ]
    ),
    unique=True,
).map(tuple)
FINAL_TIES = st.lists(
    st.sampled_from(
        [
            Tie(TieKind.EXACT),
            Tie(TieKind.STAGE, stage="defence"),
            Tie(TieKind.HIGHER_MARKS, stage="online"),
            Tie(TieKind.CRITERION, "novelty", "defence"),
        ]
    ),
    unique=True,
).map(tuple)


def boundaries(ties):
    plain = st.builds(Boundary, st.sampled_from(["shrink", "committee"]))
    expand = st.builds(Boundary, st.just("expand"), next_shrinks=st.booleans())
    chain = st.builds(
        Boundary,
        st.just("chain"),
        ties.filter(lambda chain: 0 < len(chain) <= MOST_CHAIN),
        st.sampled_from(["shrink", "committee", "expand"]),
    )
    return st.one_of(plain, expand, chain)


@st.composite
def stages(draw):
    high, low = draw(st.integers(0, 2)), draw(st.integers(0, 2))
    trimmed = bool(high or low)
    per_track = draw(st.booleans())
    number = draw(st.one_of(st.none(), QUOTAS if per_track else st.integers(1, 50)))
    line = "60" if number is None else draw(st.sampled_from([None, "60", "72.5"]))
    ties = replace(draw(boundaries(STAGE_TIES)), next_shrinks=False)
    cut = Cut(number, line, per_track, ties if number is not None else Boundary())
    return StageChoices(
        criteria=CRITERIA,
        drop_high=high,
        drop_low=low,
        at_least=high + low + 3 if trimmed else 0,
        below=draw(st.sampled_from(["mean", "block"])) if trimmed else "mean",
        quorum=draw(st.integers(1, 7)),
        places=draw(st.integers(0, 4)),
        mode=draw(st.sampled_from(["half_up", "half_even", "truncate"])),
        rounded_counts=draw(st.booleans()),
        ties=draw(STAGE_TIES),
        style=draw(st.sampled_from(["1224", "1223"])),
        per_track=per_track,
        cut=draw(st.sampled_from([None, cut])),
    )


@st.composite
def finals(draw):
    per_track = draw(st.booleans())
    tiers = tuple(
        Tier(key, name, draw(QUOTAS if per_track else st.integers(0, 50)), line)
        for key, name, line in (("first", "一等奖", "80"), ("second", "二等奖", None))
    )
    weights = draw(st.sampled_from([{}, {"online": "40%", "defence": "60%"}]))
    return FinalChoices(
        weights=weights,
        missing=draw(st.sampled_from(["exclude", "zero", "block"])) if weights else "exclude",
        places=draw(st.integers(0, 4)) if weights else 2,
        mode=draw(st.sampled_from(["half_up", "half_even"])) if weights else "half_up",
        rounded_counts=draw(st.booleans()) if weights else True,
        ties=draw(FINAL_TIES),
        style=draw(st.sampled_from(["1224", "1223"])),
        per_track=per_track,
        tiers=tiers,
        awards_per_track=per_track,
        boundary=draw(boundaries(FINAL_TIES)),
        unused=draw(st.sampled_from(["vacant", "pass_down"])),
    )


ALL_CHOICES = st.builds(
    lambda online, defence, final: Choices({"online": online, "defence": defence}, final),
    stages(),
    stages(),
    finals(),
)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(ALL_CHOICES)
def test_every_combination_of_choices_is_a_sound_document_and_is_found_in_it_again(choices):
    document = to_document(choices)

    parse_rule_set(document, DIMENSIONS)
    found = read_choices(document)

    assert found is not None
    assert to_document(found) == document
    assert found.stages == choices.stages
    assert found.final.tiers == choices.final.tiers
    assert found.final.ties == choices.final.ties


@pytest.mark.parametrize("key", ["innovation_contest", "five_small"])
def test_the_rules_of_a_contest_are_choices(key):
    document = load_preset(key).rule_document

    found = read_choices(document)

    assert found is not None
    assert to_document(found) == document


def test_a_document_that_says_more_than_choices_is_left_alone():
    document = load_preset("innovation_contest").rule_document
    steps = [*document["stages"]["online"]["steps"], {"bar": "recorded"}]
    richer = {**document["stages"], "online": {**document["stages"]["online"], "steps": steps}}

    assert read_choices({**document, "stages": richer}) is None
    assert read_choices({"schema": 1, "stages": {}}) is None


def example(**final):
    stage = StageChoices(criteria=CRITERIA)
    return Choices({"online": stage, "defence": stage}, FinalChoices(**final))


def test_the_weight_of_a_stage_that_goes_falls_to_the_last_one():
    weights = {"online": "30%", "defence": "50%", "extra": "20%"}
    stage = StageChoices(criteria=CRITERIA)
    three = Choices(
        {"online": stage, "defence": stage, "extra": stage}, FinalChoices(weights=weights)
    )

    two = without_stage(three, "extra")

    assert two.final.weights == {"online": "30%", "defence": "70%"}
    assert without_stage(two, "online").final.weights == {}


def test_ties_that_name_a_stage_go_with_it():
    choices = example(
        weights={"online": "30%", "defence": "70%"},
        ties=(Tie(TieKind.STAGE, stage="online"), Tie(TieKind.EXACT)),
    )

    assert without_stage(choices, "online").final.ties == (Tie(TieKind.EXACT),)


def test_the_last_stage_that_is_left_lets_nobody_through():
    choices = example(weights={"online": "30%", "defence": "70%"})
    cut = Cut(number=24, line=None, per_track=True, boundary=Boundary())
    online = replace(choices.stages["online"], cut=cut)
    choices = replace(choices, stages={**choices.stages, "online": online})

    assert without_stage(choices, "defence").stages["online"].cut is None


def test_the_only_scoring_stage_stays():
    choices = Choices({"online": StageChoices(criteria=CRITERIA)}, FinalChoices(weights={}))

    with pytest.raises(Refusal) as refusal:
        without_stage(choices, "online")

    assert refusal.value.code == "stage.last_scoring"


def test_a_new_stage_marks_by_the_same_criteria_and_counts_nothing_yet():
    choices = with_stage(example(weights={"online": "30%", "defence": "70%"}), "extra")

    document = to_document(choices)

    assert choices.stages["extra"].criteria == CRITERIA
    assert choices.final.weights == {"online": "30%", "defence": "70%", "extra": "0%"}
    parse_rule_set(document, Dimensions(("online", "defence", "extra"), ("DL",), ("track",)))


def test_a_longer_chain_than_the_editor_offers_is_not_cut_short():
    four = tuple(Tie(TieKind.CRITERION, one["key"], "online") for one in CRITERIA[:1]) * 4
    weights = {"online": "30%", "defence": "70%"}
    fits = to_document(example(weights=weights, ties=four))
    longer = to_document(example(weights=weights, ties=(*four, Tie(TieKind.EXACT))))

    assert read_choices(fits) is not None
    assert read_choices(longer) is None


def test_a_document_keeps_the_order_of_its_stages_when_its_keys_are_sorted():
    document = load_preset("innovation_contest").rule_document
    sorted_keys = json.loads(canonical_json(document))

    assert list(sorted_keys["stages"]) != document["order"]
    assert list(parse_rule_set(sorted_keys).stages) == document["order"]


@pytest.mark.parametrize("order", [["online"], ["online", "online"], ["online", "elsewhere"]])
def test_an_order_that_leaves_a_stage_out_is_refused(order):
    document = load_preset("innovation_contest").rule_document

    with pytest.raises(Refusal) as refusal:
        parse_rule_set({**document, "order": order})

    assert refusal.value.code == "rules.order"
