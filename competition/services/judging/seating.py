"""Who sits on which panel: few panels each, away from conflicts, near their expertise."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from competition.domain.conflicts import kept_apart
from competition.domain.lots import lot
from competition.models import Judge, Panel, PanelJudge, Track
from competition.services.judging.conflicts import relations


@dataclass(frozen=True, slots=True)
class Candidate:
    """A judge who may be given a seat."""

    id: int
    expertise: str


def candidates(session: Session, competition_id: int) -> list[Candidate]:
    """The judges of a competition who are in office."""
    rows = session.execute(
        select(Judge.id, Judge.expertise)
        .where(
            Judge.competition_id == competition_id,
            Judge.kind == "judge",
            Judge.withdrawn_at.is_(None),
        )
        .order_by(Judge.id)
    )
    return [Candidate(row.id, row.expertise) for row in rows]


def seat_judges(
    session: Session,
    panels: Sequence[Panel],
    judges: Sequence[Candidate],
    split: Mapping[int, int],
    seed: str,
) -> None:
    """Fill the seats of new panels in turn, within the caller's transaction.

    The judge with the fewest seats comes first, then the one with the fewest conflicts in the
    panel, then the one whose expertise names the panel's track; the seed's lot decides the rest.

    Args:
        split: panel by entry.
    """
    barred = _barred(session, judges, split)
    tracks = _tracks(session, panels)
    held: Counter[int] = Counter()
    taken: set[tuple[int, int]] = set()
    rows = []
    for seat in range(1, panels[0].seats + 1):
        for panel in panels:
            track = tracks.get(panel.track_id, "")
            free = [judge for judge in judges if (panel.id, judge.id) not in taken]
            if not free:
                continue
            chosen = min(
                (
                    held[judge.id],
                    barred[panel.id, judge.id],
                    not track or track not in judge.expertise,
                    lot(seed, str(panel.position), str(judge.id)),
                    judge.id,
                )
                for judge in free
            )[-1]
            held[chosen] += 1
            taken.add((panel.id, chosen))
            rows.append({"panel_id": panel.id, "judge_id": chosen, "seat": seat})
    session.execute(insert(PanelJudge), rows)


def _barred(
    session: Session, judges: Sequence[Candidate], split: Mapping[int, int]
) -> dict[tuple[int, int], int]:
    """By panel and judge, how many of the panel's entries the judge must not mark."""
    related = relations(session, {judge.id: () for judge in judges}, dict(split))
    apart = kept_apart(related.judges.values(), related.entries.values())
    pairs = {(int(judge), int(entry)) for judge, entry in apart} | related.barred
    count: dict[tuple[int, int], int] = defaultdict(int)
    for judge, entry in pairs:
        if entry in split:
            count[split[entry], judge] += 1
    return count


def _tracks(session: Session, panels: Sequence[Panel]) -> dict[int | None, str]:
    rows = session.execute(
        select(Track.id, Track.name).where(
            Track.id.in_({panel.track_id for panel in panels if panel.track_id})
        )
    )
    return {row.id: row.name for row in rows}
