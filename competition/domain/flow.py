"""Maximum flow, and sharing work as evenly as can be on top of it."""

from collections.abc import Sequence


class Network:
    """A directed network with whole capacities that keeps its flow between pushes.

    Source: E. A. Dinic, "Algorithm for solution of a problem of maximum flow in networks with
    power estimation", 1970. Edges lie in pairs, an edge and its way back at index ``edge ^ 1``.
    """

    __slots__ = ("_edges", "_room", "_targets")

    def __init__(self, size: int) -> None:
        self._edges: list[list[int]] = [[] for _ in range(size)]
        self._targets: list[int] = []
        self._room: list[int] = []

    def connect(self, source: int, target: int, capacity: int) -> int:
        """Add an edge and return its index."""
        edge = len(self._targets)
        self._targets += (target, source)
        self._room += (capacity, 0)
        self._edges[source].append(edge)
        self._edges[target].append(edge + 1)
        return edge

    def widen(self, edge: int, by: int) -> None:
        """Give an edge more capacity; the flow stays as it is."""
        self._room[edge] += by

    def flow(self, edge: int) -> int:
        """How much flows along an edge."""
        return self._room[edge ^ 1]

    def push(self, source: int, sink: int) -> int:
        """Send as much more as fits from `source` to `sink`.

        What already leaves for the sink never shrinks.

        Returns:
            The additional flow.
        """
        total = 0
        while (depth := self._depths(source, sink)) is not None:
            upcoming = [0] * len(self._edges)
            while path := self._path(source, sink, depth, upcoming):
                amount = min(self._room[edge] for edge in path)
                for edge in path:
                    self._room[edge] -= amount
                    self._room[edge ^ 1] += amount
                total += amount
        return total

    def _depths(self, source: int, sink: int) -> list[int] | None:
        """Distance of each node from the source, or None when the sink is out of reach."""
        depth = [-1] * len(self._edges)
        depth[source] = 0
        frontier = [source]
        while frontier and depth[sink] < 0:
            reached = []
            for node in frontier:
                below = depth[node] + 1
                for edge in self._edges[node]:
                    target = self._targets[edge]
                    if depth[target] < 0 and self._room[edge]:
                        depth[target] = below
                        reached.append(target)
            frontier = reached
        return depth if depth[sink] >= 0 else None

    def _path(self, source: int, sink: int, depth: list[int], upcoming: list[int]) -> list[int]:
        """Edges of one shortest path with room, or nothing; `upcoming` skips dead ends."""
        path: list[int] = []
        node = source
        while node != sink:
            edges = self._edges[node]
            while upcoming[node] < len(edges):
                edge = edges[upcoming[node]]
                if self._room[edge] and depth[self._targets[edge]] == depth[node] + 1:
                    break
                upcoming[node] += 1
            else:
                if not path:
                    return path
                node = self._targets[path.pop() ^ 1]
                upcoming[node] += 1
                continue
            path.append(edge)
            node = self._targets[edge]
        return path


def share_evenly(
    needs: Sequence[int], options: Sequence[Sequence[int]], loads: Sequence[int]
) -> list[list[int]]:
    """Give each task its number of workers so that the work is shared as evenly as can be.

    Workers' capacities rise together, one at a time, and the flow is completed at each height.
    Flow to the sink never shrinks, so for every height h the sum of min(load, h) is the largest
    possible; that makes the loads the most even of all solutions under any convex measure: the
    highest load is least, the lowest is greatest, the sum of squares is least.

    Args:
        needs: how many workers each task needs.
        options: for each task the workers it may have, distinct, preferred ones first.
        loads: what each worker carries already.
    Returns:
        For each task the workers it gets, in the order of its options; fewer than it needs only
        where it has fewer options.
    """
    if not loads:
        return [[] for _ in needs]
    demand = sum(min(need, len(allowed)) for need, allowed in zip(needs, options, strict=True))
    average = (demand + sum(loads)) // len(loads)
    chosen, after = _share(needs, options, loads, height=average)
    if min(after) < average:
        chosen, after = _share(needs, options, loads, height=min(loads))
    return chosen


def _share(
    needs: Sequence[int], options: Sequence[Sequence[int]], loads: Sequence[int], *, height: int
) -> tuple[list[list[int]], list[int]]:
    """Share from `height` upwards; even below it only if every worker reaches it."""
    workers = 1 + len(needs)
    sink = workers + len(loads)
    network = Network(sink + 1)
    for task, need in enumerate(needs, start=1):
        network.connect(0, task, need)
    arcs = [
        [network.connect(task, workers + each, 1) for each in allowed]
        for task, allowed in enumerate(options, start=1)
    ]
    exits = [network.connect(workers + each, sink, 0) for each in range(len(loads))]
    rooms = [0] * len(loads)
    missing = sum(min(need, len(each)) for need, each in zip(needs, options, strict=True))
    while missing:
        for worker, load in enumerate(loads):
            room = max(0, height - load)
            network.widen(exits[worker], room - rooms[worker])
            rooms[worker] = room
        missing -= network.push(0, sink)
        height += 1
    after = [load + network.flow(edge) for load, edge in zip(loads, exits, strict=True)]
    chosen = [
        [worker for worker, edge in zip(allowed, edges, strict=True) if network.flow(edge)]
        for allowed, edges in zip(options, arcs, strict=True)
    ]
    return chosen, after
