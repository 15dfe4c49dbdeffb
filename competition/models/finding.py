"""What departments find wrong in a period, and how units put it right."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.models.base import Base, one_of
from competition.models.entry import Entry
from competition.models.event import Competition, Stage
from competition.models.judging import Assignment

RECTIFICATIONS = ("none", "demanded", "answered", "returned", "confirmed")
FINDING_STEPS = ("answer", "confirm", "send_back")


class Finding(Base):
    """A department's finding about one indicator of one unit in one period.

    It is never changed: before the period is locked it may be withdrawn with a reason, after that
    it stays. `points` is exact text, what it takes off the indicator. `rectification` says where
    the answer of the unit stands, which is due on `due_on` where one is demanded.
    """

    __tablename__ = "finding"
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id", ondelete="CASCADE"))
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"), index=True)
    assignment_id: Mapped[int] = mapped_column(
        ForeignKey("assignment.id", ondelete="CASCADE"), index=True
    )
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    criterion_key: Mapped[str]
    criterion_name: Mapped[str]
    text: Mapped[str]
    points: Mapped[str]
    found_on: Mapped[date]
    place: Mapped[str] = mapped_column(default="")
    rectification: Mapped[str] = mapped_column(default="none")
    due_on: Mapped[date | None]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(default="")
    competition: Mapped[Competition] = relationship(viewonly=True)
    stage: Mapped[Stage] = relationship(viewonly=True)
    assignment: Mapped[Assignment] = relationship(viewonly=True)
    entry: Mapped[Entry] = relationship(viewonly=True)
    __table_args__ = (
        one_of("rectification", RECTIFICATIONS),
        CheckConstraint("text <> ''", name="said"),
        CheckConstraint("points <> '' AND trim(points, '0123456789.') = ''", name="points_exact"),
        CheckConstraint("(rectification = 'none') = (due_on IS NULL)", name="due_when_demanded"),
        CheckConstraint(
            "(withdrawn_by_id IS NULL) = (withdrawn_at IS NULL) AND "
            "(withdrawn_at IS NULL OR withdrawn_reason <> '')",
            name="withdrawn_whole",
        ),
        Index("ix_finding_list", "competition_id", "rectification", "due_on"),
    )


class FindingStep(Base):
    """One point of a rectification: the unit's answer, or what the department said of it."""

    __tablename__ = "finding_step"
    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(
        ForeignKey("finding.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    __table_args__ = (
        one_of("kind", FINDING_STEPS),
        CheckConstraint("kind = 'confirm' OR text <> ''", name="said"),
    )


class FindingPicture(Base):
    """A picture taken before, or with an answer (`step_id`) after; both stored by their digest."""

    __tablename__ = "finding_picture"
    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(
        ForeignKey("finding.id", ondelete="CASCADE"), index=True
    )
    step_id: Mapped[int | None] = mapped_column(ForeignKey("finding_step.id", ondelete="CASCADE"))
    name: Mapped[str]
    size: Mapped[int]
    storage_key: Mapped[str] = mapped_column(index=True)
    small_key: Mapped[str] = mapped_column(index=True)
    __table_args__ = (CheckConstraint("size > 0", name="size_positive"),)
