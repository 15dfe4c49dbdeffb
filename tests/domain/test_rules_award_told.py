"""What a calculation sheet says of an award: the tier, and why none of those above it."""

from typing import Any

import pytest

from competition.domain.rules import Calculation, Decision, Entry, Facts
from tests.domain.panels import MEAN, RANK, TOTALS, carried_out, one_sheet, refusal_of, rules

SCORES = {"A": "99", "B": "98", "C": "97", "D": "96"}
LEVEL = {"A": "99", "B": "99", "C": "97", "D": "96"}
COMMITTEE = {"boundary": "committee"}


def tiers(**quotas: int) -> list[dict[str, object]]:
    return [{"tier": tier, "quota": quota} for tier, quota in quotas.items()]


def given_by(
    award: dict[str, Any],
    scores: dict[str, str] = SCORES,
    *decisions: Decision,
    units: str = "",
) -> Calculation:
    entries = tuple(
        Entry(entry, {"unit": units[n]} if units else {}) for n, entry in enumerate(scores)
    )
    sheets = tuple(one_sheet(entry, "J1", text) for entry, text in scores.items())
    facts = Facts(entries, sheets=sheets, decisions=decisions)
    return carried_out(rules(TOTALS, MEAN, RANK, award), facts)


def told(done: Calculation, entry: str) -> dict[str, Any]:
    (step,) = [one for one in done.derive(entry)["steps"] if one["code"] == "award"]
    return step


def higher(done: Calculation, entry: str) -> list[dict[str, Any]]:
    return told(done, entry)["higher"]


def full(tier: str, places: int, given: int) -> dict[str, Any]:
    return {"tier": tier, "name": tier, "reason": "full", "places": places, "given": given}


NONE = {"code": "award", "step": "award", "group": "", "tier": None, "name": None, "line": None}


def test_a_tier_is_told_with_its_name_its_line_and_why_none_above():
    first = {"tier": "first", "name": "一等奖", "quota": 1}
    second = {"tier": "second", "quota": 2, "line": "96.5"}

    done = given_by({"award": [first, second], **COMMITTEE})

    above = full("first", 1, 1) | {"name": "一等奖"}
    plain = NONE | {"how": "quota", "ties": []}
    assert told(done, "A") == plain | {"tier": "first", "name": "一等奖", "higher": []}
    assert told(done, "B") == plain | {
        "tier": "second",
        "name": "second",
        "line": "96.5",
        "higher": [above],
    }
    below = {"tier": "second", "name": "second", "reason": "below_line", "line": "96.5"}
    assert told(done, "D") == plain | {"higher": [above, below]}


def test_below_every_line_that_is_the_reason():
    done = given_by({"award": [{"tier": "first", "line": "97.5"}], **COMMITTEE})

    below = {"tier": "first", "name": "first", "reason": "below_line", "line": "97.5"}
    assert told(done, "D") == NONE | {"how": "below_line", "ties": [], "higher": [below]}


def test_a_cap_is_told_with_the_unit_and_its_most():
    caps = [{"by": "unit", "most": 1, "over": "none"}]

    done = given_by({"award": tiers(first=1, second=2), "caps": caps, **COMMITTEE}, units="xxyy")

    values = {"by": "unit", "unit": "x", "most": 1}
    assert told(done, "B") == NONE | {
        "how": "capped",
        "ties": [],
        "higher": [
            full("first", 1, 1),
            {"tier": "second", "name": "second", "reason": "capped", **values},
        ],
        "deviations": [{"code": "CAPPED", "tier": "second", "values": values}],
    }


@pytest.mark.parametrize("reason", ["抄袭", "full", ""])
def test_a_revoked_award_is_told_as_such_whatever_reason_was_written(reason: str):
    revoke = Decision("panel", "award", "revoke", ("A",), reason=reason)

    done = given_by({"award": tiers(first=1, second=1), **COMMITTEE}, SCORES, revoke)

    assert told(done, "A") == NONE | {
        "how": "revoked",
        "ties": [],
        "higher": [
            {"tier": "first", "name": "first", "reason": "revoked"},
            full("second", 1, 1),
        ],
        "deviations": [{"code": "REVOKED", "tier": "first", "values": {"reason": reason}}],
    }
    assert higher(done, "B") == [full("first", 1, 0)]


@pytest.mark.parametrize(
    ("boundary", "how", "tier", "above"),
    [
        (
            {"boundary": "shrink"},
            "quota",
            "second",
            [{"tier": "first", "name": "first", "reason": "shrink"}],
        ),
        (
            COMMITTEE,
            "pending",
            None,
            [{"tier": "first", "name": "first", "reason": "pending"}, full("second", 2, 1)],
        ),
        ({"boundary": "expand", "next_shrinks": True}, "expand", "first", []),
    ],
)
def test_a_tie_at_the_end_of_a_tier_is_told_with_who_is_in_it(
    boundary: dict[str, Any], how: str, tier: str | None, above: list[dict[str, Any]]
):
    done = given_by({"award": tiers(first=1, second=2), **boundary}, LEVEL)

    resolved = boundary["boundary"] if how != "pending" else "pending"
    assert told(done, "A") == NONE | {
        "tier": tier,
        "name": tier,
        "how": how,
        "ties": [{"tier": "first", "tied": ["A", "B"], "boundary": resolved}],
        "higher": above,
    }


@pytest.mark.parametrize(("shrinks", "given"), [(True, "ABC"), (False, "ABCD")])
def test_more_in_one_tier_leave_fewer_places_in_the_next_where_the_rules_say_so(
    shrinks: bool, given: str
):
    award = {"award": tiers(first=1, second=2), "boundary": "expand", "next_shrinks": shrinks}

    done = given_by(award, LEVEL)

    assert "".join(one.entry for one in done.evaluation.awards) == given


def test_a_gap_is_told_to_those_within_it_and_to_those_a_tier_was_left_out_for():
    award = {"award": tiers(gold=1, silver=1, bronze=1), "gap": {"most": "1"}}

    done = given_by(award, {"A": "99", "B": "98.5", "C": "97", "D": "95"})

    assert told(done, "B") == NONE | {
        "tier": "gold",
        "name": "gold",
        "how": "gap",
        "ties": [],
        "higher": [],
        "deviations": [{"code": "GAP_LEVEL", "tier": "gold", "values": {}}],
    }
    assert higher(done, "C") == [
        full("gold", 1, 2),
        {"tier": "silver", "name": "silver", "reason": "gap"},
    ]


def test_an_entry_without_a_place_is_told_of_no_award():
    done = given_by({"award": tiers(first=1), **COMMITTEE}, {"A": "99", "B": "absent"})

    assert [one["code"] for one in done.derive("B")["steps"] if one["code"] == "award"] == []


GAP = {"award": tiers(gold=1), "gap": {"most": "1"}}
BOUND = {"attribute": "job", "in": ["w"], "at_least": "35%"}
PLAIN = {"award": tiers(gold=1), **COMMITTEE}


@pytest.mark.parametrize(
    ("award", "code", "told"),
    [
        (GAP | COMMITTEE, "rules.gap_alone", {"at": "boundary"}),
        (GAP | {"caps": []}, "rules.gap_alone", {"at": "caps"}),
        (GAP | {"next_shrinks": True}, "rules.gap_alone", {"at": "next_shrinks"}),
        (GAP | {"unused": "vacant"}, "rules.gap_alone", {"at": "unused"}),
        (PLAIN | {"award": tiers(a=1) * 2}, "rules.tier_twice", {"at": "award"}),
        (PLAIN | {"boundary": "expand"}, "rules.key_missing", {"at": "next_shrinks"}),
        (
            PLAIN | {"boundary": "expand", "next_shrinks": 1},
            "rules.not_flag",
            {"at": "next_shrinks"},
        ),
        (
            PLAIN | {"barred": "x"},
            "rules.not_choice",
            {"at": "barred", "value": "x", "options": "skip, vacant"},
        ),
        (
            PLAIN | {"unused": "x"},
            "rules.not_choice",
            {"at": "unused", "value": "x", "options": "vacant, pass_down"},
        ),
        (
            PLAIN | {"backfill": "x"},
            "rules.not_choice",
            {"at": "backfill", "value": "x", "options": "chain, last, vacant"},
        ),
        (
            PLAIN | {"composition": [BOUND | {"tiers": ["gold"]}], "unkept": "replace"},
            "rules.replace_limits",
            {"at": "unkept"},
        ),
        (
            PLAIN | {"composition": [BOUND | {"in": ["w", 1]}]},
            "rules.not_text",
            {"at": "composition[0].in"},
        ),
        (
            PLAIN | {"composition": [BOUND | {"at_most": "5%"}]},
            "rules.bound_sides",
            {"at": "composition[0]"},
        ),
        (
            PLAIN | {"composition": [{"attribute": "job", "in": ["w"]}]},
            "rules.bound_sides",
            {"at": "composition[0]"},
        ),
        (
            PLAIN | {"composition": [BOUND | {"at_least": "101%"}]},
            "rules.out_of_range",
            {"at": "composition[0].at_least", "low": 0, "high": 1},
        ),
        (
            PLAIN | {"composition": [BOUND | {"tiers": ["x"]}]},
            "rules.tier_unknown",
            {"at": "composition[0].tiers", "tier": "x"},
        ),
        (
            PLAIN | {"composition": [BOUND | {"x": 1}]},
            "rules.key_unknown",
            {"at": "composition[0].x"},
        ),
    ],
)
def test_a_faulty_award_is_refused_where_the_fault_stands(
    award: dict[str, Any], code: str, told: dict[str, object]
):
    path = f"stages.panel.steps[3].{told['at']}"
    rest = {name: value for name, value in told.items() if name != "at"}

    assert refusal_of(TOTALS, MEAN, RANK, award) == (code, {"path": path, **rest})
