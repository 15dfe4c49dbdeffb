"""Tables that repeat the rule set for joins and forms: criteria, award tiers, quotas."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import ascii_uppercase

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from competition.domain.refusal import Refusal
from competition.domain.rounding import exact_text
from competition.domain.rules import RuleSet
from competition.domain.rules.steps.award import Award as AwardStep
from competition.domain.rules.tiers import Tier
from competition.domain.sheet import Criterion as Node
from competition.models import Award, AwardQuota, AwardTier, Criterion, Stage, Standing, Track


def project_criteria(session: Session, stage: Stage, criteria: Sequence[Node]) -> None:
    """Replace the rubric of a stage."""
    session.execute(
        delete(Criterion).where(Criterion.stage_id == stage.id, Criterion.parent_id.is_not(None))
    )
    session.execute(delete(Criterion).where(Criterion.stage_id == stage.id))
    positions = iter(range(1, 10_000))
    for node in criteria:
        _add_criterion(session, stage.id, None, node, positions)


def project_awards(
    session: Session, competition_id: int, rules: RuleSet, codes: Mapping[str, str]
) -> None:
    """Bring award tiers and quotas in line with the rules; a tier keeps its row and its code.

    Args:
        codes: letters for certificate numbers by tier key, for tiers that are new.
    Raises:
        Refusal: ``rules.tier_used`` when a tier goes that has been awarded.
    """
    step = next((step for step in rules.last.steps if isinstance(step, AwardStep)), None)
    tiers = step.tiers if step else ()
    rows = {
        row.key: row
        for row in session.scalars(
            select(AwardTier).where(AwardTier.competition_id == competition_id)
        )
    }
    for key in rows.keys() - {tier.key for tier in tiers}:
        _remove_tier(session, rows.pop(key))
    for position, tier in enumerate(tiers, start=1):
        row = rows.setdefault(
            tier.key, AwardTier(competition_id=competition_id, key=tier.key, code="")
        )
        row.position, row.name = position, tier.name
        row.code = row.code or codes.get(tier.key, "") or _free_code(rows.values())
        session.add(row)
    session.flush()
    per_track = step is not None and step.per == "track"
    _project_quotas(session, competition_id, rows, tiers, per_track=per_track)


def _add_criterion(
    session: Session, stage_id: int, parent_id: int | None, node: Node, positions: Iterator[int]
) -> None:
    row = Criterion(
        stage_id=stage_id,
        parent_id=parent_id,
        position=next(positions),
        key=node.key,
        name=node.name,
        kind=node.kind.value,
        scale=node.range.scale,
        minimum=node.range.low,
        maximum=node.range.high,
        step=max(node.range.step, 1),
        weight=exact_text(node.weight.numerator, node.weight.denominator),
        hint=node.hint,
        levels=[
            {"name": level.name, "low": level.low, "high": level.high, "text": level.text}
            for level in node.levels
        ],
        marked_by=list(node.marked_by),
    )
    session.add(row)
    session.flush()
    for child in node.children:
        _add_criterion(session, stage_id, row.id, child, positions)


def _remove_tier(session: Session, row: AwardTier) -> None:
    for used in (Award.entry_id, Standing.entry_id):
        table = used.class_
        if session.scalar(select(used).where(table.tier_id == row.id).limit(1)):
            raise Refusal("rules.tier_used", name=row.name)
    session.delete(row)


def _free_code(rows: Iterable[AwardTier]) -> str:
    taken = {row.code for row in rows}
    return next(letter for letter in ascii_uppercase if letter not in taken)


def _project_quotas(
    session: Session,
    competition_id: int,
    rows: Mapping[str, AwardTier],
    tiers: Sequence[Tier],
    *,
    per_track: bool,
) -> None:
    session.execute(
        delete(AwardQuota).where(AwardQuota.tier_id.in_([row.id for row in rows.values()]))
    )
    tracks = {
        track.key: track.id
        for track in session.scalars(select(Track).where(Track.competition_id == competition_id))
    }
    for tier in tiers:
        row = rows[tier.key]
        if isinstance(tier.quota, int) and not per_track:
            session.add(AwardQuota(tier_id=row.id, track_id=None, number=tier.quota))
            continue
        numbers = tier.quota
        if isinstance(numbers, int):
            numbers = dict.fromkeys(tracks, numbers)
        for key, number in (numbers or {}).items():
            session.add(AwardQuota(tier_id=row.id, track_id=tracks[key], number=number))
