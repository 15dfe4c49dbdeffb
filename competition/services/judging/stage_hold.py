"""Hold a stage while its panels, assignments or entries change."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from competition.domain.refusal import Refusal
from competition.models import Assignment, Stage


def hold_stage(session: Session, stage_id: int, *, alone: bool = False) -> Stage:
    """The stage as it is now, held so that nobody locks it before this transaction ends.

    Args:
        alone: hold it against score writes too; only the act that locks needs this.
    """
    return session.get_one(
        Stage,
        stage_id,
        populate_existing=True,
        with_for_update={"read": not alone, "of": Stage},
    )


def hold_unlocked(session: Session, stage_id: int) -> Stage:
    """The held stage, which must be one of scoring and not locked.

    Raises:
        Refusal: ``stage.not_scoring``, ``stage.locked``.
    """
    stage = hold_stage(session, stage_id)
    if stage.kind != "scoring":
        raise Refusal("stage.not_scoring", stage=stage.name)
    if stage.state == "locked":
        raise Refusal("stage.locked")
    return stage


def hold_assignments(session: Session, *conditions: ColumnElement[bool]) -> None:
    """Keep sheets of these assignments waiting: one that landed before is seen from now on."""
    session.execute(
        select(Assignment.id).where(*conditions).order_by(Assignment.id).with_for_update()
    )
