"""Problems of assignment for tests, and all their plans by brute force."""

from collections.abc import Iterator
from itertools import combinations, product

from hypothesis import strategies as st

from competition.domain.matching import AssignmentProblem, Place, faults, summarise

GRID = [[9, 5, 1], [5, 9, 1], [1, 5, 9]]


def barring(*places: Place) -> tuple[frozenset[int], ...]:
    """By entry of `GRID` the judges who are barred from it."""
    return tuple(frozenset(judge for entry, judge in places if entry == each) for each in range(3))


def problem_of(affinity: list[list[int]], **further: object) -> AssignmentProblem:
    """A problem of these points; without bounds on the loads unless they are given."""
    entries, judges = len(affinity), len(affinity[0])
    given: dict[str, object] = {
        "entries": tuple(f"E{number}" for number in range(entries)),
        "judges": tuple(f"J{number}" for number in range(judges)),
        "per_entry": 2,
        "low": 0,
        "high": entries,
        "affinity": affinity,
        "barred": tuple(frozenset[int]() for _ in range(entries)),
    }
    return AssignmentProblem(**{**given, **further})  # type: ignore[arg-type]


def every_plan(problem: AssignmentProblem) -> Iterator[tuple[Place, ...]]:
    """All lawful plans, tried one by one."""
    judges = range(len(problem.judges))
    fixed = problem.fixed_by_entry()
    choices = [
        list(combinations(judges, max(problem.per_entry, len(fixed[entry]))))
        for entry in range(len(problem.entries))
    ]
    for chosen in product(*choices):
        pairs = tuple((entry, judge) for entry, each in enumerate(chosen) for judge in each)
        if not faults(problem, pairs):
            yield pairs


def rating(problem: AssignmentProblem, pairs: tuple[Place, ...]) -> tuple[int, int, int]:
    """Kept pairs, points of the worst-off entry where that is asked, total."""
    figures = summarise(problem, pairs)
    kept = len(problem.kept & set(pairs))
    return kept, figures.worst if problem.fair else 0, figures.total


@st.composite
def problems(draw: st.DrawFn) -> AssignmentProblem:
    """Small problems with every kind of demand."""
    entries, judges = draw(st.integers(2, 4)), draw(st.integers(3, 5))
    per_entry = draw(st.integers(1, 2))
    points = st.lists(st.integers(0, 9), min_size=judges, max_size=judges)
    places = st.tuples(st.integers(0, entries - 1), st.integers(0, judges - 1))
    each = st.integers(0, judges - 1)
    high = draw(st.integers(1, entries))
    return problem_of(
        draw(st.lists(points, min_size=entries, max_size=entries)),
        per_entry=per_entry,
        low=draw(st.integers(0, min(high, 1))),
        high=high,
        barred=tuple(draw(st.frozensets(each, max_size=1)) for _ in range(entries)),
        fixed=draw(st.frozensets(places, max_size=2)),
        kept=draw(st.just(frozenset()) | st.frozensets(places, max_size=3)),
        seniors=draw(st.none() | st.frozensets(each, min_size=1, max_size=3)),
        organisations=draw(
            st.none() | st.tuples(*[st.sampled_from(["A", "B", None]) for _ in range(judges)])
        ),
        connected=draw(st.booleans()),
        fair=draw(st.booleans()),
    )
