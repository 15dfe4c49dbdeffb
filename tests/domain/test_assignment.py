from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.assignment import Shortage, assign, replace_judge
from competition.domain.conflicts import Barrier, PanelEntry, PanelJudge, barrier_between
from competition.domain.panel_split import split_by_track
from competition.domain.refusal import Refusal

PROVINCE, CITY, PLANT, OTHER_CITY, OTHER_PLANT = 1, 10, 100, 20, 200
JUDGE = PanelJudge("J1", frozenset({"P"}), person=7, organisations=frozenset({CITY, PROVINCE}))


def entry(key="E1", *, units=(OTHER_PLANT,), above=(OTHER_CITY, PROVINCE), persons=()):
    units = frozenset(units)
    return PanelEntry(key, "P", units, units | frozenset(above), frozenset(persons))


def panel(count, key="P"):
    return [PanelJudge(f"{key}J{number}", frozenset({key})) for number in range(count)]


def entries(count, key="P"):
    return [PanelEntry(f"{key}E{number}", key) for number in range(count)]


@pytest.mark.parametrize(
    ("judge", "case", "barrier"),
    [
        (JUDGE, entry(), None),
        (JUDGE, entry(persons=[7]), Barrier.OWN_ENTRY),
        (JUDGE, entry(units=[CITY], above=[PROVINCE]), Barrier.SAME_ORGANISATION),
        (JUDGE, entry(units=[PROVINCE], above=[]), Barrier.SAME_ORGANISATION),
        (JUDGE, entry(units=[PLANT], above=[CITY, PROVINCE]), None),
        (JUDGE, entry(units=[OTHER_PLANT, CITY]), Barrier.SAME_ORGANISATION),
        (replace(JUDGE, declared_units=frozenset({OTHER_CITY})), entry(), Barrier.DECLARED_UNIT),
        (replace(JUDGE, declared_units=frozenset({CITY})), entry(), None),
        (
            replace(JUDGE, declared_persons=frozenset({9})),
            entry(persons=[8, 9]),
            Barrier.DECLARED_PERSON,
        ),
    ],
)
def test_a_judge_stands_back_where_judgement_could_be_doubted(judge, case, barrier):
    assert barrier_between(judge, case) is barrier


def test_a_judge_without_a_known_person_has_no_own_entry():
    assert barrier_between(replace(JUDGE, person=None), entry(persons=[8])) is None


def test_the_whole_panel_marks_an_entry_except_those_in_conflict():
    own = PanelEntry("E1", "P", persons=frozenset({7}))
    judges = [JUDGE, *panel(2)]

    plan = assign(judges, [own, entry("E2")], seed="s", per_entry=None)

    assert plan.pairs == (
        ("PJ0", "E1"), ("PJ1", "E1"), ("J1", "E2"), ("PJ0", "E2"), ("PJ1", "E2")
    )  # fmt: skip
    assert plan.barriers == {("J1", "E1"): Barrier.OWN_ENTRY}


def test_loads_without_conflicts_differ_by_one_at_most():
    plan = assign(panel(9), entries(50), seed="s", per_entry=7)

    assert Counter(load.entries for load in plan.loads) == {39: 8, 38: 1}
    assert plan.spread("P") == 1
    assert Counter(Counter(key for _, key in plan.pairs).values()) == {7: 50}


def test_an_entry_stays_within_its_panel():
    judges, cases = [*panel(3), *panel(3, "Q")], [*entries(4), *entries(5, "Q")]

    plan = assign(judges, cases, seed="s", per_entry=2)

    assert {(judge[0], key[0]) for judge, key in plan.pairs} == {("P", "P"), ("Q", "Q")}


def test_a_judge_of_two_panels_carries_no_more_than_others():
    shared = PanelJudge("X", frozenset({"P", "Q"}))
    judges = [*panel(2), shared, *panel(2, "Q")]

    plan = assign(judges, [*entries(5), *entries(5, "Q")], seed="s", per_entry=1)

    assert [load.entries for load in plan.loads] == [2] * 5


def test_existing_assignments_stay_and_count():
    judges, cases = panel(3), entries(6)
    existing = [("PJ0", case.id) for case in cases[:4]] + [("guest", "PE0")]

    plan = assign(judges, cases, seed="s", per_entry=1, existing=existing)

    assert set(existing) <= set(plan.pairs)
    assert {key for _, key in plan.added} == {"PE4", "PE5"}
    assert [load.entries for load in plan.loads] == [4, 1, 1]


def test_a_recused_pair_does_not_come_back():
    recused = [("PJ0", "PE0"), ("PJ1", "PE0")]

    plan = assign(panel(3), entries(1), seed="s", per_entry=1, recused=recused)

    assert plan.pairs == (("PJ2", "PE0"),)
    assert set(plan.barriers.values()) == {Barrier.RECUSED}


def test_entries_without_enough_judges_are_named_with_the_reasons():
    judges = [replace(JUDGE, id="J1"), PanelJudge("J2", frozenset({"P"}))]
    cases = [entry("E1", units=[CITY]), entry("E2")]

    with pytest.raises(Refusal) as refusal:
        assign(judges, cases, seed="s", per_entry=2, recused=[("J2", "E1")])

    assert refusal.value.code == "assignment.short"
    assert refusal.value.values["entries"] == "E1"
    assert refusal.value.values["shortages"] == (
        Shortage("E1", 2, 0, {"J1": Barrier.SAME_ORGANISATION, "J2": Barrier.RECUSED}),
    )


def test_a_whole_panel_may_still_be_too_small():
    with pytest.raises(Refusal) as refusal:
        assign(panel(2), entries(1), seed="s", per_entry=None, at_least=3)

    assert refusal.value.values["count"] == 1


@st.composite
def contests(draw):
    judges = draw(st.integers(3, 7))
    cases = draw(st.integers(1, 12))
    size = draw(st.integers(1, 3))
    pairs = st.tuples(st.integers(0, judges - 1), st.integers(0, cases - 1))
    barred = draw(st.sets(pairs, max_size=6))
    existing = draw(st.sets(pairs, max_size=4))
    names = [(f"PJ{judge}", f"PE{case}") for judge, case in sorted(barred)]
    kept = [(f"PJ{judge}", f"PE{case}") for judge, case in sorted(existing)]
    return panel(judges), entries(cases), size, names, kept


@settings(derandomize=True, max_examples=150)
@given(contests(), st.randoms())
def test_the_plan_keeps_every_rule_and_ignores_the_order_of_the_input(contest, random):
    judges, cases, size, barred, existing = contest
    shuffled_judges = random.sample(judges, len(judges))
    shuffled_cases = random.sample(cases, len(cases))
    options = {"seed": "s", "per_entry": size, "existing": existing, "recused": barred}
    try:
        plan = assign(judges, cases, **options)
    except Refusal as refusal:
        short = {shortage.entry for shortage in refusal.values["shortages"]}
        assert short == {
            case.id
            for case in cases
            if len({j.id for j in judges} - {j for j, key in barred if key == case.id})
            + len(set(existing) & {pair for pair in barred if pair[1] == case.id})
            < size
        }
        return

    again = assign(shuffled_judges, shuffled_cases, **options)

    held = Counter(key for _, key in existing)
    marked = Counter(key for _, key in plan.pairs)
    assert all(marked[case.id] == max(size, held[case.id]) for case in cases)
    assert not set(plan.added) & set(barred)
    assert set(existing) <= set(plan.pairs)
    assert len(set(plan.pairs)) == len(plan.pairs)
    assert set(again.pairs) == set(plan.pairs)


def test_another_seed_gives_another_plan_just_as_even():
    plans = [assign(panel(6), entries(20), seed=seed, per_entry=3) for seed in ("a", "b")]

    assert plans[0].pairs != plans[1].pairs
    assert [plan.spread("P") for plan in plans] == [0, 0]


def test_replacing_a_judge_touches_nobody_else():
    judges, cases = panel(5), entries(20)
    before = assign(judges, cases, seed="s", per_entry=3)
    substitute = PanelJudge("PJ9", frozenset({"P"}))
    scored = [pair for pair in before.pairs if pair[0] == "PJ2"][:4]

    after = replace_judge(
        [*judges, substitute],
        cases,
        leaving="PJ2",
        seed="s",
        existing=before.pairs,
        scored=scored,
    )

    kept = {pair for pair in before.pairs if pair[0] != "PJ2" or pair in scored}
    assert set(after.pairs) - set(after.added) == kept
    assert {judge for judge, _ in after.added} == {"PJ9"}
    assert Counter(key for _, key in after.pairs) == Counter(key for _, key in before.pairs)


def test_an_entry_that_is_no_longer_marked_needs_no_substitute():
    existing = [("PJ0", "PE0"), ("PJ0", "withdrawn"), ("PJ1", "withdrawn")]

    after = replace_judge(panel(2), entries(1), leaving="PJ0", seed="s", existing=existing)

    assert after.pairs == (("PJ1", "PE0"), ("PJ1", "withdrawn"))


def test_without_a_substitute_the_least_loaded_take_over():
    judges, cases = panel(4), entries(12)
    before = assign(judges, cases, seed="s", per_entry=2)

    after = replace_judge(judges, cases, leaving="PJ0", seed="s", existing=before.pairs)

    assert [load.entries for load in after.loads] == [8, 8, 8]


def test_a_judge_whom_nobody_can_replace_is_refused_by_entry():
    judges, cases = panel(2), entries(2)
    before = assign(judges, cases, seed="s", per_entry=2)

    with pytest.raises(Refusal) as refusal:
        replace_judge(judges, cases, leaving="PJ0", seed="s", existing=before.pairs)

    assert refusal.value.values["entries"] == "PE0, PE1"
    assert refusal.value.values["shortages"][0] == Shortage("PE0", 2, 1, {})


def test_entries_are_split_evenly_over_the_panels_of_their_track():
    tracks = {f"E{number}": "power" for number in range(11)} | {"E11": "chemistry"}
    panels = {"P": ["power"], "Q": ["power", "chemistry"], "R": ["chemistry"]}

    split = split_by_track(tracks, panels, seed="s", existing={"E11": "Q"})

    assert Counter(split.values()) == {"P": 6, "Q": 6}
    assert split["E11"] == "Q"
    backwards = dict(reversed(tracks.items()))
    assert split == split_by_track(backwards, panels, seed="s", existing={"E11": "Q"})


def test_a_track_that_no_panel_takes_is_named():
    with pytest.raises(Refusal) as refusal:
        split_by_track({"E1": "power", "E2": "telecom"}, {"P": ["power"]}, seed="s")

    assert (refusal.value.code, refusal.value.values) == (
        "assignment.no_panel",
        {"tracks": "telecom"},
    )
