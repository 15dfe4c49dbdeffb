"""Who must not mark what: found pair by pair, and for all pairs at once."""

from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.conflicts import PanelEntry, PanelJudge, barrier_between, kept_apart

KEYS = st.frozensets(st.integers(-3, 6).filter(bool), max_size=2)
JUDGES = st.lists(
    st.tuples(st.none() | st.integers(1, 6), KEYS, KEYS, KEYS), min_size=1, max_size=5
)
ENTRIES = st.lists(st.tuples(KEYS, KEYS, KEYS), min_size=1, max_size=5)


@settings(derandomize=True, max_examples=200)
@given(JUDGES, ENTRIES)
def test_all_pairs_at_once_are_those_that_have_a_barrier_one_by_one(
    persons: list[tuple[int | None, frozenset[int], frozenset[int], frozenset[int]]],
    outcomes: list[tuple[frozenset[int], frozenset[int], frozenset[int]]],
) -> None:
    judges = [PanelJudge(f"j{at}", frozenset(), *each) for at, each in enumerate(persons)]
    entries = [PanelEntry(f"e{at}", "p", *each) for at, each in enumerate(outcomes)]

    found = kept_apart(judges, entries)

    assert found == {
        (judge.id, entry.id)
        for judge in judges
        for entry in entries
        if barrier_between(judge, entry) is not None
    }
