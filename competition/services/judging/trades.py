"""What judges are known for: whether they are seniors, and the tracks whose trade they know."""

from collections.abc import Collection

from sqlalchemy import delete, insert, select

from competition.domain.refusal import Refusal
from competition.models import Judge, JudgeTrack, Track, database
from competition.services.audit import record
from competition.services.principal import Principal


def tracks_known(judge: Judge) -> list[tuple[Track, bool]]:
    """Every track of the competition in order, and whether it was chosen for the judge."""
    chosen = (JudgeTrack.track_id == Track.id) & (JudgeTrack.judge_id == judge.id)
    rows = database.session.execute(
        select(Track, JudgeTrack.judge_id.is_not(None))
        .outerjoin(JudgeTrack, chosen)
        .where(Track.competition_id == judge.competition_id)
        .order_by(Track.position, Track.id)
    )
    return [(track, known) for track, known in rows]


def set_trade(
    actor: Principal, judge: Judge, *, is_senior: bool, track_ids: Collection[int]
) -> None:
    """Say what a judge is known for; the assignment minds it.

    Raises:
        Refusal: ``judge.track`` for a track of another competition.
    """
    chosen = sorted(set(track_ids))
    with database.writing() as session:
        session.refresh(judge)
        tracks = select(Track.id).where(Track.competition_id == judge.competition_id)
        if not set(chosen) <= set(session.scalars(tracks)):
            raise Refusal("judge.track")
        held = select(JudgeTrack.track_id).where(JudgeTrack.judge_id == judge.id)
        before = [judge.is_senior, sorted(session.scalars(held))]
        judge.is_senior = is_senior
        session.execute(delete(JudgeTrack).where(JudgeTrack.judge_id == judge.id))
        if chosen:
            session.execute(
                insert(JudgeTrack), [{"judge_id": judge.id, "track_id": each} for each in chosen]
            )
        record(
            session,
            actor,
            "judge.trade",
            f"judge:{judge.id}",
            competition_id=judge.competition_id,
            before=before,
            after=[is_senior, chosen],
        )
