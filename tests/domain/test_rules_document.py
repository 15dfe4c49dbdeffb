"""A rule document is checked before use, and every fault is named with its path."""

from typing import Any

import pytest

from competition.domain.refusal import Refusal
from competition.domain.rules import Dimensions, parse_rule_set
from tests.domain.panels import MEAN, RANK, TOTALS, criterion, document, rules

FOLDED = [TOTALS, MEAN]
COMMITTEE = {"boundary": "committee"}


def refusal(*steps: Any, **kinds: Any) -> tuple[str, object]:
    with pytest.raises(Refusal) as refused:
        rules(*steps, **kinds)
    return refused.value.code, refused.value.values["path"]


@pytest.mark.parametrize(
    ("steps", "code", "path"),
    [
        ([RANK], "rules.table_unknown", "[0].rank[0].key"),
        ([*FOLDED], "rules.rank_missing", ""),
        ([*FOLDED, RANK, RANK], "rules.rank_twice", "[3]"),
        ([*FOLDED, {"rnak": []}], "rules.step_kind", "[2]"),
        ([*FOLDED, RANK | {"round": 2}], "rules.step_kind", "[2]"),
        ([*FOLDED, RANK | {"stile": "1224"}], "rules.key_unknown", "[2].stile"),
        ([*FOLDED, RANK | {"style": "1342"}], "rules.not_choice", "[2].style"),
        ([*FOLDED, {"rank": [{"key": "totals"}]}], "rules.not_folded", "[2].rank[0].key"),
        ([*FOLDED, {"rank": [{"key": "scores"}]}], "rules.table_unknown", "[2].rank[0].key"),
        ([*FOLDED, {"rank": [{"criterion": "all"}]}], "rules.first_key", "[2].rank"),
        (
            [*FOLDED, {"rank": [{"key": "score"}, {"criterion": "beauty"}]}],
            "rules.criterion_unknown",
            "[2].rank[1].criterion",
        ),
        (
            [*FOLDED, {"rank": [{"key": "score"}, {"criterion": "all", "sheets": "kept"}]}],
            "rules.nothing_dropped",
            "[2].rank[1].sheets",
        ),
        (
            [*FOLDED, {"rank": [{"key": "score", "on": "exact"}]}],
            "rules.never_rounded",
            "[2].rank[0].on",
        ),
        (
            [*FOLDED, {"rank": [{"key": "score"}, {"higher_marks": "score"}]}],
            "rules.axes",
            "[2].rank[1].higher_marks",
        ),
        ([{"reduce": "entry", "by": "sum"}], "rules.axis_unknown", "[0].reduce"),
        ([TOTALS, TOTALS | {"as": "b"}], "rules.axis_unknown", "[1].reduce"),
        ([TOTALS, MEAN | {"as": "totals"}], "rules.name_twice", "[1].as"),
        ([TOTALS, MEAN | {"as": "to tals"}], "rules.not_name", "[1].as"),
        ([TOTALS, MEAN | {"from": "nothing"}], "rules.table_unknown", "[1].from"),
        ([TOTALS, MEAN | {"by": "average"}], "rules.not_choice", "[1].by"),
        ([TOTALS, MEAN | {"quorum": 0}], "rules.out_of_range", "[1].quorum"),
        ([TOTALS, MEAN | {"quorum": True}], "rules.not_integer", "[1].quorum"),
        ([TOTALS, MEAN | {"at_least": 5}], "rules.trim_unused", "[1].at_least"),
        (
            [TOTALS, MEAN | {"drop_high": 1, "drop_low": 1, "at_least": 2}],
            "rules.trim_nothing_left",
            "[1].at_least",
        ),
        (
            [TOTALS, MEAN | {"by": "median", "drop_high": 1}],
            "rules.trim_needs_plain_mean",
            "[1]",
        ),
        (
            [TOTALS, MEAN | {"drop_high": 1, "best": 3}],
            "rules.best_or_trim",
            "[1].best",
        ),
        ([TOTALS, MEAN | {"by": "winsorised"}], "rules.winsorise_nothing", "[1]"),
        ([TOTALS, MEAN | {"best_is": "lowest"}], "rules.best_unused", "[1].best_is"),
        (
            [TOTALS, MEAN | {"by": "max", "weights": {"J1": "1"}}],
            "rules.weights_unused",
            "[1]",
        ),
        (
            [TOTALS, MEAN | {"by": "sum", "weights": {"a": "1"}, "weights_of": "role"}],
            "rules.weights_need_mean",
            "[1].weights",
        ),
        ([TOTALS, MEAN | {"weights_of": "role"}], "rules.key_unknown", "[1].weights_of"),
        ([TOTALS, MEAN | {"only": {}}], "rules.only_one_attribute", "[1].only"),
        ([TOTALS, MEAN | {"only": [1]}], "rules.not_text", "[1].only"),
        ([TOTALS | {"only": ["other"]}], "rules.member_unknown", "[0].only"),
        ([TOTALS, MEAN | {"missing": {"late": "skip"}}], "rules.key_unknown", "[1].missing.late"),
        ([TOTALS | {"weights": {"all": "0.9"}}], "rules.weights_sum", "[0].weights"),
        ([TOTALS | {"weights": {"other": "1"}}], "rules.member_unknown", "[0].weights.other"),
        ([TOTALS | {"weights": {"all": 0.5}}], "rules.not_decimal", "[0].weights.all"),
        ([TOTALS | {"weights": {"all": "1e0"}}], "rules.not_decimal", "[0].weights.all"),
        ([TOTALS | {"weights": {}}], "rules.empty", "[0].weights"),
        ([TOTALS, {"round": 2}], "rules.key_missing", "[1].mode"),
        ([TOTALS, {"round": 7, "mode": "half_up"}], "rules.out_of_range", "[1].round"),
        ([*FOLDED, {"award": [{"tier": "a", "quota": 1}]}], "rules.rank_first", "[2]"),
        (
            [*FOLDED, RANK, {"award": [{"tier": "a", "quota": 1}]}],
            "rules.key_missing",
            "[3].boundary",
        ),
        ([*FOLDED, RANK, {"award": [], **COMMITTEE}], "rules.empty", "[3].award"),
        (
            [*FOLDED, RANK, {"award": [{"tier": "a"}], **COMMITTEE}],
            "rules.tier_endless",
            "[3].award[0]",
        ),
        (
            [*FOLDED, RANK, {"award": [{"tier": "a", "quota": 1}] * 2, **COMMITTEE}],
            "rules.tier_twice",
            "[3].award",
        ),
        (
            [*FOLDED, RANK, {"award": [{"tier": "a", "quota": 1}], "boundary": "expand"}],
            "rules.key_missing",
            "[3].next_shrinks",
        ),
        (
            [*FOLDED, RANK, {"award": [{"tier": "a", "quota": 1}], **COMMITTEE, "chain": []}],
            "rules.chain_unused",
            "[3].chain",
        ),
        (
            [
                *FOLDED,
                RANK | {"per": "track"},
                {"award": [{"tier": "a", "quota": 1}], "per": "unit", **COMMITTEE},
            ],
            "rules.per_differs",
            "[3].per",
        ),
        (
            [*FOLDED, RANK, {"award": [{"tier": "a", "quota": {"x": 1}}], **COMMITTEE}],
            "rules.groups_without_per",
            "[3].award[0].quota",
        ),
        ([*FOLDED, RANK, {"select": "number", "number": 3}], "rules.key_missing", "[3].ties"),
        ([*FOLDED, RANK, {"select": "line"}], "rules.key_missing", "[3].line"),
        ([*FOLDED, {"check": "spread", "from": "score", "at_most": "1"}], "rules.axes", "[2].from"),
        ([TOTALS, {"bar": "attribute", "in": ["x"]}], "rules.key_missing", "[1].attribute"),
    ],
)
def test_a_faulty_step_is_refused_where_it_stands(steps: list[Any], code: str, path: str):
    assert refusal(*steps) == (code, f"stages.panel.steps{path}")


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"schema": 2}, "rules.schema", "schema"),
        ({"stages": {}}, "rules.empty", "stages"),
        ({"stages": []}, "rules.not_object", "stages"),
        ({"stages": {"result": {}}}, "rules.not_name", "stages.result"),
        ({"other": 1}, "rules.key_unknown", "other"),
        ({"final": {"steps": [TOTALS]}}, "rules.no_table", "final.steps[0]"),
        (
            {"final": {"steps": [{"rank": [{"key": "panel.scores"}]}]}},
            "rules.table_unknown",
            "final.steps[0].rank[0].key",
        ),
        (
            {"final": {"steps": [{"combine": {"panel.score": "60%"}, "missing": "zero"}]}},
            "rules.weights_sum",
            "final.steps[0].combine",
        ),
        (
            {"final": {"steps": [{"combine": {"panel.totals": "1"}, "missing": "zero"}]}},
            "rules.not_folded",
            "final.steps[0].combine.panel.totals",
        ),
        (
            {"final": {"steps": [{"combine": {"panel.score": "1"}}]}},
            "rules.key_missing",
            "final.steps[0].missing",
        ),
        (
            {
                "final": {
                    "steps": [
                        {"rank": [{"key": "panel.score"}, {"criterion": "all", "stage": "semi"}]}
                    ]
                }
            },
            "rules.stage_unknown",
            "final.steps[0].rank[1].stage",
        ),
    ],
)
def test_a_faulty_document_is_refused_where_it_stands(change: dict[str, Any], code: str, path: str):
    with pytest.raises(Refusal) as refused:
        parse_rule_set(document(*FOLDED, RANK) | change)

    assert (refused.value.code, refused.value.values["path"]) == (code, path)


def test_names_are_checked_against_what_the_competition_has():
    known = Dimensions(("panel",), ("电力", "机械"), ("track", "unit"), ("J1", "J2"))
    quotas = {"电力": 1, "化工": 1}
    award = {"award": [{"tier": "a", "quota": quotas}], "per": "track", **COMMITTEE}

    faults = [
        refusal(*FOLDED, RANK, award, dimensions=known),
        refusal(*FOLDED, RANK | {"per": "city"}, dimensions=known),
        refusal(TOTALS, MEAN | {"weights": {"J1": "1"}}, RANK, dimensions=known),
        refusal(*FOLDED, RANK, dimensions=Dimensions(("final",))),
        refusal(
            *FOLDED,
            RANK,
            {"award": [{"tier": "a", "quota": {"电力": 1}}], "per": "track", **COMMITTEE},
            dimensions=known,
        ),
    ]

    assert faults == [
        ("rules.track_unknown", "stages.panel.steps[3].award[0].quota"),
        ("rules.attribute_unknown", "stages.panel.steps[2].per"),
        ("rules.member_left_out", "stages.panel.steps[1].weights"),
        ("rules.stage_unknown", "stages.panel"),
        ("rules.track_left_out", "stages.panel.steps[3].award[0].quota"),
    ]


def test_criteria_faults_name_their_place():
    with pytest.raises(Refusal) as refused:
        rules(*FOLDED, RANK, criteria=[criterion("a"), criterion("b", step="0.3")])

    assert refused.value.values["path"] == "stages.panel.criteria[1]"


def test_the_document_is_kept_as_it_was_read():
    given = document(*FOLDED, RANK)

    ruleset = parse_rule_set(given)

    assert ruleset.document == given
    assert ruleset.last.key == "panel"
    with pytest.raises(Refusal, match=r"rules\.part_unknown"):
        ruleset.part("result")
