"""Intervals of a part's entries, and the lines of cut and award that they stand at."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from competition.domain.agreement.left_out import Ranks
from competition.domain.agreement.sheets import sheet_totals
from competition.domain.agreement.trust import Interval, around_line, combined, intervals
from competition.domain.calibration.graph import components
from competition.domain.rules import Evaluation
from competition.domain.rules.part import RESULT, Part
from competition.domain.rules.steps.combine import Combine
from competition.services.results.outcome import Outcome
from competition.services.results.reading import tier_names
from competition.services.results.trust_figures import Totals


@dataclass(frozen=True, slots=True)
class TrustLine:
    """A line between those who go on, or have at least this award, and the rest.

    Attributes:
        tier: name of the award; "" for the cut to the next stage.
        above: the entries above it, by rank.
        alike: those on both sides that cannot be told apart across it.
        moving: those whose rank crosses it when some one judge is left out.
    """

    tier: str
    above: tuple[str, ...]
    alike: tuple[str, ...]
    moving: tuple[str, ...]


def totals_of(outcome: Outcome, stage: str, entries: Collection[str]) -> Totals:
    """The sheet totals of some entries in a stage."""
    gathered = outcome.gathered
    part, evaluation = gathered.rules.stages[stage], outcome.calculations[stage].evaluation
    facts = gathered.facts.only(gathered.taking_part.get(stage, frozenset()))
    totals = sheet_totals(part, facts, evaluation)
    return {key: value for key, value in totals.items() if key[0] in entries}


def intervals_of(outcome: Outcome, part: str, entries: Collection[str]) -> dict[str, Interval]:
    """An interval for each entry, as far as there are any.

    Judges who cannot be compared are looked at component by component. The final part has
    intervals where it is one weighted sum of stages.
    """
    if part != RESULT:
        return _apart(totals_of(outcome, part, entries))
    weights = stage_weights(outcome.gathered.rules.part(part))
    return combined(
        [(w, _apart(totals_of(outcome, stage, entries))) for stage, w in weights.items()]
    )


def stage_weights(part: Part) -> dict[str, float]:
    """By stage, its weight in the final part; empty where that is no single weighted sum."""
    sums = [step for step in part.steps if isinstance(step, Combine)]
    if len(sums) != 1:
        return {}
    weights = {name.split(".")[0]: float(weight) for name, weight in sums[0].weights.items()}
    return weights if len(weights) == len(sums[0].weights) else {}


def _apart(totals: Totals) -> dict[str, Interval]:
    told: dict[str, Interval] = {}
    for component in components(totals):
        inside = set(component.entries)
        marks = {key: value for key, value in totals.items() if key[0] in inside}
        told |= {one.entry: one for one in intervals(marks)}
    return told


def lines_of(
    outcome: Outcome,
    part: str,
    ranked: Sequence[str],
    told: Mapping[str, Interval],
    ranges: Mapping[str, Ranks],
) -> list[TrustLine]:
    """The lines among some ranked entries, highest first; those with nobody below are left out."""
    evaluation = outcome.calculations[part].evaluation
    above: list[tuple[str, set[str]]] = [*_tiers(outcome, evaluation)]
    if evaluation.admitted is not None:
        above.append(("", set(evaluation.admitted)))
    lines = []
    for tier, entries in above:
        inside = [entry for entry in ranked if entry in entries]
        outside = [entry for entry in ranked if entry not in entries]
        if inside and outside:
            order = [told[entry] for entry in (*inside, *outside) if entry in told]
            places = sum(entry in told for entry in inside)
            alike = set(around_line(order, places))
            lines.append(
                TrustLine(
                    tier,
                    tuple(inside),
                    tuple(entry for entry in ranked if entry in alike),
                    _moving(inside, outside, ranges),
                )
            )
    return lines


def _tiers(outcome: Outcome, evaluation: Evaluation) -> list[tuple[str, set[str]]]:
    """Each tier with the entries that have it or a higher one."""
    names, so_far = tier_names(outcome.gathered.rules), set[str]()
    lines = []
    for tier, name in names.items():
        so_far = so_far | {award.entry for award in evaluation.awards if award.tier == tier}
        lines.append((name, so_far))
    return lines if evaluation.awards else []


def _moving(
    inside: Sequence[str], outside: Sequence[str], ranges: Mapping[str, Ranks]
) -> tuple[str, ...]:
    places = len(inside)
    down = [
        entry
        for entry in inside
        if entry in ranges
        and (ranges[entry].unranked_without or (ranges[entry].worst or 0) > places)
    ]
    up = [
        entry
        for entry in outside
        if entry in ranges and (ranges[entry].best or places + 1) <= places
    ]
    return (*down, *up)
