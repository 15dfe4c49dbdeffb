"""Bars and caps by what an entry belongs to, and vetoes over some periods or of one indicator."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.one_sheet import Field
from competition.domain.refusal import Refusal
from competition.domain.rules import (
    Entry,
    Event,
    Facts,
    Judge,
    Sheet,
    calculate_all,
    parse_rule_set,
)
from competition.domain.rules.event_kinds import event_uses, parts_of_kind
from competition.domain.rules.renaming import renamed
from tests.domain.panels import MEAN, TOTALS, carried_out, criterion, refusal_of, rules

RANK = {"rank": [{"key": "score"}], "per": "track"}
AWARD = {
    "award": [
        {"tier": "lot", "quota": {"lot": 1, "crew": 0}},
        {"tier": "crew", "quota": {"lot": 0, "crew": 3}},
    ],
    "boundary": "committee",
}
ENTRIES = (
    *(Entry(lot, {"track": "lot"}) for lot in ("L1", "L2", "L3")),
    *(
        Entry(crew, {"track": "crew", "parent": f"L{crew[1]}"})
        for crew in ("C1a", "C1b", "C2a", "C2b", "C3a")
    ),
    Entry("C0", {"track": "crew"}),
)
SCORES = {"L1": 95, "L2": 90, "L3": 85, "C1a": 99, "C1b": 98, "C2a": 97, "C2b": 96, "C3a": 95}
SCORES |= {"C0": 50}
SHEETS = tuple(Sheet("panel", entry, "J", {"all": 100 * n}) for entry, n in SCORES.items())
ACCIDENT = Event("T1", "L1", "accident", "panel", date="2026-05-08")
CREWS = {"for": {"track": ["crew"]}, "through": "parent"}


def won(*steps, award=AWARD, events=(), entries=ENTRIES):
    given = Facts(entries, sheets=SHEETS, events=tuple(events))
    done = carried_out(rules(TOTALS, MEAN, RANK, *steps, award), given)
    return [one.entry for one in done.evaluation.awards]


def test_a_crew_is_barred_by_what_happened_to_its_lot():
    veto = {"bar": "event", "kinds": ["accident"], "effect": "award", "span": "period"}

    assert won(veto, events=[ACCIDENT]) == ["C1a", "C1b", "C2a", "L2"]
    assert won({**veto, **CREWS}, events=[ACCIDENT]) == ["C2a", "C2b", "C3a", "L1"]


def test_a_crew_is_barred_while_its_lot_is_below_a_line_and_one_without_a_lot_is_not():
    line = {"bar": "figure", "of": "score", "at_least": "90", **CREWS}
    wide = {"tier": "crew", "quota": {"lot": 0, "crew": 9}}

    awarded = won(line, award={**AWARD, "award": [AWARD["award"][0], wide]})

    assert awarded == ["C1a", "C1b", "C2a", "C2b", "C0", "L1"]


@pytest.mark.parametrize(
    ("bar", "awarded"),
    [
        ({"bar": "attribute", "attribute": "kind", "in": ["guest"]}, ["C1a", "C1b", "C2b", "L1"]),
        (
            {"bar": "attribute", "attribute": "kind", "in": ["guest"], "through": "parent"},
            ["C1a", "C1b", "C2a", "L1"],
        ),
        (
            {"bar": "attribute", "attribute": "kind", "in": ["guest"], "for": {"track": ["lot"]}},
            ["C1a", "C1b", "C2a", "L1"],
        ),
    ],
)
def test_a_bar_concerns_those_it_is_for(bar, awarded):
    entries = [
        replace(one, attributes={**one.attributes, "kind": "guest"})
        if one.id in ("C2a", "L3")
        else one
        for one in ENTRIES
    ]

    assert won(bar, entries=tuple(entries)) == awarded


def test_only_the_first_lots_send_crews_more_the_better_their_place():
    cap = {"by": "parent", "by_place": [1, 2], "otherwise": 0, "over": "none", "tiers": ["crew"]}

    assert won(award={**AWARD, "caps": [cap]}) == ["C1a", "C2a", "C2b", "L1"]


def test_who_stood_back_is_told_with_the_number_of_its_lot():
    cap = {"by": "parent", "by_place": [1], "otherwise": 0, "over": "none", "tiers": ["crew"]}
    given = Facts(ENTRIES, sheets=SHEETS)

    done = carried_out(rules(TOTALS, MEAN, RANK, {**AWARD, "caps": [cap]}), given)

    told = {d.entry: dict(d.values) for d in done.evaluation.deviations}
    assert told["C1b"] == {"by": "parent", "unit": "L1", "most": 1}
    assert told["C2a"] == {"by": "parent", "unit": "L2", "most": 0}


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ({"bar": "recorded", "for": {"track": ["a"], "unit": ["b"]}}, "rules.only_one_attribute"),
        ({"bar": "recorded", "for": {}}, "rules.only_one_attribute"),
        ({"bar": "recorded", "for": {"track": [1]}}, "rules.not_text"),
        ({"bar": "recorded", "through": ""}, "rules.not_text"),
    ],
)
def test_faulty_bars_are_refused(step, code):
    assert refusal_of(TOTALS, MEAN, RANK, step)[0] == code


@pytest.mark.parametrize(
    ("cap", "code"),
    [
        ({"by_place": []}, "rules.empty"),
        ({"by_place": [True], "otherwise": 0}, "rules.not_integer"),
        ({"by_place": [-1], "otherwise": 0}, "rules.out_of_range"),
        ({"by_place": [1]}, "rules.key_missing"),
        ({"by_place": [1], "otherwise": 0, "most": 2}, "rules.key_unknown"),
    ],
)
def test_faulty_caps_by_place_are_refused(cap, code):
    award = {**AWARD, "caps": [{"by": "parent", "over": "none", **cap}]}

    assert refusal_of(TOTALS, MEAN, RANK, award)[0] == code


def test_replacing_for_ratios_needs_caps_that_are_the_same_for_all():
    cap = {"by": "parent", "by_place": [1], "otherwise": 0, "over": "none"}
    bound = {"attribute": "job", "in": ["worker"], "at_least": "10%"}
    award = {**AWARD, "caps": [cap], "composition": [bound], "unkept": "replace"}

    assert refusal_of(TOTALS, MEAN, RANK, award)[0] == "rules.replace_limits"


def test_what_an_entry_belongs_to_keeps_its_place_under_other_names():
    names = {entry.id: f"E{number}" for number, entry in enumerate(ENTRIES)} | {"J": "J1"}
    veto = {"bar": "event", "kinds": ["accident"], "effect": "award", "span": "period", **CREWS}
    ruleset = rules(TOTALS, MEAN, RANK, veto, AWARD)
    given = renamed(Facts(ENTRIES, sheets=SHEETS, events=(ACCIDENT,)), names, ["panel"])

    awarded = [one.entry for one in carried_out(ruleset, given).evaluation.awards]

    assert awarded == [names[entry] for entry in ("C2a", "C2b", "C3a", "L1")]
    alone = renamed(Facts(ENTRIES[3:4]), {"C1a": "E9"}, [])
    assert alone.entries[0].attributes["parent"] == ""


MONTHS = ("m1", "m2", "m3", "m4")
SAFETY = [criterion("safety", "40", "1"), criterion("team", "60", "1")]
MONTH = {
    "criteria": SAFETY,
    "steps": [
        {"reduce": "judge", "by": "mean", "as": "by_criterion"},
        {"reduce": "criterion", "by": "sum", "as": "score"},
        {"rank": [{"key": "score"}]},
    ],
}


def quarters(*steps, month=MONTH):
    """Two quarters of two months, each a stage without marks of its own."""
    stages = {}
    for number in (1, 2):
        months = MONTHS[2 * number - 2 : 2 * number]
        stages |= dict.fromkeys(months, month)
        joined = {"combine": [f"{m}.score" for m in months], "by": "mean", "missing": "skip"}
        extra = [{**step, "parts": list(months)} if "parts" in step else step for step in steps]
        ranked = [{"round": 2, "mode": "half_up", "as": "score"}, {"rank": [{"key": "score"}]}]
        award = {"award": [{"tier": "flag", "quota": 1}], "boundary": "committee"}
        stages[f"q{number}"] = {"criteria": [], "steps": [joined, *ranked, *extra, award]}
    order = ["m1", "m2", "q1", "m3", "m4", "q2"]
    return parse_rule_set({"schema": 1, "order": order, "stages": stages})


def marks(rows):
    return tuple(
        Sheet(month, entry, "J", {"safety": 40, "team": score - 40})
        for entry, scores in rows.items()
        for month, score in zip(MONTHS, scores, strict=True)
        if score is not None
    )


ROWS = {"A": [90, 92, 95, 97], "B": [80, None, 99, 98], "C": [70, 71, 72, 73]}
IN_QUARTER = {
    "bar": "event",
    "kinds": ["accident"],
    "effect": "award",
    "span": "parts",
    "parts": [],
}


def test_a_quarter_is_ranked_without_marks_of_its_own():
    facts = Facts(tuple(map(Entry, ROWS)), sheets=marks(ROWS))

    done = calculate_all(quarters(), facts)

    assert [done["q1"].evaluation.score_of(entry) for entry in ROWS] == ["91.00", "80.00", "70.50"]
    assert [s.rank for s in done["q2"].evaluation.standings] == [1, 2, 3]
    assert [a.entry for a in done["q2"].evaluation.awards] == ["B"]


def test_an_accident_in_a_month_costs_the_award_of_its_quarter_and_no_other():
    event = Event("T1", "A", "accident", "m2", date="2026-02-03")
    facts = Facts(tuple(map(Entry, ROWS)), sheets=marks(ROWS), events=(event,))
    ruleset = quarters(IN_QUARTER)

    done = calculate_all(ruleset, facts)

    assert [a.entry for part in ("q1", "q2") for a in done[part].evaluation.awards] == ["B", "B"]
    assert dict(done["q1"].evaluation.barred) == {"A": "accident"}
    assert dict(done["q2"].evaluation.barred) == {}
    assert (
        done["q1"].evaluation.standings
        == calculate_all(quarters(), facts)["q1"].evaluation.standings
    )
    assert parts_of_kind(event_uses(ruleset), "accident") == MONTHS


def test_the_parts_of_a_veto_are_stages_that_there_are():
    document = quarters(IN_QUARTER).document
    document["stages"]["q1"]["steps"][3]["parts"] = ["m3"]

    with pytest.raises(Refusal) as refused:
        parse_rule_set(document)

    assert (refused.value.code, refused.value.values) == (
        "rules.stage_unknown",
        {"path": "stages.q1.steps[3].parts", "stage": "m3"},
    )


def test_an_accident_makes_one_indicator_zero_whatever_was_marked():
    zero = {
        "bar": "event",
        "kinds": ["accident"],
        "effect": "zero",
        "span": "period",
        "at": {"criterion": "safety"},
        "as": "left",
    }
    first, *others = MONTH["steps"]
    month = {**MONTH, "steps": [first, zero, *others]}
    events = (Event("T1", "A", "accident", "m1"),)
    facts = Facts(tuple(map(Entry, ROWS)), sheets=marks(ROWS), events=events)

    done = calculate_all(quarters(month=month), facts)

    assert [done[m].evaluation.score_of("A") for m in MONTHS] == ["50", "92", "95", "97"]
    assert refusal_of(TOTALS, MEAN, {**zero, "at": {"item": "x"}}, RANK)[0] == "rules.axis_unknown"


@settings(max_examples=60, derandomize=True, deadline=None)
@given(
    st.dictionaries(st.sampled_from("ABCDE"), st.integers(40, 100), min_size=1),
    st.lists(st.tuples(st.sampled_from("ABCDE"), st.sampled_from(MONTHS)), max_size=4),
)
def test_a_veto_never_moves_a_rank(scores, struck):
    rows = {entry: [score, 100, score, 40] for entry, score in scores.items()}
    events = tuple(
        Event(f"T{number}", entry, "accident", month)
        for number, (entry, month) in enumerate(struck)
        if entry in scores
    )
    facts = Facts(tuple(map(Entry, sorted(rows))), sheets=marks(rows), events=events)

    free, vetoed = (calculate_all(quarters(*steps), facts) for steps in ((), (IN_QUARTER,)))

    for part in ("q1", "q2"):
        assert vetoed[part].evaluation.standings == free[part].evaluation.standings
        assert vetoed[part].evaluation.tables == free[part].evaluation.tables
        winners = {award.entry for award in vetoed[part].evaluation.awards}
        months = MONTHS[:2] if part == "q1" else MONTHS[2:]
        assert winners.isdisjoint(e.entry for e in events if e.stage in months)


def test_the_first_score_that_there_is_counts():
    steps = [
        {"reduce": "criterion", "by": "sum", "as": "totals"},
        *(
            {
                "reduce": "judge",
                "by": "mean",
                "from": "totals",
                "only": {"group": [group]},
                "below_quorum": "unranked",
                "as": name,
            }
            for group, name in (("verified", "checked"), ("dept", "department"))
        ),
        {
            "combine": ["checked", "department"],
            "by": "first",
            "missing": "skip",
            "as": "score",
        },
        {"rank": [{"key": "score"}]},
    ]
    judges = (Judge("V", {"group": "verified"}), Judge("D", {"group": "dept"}))
    sheets = (
        Sheet("panel", "A", "D", {"all": 9000}),
        Sheet("panel", "A", "V", {"all": 8000}),
        Sheet("panel", "B", "D", {"all": 8500}),
    )

    done = carried_out(rules(*steps), Facts((Entry("A"), Entry("B")), judges, sheets))

    assert [done.evaluation.score_of(entry) for entry in "AB"] == ["80", "85"]
    assert [part["counts"] for part in done.derive("A")["steps"][3]["parts"]] == [True, False]
    assert not done.evaluation.is_blocked
    faulty = [steps[0], *steps[1:3], {**steps[3], "best": 1}, steps[4]]
    assert refusal_of(*faulty)[0] == "rules.best_unused"


def test_who_took_part_too_seldom_keeps_the_rank_and_gets_no_award():
    months = [f"{month}.score" for month in MONTHS]
    final = [
        {"combine": months, "by": "count", "missing": "skip", "as": "periods"},
        {"combine": months, "by": "mean", "missing": "skip", "as": "year"},
        {"rank": [{"key": "year"}]},
        {"bar": "figure", "of": "periods", "at_least": "3"},
        {"award": [{"tier": "first", "quota": 1}], "boundary": "committee"},
    ]
    document = {"schema": 1, "stages": dict.fromkeys(MONTHS, MONTH), "final": {"steps": final}}
    rows = {"A": [None, None, 99, 100], "B": [80, None, 99, 98], "C": [70, 71, 72, 73]}
    facts = Facts(tuple(map(Entry, rows)), sheets=marks(rows))

    done = calculate_all(parse_rule_set(document), facts)["result"].evaluation

    assert [done.figure("periods", entry) for entry in rows] == ["2", "3", "4"]
    assert {s.entry: s.rank for s in done.standings} == {"A": 1, "B": 2, "C": 3}
    assert [award.entry for award in done.awards] == ["B"]
    assert done.barred == {"A": "periods=2"}


def test_a_sheet_of_a_crew_whose_lot_is_struck_is_reckoned_with_the_whole_field():
    zero = {
        "bar": "event",
        "kinds": ["accident"],
        "effect": "zero",
        "span": "period",
        **CREWS,
        "as": "left",
    }
    rank = {"rank": [{"key": "left"}], "per": "track"}
    part = rules(TOTALS, MEAN, zero, rank).part("panel")
    field = Field.of(part, Facts(ENTRIES, sheets=SHEETS, events=(ACCIDENT,)))

    moved = field.with_sheet(Sheet("panel", "C1a", "J", {"all": 9900}))

    assert (moved.score, moved.standing.place, moved.across) == ("0", 5, "left")
