"""Small networks and small tasks, all of them, one after the other."""

from itertools import combinations, product

from competition.domain.flow import Network, share_evenly

NODES = 4
PLACES = ((0, 1), (0, 2), (1, 2), (2, 1), (1, 3), (2, 3))
SIDES = ({0}, {0, 1}, {0, 2}, {0, 1, 2})


def smallest_cut(arcs):
    return min(sum(c for a, b, c in arcs if a in side and b not in side) for side in SIDES)


def network_of(arcs):
    network = Network(NODES)
    return network, [network.connect(*arc) for arc in arcs]


def balance(arcs, flows, node):
    into = sum(flow for (_, b, _), flow in zip(arcs, flows, strict=True) if b == node)
    return into - sum(flow for (a, _, _), flow in zip(arcs, flows, strict=True) if a == node)


def test_every_small_network_carries_its_smallest_cut_and_loses_nothing():
    for capacities in product(range(3), repeat=len(PLACES)):
        arcs = [(a, b, c) for (a, b), c in zip(PLACES, capacities, strict=True)]
        network, edges = network_of(arcs)

        pushed = network.push(0, 3)

        flows = [network.flow(edge) for edge in edges]
        assert pushed == smallest_cut(arcs)
        assert all(0 <= flow <= c for flow, c in zip(flows, capacities, strict=True))
        assert [balance(arcs, flows, node) for node in range(NODES)] == [-pushed, 0, 0, pushed]
        assert network.push(0, 3) == 0


def test_a_path_that_was_taken_wrongly_is_taken_back():
    arcs = [(0, 1, 1), (0, 2, 1), (1, 3, 1), (1, 4, 1), (2, 3, 1), (4, 5, 1), (5, 6, 1), (3, 6, 1)]
    network = Network(7)
    edges = [network.connect(*arc) for arc in arcs]

    assert network.push(0, 6) == 2
    assert [network.flow(edge) for edge in edges] == [1, 1, 0, 1, 1, 1, 1, 1]


def test_edges_are_numbered_in_pairs_and_widened_by_their_number():
    network = Network(2)

    assert [network.connect(0, 1, 1), network.connect(0, 1, 0)] == [0, 2]
    assert network.push(0, 1) == 1
    assert (network.flow(0), network.flow(2)) == (1, 0)
    network.widen(2, 4)
    assert (network.push(0, 1), network.flow(0), network.flow(2)) == (4, 1, 4)


def test_room_that_is_left_stays_when_an_edge_is_widened():
    network = Network(3)
    first, second = network.connect(0, 1, 1), network.connect(1, 2, 5)

    assert network.push(0, 2) == 1
    network.widen(second, 2)
    network.widen(first, 9)
    assert network.push(0, 2) == 6


def options_of(workers):
    everybody = range(workers)
    return [each for size in range(workers + 1) for each in combinations(everybody, size)]


def evenest(needs, options, loads):
    """The least sum of squares of all ways to give each task its workers."""
    ways = product(
        *(
            combinations(allowed, min(need, len(allowed)))
            for need, allowed in zip(needs, options, strict=True)
        )
    )
    return min(squares(way, loads) for way in ways)


def squares(way, loads):
    return sum((load + sum(w in each for each in way)) ** 2 for w, load in enumerate(loads))


def test_every_small_task_is_shared_as_evenly_as_can_be():
    for needs in ((1, 1), (1, 2), (2, 2)):
        for options in product(options_of(3), repeat=2):
            for loads in ((0, 0, 0), (2, 0, 1), (0, 3, 0)):
                shared = share_evenly(needs, options, loads)

                assert [len(each) for each in shared] == [
                    min(need, len(each)) for need, each in zip(needs, options, strict=True)
                ]
                assert all(set(a) <= set(b) for a, b in zip(shared, options, strict=True))
                assert squares(shared, loads) == evenest(needs, options, loads)


def test_preferred_workers_come_first_where_all_are_alike():
    assert share_evenly([1, 1, 1], [[2, 0, 1], [2, 1, 0], [2, 0, 1]], [0, 0, 0]) == [[2], [1], [0]]
    assert share_evenly([2], [[2, 0, 1]], [0, 0, 0]) == [[2, 0]]


def test_nobody_to_share_with_leaves_every_task_alone():
    assert share_evenly([1, 2], [[], []], []) == [[], []]
    assert share_evenly([], [], [1, 2]) == []
