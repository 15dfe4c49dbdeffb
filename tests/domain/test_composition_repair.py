"""Winners replaced so that the ratios of the notice are kept, with the reason of each change."""

import pytest

from competition.documents.wording.awards import award_lines
from competition.documents.wording.figures import Names
from competition.domain.refusal import Refusal
from competition.domain.rules import Decision, Entry, Facts
from tests.domain.panels import (
    MEAN,
    RANK,
    TOTALS,
    awards,
    blocks,
    carried_out,
    one_sheet,
    rules,
)

WORKERS = {"name": "产业工人", "attribute": "job", "in": ["w"], "at_least": "35%"}
LEADERS = {"name": "负责人", "attribute": "job", "in": ["l"], "at_most": "13%"}


def given_by(award: dict, jobs: str, *decisions: Decision, scores: str = "", **more: str):
    """Entries A, B, C ... with a letter each for job; further attributes by letter too."""
    ruleset = rules(TOTALS, MEAN, RANK, {"boundary": "committee", "unkept": "replace"} | award)
    entries = [chr(ord("A") + number) for number in range(len(jobs))]
    given = scores.split() or [str(99 - number) for number in range(len(jobs))]
    rows = {"job": jobs, **more}
    held = [
        Entry(entry, {name: letters[number] for name, letters in rows.items()})
        for number, entry in enumerate(entries)
    ]
    sheets = tuple(one_sheet(e, "J", text) for e, text in zip(entries, given, strict=True))
    return carried_out(ruleset, Facts(tuple(held), sheets=sheets, decisions=decisions))


def tiers(**quotas: int) -> list[dict[str, object]]:
    return [{"tier": tier, "quota": quota} for tier, quota in quotas.items()]


def moves(done) -> list[tuple[str, str, str]]:
    return [(d.code, d.entry, d.tier) for d in done.evaluation.deviations]


def test_the_next_in_line_who_fit_rise_and_every_change_is_on_record():
    """产业工人不少于 35%：达不到的，从未获奖的产业工人中依次递补。"""
    done = given_by({"award": tiers(first=2, second=4), "composition": [WORKERS]}, "woooooowwo")

    assert awards(done) == dict(zip("ABCDHI", ["first"] * 2 + ["second"] * 4, strict=True))
    assert blocks(done) == []
    assert moves(done) == [
        ("RATIO_OUT", "E", "second"),
        ("RATIO_OUT", "F", "second"),
        ("RATIO_PASSED", "G", ""),
        ("RATIO_IN", "H", "second"),
        ("RATIO_IN", "I", "second"),
    ]
    assert {d.values["bounds"] for d in done.evaluation.deviations} == {"产业工人"}


def test_tiers_are_filled_anew_in_the_order_of_the_ranks():
    done = given_by({"award": tiers(first=2, second=6), "composition": [LEADERS]}, "lloooooooo")

    assert [entry for entry, tier in awards(done).items() if tier == "first"] == ["A", "C"]
    assert moves(done) == [
        ("RATIO_OUT", "B", "first"),
        ("RATIO_MOVED", "C", "first"),
        ("RATIO_IN", "I", "second"),
    ]


def test_each_change_is_told_to_whom_it_concerns():
    done = given_by({"award": tiers(first=2, second=4), "composition": [WORKERS]}, "woooooowwo")

    told = {}
    for entry in "EGH":
        step = next(s for s in done.derive(entry)["steps"] if s["code"] == "award")
        told[entry] = [line.calculation for line in award_lines(step, Names())]

    assert told["E"][:2] == [
        "为达到获奖结构的规定比例未授奖",
        "按名次在获奖之列，为使产业工人达到规定比例被换下",
    ]
    assert told["G"][1] == "为使产业工人达到规定比例，由名次在后而符合条件的换上"
    assert told["H"][1] == "为使产业工人达到规定比例，按名次换上"


def test_ratios_that_nobody_can_keep_leave_the_awards_and_wait_for_people():
    done = given_by({"award": tiers(first=6), "composition": [WORKERS]}, "wooooooowo")

    assert list(awards(done)) == list("ABCDEF")
    assert blocks(done) == [("RATIOS_UNATTAINABLE", ()), ("RATIO_BELOW", ())]


def test_level_entries_who_could_rise_wait_for_a_decision():
    award = {"award": tiers(first=3), "composition": [WORKERS | {"at_least": "30%"}]}
    decision = Decision("panel", "award", "choose", ("F",), ("E", "F"), "投票")
    scores = "9 8 7 6 5 5"

    before = given_by(award, "ooooww", scores=scores)
    after = given_by(award, "ooooww", decision, scores=scores)

    assert blocks(before) == [("RATIO_BELOW", ()), ("TIE_IN_RATIOS", ("E", "F"))]
    assert (list(awards(after)), blocks(after)) == (["A", "B", "F"], [])


def test_each_group_keeps_its_places_and_each_unit_its_cap():
    """The worker of the second group stands best; of unit u nobody else may win."""
    award = {"award": tiers(first=1), "per": "g", "composition": [WORKERS]}
    caps = [{"by": "u", "most": 1, "over": "none"}]

    grouped = given_by(award, "ooowoowo", g="xyxyxyxy")
    capped = given_by(
        {"award": tiers(first=3), "caps": caps, "composition": [WORKERS | {"at_least": "20%"}]},
        "ooooww",
        u="abcdae",
    )

    assert awards(grouped) == {"A": "first", "D": "first"}
    assert list(awards(capped)) == ["A", "B", "F"]


def test_who_is_below_the_line_does_not_rise():
    tier = {"tier": "first", "quota": 3, "line": "95"}

    done = given_by({"award": [tier], "composition": [WORKERS]}, "wooooow")

    assert list(awards(done)) == list("ABC")
    assert ("RATIOS_UNATTAINABLE", ()) in blocks(done)


@pytest.mark.parametrize("backfill", ["chain", "last"])
def test_a_revoked_award_is_filled_by_those_who_keep_the_ratio(backfill):
    revoked = Decision("panel", "award", "revoke", ("A",), reason="异议成立")
    award = {"award": tiers(first=3), "composition": [WORKERS], "backfill": backfill}

    done = given_by(award, "woooooowwo", revoked)

    assert (list(awards(done)), blocks(done)) == (["B", "H", "I"], [])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"award": [{"tier": "first", "line": "60"}]}, "rules.replace_limits"),
        ({"composition": [WORKERS | {"tiers": ["first"]}]}, "rules.replace_limits"),
        ({"boundary": None, "gap": {"most": "2"}}, "rules.replace_limits"),
        ({"composition": None}, "rules.key_missing"),
    ],
)
def test_replacing_needs_places_and_ratios_of_all(change, code):
    award = {"award": tiers(first=1), "boundary": "shrink", "composition": [WORKERS]}
    asked = {k: v for k, v in (award | {"unkept": "replace"} | change).items() if v is not None}

    with pytest.raises(Refusal) as refused:
        rules(TOTALS, MEAN, RANK, asked)

    assert refused.value.code == code
