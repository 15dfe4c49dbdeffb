"""A plan and its seed: anyone draws the same again, and the plan says how it came about."""

from collections import Counter

import pytest

from competition.domain.assignment import Load, Plan, assign
from competition.domain.conflicts import Barrier, PanelEntry, PanelJudge
from competition.domain.panel_split import panels_by_track, split_by_track
from competition.domain.refusal import Refusal

P = frozenset({"P"})
JUDGES = [PanelJudge(f"J{number}", P, person=number) for number in range(5)]
ENTRIES = [PanelEntry(f"E{number}", "P", persons=frozenset({number})) for number in range(6)]
KEPT, ADDED = (
    [("J4", "E5"), ("J0", "E9")],
    (
        ("J2", "E0"),
        ("J3", "E0"),
        ("J3", "E1"),
        ("J4", "E1"),
        ("J1", "E2"),
        ("J4", "E2"),
        ("J0", "E3"),
        ("J1", "E3"),
        ("J1", "E4"),
        ("J2", "E4"),
        ("J0", "E5"),
    ),
)
TRACKS = {f"E{number}": "power" if number % 3 else "telecom" for number in range(10)}
PANELS = {"P": ["power"], "Q": ["power", "telecom"], "R": ["telecom", "power"]}


def test_a_seed_draws_the_same_plan_in_every_version():
    plan = assign(JUDGES, ENTRIES, seed="2026", per_entry=2, existing=KEPT, recused=[("J1", "E5")])

    assert plan == Plan(
        pairs=(*ADDED, *KEPT),
        added=ADDED,
        loads=(
            Load("J0", P, 3, 6),
            Load("J1", P, 3, 4),
            Load("J2", P, 2, 5),
            Load("J3", P, 2, 5),
            Load("J4", P, 3, 5),
        ),
        barriers={
            **{(f"J{number}", f"E{number}"): Barrier.OWN_ENTRY for number in range(5)},
            ("J1", "E5"): Barrier.RECUSED,
        },
        seed="2026",
    )
    assert (plan.spread("P"), plan.spread("Q")) == (1, 0)


def test_an_entry_without_a_number_of_judges_needs_one():
    (judge, *_), (_, entry, *_) = JUDGES, ENTRIES

    assert assign([judge], [entry], seed="s", per_entry=None).pairs == (("J0", "E1"),)
    with pytest.raises(Refusal) as refusal:
        assign([judge], ENTRIES[:1], seed="s", per_entry=None)
    told = {key: refusal.value.values[key] for key in ("count", "entries")}
    assert (refusal.value.code, told) == ("assignment.short", {"count": 1, "entries": "E0"})


@pytest.mark.parametrize(("seed", "panels"), [("2026", "QPRQPQQPRR"), ("2027", "RPPQRRRPQQ")])
def test_a_seed_splits_entries_alike_in_every_version(seed, panels):
    expected = {f"E{number}": panel for number, panel in enumerate(panels)}

    assert split_by_track(TRACKS, PANELS, seed=seed, existing={"E1": "P"}) == expected
    backwards = dict(reversed(PANELS.items()))
    assert split_by_track(TRACKS, backwards, seed=seed, existing={"E1": "P"}) == expected


def test_panels_that_hold_entries_already_get_fewer_new_ones():
    old = {f"E{number}": "R" for number in (1, 2, 4)}

    split = split_by_track(TRACKS, PANELS, seed="s", existing=old)

    assert Counter(split.values()) == {"P": 3, "Q": 4, "R": 3}
    assert {key: split[key] for key in old} == old
    assert list(split) == list(TRACKS)


def test_every_track_without_a_panel_is_named_once():
    tracks = {"E1": "z", "E2": "power", "E3": "a", "E4": "z"}

    with pytest.raises(Refusal) as refusal:
        split_by_track(tracks, PANELS, seed="s")

    assert (refusal.value.code, refusal.value.values) == ("assignment.no_panel", {"tracks": "a, z"})


@pytest.mark.parametrize(
    ("entries", "most", "numbers"),
    [
        ({"a": 9, "b": 4, "c": 1}, 2, {"a": 1, "b": 1, "c": 1}),
        ({"a": 9, "b": 4, "c": 1}, 3, {"a": 1, "b": 1, "c": 1}),
        ({"a": 9, "b": 4, "c": 1}, 4, {"a": 2, "b": 1, "c": 1}),
        ({"a": 9, "b": 4, "c": 1}, 7, {"a": 4, "b": 2, "c": 1}),
        ({"b": 4, "a": 9}, 5, {"b": 2, "a": 3}),
        ({"a": 2, "b": 1}, 9, {"a": 2, "b": 1}),
        ({"a": 2, "b": 2}, 3, {"a": 2, "b": 1}),
        ({}, 4, {}),
    ],
)
def test_the_fullest_track_gets_the_next_panel(entries, most, numbers):
    assert panels_by_track(entries, most) == numbers
