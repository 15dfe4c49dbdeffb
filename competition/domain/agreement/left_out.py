"""What a ranking owes to any one judge: the same rules without that judge's sheets."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from competition.domain.marks import State
from competition.domain.refusal import Refusal
from competition.domain.rules.across import looks_at_one_entry
from competition.domain.rules.evaluation import Evaluation
from competition.domain.rules.facts import Facts
from competition.domain.rules.part import Part
from competition.domain.rules.steps.rank import Rank

Evaluate = Callable[[Facts], Evaluation]


@dataclass(frozen=True, slots=True)
class Ranks:
    """An entry's rank, and its best and worst when any one judge is left out.

    Attributes:
        rank, best, worst: None where it has no rank.
        unranked_without: judges without whom the entry has no rank.
    """

    entry: str
    rank: int | None
    best: int | None
    worst: int | None
    unranked_without: tuple[str, ...]


def ranked_apart(parts: Iterable[Part]) -> str | None:
    """The attribute of entries whose values never meet: ranked apart, and no figure of one entry
    depends on entries of another value. None where that is not certain.
    """
    apart: set[str | None] = set()
    for part in parts:
        for step in part.steps:
            if not looks_at_one_entry(step):
                return None
            if isinstance(step, Rank):
                apart.add(step.per)
    return apart.pop() if len(apart) == 1 else None


def judges_in(facts: Facts, stages: Collection[str]) -> list[str]:
    """The judges with a sheet that counts in any of these stages, in one order."""
    return sorted(
        {
            sheet.judge
            for sheet in facts.sheets
            if sheet.stage in stages and sheet.state is State.SCORED
        }
    )


def ranks_without_a_judge(
    evaluate: Evaluate,
    facts: Facts,
    stages: Collection[str],
    progress: Callable[[int], None] | None = None,
) -> list[Ranks]:
    """Each entry's range of ranks when the rules are applied without any one of the judges.

    Args:
        evaluate: the rules, by which the facts are ranked.
        stages: where the sheets of the judge are left out.
        progress: told how many judges were left out so far.
    """
    full = _ranks(evaluate(facts))
    without: dict[str, Mapping[str, int | None]] = {}
    for judge in judges_in(facts, stages):
        try:
            without[judge] = _ranks(evaluate(_without(facts, stages, judge)))
        except Refusal:
            without[judge] = dict.fromkeys(full)
        if progress is not None:
            progress(len(without))
    return ranges(full, without)


def ranges(
    full: Mapping[str, int | None], without: Mapping[str, Mapping[str, int | None]]
) -> list[Ranks]:
    """Each entry's range, from the ranks with all judges and by judge those without that one."""
    return [
        _range(entry, full[entry], {judge: ranks[entry] for judge, ranks in without.items()})
        for entry in sorted(full)
    ]


def _range(entry: str, rank: int | None, found: Mapping[str, int | None]) -> Ranks:
    ranked = [one for one in (rank, *found.values()) if one is not None]
    gone = tuple(judge for judge, one in found.items() if one is None) if rank is not None else ()
    return Ranks(entry, rank, min(ranked, default=None), max(ranked, default=None), gone)


def _ranks(evaluation: Evaluation) -> Mapping[str, int | None]:
    return {one.entry: one.rank for one in evaluation.standings}


def _without(facts: Facts, stages: Collection[str], judge: str) -> Facts:
    kept = (one for one in facts.sheets if one.stage not in stages or one.judge != judge)
    return replace(facts, sheets=tuple(kept))
