"""What a judge has to score, in the order of presentation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import joinedload

from competition.domain.entry_form import TITLE_KEY, Audience, visible_fields
from competition.domain.entry_form_document import parse_form
from competition.domain.marks import State, format_mark
from competition.domain.principals import SEATED, group_of
from competition.models import (
    Assignment,
    Competition,
    Entry,
    EntryForm,
    Judge,
    Panel,
    ScoreDraft,
    ScoreSheetVersion,
    Stage,
    StageEntry,
    database,
)
from competition.services.judging.rubric import Rubric, plain_mark, read_rubric
from competition.services.principal import Principal

SHOWN = ("open", "locked")
PLACE = and_(StageEntry.stage_id == Assignment.stage_id, StageEntry.entry_id == Assignment.entry_id)
IN_FORCE = and_(ScoreSheetVersion.assignment_id == Assignment.id, ScoreSheetVersion.is_current)


@dataclass(frozen=True, slots=True)
class StageWork:
    """A stage in which the judge has assignments, with how far they are."""

    stage: Stage
    competition: Competition
    done: int
    due: int
    recused: int


@dataclass(frozen=True, slots=True)
class Task:
    """One entry in a judge's list.

    Attributes:
        n: place in the list, from 1.
        code: the blind code, or the entry's number in an open stage.
        title: None where a blind judge may not see it.
        panel: its name; of a department's sheet the department.
        state: done, changed (submitted, then edited), draft, none, recused, absent or replaced.
        total: of the submitted sheet, as text; empty without one.
        highest: the total of a perfect sheet, as text.
    """

    assignment_id: int
    n: int
    code: str
    title: str | None
    panel: str
    state: str
    total: str
    highest: str
    filled: int


def audience_of(stage: Stage) -> Audience:
    """As whom the judges of a stage read entries."""
    return Audience.BLIND_JUDGE if stage.is_blind else Audience.OPEN_JUDGE


def stages_of_judge(actor: Principal) -> list[StageWork]:
    """Stages in which this account has something to score or had: open first, newest first."""
    scored = func.count(ScoreSheetVersion.id).filter(Assignment.state == "assigned")
    rows = database.session.execute(
        select(
            Stage,
            Competition,
            scored,
            func.count().filter(Assignment.state == "assigned"),
            func.count().filter(Assignment.state == "recused"),
        )
        .select_from(Assignment)
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(Stage, Stage.id == Assignment.stage_id)
        .join(Competition, Competition.id == Stage.competition_id)
        .outerjoin(ScoreSheetVersion, IN_FORCE)
        .where(
            Judge.account_id == actor.account_id,
            Judge.kind.in_(SEATED),
            Judge.withdrawn_at.is_(None),
            Stage.state.in_(SHOWN),
        )
        .options(joinedload(Stage.competition))
        .group_by(Stage.id, Competition.id)
        .order_by(Stage.state.desc(), Competition.year.desc(), Stage.position.desc(), Stage.id)
        .limit(50)
    )
    return [StageWork(stage, event, done, due, away) for stage, event, done, due, away in rows]


def stage_of(actor: Principal, assignment_id: int) -> Stage | None:
    """The stage of an assignment of this account, or None."""
    return database.session.scalars(
        select(Stage)
        .join(Assignment, Assignment.stage_id == Stage.id)
        .join(Judge, Judge.id == Assignment.judge_id)
        .where(
            Assignment.id == assignment_id,
            Judge.account_id == actor.account_id,
            Judge.withdrawn_at.is_(None),
        )
    ).first()


def tasks_of_judge(actor: Principal, stage: Stage) -> list[Task]:
    """The judge's entries of a stage in order. Three statements."""
    rows = _task_rows(actor, stage)
    titled = _titled_forms({row.form_id for row in rows}, audience_of(stage))
    whole = read_rubric(database.session, stage.id)
    groups = [group_of(row.kind, row.expertise) for row in rows]
    rubrics = {group: whole.due(group) for group in groups}
    return [
        Task(
            assignment_id=row.id,
            n=place,
            code=row.code or "",
            title=row.title if row.form_id in titled else None,
            panel=row.name if row.kind == "department" else row.panel or "",
            state=_state(row, rubric),
            total="" if row.total is None else counted_total(row.marks, rubric),
            highest=plain_mark(rubric.highest, rubric.scale),
            filled=sum(1 for text in (row.texts or {}).values() if text),
        )
        for place, (row, rubric) in enumerate(
            ((row, rubrics[group]) for row, group in zip(rows, groups, strict=True)), start=1
        )
    ]


def next_task(tasks: Sequence[Task], after: int = 0) -> Task | None:
    """The next entry without a submitted sheet: after this place, else from the start."""
    waiting = [task for task in tasks if task.state in ("none", "draft")]
    later = [task for task in waiting if task.n > after]
    return next(iter(later or waiting), None)


def _task_rows(actor: Principal, stage: Stage) -> Sequence[Any]:
    return database.session.execute(
        select(
            Assignment.id,
            Assignment.state,
            code_of(stage).label("code"),
            Entry.title,
            Entry.form_id,
            Panel.name.label("panel"),
            Judge.kind,
            Judge.expertise,
            Judge.name,
            ScoreDraft.texts,
            ScoreDraft.comment,
            ScoreSheetVersion.marks,
            ScoreSheetVersion.comment.label("sheet_comment"),
            ScoreSheetVersion.source,
            ScoreSheetVersion.total,
        )
        .join(Judge, Judge.id == Assignment.judge_id)
        .join(Entry, Entry.id == Assignment.entry_id)
        .join(StageEntry, PLACE)
        .outerjoin(Panel, Panel.id == Assignment.panel_id)
        .outerjoin(ScoreDraft, ScoreDraft.assignment_id == Assignment.id)
        .outerjoin(ScoreSheetVersion, IN_FORCE)
        .where(*listed(actor, stage))
        .order_by(*in_order(stage))
    ).all()


def code_of(stage: Stage) -> Any:
    """What judges of this stage call an entry by."""
    return StageEntry.blind_code if stage.is_blind else Entry.number


def listed(actor: Principal, stage: Stage) -> tuple[Any, ...]:
    """Conditions under which an entry stands in this judge's list."""
    return (
        Assignment.stage_id == stage.id,
        Judge.account_id == actor.account_id,
        Judge.kind.in_(SEATED),
        Judge.withdrawn_at.is_(None),
        Assignment.state != "replaced",
        Entry.state.in_(("passed", "withdrawn", "disqualified")),
    )


def in_order(stage: Stage) -> tuple[Any, ...]:
    """The order in which the judges of a stage see its entries."""
    by_code = stage.presentation_order == "code"
    return (code_of(stage) if by_code else StageEntry.draw_order, Assignment.id)


def _titled_forms(form_ids: set[int], audience: Audience) -> set[int]:
    """Forms whose title field this audience may see."""
    rows = database.session.execute(
        select(EntryForm.id, EntryForm.fields).where(EntryForm.id.in_(form_ids))
    )
    return {
        row.id
        for row in rows
        if any(
            field.key == TITLE_KEY
            for field in visible_fields(parse_form({"fields": row.fields}), audience)
        )
    }


def _state(row: Any, rubric: Rubric) -> str:
    if row.state != "assigned":
        return str(row.state)
    if row.total is not None:
        return "changed" if is_changed(row, rubric) else "done"
    return "draft" if row.texts is not None else "none"


def is_changed(row: Any, rubric: Rubric) -> bool:
    """Whether what was typed last differs from what was submitted, and was not corrected since."""
    if row.source == "correction":
        return False
    typed = submitted_texts(row.marks, rubric)
    return typed != dict(row.texts or {}) or (row.comment or "") != row.sheet_comment


def submitted_texts(marks: Sequence[Any], rubric: Rubric) -> dict[str, str]:
    """The marks of a submitted sheet as texts, by leaf key."""
    submitted = {key: mark for key, _, mark in marks}
    return {
        leaf.key: format_mark(submitted[leaf.key], leaf.range.scale)
        for leaf in rubric.leaves
        if submitted.get(leaf.key) is not None
    }


def counted_total(marks: Sequence[Any], rubric: Rubric) -> str:
    """The total of a submitted sheet under the weights in force, which may have changed since."""
    scored = {key: mark for key, state, mark in marks if state == State.SCORED.value}
    total = sum(mark * rubric.factors[key] for key, mark in scored.items())
    return format_mark(total, rubric.scale)
