from itertools import chain, combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from competition.domain.flow import Network, share_evenly

ARCS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(0, 5)), max_size=12)


def smallest_cut(arcs, source, sink):
    inner = [node for node in range(5) if node not in (source, sink)]
    sides = chain.from_iterable(combinations(inner, size) for size in range(len(inner) + 1))
    return min(
        sum(
            capacity for a, b, capacity in arcs if a in {source, *side} and b not in {source, *side}
        )
        for side in sides
    )


@settings(derandomize=True, max_examples=200)
@given(ARCS)
def test_the_greatest_flow_equals_the_smallest_cut(arcs):
    network = Network(5)
    edges = [network.connect(*arc) for arc in arcs]

    pushed = network.push(0, 4)

    assert pushed == smallest_cut(arcs, 0, 4)
    for edge, (_, _, capacity) in zip(edges, arcs, strict=True):
        assert 0 <= network.flow(edge) <= capacity


def test_a_widened_edge_lets_more_through_and_keeps_what_flows():
    network = Network(3)
    network.connect(0, 1, 9)
    narrow = network.connect(1, 2, 2)

    first = network.push(0, 2)
    network.widen(narrow, 3)
    second = network.push(0, 2)

    assert (first, second, network.flow(narrow)) == (2, 3, 5)


@st.composite
def work(draw):
    workers = draw(st.integers(1, 4))
    options = draw(
        st.lists(st.lists(st.integers(0, workers - 1), unique=True, max_size=4), max_size=5)
    )
    needs = [draw(st.integers(0, len(each))) for each in options]
    loads = draw(st.lists(st.integers(0, 3), min_size=workers, max_size=workers))
    return needs, options, loads


def carried(shared, loads):
    after = list(loads)
    for worker in chain.from_iterable(shared):
        after[worker] += 1
    return sorted(after)


@settings(derandomize=True, max_examples=200)
@given(work())
def test_no_other_way_of_sharing_is_more_even(task):
    needs, options, loads = task

    shared = share_evenly(needs, options, loads)

    ways = product(
        *(list(combinations(allowed, need)) for need, allowed in zip(needs, options, strict=True))
    )
    best = min((carried(way, loads) for way in ways), key=lambda each: sum(x * x for x in each))
    assert [len(each) for each in shared] == needs
    assert all(set(each) <= set(allowed) for each, allowed in zip(shared, options, strict=True))
    assert carried(shared, loads) == best


def test_a_task_with_too_few_options_gets_all_of_them():
    assert share_evenly([3], [[1, 0]], [5, 0]) == [[1, 0]]
    assert share_evenly([2, 0], [[], [0]], [0]) == [[], []]
    assert share_evenly([1], [[]], []) == [[]]
