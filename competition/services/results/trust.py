"""How far one group of one part of a result version can be trusted. Nothing is changed by it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from competition.domain.agreement.calibrated import calibrated_ranks, mean_ranks
from competition.domain.agreement.left_out import Ranks
from competition.domain.agreement.trust import Interval
from competition.domain.calibration.estimator import Estimator
from competition.domain.calibration.graph import Component, components
from competition.domain.rules.part import RESULT
from competition.models import Job, ResultVersion
from competition.services.results.outcome import Outcome
from competition.services.results.reading import (
    Line,
    sheet_of_outcome,
    version_outcome,
)
from competition.services.results.trust_distant import DistantSheet, distant_sheets
from competition.services.results.trust_figures import (
    JudgeFigures,
    PanelFigures,
    Totals,
    judge_figures,
    panel_figures,
)
from competition.services.results.trust_lines import (
    TrustLine,
    intervals_of,
    lines_of,
    totals_of,
)
from competition.services.results.trust_people import read_people
from competition.services.results.trust_ranks import cost, ranks_at_once


@dataclass(frozen=True, slots=True)
class TrustRow:
    """One ranked entry. What is None could not be worked out.

    Attributes:
        mean: its rank by the plain mean of its sheets.
        least_squares, random: its ranks with judges' leniency taken out, by least squares and by
            restricted maximum likelihood (judges drawn from many).
    """

    line: Line
    interval: Interval | None
    ranks: Ranks | None
    mean: int | None
    least_squares: int | None
    random: int | None


@dataclass(frozen=True, slots=True)
class SheetFigures:
    """What the sheets of one stage say of panels and judges.

    Attributes:
        judges: those with something unusual first.
        distant: the marks furthest from those of the other judges, a few of them.
        components: of judges and entries that marks link; more than one cannot be compared.
    """

    panels: tuple[PanelFigures, ...]
    judges: tuple[JudgeFigures, ...]
    distant: tuple[DistantSheet, ...]
    components: tuple[Component, ...]


@dataclass(frozen=True, slots=True)
class TrustReport:
    """What is known of how far the ranks of one group can be trusted.

    Attributes:
        parts, groups: what there is to look at: keys with names.
        sheets: None for the whole, which has no sheets of its own.
        rows: every ranked entry, in the order of the ranking.
        entries, judges: what the ids of facts are called.
        has_ranges: whether ranks without a judge are worked out; where they are not, `job` does
            it if there is one, and `cost` is how many sheets have to be evaluated.
    """

    part: str
    group: str
    parts: tuple[tuple[str, str], ...]
    groups: tuple[tuple[str, str], ...]
    sheets: SheetFigures | None
    rows: tuple[TrustRow, ...]
    lines: tuple[TrustLine, ...]
    entries: Mapping[str, Line]
    judges: Mapping[str, str]
    has_ranges: bool
    job: Job | None
    cost: int


def trust_report(session: Session, result: ResultVersion, part: str, group: str) -> TrustReport:
    """Work the figures out. Four statements, one more for a large contest.

    Args:
        part: stage key or "result"; another than there is means the part of the version.
        group: a group ranked apart; another than there is means the first.
    """
    outcome = version_outcome(session, result)
    chosen = part if part in outcome.calculations else outcome.part
    sheet = sheet_of_outcome(replace(outcome, part=chosen))
    within = group if group in dict(sheet.groups) else next(iter(dict(sheet.groups)), "")
    ranges, job = ranks_at_once(session, result, outcome, chosen, within)
    by_entry = {one.entry: one for one in ranges or ()}
    lines = [line for line in sheet.group(within) if line.rank is not None]
    order = [line.key for line in lines]
    told = intervals_of(outcome, chosen, order)
    totals = {} if chosen == RESULT else totals_of(outcome, chosen, order)
    names = outcome.gathered.stage_names
    return TrustReport(
        part=chosen,
        group=within,
        parts=tuple((key, names.get(key, "")) for key in outcome.calculations),
        groups=sheet.groups,
        sheets=_of_sheets(session, result, outcome, chosen, totals) if totals else None,
        rows=_rows(lines, told, by_entry, totals),
        lines=tuple(lines_of(outcome, chosen, order, told, by_entry)),
        entries={line.key: line for line in sheet.lines},
        judges=sheet.judges,
        has_ranges=ranges is not None,
        job=job,
        cost=0 if ranges is not None else cost(outcome, chosen, within),
    )


def _of_sheets(
    session: Session, result: ResultVersion, outcome: Outcome, stage: str, totals: Totals
) -> SheetFigures:
    people = read_people(session, result)
    facts = outcome.gathered.facts.only(frozenset(entry for entry, _ in totals))
    return SheetFigures(
        tuple(panel_figures(totals, stage, people)),
        tuple(judge_figures(totals, facts, stage, outcome.gathered.judges, people)),
        distant_sheets(outcome, stage, totals),
        tuple(components(totals)),
    )


def _rows(
    lines: list[Line],
    told: Mapping[str, Interval],
    ranges: Mapping[str, Ranks],
    totals: Totals,
) -> tuple[TrustRow, ...]:
    is_linked = len(components(totals)) == 1
    plain = mean_ranks(totals)
    fixed = calibrated_ranks(totals, Estimator.LEAST_SQUARES) if is_linked else {}
    drawn = calibrated_ranks(totals, Estimator.RANDOM) if is_linked else {}
    return tuple(
        TrustRow(
            line,
            told.get(line.key),
            ranges.get(line.key),
            plain.get(line.key),
            fixed.get(line.key),
            drawn.get(line.key),
        )
        for line in lines
    )
