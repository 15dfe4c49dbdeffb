"""Panels, judges, what they are to score, and what they said."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.models.account import Account
from competition.models.base import Base, LongId, index_known, one_of, unique_where
from competition.models.entry import Entry
from competition.models.event import Competition, Stage

ASSIGNMENT_STATES = ("assigned", "recused", "absent", "replaced")
JUDGE_KINDS = ("judge", "department", "verifier", "self", "peer")


class Judge(Base):
    """Who hands in score sheets in one competition, under one account.

    A judge is a person. A department scores its own indicators in each period, a verifier settles
    what counts, and a unit taking part reports on itself (self) and on the others (peer): these
    are rows of their own, so that an account may hand in more than one kind of sheet.
    """

    __tablename__ = "judge"
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[str] = mapped_column(default="judge")
    name: Mapped[str]
    expertise: Mapped[str] = mapped_column(default="")
    is_chief: Mapped[bool] = mapped_column(default=False)
    is_senior: Mapped[bool] = mapped_column(default=False)
    conflicts_declared_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    account: Mapped[Account] = relationship()
    competition: Mapped[Competition] = relationship(viewonly=True)
    __table_args__ = (
        one_of("kind", JUDGE_KINDS),
        unique_where(
            "one_judge_of_a_kind", ("competition_id", "account_id", "kind"), "kind <> 'department'"
        ),
        unique_where("one_department_of_a_name", ("competition_id", "name"), "kind = 'department'"),
    )


class JudgeTrack(Base):
    """A track whose entries a judge knows the trade of."""

    __tablename__ = "judge_track"
    judge_id: Mapped[int] = mapped_column(
        ForeignKey("judge.id", ondelete="CASCADE"), primary_key=True
    )
    track_id: Mapped[int] = mapped_column(
        ForeignKey("track.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Conflict(Base):
    """A fact that keeps a judge from an entry: with a unit, a person by name, or the entry."""

    __tablename__ = "conflict"
    id: Mapped[int] = mapped_column(primary_key=True)
    judge_id: Mapped[int] = mapped_column(ForeignKey("judge.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    unit_name: Mapped[str] = mapped_column(default="")
    person_name: Mapped[str] = mapped_column(default="")
    entry_id: Mapped[int | None] = mapped_column(
        ForeignKey("entry.id", ondelete="CASCADE"), index=True
    )
    note: Mapped[str] = mapped_column(default="")
    declared_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]


class Panel(Base):
    """Judges who mark the same entries of a stage."""

    __tablename__ = "panel"
    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"))
    track_id: Mapped[int | None] = mapped_column(ForeignKey("track.id"))
    position: Mapped[int]
    name: Mapped[str]
    seats: Mapped[int] = mapped_column(default=7)
    stage: Mapped[Stage] = relationship(viewonly=True)
    __table_args__ = (UniqueConstraint("stage_id", "name"),)


class PanelJudge(Base):
    """A judge's seat in a panel."""

    __tablename__ = "panel_judge"
    panel_id: Mapped[int] = mapped_column(
        ForeignKey("panel.id", ondelete="CASCADE"), primary_key=True
    )
    judge_id: Mapped[int] = mapped_column(
        ForeignKey("judge.id", ondelete="CASCADE"), primary_key=True
    )
    seat: Mapped[int]
    __table_args__ = (UniqueConstraint("panel_id", "seat"),)


class StageEntry(Base):
    """An entry that takes part in a stage: its panel, its blind code and its place in the draw."""

    __tablename__ = "stage_entry"
    stage_id: Mapped[int] = mapped_column(
        ForeignKey("stage.id", ondelete="CASCADE"), primary_key=True
    )
    entry_id: Mapped[int] = mapped_column(
        ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True
    )
    panel_id: Mapped[int | None] = mapped_column(
        ForeignKey("panel.id", ondelete="SET NULL"), index=True
    )
    blind_code: Mapped[str]
    draw_order: Mapped[int]
    __table_args__ = (
        UniqueConstraint("stage_id", "blind_code"),
        UniqueConstraint("stage_id", "draw_order"),
        Index("ix_stage_entry_entry", "entry_id"),
    )


class Assignment(Base):
    """One judge is to score one entry in one stage."""

    __tablename__ = "assignment"
    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"))
    panel_id: Mapped[int | None] = mapped_column(
        ForeignKey("panel.id", ondelete="SET NULL"), index=True
    )
    judge_id: Mapped[int] = mapped_column(ForeignKey("judge.id", ondelete="CASCADE"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(default="assigned")
    reason: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime]
    stage: Mapped[Stage] = relationship(viewonly=True)
    judge: Mapped[Judge] = relationship(viewonly=True)
    entry: Mapped[Entry] = relationship(viewonly=True)
    __table_args__ = (
        one_of("state", ASSIGNMENT_STATES),
        UniqueConstraint("stage_id", "judge_id", "entry_id"),
        Index("ix_assignment_judge", "judge_id", "stage_id"),
    )


class Criterion(Base):
    """One node of a stage's rubric, projected from the rule set. A leaf is what a judge marks.

    `maximum`, `minimum` and `step` are integers at `scale` decimals; `weight` is a decimal string.
    `marked_by` names the groups of judges whose sheets hold the leaf; empty means all of them.
    """

    __tablename__ = "criterion"
    id: Mapped[int] = mapped_column(primary_key=True)
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"))
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("criterion.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    key: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default="judgement")
    scale: Mapped[int]
    minimum: Mapped[int] = mapped_column(default=0)
    maximum: Mapped[int]
    step: Mapped[int]
    weight: Mapped[str] = mapped_column(default="1")
    hint: Mapped[str] = mapped_column(default="")
    levels: Mapped[list[Any]] = mapped_column(default=list)
    marked_by: Mapped[list[Any]] = mapped_column(default=list)
    __table_args__ = (
        one_of("kind", ("judgement", "measurement")),
        UniqueConstraint("stage_id", "key"),
        CheckConstraint("scale >= 0 AND scale <= 6", name="scale_range"),
        CheckConstraint("minimum < maximum", name="range"),
        CheckConstraint("step > 0", name="step_positive"),
    )


class ScoreDraft(Base):
    """What a judge has typed so far: overwritten as they type, deleted by nothing."""

    __tablename__ = "score_draft"
    assignment_id: Mapped[int] = mapped_column(
        ForeignKey("assignment.id", ondelete="CASCADE"), primary_key=True
    )
    revision: Mapped[int]
    texts: Mapped[dict[str, Any]]
    comment: Mapped[str] = mapped_column(default="")
    saved_at: Mapped[datetime]


class ScoreSheetVersion(Base):
    """What one judge said of one entry in one stage, as of one save.

    `marks` is an array of [criterion key, state, integer at the criterion's scale or null]. `total`
    is the weighted-free sum at `total_scale` decimals; the rule set weighs, not the sheet.
    A correction after the lock names the proposal that two persons agreed on.
    """

    __tablename__ = "score_sheet_version"
    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignment.id", ondelete="CASCADE"))
    version: Mapped[int]
    marks: Mapped[list[Any]]
    total: Mapped[int]
    total_scale: Mapped[int]
    comment: Mapped[str] = mapped_column(default="")
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    source: Mapped[str] = mapped_column(default="web")
    saved_at: Mapped[datetime]
    is_current: Mapped[bool]
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id", ondelete="SET NULL"))
    __table_args__ = (
        one_of("source", ("web", "offline", "import", "paper", "rehearsal", "correction")),
        UniqueConstraint("assignment_id", "version"),
        index_known("score_sheet_version_proposal", "proposal_id"),
        unique_where("one_current_sheet", ("assignment_id",), "is_current"),
    )
