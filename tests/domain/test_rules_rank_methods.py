"""Other ways to rank: rank sums, majority placement, Schulze, Kemeny, Bradley-Terry."""

import csv
import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.calibration.bradley_terry import bradley_terry
from competition.domain.refusal import Refusal
from competition.domain.rules import Calculation, Entry, Facts, RuleSet, Sheet, calculate
from competition.domain.rules import parse_rule_set as read
from competition.domain.rules.ranking.pairwise import kemeny, schulze_beats, strongest_paths

Marks = Mapping[tuple[str, str], Mapping[str, int]]


def rules(
    method: dict[str, object], *, style: str = "1224", step: str = "1", dances: tuple[str, ...] = ()
) -> RuleSet:
    keys = dances or ("score",)
    criteria = [{"key": k, "name": k, "min": "0", "max": "1000", "step": step} for k in keys]
    fold = [] if dances else [{"reduce": "criterion", "by": "sum", "as": "totals"}]
    steps = [*fold, {"rank": [{"as": "placed", **method}], "style": style}]
    return read({"schema": 1, "stages": {"panel": {"criteria": criteria, "steps": steps}}})


def carried_out(rule: RuleSet, marks: Marks) -> Calculation:
    entries = sorted({entry for entry, _ in marks})
    sheets = tuple(Sheet("panel", e, j, dict(given_)) for (e, j), given_ in marks.items())
    return calculate(rule.part("panel"), Facts(tuple(map(Entry, entries)), sheets=sheets))


def figures(done: Calculation) -> dict[str, Fraction]:
    table = done.evaluation.tables["placed"]
    return {entry: table.value(number) for entry, number in table.by_entry.items()}


def ranks(done: Calculation) -> dict[str, int | None]:
    return {standing.entry: standing.rank for standing in done.evaluation.standings}


def told(done: Calculation, entry: str) -> Any:
    return next(step for step in done.derive(entry)["steps"] if step["code"] == "rank_method")  # type: ignore[attr-defined]


def rows(cases: Path, folder: str, file: str) -> list[dict[str, str]]:
    with (cases / "real" / folder / file).open(encoding="utf-8") as text:
        return list(csv.DictReader(text))


def expected(cases: Path, folder: str) -> Any:
    text = (cases / "real" / folder / "expected.json").read_text(encoding="utf-8")
    return json.loads(text)["expected"]


def test_majority_placement_gives_every_place_of_the_skating_examples(cases: Path):
    folder = "o04_skating_system_dawson_A_H"
    events: dict[str, dict[tuple[str, str], dict[str, int]]] = {}
    for row in rows(cases, folder, "marks.csv"):
        event = events.setdefault(row["event"], {})
        event.setdefault((row["couple"], row["judge"]), {})[row["dance"]] = int(row["place"])
    wanted = expected(cases, folder)

    finals, totals = {}, {}
    for event, marks in events.items():
        dances = tuple(sorted({dance for given_ in marks.values() for dance in given_}))
        rule = rules({"method": "majority", "of": "marks", "better": "lower"}, dances=dances)
        done = carried_out(rule, marks)
        finals[event] = {couple: float(place) for couple, place in figures(done).items()}
        totals[event] = {
            couple: float(sum(Fraction(p) for p in told(done, couple)["own"]["dances"].values()))
            for couple in finals[event]
        }

    assert finals == {event: one["final"] for event, one in wanted.items()}
    assert totals == {event: one["total"] for event, one in wanted.items()}


def test_rank_sum_gives_the_official_order_of_the_wines_not_that_of_points(cases: Path):
    folder = "o11_princeton_white"
    wanted = expected(cases, folder)
    marks = {
        (row["wine"], row["judge"]): {"score": int(Fraction(row["score"]) * 10)}
        for row in rows(cases, folder, "scores.csv")
    }

    done = carried_out(rules({"method": "rank_sum"}, step="0.1"), marks)

    assert {e: float(sum_) for e, sum_ in figures(done).items()} == wanted["rank_sum"]
    assert ranks(done) == wanted["rank"] != wanted["rank_by_points"]


def test_rank_sum_gives_the_votes_against_of_every_wine_panel(cases: Path):
    folder = "o03_wine_panels_quandt"
    panels: dict[str, dict[tuple[str, str], dict[str, int]]] = {}
    for row in rows(cases, folder, "ranks.csv"):
        panel = panels.setdefault(row["panel"], {})
        panel[row["wine"], row["judge"]] = {"score": int(row["rank"])}
    wanted = expected(cases, folder)

    rule = rules({"method": "rank_sum", "better": "lower"})
    done = {panel: carried_out(rule, marks) for panel, marks in panels.items()}

    assert {p: figures(one) for p, one in done.items()} == {
        panel: one["votes_against"] for panel, one in wanted.items()
    }
    assert {p: ranks(one) for p, one in done.items()} == {
        panel: one["group_rank"] for panel, one in wanted.items()
    }


def profile(cases: Path, name: str) -> Marks:
    """Each ballot as often as it was cast, by a judge of its own."""
    marks = {}
    for number, row in enumerate(rows(cases, "o10_voting_textbook", "ballots.csv")):
        if row["profile"] != name:
            continue
        places = {c: int(p) for c, p in row.items() if len(c) == 1 and p}
        for copy in range(int(row["weight"])):
            for entry, place in places.items():
                marks[entry, f"{number}:{copy}"] = {"score": place}
    return marks


@pytest.mark.parametrize("name", ["tennessee", "schulze45"])
def test_textbook_profiles_by_schulze_and_kemeny(cases: Path, name: str):
    wanted, marks = expected(cases, "o10_voting_textbook")[name], profile(cases, name)
    candidates = wanted["candidates"]

    by_paths = carried_out(rules({"method": "schulze", "better": "lower"}), marks)
    by_kemeny = carried_out(rules({"method": "kemeny", "better": "lower"}), marks)
    by_sum = carried_out(rules({"method": "rank_sum", "better": "lower"}), marks)

    beats, sums = figures(by_paths), figures(by_sum)
    voters = len({judge for _, judge in marks})
    assert [beats[c] for c in candidates] == wanted["schulze_beats"]
    assert [len(candidates) * voters - sums[c] for c in candidates] == wanted["borda_pairwise_wins"]
    for row, first in enumerate(candidates):
        against = told(by_paths, first)["own"]["against"]
        for column, second in enumerate(candidates):
            if first != second:
                assert against[second][0] == wanted["pairwise"][row][column]
                assert against[second][2] == wanted["schulze_paths"][row][column]
    shared = told(by_kemeny, candidates[0])["shared"]
    assert shared["score"] == wanted["kemeny_score"]
    assert ["".join(order) for order in shared["orders"]] == wanted["kemeny_orders"]
    order = "".join(sorted(candidates, key=lambda c: ranks(by_kemeny)[c] or 0))
    assert [order] == wanted["kemeny_orders"]


def test_bradley_terry_gives_the_published_abilities_and_errors(cases: Path):
    wanted = expected(cases, "o08_bt_statistics_journals")
    wins = {}
    for row in rows(cases, "o08_bt_statistics_journals", "pairs.csv"):
        wins[row["a"], row["b"]] = float(row["wins_a"])
        wins[row["b"], row["a"]] = float(row["wins_b"])

    found = bradley_terry(wins).relative_to("Biometrika")

    assert {entry: value for entry, (value, _) in found.items()} == pytest.approx(
        {entry: value for entry, (value, _) in wanted.items()}, abs=1e-7
    )
    assert {entry: error for entry, (_, error) in found.items()} == pytest.approx(
        {entry: error for entry, (_, error) in wanted.items()}, abs=1e-7
    )


def choices(*pairs: tuple[str, str]) -> Marks:
    """Single choices, each a ballot of two: (better, worse)."""
    marks = {}
    for number, (better, worse) in enumerate(pairs):
        marks[better, f"J:{number}"] = {"score": 1}
        marks[worse, f"J:{number}"] = {"score": 0}
    return marks


BRADLEY_TERRY = {"method": "bradley_terry", "places": 4, "mode": "half_up"}


def test_single_choices_become_an_order():
    marks = choices(*[("A", "B")] * 3, ("B", "A"), *[("B", "C")] * 3, ("C", "B"))

    done = carried_out(rules(BRADLEY_TERRY), marks)

    log_three = Fraction("1.0986")
    assert figures(done) == {"A": log_three, "B": 0, "C": -log_three}
    assert ranks(done) == {"A": 1, "B": 2, "C": 3}


def test_an_entry_that_never_lost_has_no_finite_ability():
    with pytest.raises(Refusal) as refused:
        carried_out(rules(BRADLEY_TERRY), choices(("A", "B"), ("B", "C"), ("C", "B")))

    assert refused.value.code == "ranking.not_linked"
    assert refused.value.values["groups"] == "A | B, C"


@pytest.mark.parametrize("method", ["rank_sum", "majority"])
def test_an_incomplete_ballot_blocks_or_is_left_out(method: str):
    marks = {(e, j): {"score": 10 * n} for n, e in enumerate("ABC") for j in ("J1", "J2")}
    del marks["A", "J2"]

    blocked = carried_out(rules({"method": method}), marks)
    left_out = carried_out(rules({"method": method, "incomplete": "leave_out"}), marks)

    blocks = [(b.code, b.entries, b.values["judge"]) for b in blocked.evaluation.blocks]
    assert blocks == [("MISSING_SHEET", ("A",), "J2")]
    assert left_out.evaluation.blocks == ()
    assert figures(left_out) == {"A": 3, "B": 2, "C": 1}


def test_methods_rank_within_each_track():
    rule = rules({"method": "rank_sum"})
    document = json.loads(json.dumps(rule.document))
    document["stages"]["panel"]["steps"][-1]["per"] = "track"
    entries = tuple(Entry(e, {"track": t}) for e, t in zip("ABCD", "1122", strict=True))
    sheets = tuple(
        Sheet("panel", e, "J", {"score": m}) for e, m in zip("ABCD", (9, 8, 7, 6), strict=True)
    )

    done = calculate(read(document).part("panel"), Facts(entries, sheets=sheets))

    assert figures(done) == {"A": 1, "B": 2, "C": 1, "D": 2}
    assert ranks(done) == {"A": 1, "B": 2, "C": 1, "D": 2}


def test_too_many_entries_for_kemeny_are_refused():
    marks = {(f"E{n:02}", "J"): {"score": n} for n in range(15)}

    with pytest.raises(Refusal) as refused:
        carried_out(rules({"method": "kemeny"}), marks)

    assert refused.value.code == "ranking.too_many"


@pytest.mark.parametrize("method", ["rank_sum", "schulze", "kemeny"])
def test_a_method_needs_the_judges_apart(method: str):
    with pytest.raises(Refusal) as refused:
        rules({"method": method, "of": "marks"})

    assert refused.value.code == "rules.axes"


ballots = st.integers(1, 6).flatmap(
    lambda count: st.lists(st.permutations("ABCDE"[:count]), min_size=1, max_size=7)
)


def cast(orders: Iterable[Iterable[str]]) -> Marks:
    return {
        (entry, f"J{n}"): {"score": place}
        for n, order in enumerate(orders)
        for place, entry in enumerate(order, start=1)
    }


@settings(max_examples=60, derandomize=True, deadline=None)
@given(ballots)
def test_kemeny_finds_what_trying_every_order_finds(orders: list[list[str]]):
    done = carried_out(rules({"method": "kemeny", "better": "lower"}), cast(orders))

    names = sorted(orders[0])

    def agreeing(order: tuple[str, ...]) -> int:
        return sum(
            cast_.index(a) < cast_.index(b)
            for cast_ in orders
            for at, a in enumerate(order)
            for b in order[at + 1 :]
        )

    best = max(map(agreeing, permutations(names)))
    every = [order for order in permutations(names) if agreeing(order) == best]
    shared = told(done, names[0])["shared"]
    assert shared["score"] == best
    assert [tuple(order) for order in shared["orders"]] == sorted(every)[:24]
    places = figures(done)
    for a in names:
        for b in names:
            if places[a] < places[b]:
                assert all(order.index(a) < order.index(b) for order in every)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(ballots, st.sampled_from(["rank_sum", "majority", "schulze", "kemeny"]))
def test_a_method_follows_judges_who_all_agree_and_ignores_their_order(
    orders: list[list[str]], method: str
):
    rule = rules({"method": method, "better": "lower"})

    alike = carried_out(rule, cast([orders[0]] * 3))
    before, after = carried_out(rule, cast(orders)), carried_out(rule, cast(orders[::-1]))

    assert ranks(alike) == {entry: n for n, entry in enumerate(orders[0], start=1)}
    assert ranks(before) == ranks(after)


def test_equal_kemeny_orders_leave_their_entries_tied():
    pairs = {
        ("A", "B"): 1,
        ("B", "A"): 1,
        ("A", "C"): 2,
        ("C", "A"): 0,
        ("B", "C"): 2,
        ("C", "B"): 0,
    }

    found = kemeny(["A", "B", "C"], pairs)

    assert found.groups == (("A", "B"), ("C",))
    assert found.orders == (("A", "B", "C"), ("B", "A", "C"))


def test_a_lost_pair_has_no_path_of_its_own():
    pairs = {("A", "B"): 3, ("B", "A"): 2}

    paths = strongest_paths(["A", "B"], pairs)

    assert paths == {("A", "B"): 3, ("B", "A"): 0}
    assert schulze_beats(["A", "B"], paths) == {"A": 1, "B": 0}
