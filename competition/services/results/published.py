"""What is public of a result: its lines as they were written with it, names as they are now.

Nothing is evaluated and no document is read: a page of hundreds of lines is one statement.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, or_, select
from sqlalchemy.orm import Session

from competition.domain.result_states import PUBLISHED
from competition.models import (
    AwardTier,
    Entry,
    EntryMember,
    ResultVersion,
    RuleSet,
    Stage,
    Standing,
    Track,
)
from competition.models.prepared import Prepared
from competition.services.results.group_names import choice_names_of
from competition.services.results.naming import group_name

HEAD = Prepared(
    select(
        ResultVersion.id,
        ResultVersion.state,
        ResultVersion.version,
        ResultVersion.approved_at,
        ResultVersion.notice_to,
        ResultVersion.notice_skipped_reason,
        ResultVersion.outcome_digest,
        RuleSet.digest.label("rules_digest"),
    )
    .join(RuleSet, RuleSet.id == ResultVersion.rule_set_id)
    .where(
        ResultVersion.competition_id == bindparam("competition"),
        ResultVersion.stage_id.is_(None),
        or_(*(ResultVersion.state == state for state in PUBLISHED)),
    )
)
LINES = Prepared(
    select(
        Standing.rank_text,
        Standing.score,
        Standing.stage_scores,
        Standing.group_key,
        Standing.advances,
        Standing.note,
        Standing.entry_id,
        Entry.number,
        Entry.title,
        Entry.unit_name.label("unit"),
        AwardTier.name.label("tier_name"),
        AwardTier.position.label("tier_position"),
        Track.name.label("track_name"),
        Track.position.label("track_position"),
    )
    .join(Entry, Entry.id == Standing.entry_id)
    .outerjoin(AwardTier, AwardTier.id == Standing.tier_id)
    .outerjoin(
        Track,
        and_(Track.competition_id == Entry.competition_id, Track.key == Standing.group_key),
    )
    .where(Standing.result_id == bindparam("result"))
    .order_by(Standing.place)
)

WINNERS = Prepared(
    select(EntryMember.entry_id, EntryMember.name)
    .join(Standing, Standing.entry_id == EntryMember.entry_id)
    .where(Standing.result_id == bindparam("result"), Standing.tier_id.is_not(None))
    .order_by(EntryMember.entry_id, EntryMember.position)
)


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that are ranked together; `name` of the track or unit, empty where all are."""

    name: str
    lines: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Tier:
    """One award and its winners, in the order of their groups and ranks."""

    name: str
    winners: Sequence[Any]


@dataclass(frozen=True, slots=True)
class Published:
    """The result of the whole that is in force.

    Attributes:
        head: its state, version, dates and digests.
        stages: names of the stages whose scores are shown beside.
        tiers: highest first, without those that nobody got.
        members: by entry id, the people behind the winners in the order of their contribution.
    """

    head: Any
    stages: Sequence[str]
    groups: Sequence[Group]
    tiers: Sequence[Tier]
    members: Mapping[int, Sequence[str]]

    @property
    def has_awards(self) -> bool:
        """Whether it is about awards, not about who goes on."""
        advancing = any(line.advances for group in self.groups for line in group.lines)
        return bool(self.tiers) or not advancing


def published_result(session: Session, competition_id: int) -> Published | None:
    """The published result of a competition, or None. Four statements, three for one stage."""
    connection = session.connection()
    head = HEAD.first(connection, {"competition": competition_id})
    if head is None:
        return None
    lines = LINES.all(connection, {"result": head.id})
    members: dict[int, list[str]] = {}
    for row in WINNERS.all(connection, {"result": head.id}):
        members.setdefault(row.entry_id, []).append(row.name)
    return Published(
        head=head,
        stages=_stage_names(session, competition_id, lines),
        groups=_groups(session, head.id, lines),
        tiers=_tiers(lines),
        members=members,
    )


def _groups(session: Session, result_id: int, lines: Sequence[Any]) -> list[Group]:
    """Tracks in their order, other groups after them; one statement more where there are any."""
    found: dict[str, list[Any]] = {}
    for line in lines:
        found.setdefault(line.group_key, []).append(line)

    def place(key: str) -> tuple[bool, int, str]:
        position = found[key][0].track_position
        return (position is None, position or 0, key)

    strange = any(key and found[key][0].track_name is None for key in found)
    named = choice_names_of(session, result_id) if strange else {}
    return [
        Group(named.get(key) or found[key][0].track_name or group_name(key, found[key]), found[key])
        for key in sorted(found, key=place)
    ]


def _tiers(lines: Sequence[Any]) -> list[Tier]:
    found: dict[int, list[Any]] = {}
    for line in lines:
        if line.tier_position is not None:
            found.setdefault(line.tier_position, []).append(line)
    return [Tier(found[position][0].tier_name, found[position]) for position in sorted(found)]


def _stage_names(session: Session, competition_id: int, lines: Sequence[Any]) -> list[str]:
    keys = [key for key, _ in lines[0].stage_scores] if lines else []
    if not keys:
        return []
    rows = session.execute(
        select(Stage.key, Stage.name).where(Stage.competition_id == competition_id)
    ).all()
    names = {row.key: row.name for row in rows}
    return [names.get(key, key) for key in keys]
