"""What a calculation sheet says of a place: figure, ties, and what told them apart."""

import pytest

from competition.domain.marks import State
from competition.domain.refusal import Refusal
from competition.domain.rules import Decision, Entry, Facts, Sheet
from competition.domain.rules.evaluation import Standing
from tests.domain.panels import MEAN, RANK, TOTALS, blocks, carried_out, criterion, facts, rules

SCORES = {
    "A": "90 80",
    "B": "85 85",
    "C": "85 85",
    "D": "10 10",
    "E": "absent absent",
    "F": "85 85",
    "G": "98 98",
}
STATES = {"F": State.WITHDRAWN, "G": State.DISQUALIFIED}
HIGHER = {"rank": [{"key": "score"}, {"higher_marks": "totals"}]}


THREE = [criterion(key, "100", "1") for key in "abc"]


def level() -> Facts:
    """X and Y level in every criterion, Z only in the total."""
    marks = {"X": (20, 30, 10), "Y": (20, 30, 10), "Z": (30, 20, 10)}
    sheets = [
        Sheet("panel", entry, "J", dict(zip("abc", each, strict=True)))
        for entry, each in marks.items()
    ]
    return Facts(tuple(map(Entry, marks)), sheets=tuple(sheets))


def told(entry: str, **more: object) -> dict:
    done = carried_out(rules(TOTALS, MEAN, HIGHER | more), facts(SCORES, states=STATES))
    (step,) = [one for one in done.derive(entry)["steps"] if one["code"] == "rank"]
    return step


def test_a_place_is_told_with_its_figure_and_all_who_were_ranked():
    first = told("A")

    assert {key: first[key] for key in first if key not in ("key", "ties")} == {
        "code": "rank",
        "step": "rank",
        "group": "",
        "per": None,
        "style": "1224",
        "rank": 1,
        "reason": "",
        "ranked": 4,
        "figure": "85",
        "shared_with": [],
    }
    assert (first["key"]["kind"], first["key"]["table"]) == ("figure", "score")


def test_a_tie_is_told_key_by_key_until_nobody_is_level():
    (first,), (second,) = told("A")["ties"], told("B")["ties"]

    assert first["key"]["kind"] == "higher_marks"
    assert {k: first[k] for k in ("own", "others", "level")} == {
        "own": "90 80",
        "others": {"B": "85 85", "C": "85 85"},
        "level": [],
    }
    assert (second["others"], second["level"]) == ({"A": "90 80", "C": "85 85"}, ["C"])
    assert (told("B")["shared_with"], told("C")["shared_with"]) == (["C"], ["B"])
    assert told("D")["ties"] == []


@pytest.mark.parametrize(
    ("entry", "reason"), [("E", "no_score"), ("F", "withdrawn"), ("G", "disqualified")]
)
def test_who_has_no_place_is_told_why(entry: str, reason: str):
    step = told(entry)

    assert (step["rank"], step["reason"], step["ties"], step["shared_with"]) == (
        None,
        reason,
        [],
        [],
    )


def test_a_further_key_is_told_while_entries_stay_level():
    keys = {"rank": [{"key": "score"}, {"criterion": "a"}, {"criterion": "b"}]}

    (step,) = [
        one
        for one in carried_out(rules(TOTALS, MEAN, keys, criteria=THREE), level()).derive("X")[
            "steps"
        ]
        if one["code"] == "rank"
    ]

    assert [(one["own"], one["others"], one["level"]) for one in step["ties"]] == [
        ("20", {"Y": "20", "Z": "30"}, ["Y"]),
        ("30", {"Y": "30"}, ["Y"]),
    ]


@pytest.mark.parametrize(
    ("style", "numbers"),
    [
        ("1224", [1, 2, 2, 2, 5, 6]),
        ("1223", [1, 2, 2, 2, 3, 4]),
        ("1334", [1, 4, 4, 4, 5, 6]),
        ("fractional", [1, 3, 3, 3, 5, 6]),
        ("1234", [1, None, None, None, 5, 6]),
    ],
)
def test_a_standing_has_its_group_its_place_and_how_many_share_it(style: str, numbers: list):
    scores = {"A": "9", "B": "8", "C": "8", "D": "8", "E": "7", "F": "6", "G": "absent"}
    ranking = {"rank": [{"key": "score"}], "style": style, "per": "track"}
    given_ = facts(scores, tracks=dict.fromkeys(scores, "t"))
    reason = "tied" if style == "1234" else ""

    standings = carried_out(rules(TOTALS, MEAN, ranking), given_).evaluation.standings

    first, second, third, fourth, fifth, sixth = numbers
    assert standings == (
        Standing("A", "t", first, 1),
        Standing("B", "t", second, 2, 3, reason),
        Standing("C", "t", third, 2, 3, reason),
        Standing("D", "t", fourth, 2, 3, reason),
        Standing("E", "t", fifth, 5),
        Standing("F", "t", sixth, 6),
        Standing("G", "t", None, None, reason="no_score"),
    )


def test_a_fractional_rank_is_told_with_its_half():
    assert [told(entry, style="fractional")["rank"] for entry in "ABCD"] == [1, "2.5", "2.5", 4]


def test_in_a_shared_style_an_order_is_decided_only_where_the_rules_ask_for_it():
    order = Decision("panel", "rank", "order", ("C", "B"), ("B", "C"), "抽签")
    given_ = facts(SCORES, order, states=STATES)

    shared = carried_out(rules(TOTALS, MEAN, HIGHER), given_)
    drawn = carried_out(rules(TOTALS, MEAN, HIGHER | {"then": "decision"}), given_)
    waiting = carried_out(
        rules(TOTALS, MEAN, HIGHER | {"then": "decision"}), facts(SCORES, states=STATES)
    )

    assert [(s.entry, s.rank) for s in shared.evaluation.standings[:4]] == [
        ("A", 1),
        ("B", 2),
        ("C", 2),
        ("D", 4),
    ]
    assert [s.entry for s in drawn.evaluation.standings[:4]] == ["A", "C", "B", "D"]
    assert [s.rank for s in drawn.evaluation.standings[:4]] == [1, 2, 3, 4]
    tie = next(block for block in waiting.evaluation.blocks if block.code == "TIE_IN_RANK")
    assert (tie.step, tie.entries, tie.values) == ("rank", ("B", "C"), {"place": 2})
    assert ("TIE_IN_RANK", ("B", "C")) not in blocks(shared)


@pytest.mark.parametrize(
    ("keys", "chosen", "told_of_b"),
    [(HIGHER, ("C", "B"), (3, ["C"])), (RANK, ("C", "A", "B"), (3, ["C", "A"]))],
)
def test_a_place_that_only_a_decision_gave_is_told_with_those_it_was_told_apart_from(
    keys: dict, chosen: tuple, told_of_b: tuple
):
    order = Decision("panel", "rank", "order", chosen, tuple(sorted(chosen)), "抽签")
    ruleset = rules(TOTALS, MEAN, keys | {"then": "decision"})

    drawn = carried_out(ruleset, facts(SCORES, order, states=STATES))
    waiting = carried_out(ruleset, facts(SCORES, states=STATES))

    told = drawn.derive("B")["steps"][-1]
    assert (told["rank"], told["decided"]) == told_of_b
    assert told["shared_with"] == []
    assert "decided" not in drawn.derive("D")["steps"][-1]
    assert "decided" not in waiting.derive("B")["steps"][-1]


@pytest.mark.parametrize(
    ("steps", "code", "at"),
    [
        ([RANK, RANK], "rules.rank_twice", "steps[3]"),
        ([{"rank": [{"criterion": "all"}]}], "rules.first_key", "steps[2].rank"),
    ],
)
def test_a_rank_that_cannot_be_read_is_refused(steps: list, code: str, at: str):
    with pytest.raises(Refusal) as refused:
        rules(TOTALS, MEAN, *steps)

    assert refused.value.code == code
    assert str(refused.value.values["path"]).endswith(at)
