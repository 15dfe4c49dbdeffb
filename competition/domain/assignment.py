"""Which judge marks which entry: balanced, without conflicts, the same again for the same seed."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from competition.domain.conflicts import Barrier, PanelEntry, PanelJudge, barrier_between
from competition.domain.flow import share_evenly
from competition.domain.lots import lot
from competition.domain.refusal import Refusal

Pair = tuple[str, str]
"""A judge's id and an entry's id."""


@dataclass(frozen=True, slots=True)
class Shortage:
    """An entry that too few judges may mark.

    Args:
        needed, found: numbers of judges, those already assigned included.
        barriers: for each judge of the panel who may not, why.
    """

    entry: str
    needed: int
    found: int
    barriers: Mapping[str, Barrier]


@dataclass(frozen=True, slots=True)
class Load:
    """How many entries a judge has, and how many the judge could have had."""

    judge: str
    panels: frozenset[str]
    entries: int
    eligible: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A complete assignment and what explains it.

    Args:
        pairs: all assignments, in the order of entries and judges given; kept ones included.
        added: those among them that are new.
        loads: in the judges' order.
        barriers: every pair of one panel that was ruled out, and why.
        seed: gives the same plan again from the same input.
    """

    pairs: tuple[Pair, ...]
    added: tuple[Pair, ...]
    loads: tuple[Load, ...]
    barriers: Mapping[Pair, Barrier]
    seed: str

    def spread(self, panel: str) -> int:
        """Greatest difference between the loads of two judges of a panel."""
        entries = [load.entries for load in self.loads if panel in load.panels]
        return max(entries) - min(entries) if entries else 0


def assign(
    judges: Sequence[PanelJudge],
    entries: Sequence[PanelEntry],
    *,
    seed: str,
    per_entry: int | None,
    at_least: int = 1,
    existing: Sequence[Pair] = (),
    recused: Collection[Pair] = (),
) -> Plan:
    """Assign judges to entries within their panels.

    Loads are as equal as the conflicts and the existing assignments allow, by maximum flow; the
    seed, not the order of the input, decides between equally good plans.

    Args:
        per_entry: judges for each entry, or None for every judge of the panel who may.
        at_least: with None, the fewest judges that an entry may have.
        existing: assignments to keep as they are; they count, even where there is a conflict
            (made by hand with a warning) or the judge is of another panel.
        recused: pairs that must not come about.
    Raises:
        Refusal: ``assignment.short`` (count, entries, shortages) when entries have too few
            judges who may mark them; ``shortages`` holds a `Shortage` for each.
    """
    task = _Task(judges, entries, tuple(dict.fromkeys(existing)), frozenset(recused), seed)
    needs, fewest = {}, {}
    for entry in entries:
        held = len(task.holders[entry.id])
        free = len(task.options[entry.id])
        needs[entry.id] = free if per_entry is None else max(0, per_entry - held)
        fewest[entry.id] = max(1, at_least) if per_entry is None else per_entry
    return _solve(task, needs, fewest)


def replace_judge(
    judges: Sequence[PanelJudge],
    entries: Sequence[PanelEntry],
    *,
    leaving: str,
    seed: str,
    existing: Sequence[Pair],
    scored: Collection[Pair] = (),
    recused: Collection[Pair] = (),
) -> Plan:
    """Hand a leaving judge's unscored entries to others; nobody else's assignment is touched.

    Args:
        judges: those who may take over, a newly called substitute among them.
        entries: those to be marked; what the leaving judge holds of others is just given up.
        leaving: id of the judge who goes; ignored among `judges`.
        existing: all assignments before.
        scored: pairs whose sheet is submitted; they stay with the leaving judge.
    Returns:
        A plan whose `added` are the hand-overs; the least loaded come first.
    Raises:
        Refusal: ``assignment.short``, as of `assign`.
    """
    done = frozenset(scored)
    given_up = {pair for pair in existing if pair[0] == leaving and pair not in done}
    kept = tuple(pair for pair in dict.fromkeys(existing) if pair not in given_up)
    left_alone = {entry for _, entry in given_up}
    staying = [judge for judge in judges if judge.id != leaving]
    task = _Task(staying, entries, kept, frozenset(recused), seed)
    needs = {entry.id: int(entry.id in left_alone) for entry in entries}
    fewest = {key: need and need + len(task.holders[key]) for key, need in needs.items()}
    return _solve(task, needs, fewest)


class _Task:
    """What `assign` and `replace_judge` prepare alike; order by seed, not by input."""

    def __init__(
        self,
        judges: Sequence[PanelJudge],
        entries: Sequence[PanelEntry],
        existing: tuple[Pair, ...],
        recused: frozenset[Pair],
        seed: str,
    ) -> None:
        self.judges, self.entries, self.existing, self.seed = judges, entries, existing, seed
        self.holders: dict[str, list[str]] = {entry.id: [] for entry in entries}
        for judge, entry_id in existing:
            self.holders.setdefault(entry_id, []).append(judge)
        self.barriers: dict[Pair, Barrier] = {}
        self.options: dict[str, list[str]] = {}
        by_panel: dict[str, list[PanelJudge]] = defaultdict(list)
        for each in judges:
            for panel in each.panels:
                by_panel[panel].append(each)
        for entry in entries:
            self.options[entry.id] = self._options(entry, by_panel[entry.panel], recused)

    def _options(
        self, entry: PanelEntry, panel: Sequence[PanelJudge], recused: frozenset[Pair]
    ) -> list[str]:
        """Judges who may be added to an entry, in the seed's order."""
        free = []
        for judge in panel:
            pair = (judge.id, entry.id)
            barrier = Barrier.RECUSED if pair in recused else barrier_between(judge, entry)
            if barrier is not None:
                self.barriers[pair] = barrier
            elif judge.id not in self.holders[entry.id]:
                free.append(judge.id)
        return sorted(free, key=lambda judge_id: lot(self.seed, entry.id, judge_id))


def _solve(task: _Task, needs: Mapping[str, int], fewest: Mapping[str, int]) -> Plan:
    _refuse_shortages(task, fewest)
    carried = Counter(judge for judge, _ in task.existing)
    workers = sorted((judge.id for judge in task.judges), key=lambda each: lot(task.seed, each))
    place = {judge: index for index, judge in enumerate(workers)}
    order = sorted(task.options, key=lambda each: lot(task.seed, each))
    shared = share_evenly(
        [needs[entry] for entry in order],
        [[place[judge] for judge in task.options[entry]] for entry in order],
        [carried[judge] for judge in workers],
    )
    new = {
        (workers[index], entry)
        for entry, chosen in zip(order, shared, strict=True)
        for index in chosen
    }
    return _plan(task, new)


def _refuse_shortages(task: _Task, fewest: Mapping[str, int]) -> None:
    shortages = []
    for entry in task.entries:
        found = len(task.holders[entry.id]) + len(task.options[entry.id])
        if found < fewest[entry.id]:
            barriers = {
                judge: barrier for (judge, key), barrier in task.barriers.items() if key == entry.id
            }
            shortages.append(Shortage(entry.id, fewest[entry.id], found, barriers))
    if shortages:
        names = ", ".join(shortage.entry for shortage in shortages)
        raise Refusal(
            "assignment.short", count=len(shortages), entries=names, shortages=tuple(shortages)
        )


def _plan(task: _Task, new: Collection[Pair]) -> Plan:
    judge_at = {judge.id: index for index, judge in enumerate(task.judges)}
    entry_at = {entry.id: index for index, entry in enumerate(task.entries)}

    def position(pair: Pair) -> tuple[int, int]:
        judge, entry = pair
        return entry_at.get(entry, len(entry_at)), judge_at.get(judge, len(judge_at))

    pairs = tuple(sorted((*task.existing, *new), key=position))
    carried = Counter(judge for judge, _ in pairs)
    eligible = Counter(judge for judge, _ in task.existing)
    eligible.update(judge for free in task.options.values() for judge in free)
    return Plan(
        pairs=pairs,
        added=tuple(sorted(new, key=position)),
        loads=tuple(
            Load(each.id, each.panels, carried[each.id], eligible[each.id]) for each in task.judges
        ),
        barriers=task.barriers,
        seed=task.seed,
    )
