"""How the entries of a demonstration contest climbed: enterprise union, city or industry, province.

Written in a few statements, since going up entry by entry would take longer than the whole rest of
the demonstration; digests, places and contents are made by the very functions of the services.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, selectinload

from competition.domain.canonical import digest
from competition.domain.recommending import arranged
from competition.models import (
    Competition,
    Entry,
    EntryEvent,
    Organisation,
    Recommendation,
    RecommendationLevel,
    RecommendationList,
    RecommendationQuota,
    RecommendationRoute,
    database,
)
from competition.services.audit import record
from competition.services.principal import Principal
from competition.services.recommending.content import list_content

LEVELS = (
    ("企业工会", ["enterprise_union"]),
    ("市总工会和产业工会", ["municipal", "industry_union"]),
)
OPINIONS = ("成果已在生产中应用，效果明显，同意推荐。", "经评审，同意推荐参加省级决赛。")
DAYS = (timedelta(days=1), timedelta(days=4))


@dataclass(frozen=True, slots=True)
class Climb:
    """Who recommends what: the organiser acts for all those below."""

    session: Session
    actor: Principal
    competition: Competition
    submitted: datetime
    levels: Sequence[int]

    def arrived(self, place: int) -> datetime:
        """When entries came before a level."""
        return self.submitted + DAYS[place - 1] if place else self.submitted

    def sent(self, place: int) -> datetime:
        """When a level sent them on."""
        return self.submitted + DAYS[place]


def let_climb(actor: Principal, competition: Competition, submitted: datetime) -> int:
    """Let every entry have climbed both levels since it was handed in; returns how many lists.

    Args:
        actor: the organiser, who acted for those below and issued the places.
    """
    with database.writing() as session:
        levels = _levels(session, competition.id, submitted)
        climb = Climb(session, actor, competition, submitted, levels)
        entries = session.scalars(
            select(Entry)
            .where(Entry.competition_id == competition.id, Entry.organisation_id.is_not(None))
            .options(selectinload(Entry.members), selectinload(Entry.attachments))
            .order_by(Entry.number, Entry.id)
        ).all()
        units = {row.id: row for row in session.scalars(select(Organisation))}
        lists = 0
        for place in range(len(LEVELS)):
            desks: dict[int, list[Entry]] = defaultdict(list)
            for entry in entries:
                own = units[entry.organisation_id or 0]
                desks[own.id if place == 0 else own.parent_id or 0].append(entry)
            for ident, waiting in desks.items():
                _forward(climb, place, units[ident], waiting)
            _issue(climb, desks)
            lists += len(desks)
        return lists


def _levels(session: Session, competition_id: int, submitted: datetime) -> list[int]:
    session.add(RecommendationRoute(competition_id=competition_id, is_selective=True))
    rows = [
        RecommendationLevel(
            competition_id=competition_id,
            position=position,
            name=name,
            kinds=kinds,
            closes_at=submitted + DAYS[position] + timedelta(days=1),
        )
        for position, (name, kinds) in enumerate(LEVELS)
    ]
    session.add_all(rows)
    session.flush()
    return [row.id for row in rows]


def _forward(climb: Climb, place: int, desk: Organisation, waiting: Sequence[Entry]) -> None:
    """One list of an organisation with everything that lay before it, prepared and sent."""
    competition = climb.competition
    places = arranged([entry.id for entry in waiting], [], taken=())
    content = list_content(desk, competition.id, places, {one.id: one for one in waiting})
    row = RecommendationList(
        competition_id=competition.id,
        organisation_id=desk.id,
        serial=1,
        state="sent",
        content=content,
        digest=digest(content),
        created_by_id=climb.actor.account_id,
        created_at=climb.sent(place),
        sent_at=climb.sent(place),
    )
    climb.session.add(row)
    climb.session.flush()
    steps = [
        _step(climb, place, row, entry, told)
        for entry, told in zip(waiting, content["entries"], strict=True)
    ]
    climb.session.execute(insert(Recommendation), steps)
    climb.session.execute(
        insert(EntryEvent),
        [
            {
                "entry_id": entry.id,
                "kind": "recommend_forward",
                "values": {"unit": desk.name},
                "account_id": climb.actor.account_id,
                "at": climb.sent(place),
            }
            for entry in waiting
        ],
    )
    _record(climb.session, climb.actor, row)


def _step(
    climb: Climb, place: int, row: RecommendationList, entry: Entry, told: Mapping[str, Any]
) -> dict[str, Any]:
    """The arrival of an entry at a level, and its answer."""
    return {
        "competition_id": climb.competition.id,
        "entry_id": entry.id,
        "serial": place + 1,
        "level_id": climb.levels[place],
        "organisation_id": row.organisation_id,
        "state": "forwarded",
        "is_last": True,
        "nomination_order": told["order"],
        "opinion": OPINIONS[place],
        "revision": entry.revision,
        "digest": told["digest"],
        "list_id": row.id,
        "arrived_at": climb.arrived(place),
        "answered_at": climb.sent(place),
        "answered_by_id": climb.actor.account_id,
        "on_behalf_of_id": climb.competition.organisation_id,
    }


def _issue(climb: Climb, desks: Mapping[int, Sequence[Entry]]) -> None:
    """The places that each organisation was given, one more than it used."""
    climb.session.execute(
        insert(RecommendationQuota),
        [
            {
                "competition_id": climb.competition.id,
                "organisation_id": ident,
                "number": len(entries) + 1,
                "issued_by_id": climb.actor.account_id,
                "issued_at": climb.submitted - timedelta(days=30),
            }
            for ident, entries in desks.items()
        ],
    )


def _record(session: Session, actor: Principal, row: RecommendationList) -> None:
    for action, state in (("list", "prepared"), ("list_send", "sent")):
        record(
            session,
            actor,
            f"recommendation.{action}",
            f"recommendation_list:{row.id}",
            competition_id=row.competition_id,
            detail={
                "organisation": row.organisation_id,
                "serial": row.serial,
                "digest": row.digest,
                "entries": len(row.content["entries"]),
            },
            after={"state": state},
        )
