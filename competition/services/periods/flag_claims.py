"""The first lines of results in force, and whom a veto bars: the claims to rotating flags."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, false, func, or_, select
from sqlalchemy.orm import Session

from competition.domain.rules import event_uses, parse_rule_set
from competition.models import Entry, RuleSet, ScoreEvent, Stage, Standing

VETOES = frozenset({"award", "zero"})


@dataclass(frozen=True, slots=True)
class Named:
    """What people call a unit."""

    number: str
    title: str
    unit: str


@dataclass(frozen=True, slots=True)
class FirstLine:
    """One of the first lines of a result, which a veto may bar."""

    track: int | None
    entry: int
    rank: int
    barred: bool
    named: Named


def first_lines(
    session: Session, competition_id: int, results: Mapping[int, Stage]
) -> dict[int, list[FirstLine]]:
    """By result, the first of each track, barred or not. Three statements at most.

    Only those are read, however many take part.
    """
    vetoed = _vetoed(session, competition_id, results) if results else {}
    found: dict[int, list[FirstLine]] = {result_id: [] for result_id in results}
    for row in session.execute(_leading(results, vetoed)) if results else ():
        barred = row.note != "" or row.entry_id in vetoed.get(row.result_id, ())
        named = Named(row.number or "", row.title, row.unit_name)
        found[row.result_id].append(FirstLine(row.track_id, row.entry_id, row.rank, barred, named))
    return found


def _leading(results: Mapping[int, Stage], vetoed: Mapping[int, Collection[int]]) -> Any:
    """Lines at the best rank of their track that is free of a bar, and all before them."""
    struck = [
        and_(Standing.result_id == result_id, Standing.entry_id.in_(list(entries)))
        for result_id, entries in vetoed.items()
    ]
    ranked = and_(Standing.result_id.in_(list(results)), Standing.rank.is_not(None))
    best = (
        select(Standing.result_id, Standing.track_id, func.min(Standing.rank).label("rank"))
        .where(ranked, Standing.note == "", ~or_(false(), *struck))
        .group_by(Standing.result_id, Standing.track_id)
        .subquery()
    )
    track = func.coalesce(Standing.track_id, 0)
    same = and_(Standing.result_id == best.c.result_id, track == func.coalesce(best.c.track_id, 0))
    return (
        select(
            Standing.result_id,
            Standing.track_id,
            Standing.entry_id,
            Standing.rank,
            Standing.note,
            Entry.number,
            Entry.title,
            Entry.unit_name,
        )
        .join(Entry, Entry.id == Standing.entry_id)
        .outerjoin(best, same)
        .where(ranked, or_(best.c.rank.is_(None), Standing.rank <= best.c.rank))
    )


def _vetoed(
    session: Session, competition_id: int, results: Mapping[int, Stage]
) -> dict[int, set[int]]:
    """By result, the entries with a verified veto in its period. Two statements at most."""
    document = session.scalar(
        select(RuleSet.document).where(RuleSet.competition_id == competition_id, RuleSet.is_current)
    )
    uses = event_uses(parse_rule_set(document)) if document else ()
    kinds = {use.kind for use in uses if use.effect in VETOES}
    if not kinds:
        return {}
    rows = session.execute(
        select(ScoreEvent.stage_id, ScoreEvent.on_date, ScoreEvent.entry_id).where(
            ScoreEvent.competition_id == competition_id,
            ScoreEvent.kind.in_(kinds),
            ScoreEvent.verified_at.is_not(None),
            ScoreEvent.withdrawn_at.is_(None),
        )
    ).all()
    found: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        for result_id, stage in results.items():
            if row.stage_id == stage.id or _falls_in(stage, row.on_date):
                found[result_id].add(row.entry_id)
    return found


def _falls_in(stage: Stage, day: Any) -> bool:
    first, last = stage.period_from, stage.period_to
    return day is not None and first is not None and last is not None and first <= day <= last
