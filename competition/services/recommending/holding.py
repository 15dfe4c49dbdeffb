"""Which places of its quota an organisation holds."""

from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.models import Entry, Recommendation

FALLEN = ("withdrawn", "rejected", "disqualified", "not_recommended")


@dataclass(slots=True)
class Held:
    """Entries that an organisation recommended and that still stand.

    Attributes:
        nominated: by entry, its order among the nominated.
        standby: entries that wait as substitutes, in their order.
    """

    nominated: dict[int, int] = field(default_factory=dict)
    standby: dict[int, int] = field(default_factory=dict)


def held_places(
    session: Session, competition_id: int, organisation_ids: Collection[int]
) -> dict[int, Held]:
    """By organisation, the places it holds. One statement.

    An entry that was declined above, that its applicant took back, that form review rejected or
    that was disqualified gives its place back; one that was returned for changes keeps it.
    """
    held: dict[int, Held] = {ident: Held() for ident in organisation_ids}
    rows = session.execute(
        select(
            Recommendation.organisation_id,
            Recommendation.entry_id,
            Recommendation.state,
            Recommendation.nomination_order,
        )
        .join(Entry, Entry.id == Recommendation.entry_id)
        .where(
            Recommendation.competition_id == competition_id,
            Recommendation.organisation_id.in_(list(organisation_ids)),
            Recommendation.is_last,
            Recommendation.state.in_(("forwarded", "standby")),
            Entry.state.not_in(FALLEN),
        )
    )
    for row in rows:
        place = held[row.organisation_id]
        kind = place.standby if row.state == "standby" else place.nominated
        kind[row.entry_id] = row.nomination_order or 0
    return held
