"""Figures of a competition at one glance, and what is to be done next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from competition.domain.calendar import Phase, phase
from competition.domain.objections import OPEN
from competition.models import (
    Assignment,
    Competition,
    Entry,
    EntryMember,
    Judge,
    NoticeSetting,
    Objection,
    Panel,
    Proposal,
    ResultVersion,
    ScoreSheetVersion,
    Stage,
    StageEntry,
)
from competition.services.objecting.settings import NoticePlan, unapproved_words

HANDED_IN = (
    "recommending",
    "not_recommended",
    "submitted",
    "returned",
    "passed",
    "rejected",
    "disqualified",
)


@dataclass(frozen=True, slots=True)
class StageFigures:
    """A stage with its numbers.

    Args:
        entries: taken into a scoring stage.
        due, done: score sheets to be expected, and submitted.
    """

    stage: Stage
    panels: int
    entries: int
    due: int
    done: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers of a competition.

    Args:
        entries: by state, drafts and withdrawn ones among them.
        units, members: of entries handed in.
        judges: not withdrawn.
        results: versions computed for the whole and not replaced.
        proposals: waiting for a second person.
        approved: results of the whole that wait for their notice, or for its recorded skip.
        noticed: those whose notice is over, to be confirmed.
        objections: objections and appeals that are not settled.
        approval: the approval number; empty for none.
    """

    entries: dict[str, int]
    units: int
    members: int
    judges: int
    results: int
    proposals: int
    approved: int = 0
    noticed: int = 0
    objections: int = 0
    approval: str | None = None

    @property
    def handed_in(self) -> int:
        """Entries that were submitted and not withdrawn."""
        return sum(self.entries.get(state, 0) for state in HANDED_IN)


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something to do: a code for its words, the stage it is about, how many, how urgent."""

    code: str
    stage: str = ""
    count: int = 0
    urgent: bool = False


def stage_figures(session: Session, competition_id: int) -> list[StageFigures]:
    """Stages in order with panels, entries and score sheets, in one statement."""
    panels = _count(select(func.count()).where(Panel.stage_id == Stage.id))
    entries = _count(select(func.count()).where(StageEntry.stage_id == Stage.id))
    expected = (Assignment.stage_id == Stage.id) & (Assignment.state == "assigned")
    due = _count(select(func.count()).select_from(Assignment).where(expected))
    done = _count(
        select(func.count())
        .select_from(Assignment)
        .join(ScoreSheetVersion, ScoreSheetVersion.assignment_id == Assignment.id)
        .where(expected, ScoreSheetVersion.is_current)
    )
    rows = session.execute(
        select(Stage, panels, entries, due, done)
        .where(Stage.competition_id == competition_id)
        .order_by(Stage.position)
    )
    return [StageFigures(*row) for row in rows]


def figures_of(session: Session, competition_id: int, now: datetime) -> Figures:
    """The figures of a competition, in two statements."""
    states = session.execute(
        select(Entry.state, func.count())
        .where(Entry.competition_id == competition_id)
        .group_by(Entry.state)
    )
    handed_in = (Entry.competition_id == competition_id) & Entry.state.in_(HANDED_IN)
    members = select(func.count()).select_from(EntryMember).join(Entry).where(handed_in)
    judges = select(func.count()).where(
        Judge.competition_id == competition_id,
        Judge.kind == "judge",
        Judge.withdrawn_at.is_(None),
    )
    whole = select(func.count()).where(
        ResultVersion.competition_id == competition_id, ResultVersion.stage_id.is_(None)
    )
    results = whole.where(ResultVersion.state.in_(("computed", "approved", "in_notice", "final")))
    approved = whole.where(ResultVersion.state == "approved")
    noticed = whole.where(ResultVersion.state == "in_notice", ResultVersion.notice_to <= now)
    proposals = select(func.count()).where(
        Proposal.competition_id == competition_id, Proposal.state == "open"
    )
    objections = select(func.count()).where(
        Objection.competition_id == competition_id,
        Objection.state.in_([state.value for state in OPEN]),
    )
    approval = select(NoticeSetting.approval_number).where(
        NoticeSetting.competition_id == competition_id
    )
    counts = (members, judges, results, proposals, approved, noticed, objections, approval)
    row = session.execute(
        select(
            select(func.count(Entry.unit_name.distinct())).where(handed_in).scalar_subquery(),
            *(each.scalar_subquery() for each in counts),
        )
    ).one()
    return Figures({one[0]: one[1] for one in states}, *row)


def next_steps(
    competition: Competition, stages: list[StageFigures], figures: Figures, now: datetime
) -> list[NextStep]:
    """What an organiser should do next in an open competition, most urgent first."""
    steps: list[NextStep] = []
    waiting = figures.entries.get("submitted", 0)
    if figures.proposals:
        steps.append(NextStep("proposals", count=figures.proposals, urgent=True))
    if figures.objections:
        steps.append(NextStep("objections", count=figures.objections, urgent=True))
    if unapproved_words(competition, NoticePlan(figures.approval or "")):
        steps.append(NextStep("approval"))
    if waiting:
        steps.append(NextStep("review", count=waiting))
    for each in stages:
        steps += _of_stage(each, now)
    scoring = [each.stage for each in stages if each.stage.kind == "scoring"]
    if any(stage.state != "draft" for stage in scoring):
        steps += [NextStep("still_open", each.stage.name) for each in stages if _takes(each, now)]
    if scoring and all(stage.state == "locked" for stage in scoring) and not figures.results:
        steps.append(NextStep("compute", urgent=True))
    if figures.approved:
        steps.append(NextStep("notice", urgent=True))
    if figures.noticed:
        steps.append(NextStep("confirm", urgent=True))
    return sorted(steps, key=lambda step: not step.urgent)


def _takes(each: StageFigures, now: datetime) -> bool:
    """Whether a stage still takes entries or reviews them before its time is over."""
    stage = each.stage
    open_ = stage.kind != "scoring" and stage.state == "open"
    return open_ and phase(stage.opens_at, stage.closes_at, now) is not Phase.AFTER


def _of_stage(each: StageFigures, now: datetime) -> list[NextStep]:
    stage = each.stage
    where = phase(stage.opens_at, stage.closes_at, now)
    if stage.kind != "scoring":
        if stage.state == "open" and where is Phase.AFTER:
            return [NextStep(f"close_{stage.kind}", stage.name)]
        return []
    if stage.state == "draft":
        if not each.panels:
            return [NextStep("panels", stage.name, urgent=where is not Phase.BEFORE)]
        return [NextStep("open", stage.name, urgent=True)] if where is not Phase.BEFORE else []
    if stage.state == "open" and each.due:
        missing = each.due - each.done
        if missing:
            return [NextStep("sheets", stage.name, missing, urgent=where is Phase.AFTER)]
        return [NextStep("lock", stage.name, urgent=True)]
    return []


def _count(query: Select[Any]) -> Any:
    """A number beside each stage."""
    return query.correlate(Stage).scalar_subquery()
