"""Public notices: the list without personal numbers, the days, and what came after."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from competition.domain.calendar import day_of
from competition.domain.public_notice import Period, period_of
from competition.domain.result_states import PUBLISHED
from competition.models import (
    AwardTier,
    Competition,
    Entry,
    EntryMember,
    Organisation,
    Recommendation,
    ResultVersion,
    Standing,
)
from competition.services.results.outcome import of_stage
from competition.services.working_days import work_calendar

ENDED = ("superseded", "withdrawn")


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry on the list, as far as anybody may read it.

    Args:
        award: name of the tier; empty without one.
        advances: it goes on to the next stage.
        rank: as printed, for results that neither award nor cut.
    """

    entry_id: int
    title: str
    unit: str
    members: tuple[str, ...]
    recommender: str
    award: str
    advances: bool
    rank: str


def noticed_results(session: Session, competition_id: int) -> Sequence[ResultVersion]:
    """Every version that was put up for notice, the newest first. One statement."""
    return session.scalars(
        select(ResultVersion)
        .options(joinedload(ResultVersion.stage))
        .where(
            ResultVersion.competition_id == competition_id,
            ResultVersion.notice_from.is_not(None),
        )
        .order_by(ResultVersion.notice_from.desc(), ResultVersion.id.desc())
    ).all()


def open_notice(session: Session, competition_id: int, result_id: int) -> ResultVersion | None:
    """A version that anybody may read the notice of, or None. One statement."""
    return session.scalars(
        select(ResultVersion)
        .join(Competition, Competition.id == ResultVersion.competition_id)
        .options(joinedload(ResultVersion.stage), joinedload(ResultVersion.competition))
        .where(
            ResultVersion.id == result_id,
            ResultVersion.competition_id == competition_id,
            ResultVersion.notice_from.is_not(None),
            Competition.state != "draft",
            Competition.is_rehearsal.is_(False),
            Competition.public_sees != "nothing",
        )
    ).first()


def notice_period(result: ResultVersion) -> Period | None:
    """The days of a version's notice in its competition's zone; None where there was none."""
    if result.notice_from is None or result.notice_to is None:
        return None
    zone = result.competition.time_zone
    return period_of(
        work_calendar(), day_of(result.notice_from, zone), day_of(result.notice_to, zone)
    )


def successor_of(session: Session, result: ResultVersion) -> ResultVersion | None:
    """What is in force now in the place of a version that has ended, or None."""
    if result.state not in ENDED:
        return None
    return session.scalars(
        select(ResultVersion).where(
            ResultVersion.competition_id == result.competition_id,
            of_stage(result.stage_id),
            ResultVersion.state.in_(PUBLISHED),
            ResultVersion.version > result.version,
        )
    ).first()


def listed(session: Session, result: ResultVersion) -> list[Listed]:
    """Who is on the list: winners, else those who go on, else everybody ranked. Three statements.

    In the order of awards, then of ranks.
    """
    rows = session.execute(
        select(
            Standing.entry_id,
            Standing.advances,
            Standing.rank_text,
            Entry.title,
            Entry.unit_name,
            AwardTier.name.label("award"),
        )
        .join(Entry, Entry.id == Standing.entry_id)
        .outerjoin(AwardTier, AwardTier.id == Standing.tier_id)
        .where(Standing.result_id == result.id)
        .order_by(AwardTier.position.is_(None), AwardTier.position, Standing.place)
    ).all()
    chosen = (
        [row for row in rows if row.award]
        or [row for row in rows if row.advances]
        or [row for row in rows if row.rank_text]
    )
    ids = [row.entry_id for row in chosen]
    members, units = _members(session, result.id), _recommenders(session, ids)
    return [
        Listed(
            entry_id=row.entry_id,
            title=row.title,
            unit=row.unit_name,
            members=tuple(members.get(row.entry_id, ())),
            recommender=units.get(row.entry_id, ""),
            award=row.award or "",
            advances=row.advances,
            rank=row.rank_text,
        )
        for row in chosen
    ]


def _members(session: Session, result_id: int) -> dict[int, list[str]]:
    """Names only: nothing else of a member is ever read for a notice."""
    found: dict[int, list[str]] = {}
    rows: Any = session.execute(
        select(EntryMember.entry_id, EntryMember.name)
        .join(Standing, Standing.entry_id == EntryMember.entry_id)
        .where(Standing.result_id == result_id)
        .order_by(EntryMember.entry_id, EntryMember.position)
    )
    for row in rows:
        found.setdefault(row.entry_id, []).append(row.name)
    return found


def _recommenders(session: Session, entries: Sequence[int]) -> dict[int, str]:
    """The highest organisation that recommended each entry."""
    rows: Any = session.execute(
        select(Recommendation.entry_id, Organisation.name)
        .join(Organisation, Organisation.id == Recommendation.organisation_id)
        .where(Recommendation.entry_id.in_(entries), Recommendation.state == "forwarded")
        .order_by(Recommendation.entry_id, Recommendation.serial)
    )
    return {row.entry_id: row.name for row in rows}
