"""Rotating flags: which periods one follows, and what people decided where units were level."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.models.base import Base, unique_where
from competition.models.entry import Entry
from competition.models.event import Competition, Track


class Flag(Base):
    """A rotating flag; who holds it is read off the results in force, never written.

    `keep_after` periods in a row let a unit keep it, 0 where none may. Without a track it goes to
    the first of all.
    """

    __tablename__ = "flag"
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(
        ForeignKey("competition.id", ondelete="CASCADE"), index=True
    )
    track_id: Mapped[int | None] = mapped_column(ForeignKey("track.id", ondelete="SET NULL"))
    name: Mapped[str]
    keep_after: Mapped[int]
    passes_over: Mapped[bool] = mapped_column(default=True)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    competition: Mapped[Competition] = relationship(viewonly=True)
    track: Mapped[Track | None] = relationship(viewonly=True)
    __table_args__ = (
        UniqueConstraint("competition_id", "name"),
        CheckConstraint("keep_after >= 0", name="keep_after_counts"),
        CheckConstraint("name <> ''", name="named"),
    )


class FlagStage(Base):
    """A period that a flag follows."""

    __tablename__ = "flag_stage"
    flag_id: Mapped[int] = mapped_column(
        ForeignKey("flag.id", ondelete="CASCADE"), primary_key=True
    )
    stage_id: Mapped[int] = mapped_column(
        ForeignKey("stage.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class FlagChoice(Base):
    """Which of the units that were level in a period gets the flag, and why.

    `among` are the ids of all that were level; it holds only while they are the same.
    """

    __tablename__ = "flag_choice"
    id: Mapped[int] = mapped_column(primary_key=True)
    flag_id: Mapped[int] = mapped_column(ForeignKey("flag.id", ondelete="CASCADE"))
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id", ondelete="CASCADE"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    among: Mapped[list[Any]]
    reason: Mapped[str]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]
    entry: Mapped[Entry] = relationship(viewonly=True)
    __table_args__ = (
        CheckConstraint("reason <> ''", name="reasoned"),
        unique_where("one_choice_in_force", ("flag_id", "stage_id"), "replaced_at IS NULL"),
    )
