"""At most so many awards for each unit: who stands back, and who decides."""

import pytest

from competition.domain.refusal import Refusal
from competition.domain.rules import Calculation, Entry, Facts
from tests.domain.panels import MEAN, RANK, TOTALS, awards, blocks, carried_out, one_sheet, rules

Listed = dict[str, tuple[str, dict[str, str]]]


def capped(listed: Listed, award: dict, most: int = 1, **cap: object) -> Calculation:
    """Awards to entries with their score and attributes, at most so many for a unit."""
    caps = [{"by": "unit", "most": most, "over": "none"} | cap]
    ruleset = rules(TOTALS, MEAN, RANK, {"boundary": "committee", "caps": caps} | award)
    entries = tuple(Entry(key, attributes) for key, (_, attributes) in listed.items())
    sheets = tuple(one_sheet(key, "J", score) for key, (score, _) in listed.items())
    return carried_out(ruleset, Facts(entries, sheets=sheets))


def tiers(**quotas: int) -> list[dict[str, object]]:
    return [{"tier": tier, "quota": quota} for tier, quota in quotas.items()]


def of(unit: str, score: str, **more: str) -> tuple[str, dict[str, str]]:
    return score, {"unit": unit} | more


def stood_back(done: Calculation) -> list[str]:
    return [one.entry for one in done.evaluation.deviations if one.code == "CAPPED"]


def test_entries_without_a_unit_are_not_limited():
    listed: Listed = {
        "A": ("99", {}),
        "B": of("x", "99"),
        "C": ("98", {}),
        "D": of("x", "97"),
        "E": ("98", {}),
    }

    done = capped(listed, {"award": tiers(first=5)})

    assert awards(done) == {"A": "first", "B": "first", "C": "first", "E": "first"}
    assert stood_back(done) == ["D"]


def test_a_cap_counts_within_a_group_of_the_awards():
    listed = {"A": of("x", "99", track="s"), "B": of("x", "98", track="t")}

    done = capped(listed, {"award": tiers(first=1), "per": "track"})

    assert awards(done) == {"A": "first", "B": "first"}


def test_a_cap_of_some_tiers_counts_those_together_and_no_others():
    listed = {"A": of("x", "99"), "B": of("x", "98"), "C": of("x", "97"), "D": of("y", "96")}
    award = {"award": tiers(first=1, second=1, third=2)}

    done = capped(listed, award, tiers=["first", "second"], over="next")

    assert awards(done) == {"A": "first", "D": "second", "B": "third", "C": "third"}


def test_an_undecided_place_of_a_unit_counts_against_its_cap():
    listed = {
        "A": of("x", "99"),
        "B": of("x", "98"),
        "C": of("x", "98"),
        "D": of("x", "97"),
        "E": of("y", "96"),
    }

    done = capped(listed, {"award": tiers(first=4)}, most=2)

    assert blocks(done) == [("TIE_AT_CAP", ("B", "C"))]
    assert (awards(done), stood_back(done)) == ({"A": "first", "E": "first"}, ["D"])


def test_below_the_places_nobody_is_said_to_stand_back():
    listed = {"A": of("y", "99"), "B": of("x", "98"), "C": of("x", "98"), "D": of("x", "97")}

    done = capped(listed, {"award": tiers(first=2)})

    assert blocks(done) == [("TIE_AT_CAP", ("B", "C"))]
    assert (awards(done), stood_back(done)) == ({"A": "first"}, [])


YEARS = {"boundary": "chain", "chain": [{"attribute": "years", "direction": "asc"}]}


@pytest.mark.parametrize(
    ("years", "boundary", "given", "waiting"),
    [
        ("55", {"boundary": "shrink"}, "C", False),
        ("55", {"boundary": "expand", "next_shrinks": False}, "C", True),
        ("55", {"boundary": "committee"}, "C", True),
        ("95", YEARS, "BC", False),
        ("55", YEARS, "C", True),
        ("55", YEARS | {"then": "shrink"}, "C", False),
        ("55", YEARS | {"then": "expand", "next_shrinks": False}, "C", True),
    ],
)
def test_the_boundary_rule_settles_a_tie_at_a_cap_but_never_expands_it(
    years: str, boundary: dict, given: str, waiting: bool
):
    listed = {
        "A": of("x", "99", years=years[0]),
        "B": of("x", "99", years=years[1]),
        "C": of("y", "97", years="1"),
    }

    done = capped(listed, {"award": tiers(first=3)} | boundary)

    assert sorted(awards(done)) == list(given)
    assert blocks(done) == ([("TIE_AT_CAP", ("A", "B"))] if waiting else [])


def test_a_cap_names_a_tier_that_is_there():
    with pytest.raises(Refusal) as refused:
        capped({"A": of("x", "99")}, {"award": tiers(first=1)}, tiers=["first", "z"])

    assert refused.value.code == "rules.tier_unknown"
    assert refused.value.values["tier"] == "z"
    assert str(refused.value.values["path"]).endswith("caps[0].tiers")
