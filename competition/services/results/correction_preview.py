"""What a proposed correction would change; nothing official is touched."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from competition.domain.result_states import PUBLISHED
from competition.domain.rules import Calculation
from competition.domain.score_correction import Advance, with_sheet
from competition.models import Assignment, Certificate, ResultVersion, ScoreSheetVersion
from competition.services.objecting.consequences import with_consequence
from competition.services.results.correction_effect import (
    Effect,
    Move,
    NextStage,
    PartChange,
    Printed,
    Stand,
    Stood,
)
from competition.services.results.earlier import goes_on, next_stage
from competition.services.results.gather_sheets import judge_of, sheet_of
from competition.services.results.gathered import Gathered, entry_key, judge_key, row_id
from competition.services.results.gathered_change import with_fact
from competition.services.results.outcome import Outcome, calculate_gathered
from competition.services.results.reading import Line
from competition.services.results.rule_preview import compared, last_part

STANDING = ("computed", *PUBLISHED)
Calculations = Mapping[str, Calculation]


@dataclass(frozen=True, slots=True)
class _Both:
    """The competition as it is and as it would be, and what the rules say of each.

    Args:
        part: the first part that the correction reaches.
    """

    part: str
    old: Gathered
    new: Gathered
    before: Calculations
    after: Calculations

    def parts(self) -> list[str]:
        """The part that is corrected and all that is built on it."""
        keys = list(self.after)
        return keys[keys.index(self.part) :]


def part_of_subject(gathered: Gathered, subject: Mapping[str, Any]) -> str:
    """The first part that a correction reaches: its stage, or the one that gives the whole."""
    found = (one.key for one in gathered.stages if one.id == subject["stage"])
    return next(found, gathered.rules.last.key)


def corrected(session: Session, gathered: Gathered, subject: Mapping[str, Any]) -> Gathered:
    """The competition as it would be with what is corrected.

    One statement for a new judge, and for an event or item.

    Args:
        subject: of the proposal.
    """
    if "fact" in subject:
        return with_fact(session, gathered, subject)
    place = (
        part_of_subject(gathered, subject),
        entry_key(subject["entry"]),
        judge_key(subject["judge"]),
    )
    sheet = sheet_of(place, subject["after"]["state"], subject["after"]["marks"])
    known = next((one for one in gathered.facts.judges if one.id == sheet.judge), None)
    judge = known or judge_of(session, gathered.rules, subject["judge"])
    return replace(gathered, facts=with_sheet(gathered.facts, sheet, judge))


def effect_of(session: Session, gathered: Gathered, subject: Mapping[str, Any]) -> Effect:
    """What a correction would change. One statement, and one each for a new judge and who goes on.

    Args:
        gathered: of the competition as it is now.
        subject: of the proposal, for a stage that is locked or for the whole.
    Raises:
        Refusal: what `calculate` refuses.
    """
    part, wanted = part_of_subject(gathered, subject), last_part(gathered)
    before = calculate_gathered(gathered, wanted)
    if "objection" in subject:
        other = with_consequence(gathered, part, subject, before[part].evaluation)
    else:
        other = corrected(session, gathered, subject)
    both = _Both(part, gathered, other, before, calculate_gathered(other, wanted))
    parts = tuple(_part(both, key) for key in both.parts())
    awarded = [move.entry for move in parts[-1].moves if move.award_changes]
    versions, certificates = _standing(session, both, awarded)
    told = [_told(calculations[part], subject) for calculations in (both.before, both.after)]
    return Effect(
        before=told[0][0],
        after=told[1][0],
        scores=(told[0][1], told[1][1]),
        parts=parts,
        versions=versions,
        certificates=certificates,
        next_stage=_following(session, both),
    )


def later_stages(gathered: Gathered, part: str) -> Sequence[int]:
    """Ids of the stage and of the scoring stages after it; none for the whole."""
    keys = [one.key for one in gathered.stages]
    return [one.id for one in gathered.stages[keys.index(part) :]] if part in keys else []


def _told(calculation: Calculation, subject: Mapping[str, Any]) -> tuple[Any, str]:
    """Derivation and score of the entry that is meant; nothing where none is."""
    if not subject["entry"]:
        return {}, ""
    key = entry_key(subject["entry"])
    return calculation.derive(key), calculation.evaluation.score_of(key) or ""


def _part(both: _Both, key: str) -> PartChange:
    old = Outcome(both.old, key, dict(both.before))
    new = Outcome(both.new, key, dict(both.after))
    comparison = compared(old, new)
    moves = [
        Move(pair.after.entry_id, _stand(pair.before) if pair.before else None, _stand(pair.after))
        for pair in comparison.pairs
        if pair.changed
    ]
    return PartChange(key, tuple(moves), comparison.blocks)


def _stand(line: Line) -> Stand:
    return Stand(line.rank_text, line.score, line.tier_name, line.advances, line.note)


def _standing(
    session: Session, both: _Both, awarded: Collection[int]
) -> tuple[tuple[Stood, ...], tuple[Printed, ...]]:
    """Versions that give way, and valid certificates of entries whose award changes."""
    rows = session.execute(
        select(
            ResultVersion.id,
            ResultVersion.stage_id,
            ResultVersion.version,
            ResultVersion.state,
            ResultVersion.notice_from,
            Certificate.id.label("certificate"),
            Certificate.number,
            Certificate.entry_id,
        )
        .outerjoin(
            Certificate,
            and_(
                ResultVersion.stage_id.is_(None),
                Certificate.competition_id == ResultVersion.competition_id,
                Certificate.state == "valid",
                Certificate.entry_id.in_(awarded),
            ),
        )
        .where(
            ResultVersion.competition_id == both.old.stages[0].competition_id,
            ResultVersion.stage_id.is_(None)
            | ResultVersion.stage_id.in_(later_stages(both.old, both.part)),
            ResultVersion.state.in_(STANDING),
        )
        .order_by(ResultVersion.id, Certificate.id)
    ).all()
    versions = {
        row.id: Stood(row.id, row.stage_id, row.version, row.state, row.notice_from is not None)
        for row in rows
    }
    certificates = {
        row.certificate: Printed(row.certificate, row.number, row.entry_id)
        for row in rows
        if row.certificate is not None
    }
    return tuple(versions.values()), tuple(certificates.values())


def _following(session: Session, both: _Both) -> NextStage | None:
    """What changes about who is in the next stage; None where nothing does."""
    key = next_stage(both.old, both.part)
    following = next((one for one in both.old.stages if one.key == key), None)
    advance = Advance(
        goes_on(both.old, both.before[both.part].evaluation),
        goes_on(both.new, both.after[both.part].evaluation),
        both.old.taking_part.get(key or "", frozenset()),
    )
    if following is None or not (advance.joins or advance.leaves):
        return None
    scored = advance.stranded and _has_sheets(session, following.id, _ids(advance.stranded))
    return NextStage(
        stage=following.id,
        joins=_ids(advance.joins),
        leaves=_ids(advance.leaves),
        stranded=_ids(advance.stranded),
        fault=advance.fault(locked=following.state == "locked", scored=bool(scored)),
    )


def _ids(keys: Collection[str]) -> tuple[int, ...]:
    return tuple(sorted(row_id(key) for key in keys))


def _has_sheets(session: Session, stage_id: int, entries: Collection[int]) -> bool:
    found = session.scalar(
        select(ScoreSheetVersion.id)
        .join(Assignment, Assignment.id == ScoreSheetVersion.assignment_id)
        .where(
            Assignment.stage_id == stage_id,
            Assignment.entry_id.in_(entries),
            ScoreSheetVersion.is_current,
        )
        .limit(1)
    )
    return found is not None
