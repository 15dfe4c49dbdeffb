"""Whether a plan keeps every rule, found out without knowing where it came from."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from competition.domain.matching.problem import AssignmentProblem, Place
from competition.domain.matching.summary import parts_of
from competition.domain.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule that a plan breaks.

    Args:
        rule: per_entry, low, high, barred, fixed, senior, organisation or connected.
        at: position of the entry, or of the judge for low and high; 0 for connected.
    """

    rule: str
    at: int


def faults(problem: AssignmentProblem, pairs: Collection[Place]) -> list[Fault]:
    """Every rule that a plan breaks; nothing for a lawful one.

    Args:
        pairs: the plan; a pair twice counts once.
    """
    taken = frozenset(pairs)
    marked: list[list[int]] = [[] for _ in problem.entries]
    for entry, judge in sorted(taken):
        marked[entry].append(judge)
    found = [Fault("fixed", entry) for entry, _ in sorted(problem.fixed - taken)]
    held = problem.fixed_by_entry()
    for entry, judges in enumerate(marked):
        found += [Fault(rule, entry) for rule in _of_entry(problem, entry, judges, held[entry])]
    loads = Counter(judge for _, judge in taken)
    for judge, (low, high) in enumerate(zip(problem.lows(), problem.highs(), strict=True)):
        if loads[judge] > high:
            found.append(Fault("high", judge))
        if loads[judge] < low:
            found.append(Fault("low", judge))
    if problem.connected and len(parts_of(problem, taken)) > 1:
        found.append(Fault("connected", 0))
    return found


def _of_entry(
    problem: AssignmentProblem, entry: int, judges: list[int], fixed: list[int]
) -> Iterator[str]:
    if len(judges) != max(problem.per_entry, len(fixed)):
        yield "per_entry"
    if problem.barred[entry] & (set(judges) - set(fixed)):
        yield "barred"
    seniors = problem.seniors
    if seniors is not None and not seniors & set(judges) and len(fixed) < problem.per_entry:
        yield "senior"
    if problem.organisations is not None:
        groups = Counter(problem.organisations[judge] for judge in judges)
        before = Counter(problem.organisations[judge] for judge in fixed)
        if any(key is not None and count > max(1, before[key]) for key, count in groups.items()):
            yield "organisation"


def refuse_impossible(problem: AssignmentProblem) -> None:
    """Refuse what can be seen to have no plan, and say which demand to loosen.

    What passes may still be impossible where demands work together; the solver finds that.

    Raises:
        Refusal: ``matching.empty``; ``matching.judges`` (count, needed, entries) for entries that
            too few judges may mark; ``matching.senior`` (count, entries) for entries that no
            senior may mark; ``matching.high`` (high, least) and ``matching.low`` (low, most) for
            bounds that the whole work does not fit into; ``matching.senior_high`` (seniors, high,
            least) where the seniors have not the room for all entries; ``matching.judge_low``
            (low, judges) for judges who may mark fewer. Entries and judges are ids, separated by
            commas.
    """
    if not problem.entries or not problem.judges:
        raise Refusal("matching.empty")
    fixed = [frozenset(each) for each in problem.fixed_by_entry()]
    everybody = frozenset(range(len(problem.judges)))
    seniors = everybody if problem.seniors is None else problem.seniors
    free = [everybody - barred for barred in problem.barred]
    short, unseen = [], []
    for entry, key in enumerate(problem.entries):
        held, open_places = fixed[entry], problem.per_entry - len(fixed[entry])
        if open_places > _addable(problem, free[entry] - held, held):
            short.append(key)
        elif open_places > 0 and not seniors & (free[entry] | held):
            unseen.append(key)
    if short:
        needed, names = problem.per_entry, ", ".join(short)
        raise Refusal("matching.judges", count=len(short), needed=needed, entries=names)
    if unseen:
        raise Refusal("matching.senior", count=len(unseen), entries=", ".join(unseen))
    _refuse_loads(problem, sum(max(problem.per_entry, len(each)) for each in fixed))
    _refuse_few_seniors(problem, fixed)
    may = Counter(judge for each, held in zip(free, fixed, strict=True) for judge in each | held)
    lows = problem.lows()
    idle = [key for judge, key in enumerate(problem.judges) if may[judge] < lows[judge]]
    if idle:
        raise Refusal("matching.judge_low", low=problem.low, judges=", ".join(idle))


def _refuse_few_seniors(problem: AssignmentProblem, fixed: list[frozenset[int]]) -> None:
    """Refuse where all seniors together have not the room for one entry each needs."""
    if problem.seniors is None:
        return
    seniors = problem.seniors - problem.guests
    loads = Counter(judge for _, judge in problem.fixed)
    waiting = sum(len(held) < problem.per_entry and not held & problem.seniors for held in fixed)
    if sum(max(0, problem.high - loads[judge]) for judge in seniors) < waiting:
        busy = sum(loads[judge] for judge in seniors)
        least = -(-(waiting + busy) // max(1, len(seniors)))
        raise Refusal("matching.senior_high", seniors=len(seniors), high=problem.high, least=least)


def _addable(problem: AssignmentProblem, free: frozenset[int], held: frozenset[int]) -> int:
    """How many of the free judges can join the held ones of an entry."""
    if problem.organisations is None:
        return len(free)
    keys = [problem.organisations[judge] for judge in free]
    present = {problem.organisations[judge] for judge in held}
    return keys.count(None) + len(set(keys) - {None} - present)


def _refuse_loads(problem: AssignmentProblem, work: int) -> None:
    hosts = len(problem.judges) - len(problem.guests)
    if sum(problem.highs()) < work:
        raise Refusal("matching.high", high=problem.high, least=-(-work // max(1, hosts)))
    if sum(problem.lows()) > work:
        raise Refusal("matching.low", low=problem.low, most=work // hosts)
