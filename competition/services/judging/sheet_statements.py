"""The statements of the scoring path, compiled once: Core, bound parameters, no unit of work."""

from typing import Any

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from competition.models import (
    Assignment,
    Competition,
    IdempotencyKey,
    Judge,
    RuleSet,
    ScoreDraft,
    ScoreSheetVersion,
    Stage,
)
from competition.models.prepared import Prepared, insert_named

_DRAFT, _SHEET, _KEY = ScoreDraft, ScoreSheetVersion, IdempotencyKey
_KNOWN_COLUMNS = (
    _DRAFT.revision,
    _DRAFT.texts,
    _DRAFT.comment,
    _SHEET.version,
    _KEY.body_digest,
    _KEY.answer,
)


def _with_known(statement: Any) -> Any:
    """Join what the server knows of the sheet to a statement on its assignment."""
    same_key = and_(_KEY.account_id == bindparam("account"), _KEY.key == bindparam("key"))
    return (
        statement.outerjoin(_DRAFT, _DRAFT.assignment_id == Assignment.id)
        .outerjoin(_SHEET, and_(_SHEET.assignment_id == Assignment.id, _SHEET.is_current))
        .outerjoin(_KEY, same_key)
        .where(Assignment.id == bindparam("assignment"))
    )


_HELD = _with_known(
    select(
        Assignment.state.label("assignment_state"),
        Stage.id.label("stage_id"),
        Stage.state.label("stage_state"),
        Stage.rubric_frozen_at,
        Stage.period_from,
        Stage.competition_id,
        Competition.is_rehearsal,
        RuleSet.digest,
        Judge.kind,
        Judge.expertise,
        *_KNOWN_COLUMNS,
    )
    .join(Judge, Judge.id == Assignment.judge_id)
    .join(Stage, Stage.id == Assignment.stage_id)
    .join(Competition, Competition.id == Stage.competition_id)
    .outerjoin(RuleSet, and_(RuleSet.competition_id == Competition.id, RuleSet.is_current))
).where(Judge.account_id == bindparam("account"), Judge.withdrawn_at.is_(None))
HOLD_SHARED = Prepared(_HELD.with_for_update(read=True, of=(Stage, Assignment)))
HOLD_ALONE = Prepared(_HELD.with_for_update(of=(Stage, Assignment)))
"""The assignment if it is this account's, its stage held so that no lock overtakes the write.

What else is known of the sheet may be older than the hold, but not old enough to matter: a save on
top of another gives no row in the statements on the draft.
"""

KNOWN = Prepared(_with_known(select(*_KNOWN_COLUMNS).select_from(Assignment)))
"""What the server knows of the sheet, and whether this request was answered before."""

_DRAFT_VALUES = {
    "assignment_id": bindparam("assignment"),
    "revision": 1,
    "texts": bindparam("texts", type_=ScoreDraft.__table__.c.texts.type),
    "comment": bindparam("comment"),
    "saved_at": bindparam("moment"),
}
ADD_DRAFT = {
    "sqlite": Prepared(
        sqlite_insert(ScoreDraft)
        .values(_DRAFT_VALUES)
        .on_conflict_do_nothing()
        .returning(ScoreDraft.revision)
    ),
    "postgresql": Prepared(
        postgresql_insert(ScoreDraft)
        .values(_DRAFT_VALUES)
        .on_conflict_do_nothing()
        .returning(ScoreDraft.revision)
    ),
}
CHANGE_DRAFT = Prepared(
    update(ScoreDraft)
    .where(
        ScoreDraft.assignment_id == bindparam("assignment"),
        ScoreDraft.revision == bindparam("seen"),
    )
    .values(
        revision=ScoreDraft.revision + 1,
        texts=bindparam("texts"),
        comment=bindparam("comment"),
        saved_at=bindparam("moment"),
    )
    .returning(ScoreDraft.revision)
)
"""Both give no row when somebody else saved first."""

RETIRE_SHEET = Prepared(
    update(ScoreSheetVersion)
    .where(ScoreSheetVersion.assignment_id == bindparam("assignment"), ScoreSheetVersion.is_current)
    .values(is_current=False)
)
ADD_SHEET = Prepared(
    insert_named(
        ScoreSheetVersion,
        "assignment_id",
        "version",
        "marks",
        "total",
        "total_scale",
        "comment",
        "account_id",
        "source",
        "saved_at",
        "is_current",
    )
)
ADD_KEY = Prepared(
    insert_named(IdempotencyKey, "account_id", "key", "body_digest", "answer", "created_at")
)
FREEZE_RUBRIC = Prepared(
    update(Stage)
    .where(Stage.id == bindparam("stage"), Stage.rubric_frozen_at.is_(None))
    .values(rubric_frozen_at=bindparam("moment"))
)
