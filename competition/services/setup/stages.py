"""Stages: dated, opened, closed; scoring stages added and removed."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.domain.calendar import Span, order_faults
from competition.domain.refusal import Refusal
from competition.domain.rule_choices import (
    Choices,
    read_choices,
    to_document,
    with_stage,
    without_stage,
)
from competition.models import Assignment, Competition, Panel, Stage, StageEntry, database
from competition.services.audit import record
from competition.services.principal import Principal
from competition.services.public_pages import bump_public
from competition.services.runtime import now
from competition.services.setup.rules import (
    current_rule_set,
    require_final_open,
    require_sound,
    write_rule_set,
)
from competition.services.setup.running import require_running
from competition.services.setup.seen import require_seen

LONGEST_NAME = 30
MOST_STAGES = 60
EDITED = ("name", "opens_at", "closes_at", "is_blind", "presentation_order")


def stages_of(session: Session, competition_id: int) -> list[Stage]:
    """The stages of a competition, in order."""
    return list(
        session.scalars(
            select(Stage).where(Stage.competition_id == competition_id).order_by(Stage.position)
        )
    )


def stage_state(stage: Stage) -> dict[str, Any]:
    """What the form of a stage shows, as plain values."""
    state = {name: getattr(stage, name) for name in EDITED}
    for name in ("opens_at", "closes_at"):
        state[name] = state[name].isoformat() if state[name] else None
    return state


def change_stage(
    actor: Principal,
    stage: Stage,
    *,
    name: str,
    opens_at: datetime | None,
    closes_at: datetime | None,
    is_blind: bool,
    presentation_order: str,
    seen: str | None = None,
) -> None:
    """Change a stage's name, dates and manner.

    Args:
        opens_at, closes_at: aware.
        presentation_order: ``code`` or ``draw``.
    Raises:
        Refusal: ``stage.name``, ``stage.name_taken``, ``stage.ended``, ``stage.blind_fixed``
            once a scoring stage has opened, ``calendar.closes_before_opens``,
            ``calendar.stage_order``, ``setup.changed``.
    """
    with database.writing() as session:
        require_running(session, stage.competition_id)
        before = stage_state(stage)
        require_seen(before, seen)
        if stage.state == "locked":
            raise Refusal("stage.ended", stage=stage.name)
        if stage.state != "draft" and is_blind != stage.is_blind:
            raise Refusal("stage.blind_fixed", stage=stage.name)
        others = stages_of(session, stage.competition_id)
        stage.name = _free_name(name, [each.name for each in others if each.id != stage.id])
        stage.opens_at, stage.closes_at = opens_at, closes_at
        stage.is_blind, stage.presentation_order = is_blind, presentation_order
        _require_order(others)
        bump_public(session, stage.competition_id)
        _note_change(session, actor, stage, before)


def add_scoring_stage(actor: Principal, competition: Competition, name: str) -> int:
    """Add a scoring stage at the end, with the criteria and rules of the one before it.

    Raises:
        Refusal: ``stage.name``, ``stage.name_taken``, ``stage.most``, ``rules.frozen_final``,
            ``rules.not_choices`` when the rules are kept as a document of their own.
    """
    with database.writing() as session:
        require_running(session, competition.id)
        require_final_open(session, competition)
        known = stages_of(session, competition.id)
        if len(known) >= MOST_STAGES:
            raise Refusal("stage.most", most=MOST_STAGES)
        choices = _choices(session, competition)
        stage = _scoring_stage(competition.id, known, name)
        session.add(stage)
        session.flush()
        document = to_document(with_stage(choices, stage.key))
        write_rule_set(session, actor, competition, document)
        bump_public(session, competition.id)
        record(
            session,
            actor,
            "stage.add",
            f"stage:{stage.id}",
            competition_id=competition.id,
            detail={"name": stage.name},
        )
        return stage.id


def remove_stage(actor: Principal, stage: Stage) -> None:
    """Remove a scoring stage that has not begun; its weight goes to the last one that is left.

    Raises:
        Refusal: ``stage.needed`` for taking entries and form review, ``stage.used``,
            ``stage.last_scoring``, ``rules.frozen_final``, ``rules.not_choices``.
    """
    with database.writing() as session:
        require_running(session, stage.competition_id)
        competition = session.get_one(Competition, stage.competition_id)
        if stage.kind != "scoring":
            raise Refusal("stage.needed", stage=stage.name)
        if stage.state != "draft" or _is_used(session, stage):
            raise Refusal("stage.used", stage=stage.name)
        require_final_open(session, competition)
        document = to_document(without_stage(_choices(session, competition), stage.key))
        record(
            session,
            actor,
            "stage.remove",
            f"stage:{stage.id}",
            competition_id=stage.competition_id,
            detail={"name": stage.name},
        )
        session.delete(stage)
        session.flush()
        write_rule_set(session, actor, competition, document)
        bump_public(session, competition.id)


def open_stage(actor: Principal, stage: Stage) -> None:
    """Open a stage: entrants write, reviewers review, or judges mark.

    Opening the first scoring stage freezes the rules of the final result.

    Raises:
        Refusal: ``stage.competition_draft``, ``stage.not_draft``, and for a scoring stage the
            fault of the rules; ``period.open_there`` for a period.
    """
    with database.writing() as session:
        require_running(session, stage.competition_id)
        if stage.is_period:
            raise Refusal("period.open_there", stage=stage.name)
        competition = session.get_one(Competition, stage.competition_id)
        if competition.state != "open":
            raise Refusal("stage.competition_draft", stage=stage.name)
        if stage.state != "draft":
            raise Refusal("stage.not_draft", stage=stage.name)
        if stage.kind == "scoring":
            require_sound(session, competition.id)
        stage.state = "open"
        bump_public(session, competition.id)
        record(
            session,
            actor,
            "stage.open",
            f"stage:{stage.id}",
            competition_id=competition.id,
            detail={"name": stage.name},
        )


def close_stage(actor: Principal, stage: Stage) -> None:
    """Close taking entries or form review; scoring stages are locked by judging.

    Raises:
        Refusal: ``stage.not_running``, ``stage.scoring`` for a scoring stage.
    """
    with database.writing() as session:
        require_running(session, stage.competition_id)
        if stage.kind == "scoring":
            raise Refusal("stage.scoring", stage=stage.name)
        if stage.state != "open":
            raise Refusal("stage.not_running", stage=stage.name)
        stage.state, stage.locked_at, stage.locked_by_id = "locked", now(), actor.account_id
        bump_public(session, stage.competition_id)
        record(
            session,
            actor,
            "stage.close",
            f"stage:{stage.id}",
            competition_id=stage.competition_id,
            detail={"name": stage.name},
        )


def reopen_stage(actor: Principal, stage: Stage, *, reason: str) -> None:
    """Open taking entries or form review again, while no scoring has begun.

    Raises:
        Refusal: ``stage.scoring``, ``stage.not_locked``, ``stage.reason``,
            ``stage.scoring_begun``.
    """
    with database.writing() as session:
        require_running(session, stage.competition_id)
        if stage.kind == "scoring":
            raise Refusal("stage.scoring", stage=stage.name)
        if stage.state != "locked":
            raise Refusal("stage.not_locked", stage=stage.name)
        if not reason.strip():
            raise Refusal("stage.reason")
        for other in stages_of(session, stage.competition_id):
            if other.kind == "scoring" and other.state != "draft":
                raise Refusal("stage.scoring_begun", stage=other.name)
        stage.state, stage.locked_at, stage.locked_by_id = "open", None, None
        bump_public(session, stage.competition_id)
        record(
            session,
            actor,
            "stage.reopen",
            f"stage:{stage.id}",
            competition_id=stage.competition_id,
            detail={"name": stage.name, "reason": reason.strip()},
        )


def _scoring_stage(competition_id: int, known: list[Stage], name: str) -> Stage:
    taken = {each.key for each in known}
    return Stage(
        competition_id=competition_id,
        position=max((each.position for each in known), default=0) + 1,
        key=next(key for n in range(1, 100) if (key := f"stage{n}") not in taken),
        kind="scoring",
        name=_free_name(name, [each.name for each in known]),
        presentation_order="draw",
    )


def _note_change(session: Session, actor: Principal, stage: Stage, before: dict[str, Any]) -> None:
    after = stage_state(stage)
    record(
        session,
        actor,
        "stage.change",
        f"stage:{stage.id}",
        competition_id=stage.competition_id,
        detail={name: after[name] for name in EDITED if before[name] != after[name]},
        before=before,
        after=after,
    )


def _free_name(name: str, taken: list[str]) -> str:
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Refusal("stage.name", most=LONGEST_NAME)
    if name in taken:
        raise Refusal("stage.name_taken", name=name)
    return name


def _require_order(stages: list[Stage]) -> None:
    """Refuse dates out of order, naming the stage as people know it."""
    names = {stage.key: stage.name for stage in stages}
    spans = [Span(stage.key, stage.opens_at, stage.closes_at) for stage in stages]
    for fault in order_faults(spans):
        named = {key: names.get(str(value), value) for key, value in fault.values.items()}
        raise Refusal(fault.code, **named)


def _choices(session: Session, competition: Competition) -> Choices:
    row = current_rule_set(session, competition.id)
    choices = read_choices(row.document) if row else None
    if choices is None:
        raise Refusal("rules.not_choices")
    return choices


def _is_used(session: Session, stage: Stage) -> bool:
    tables = (StageEntry, Panel, Assignment)
    return any(
        session.execute(select(table).where(table.stage_id == stage.id).limit(1)).first()
        for table in tables
    )
