"""A tie at the last place: who gets it, by which rule, and who comes after."""

import pytest

from competition.domain.refusal import Refusal
from competition.domain.rules import Calculation, Decision, Entry, Facts
from tests.domain.panels import MEAN, RANK, TOTALS, blocks, carried_out, one_sheet, rules

LISTED = {
    "A": ("95", "1"),
    "B": ("93", "1"),
    "C": ("92", "1"),
    "D": ("92", "2"),
    "E": ("92", "2"),
    "F": ("92", "3"),
    "G": ("91", "1"),
}
YEARS = {"boundary": "chain", "chain": [{"attribute": "years", "direction": "asc"}]}


def given_by(
    first: int,
    second: int,
    boundary: dict,
    *decisions: Decision,
    listed: dict[str, tuple[str, str]] = LISTED,
) -> Calculation:
    """Two tiers for seven entries, four of which are level behind the second."""
    award = {"award": [{"tier": "I", "quota": first}, {"tier": "II", "quota": second}]}
    entries = tuple(Entry(key, {"years": years}) for key, (_, years) in listed.items())
    sheets = tuple(one_sheet(key, "J", score) for key, (score, _) in listed.items())
    given = Facts(entries, sheets=sheets, decisions=decisions)
    return carried_out(rules(TOTALS, MEAN, RANK, award | boundary), given)


def told(done: Calculation) -> str:
    """Who got what, and by which rule, in the order of the awards."""
    return " ".join(f"{one.entry}:{one.tier}:{one.how}" for one in done.evaluation.awards)


def ends(done: Calculation) -> list[tuple[str, str]]:
    """By tier, how the tie at its end was settled, and the tie."""
    return [(tier.boundary, "".join(tier.tied)) for tier in done.evaluation.tiers]


def test_expand_takes_all_who_are_level_and_says_so():
    done = given_by(3, 1, {"boundary": "expand", "next_shrinks": False})

    assert (
        told(done) == "A:I:quota B:I:quota C:I:expand D:I:expand E:I:expand F:I:expand G:II:quota"
    )
    assert ends(done) == [("expand", "CDEF"), ("", "")]


def test_shrink_leaves_them_and_everybody_after_them_to_the_next_tier():
    done = given_by(3, 5, {"boundary": "shrink"})

    assert told(done) == (
        "A:I:quota B:I:quota C:II:quota D:II:quota E:II:quota F:II:quota G:II:quota"
    )
    assert ends(done) == [("shrink", "CDEF"), ("", "")]


def test_a_chain_that_decides_gives_the_place_and_nobody_chooses():
    done = given_by(3, 1, {**YEARS, "then": "shrink"})

    assert told(done) == "A:I:quota B:I:quota C:I:chain"
    assert ends(done) == [("chain", "CDEF"), ("shrink", "DE")]
    assert blocks(done) == []


def test_where_the_chain_leaves_some_level_people_choose_among_those():
    choice = Decision("panel", "award", "choose", ("E",), ("D", "E"), "投票 5:4")

    before, after = given_by(4, 2, YEARS), given_by(4, 2, YEARS, choice)

    assert told(before) == "A:I:quota B:I:quota C:I:chain F:II:quota"
    assert blocks(before) == [("TIE_AT_AWARD", ("D", "E"))]
    assert ends(before)[0] == ("pending", "CDEF")
    assert told(after) == "A:I:quota B:I:quota C:I:chain E:I:committee D:II:quota F:II:quota"
    assert (blocks(after), ends(after)[0]) == ([], ("committee", "CDEF"))


@pytest.mark.parametrize(
    ("then", "awards"),
    [
        ("shrink", "A:I:quota B:I:quota C:I:chain D:II:quota E:II:quota F:II:quota"),
        (
            "expand",
            "A:I:quota B:I:quota C:I:chain D:I:expand E:I:expand F:II:quota G:II:quota",
        ),
    ],
)
def test_where_the_chain_leaves_some_level_the_next_rule_takes_over(then: str, awards: str):
    shrinking = {"next_shrinks": False} if then == "expand" else {}

    done = given_by(4, 3, {**YEARS, "then": then} | shrinking)

    assert told(done) == awards
    assert ends(done)[0] == (then, "CDEF")


def test_what_the_chain_told_apart_stays_apart_in_the_next_tier():
    more = {key: told for key, told in LISTED.items() if key != "G"} | {"H": ("92", "4")}

    done = given_by(4, 3, {**YEARS, "then": "shrink"}, listed=more)

    assert told(done).endswith("C:I:chain D:II:quota E:II:quota F:II:quota")


def test_a_chain_ends_where_the_places_do():
    done = given_by(6, 1, {**YEARS, "then": "shrink"})

    assert told(given_by(5, 1, {**YEARS, "then": "shrink"})) == (
        "A:I:quota B:I:quota C:I:chain D:I:chain E:I:chain F:II:quota"
    )
    assert told(done).endswith("F:I:quota G:II:quota")


@pytest.mark.parametrize(
    ("boundary", "code", "values"),
    [
        (
            {"boundary": "shrink", "chain": YEARS["chain"]},
            "rules.chain_unused",
            {"key": "chain", "policy": "shrink"},
        ),
        (
            {"boundary": "committee", "then": "shrink"},
            "rules.chain_unused",
            {"key": "then", "policy": "committee"},
        ),
        ({**YEARS, "then": "chain"}, "rules.chain_then_chain", {"key": "then"}),
    ],
)
def test_a_chain_stands_only_where_it_is_followed(boundary: dict, code: str, values: dict):
    with pytest.raises(Refusal) as refused:
        given_by(1, 1, boundary)

    path = str(refused.value.values["path"]).rpartition(".")[2]
    rest = {key: value for key, value in refused.value.values.items() if key != "path"}
    assert (refused.value.code, {"key": path} | rest) == (code, values)
