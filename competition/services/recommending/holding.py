"""Which places of its quota an organisation holds."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from competition.models import Entry, EntryEvent, Recommendation, Track

FALLEN = ("withdrawn", "rejected", "disqualified", "not_recommended")
RETURNED = ("recommend_return", "recommend_return_down", "return")
FELL = ("withdraw", "reject", "disqualify", "recommend_decline")
HOLDS = or_(
    Recommendation.state.in_(("forwarded", "standby")),
    and_(Recommendation.kept_order.is_not(None), Recommendation.state.in_(("waiting", "returned"))),
)


@dataclass(slots=True)
class Held:
    """Entries that an organisation recommended and that still stand.

    Attributes:
        nominated: by entry, its order among the nominated; those returned for changes too.
        standby: entries that wait as substitutes, in their order.
        tracks: by entry, the key of its track.
    """

    nominated: dict[int, int] = field(default_factory=dict)
    standby: dict[int, int] = field(default_factory=dict)
    tracks: dict[int, str] = field(default_factory=dict)

    def without(self, entry_ids: Collection[int]) -> "Held":
        """What is held when these entries are left out."""
        kept = {each: order for each, order in self.nominated.items() if each not in entry_ids}
        return Held(kept, self.standby, self.tracks)

    def by_track(self) -> dict[str, int]:
        """How many places each track holds."""
        return dict(Counter(self.tracks[each] for each in self.nominated if each in self.tracks))


def held_places(
    session: Session, competition_id: int, organisation_ids: Collection[int]
) -> dict[int, Held]:
    """By organisation, the places it holds. One statement.

    An entry that was declined above, that its applicant took back, that form review rejected or
    that was disqualified gives its place back; one that was returned for changes keeps it, also
    after it has come back, until it is answered anew.
    """
    held: dict[int, Held] = {ident: Held() for ident in organisation_ids}
    rows = session.execute(
        select(
            Recommendation.organisation_id,
            Recommendation.entry_id,
            Recommendation.state,
            Recommendation.nomination_order,
            Recommendation.kept_order,
            Track.key,
        )
        .join(Entry, Entry.id == Recommendation.entry_id)
        .outerjoin(Track, Track.id == Entry.track_id)
        .where(
            Recommendation.competition_id == competition_id,
            Recommendation.organisation_id.in_(list(organisation_ids)),
            Recommendation.is_last,
            HOLDS,
            Entry.state.not_in(FALLEN),
        )
    )
    for row in rows:
        place = held[row.organisation_id]
        answered = row.state in ("forwarded", "standby")
        kind = place.standby if row.state == "standby" else place.nominated
        kind[row.entry_id] = (row.nomination_order if answered else row.kept_order) or 0
        if row.key is not None:
            place.tracks[row.entry_id] = row.key
    return held


def kept_place(session: Session, earlier: Recommendation) -> int | None:
    """The order that an entry takes along when it comes back to an organisation; None for none.

    Only what was returned for changes keeps it; what was taken back or declined gave it away.
    """
    last = session.scalar(
        select(EntryEvent.kind)
        .where(EntryEvent.entry_id == earlier.entry_id, EntryEvent.kind.in_((*RETURNED, *FELL)))
        .order_by(EntryEvent.id.desc())
        .limit(1)
    )
    if last not in RETURNED:
        return None
    return earlier.nomination_order if earlier.state == "forwarded" else earlier.kept_order


def tracks_of(session: Session, entry_ids: Collection[int]) -> dict[str, int]:
    """How many of these entries are in each track, by its key."""
    rows = session.execute(
        select(Track.key, func.count())
        .join(Entry, Entry.track_id == Track.id)
        .where(Entry.id.in_(entry_ids))
        .group_by(Track.key)
    )
    return {row[0]: row[1] for row in rows}
