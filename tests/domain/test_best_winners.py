"""The winners that keep all ratios, against every choice gone through one by one."""

from collections import Counter
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.rules import best_winners as module
from competition.domain.rules.best_winners import Candidate, Change, TooMany, best_winners


def candidates(rows: list[tuple], ratios: int, quota: int) -> list[Candidate]:
    """Entries in two groups, in order, some level; the first `quota` of each win by rank."""
    made = []
    for group in sorted({row[0] for row in rows}):
        members = [row for row in rows if row[0] == group]
        for number, (_, unit, level, counted) in enumerate(members):
            place = number - 1 if level and number else number
            flags = tuple(bool(counted >> bit & 1) for bit in range(ratios))
            made.append(Candidate(f"{group}{number}", group, unit, place, flags, number < quota))
    return made


def every_choice(listed: list[Candidate], changes: list[Change], most: int | None):
    """All choices that keep everything, each with its cost: replaced, then places kept."""
    groups: dict[str, list[Candidate]] = {}
    for one in listed:
        groups.setdefault(one.group, []).append(one)
    parts = [combinations(g, sum(one.wins for one in g)) for g in groups.values()]
    for parts_chosen in product(*parts):
        chosen = [one for part in parts_chosen for one in part]
        units = Counter((one.group, one.unit) for one in chosen if one.unit)
        turned = [
            sum(one.counted[n] for one in chosen) - sum(o.counted[n] for o in listed if o.wins)
            for n in range(len(changes))
        ]
        kept = [
            t >= c.by if c.is_least else t <= c.by for t, c in zip(turned, changes, strict=True)
        ]
        if all(kept) and (most is None or max(units.values(), default=0) <= most):
            replaced = sum(one.wins for one in listed) - sum(one.wins for one in chosen)
            yield (replaced, sorted(one.place for one in chosen)), {one.entry for one in chosen}


ROWS = st.lists(
    st.tuples(
        st.sampled_from("xy"), st.sampled_from(["", "u", "v"]), st.booleans(), st.integers(0, 7)
    ),
    min_size=3,
    max_size=9,
)
CHANGES = st.lists(st.tuples(st.integers(-1, 2), st.booleans()), min_size=1, max_size=3)


@settings(max_examples=250, derandomize=True, deadline=None)
@given(ROWS, CHANGES, st.integers(1, 3), st.sampled_from([None, 1, 2]))
def test_the_choice_is_the_best_of_all_and_says_whether_it_is_the_only_one(
    rows, wanted, quota, most
):
    changes = [Change(by if is_least else -by, is_least) for by, is_least in wanted]
    listed = candidates(rows, len(changes), quota)
    held = Counter((one.group, one.unit) for one in listed if one.wins and one.unit)
    most = max(most, *held.values()) if most and held else most

    found = best_winners(listed, changes, most)

    possible = sorted(every_choice(listed, changes, most), key=lambda choice: choice[0])
    best = [chosen for cost, chosen in possible if cost == possible[0][0]]
    assert (found is None) is (not possible)
    assert found is None or found.chosen in best
    assert found is None or bool(found.alike) is (len(best) > 1)


def test_two_replacements_that_only_help_together_are_found():
    """Each single one would break the share of leaders or of private firms."""
    flags = {"a": "w", "b": "", "c": "lp", "d": "", "e": "wl", "f": "p"}
    listed = [
        Candidate(entry, "", "", place, tuple(kind in flags[entry] for kind in "wlp"), place < 4)
        for place, entry in enumerate(flags)
    ]

    found = best_winners(listed, [Change(1, True), Change(0, False), Change(0, True)], None)

    assert found is not None
    assert (found.chosen, found.alike) == ({"a", "b", "e", "f"}, ())


def test_a_search_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(module, "MOST_CASES", 3)
    listed = [Candidate(str(n), "", "", n, (n == 5,), n < 3) for n in range(6)]

    with pytest.raises(TooMany):
        best_winners(listed, [Change(1, True)], None)
