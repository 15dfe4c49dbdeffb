"""Facts besides sheets: dated events of entries, and what is known of members of a dimension.

One person records them, a second verifies them, and only then do they count. Neither is ever
changed: it is withdrawn with a reason, or another one takes its place.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from competition.models.base import Base, unique_where
from competition.models.entry import Entry
from competition.models.event import Competition, Stage

STANDING = "withdrawn_at IS NULL"
AMOUNT_SIGNS = "0123456789.-"


class Attested:
    """Who recorded a fact, who verified it, who withdrew it and why."""

    change_reason: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    verified_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(default="")

    @declared_attr
    def competition_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("competition.id", ondelete="CASCADE"), index=True)

    @declared_attr
    def stage_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("stage.id", ondelete="CASCADE"))

    @declared_attr
    def recorded_by_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("account.id"))

    @declared_attr
    def verified_by_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("account.id"))

    @declared_attr
    def withdrawn_by_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("account.id"))


def attested() -> tuple[CheckConstraint, ...]:
    """What the database holds of every such fact."""
    return (
        CheckConstraint("(verified_by_id IS NULL) = (verified_at IS NULL)", name="verified_whole"),
        CheckConstraint("verified_by_id <> recorded_by_id", name="verified_by_a_second"),
        CheckConstraint(
            "(withdrawn_by_id IS NULL) = (withdrawn_at IS NULL)", name="withdrawn_whole"
        ),
        CheckConstraint("withdrawn_at IS NULL OR withdrawn_reason <> ''", name="withdrawn_why"),
    )


class ScoreEvent(Attested, Base):
    """Something that happened to an entry: a bonus, a deduction, a measured time, a veto, votes.

    `stage_id` empty means the result of the whole. `at` names members of dimensions that it is
    about, by dimension. `amount` is exact text, empty for none.
    """

    __tablename__ = "score_event"
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    at: Mapped[dict[str, Any]] = mapped_column(default=dict)
    on_date: Mapped[date | None]
    amount: Mapped[str] = mapped_column(default="")
    matter: Mapped[str] = mapped_column(default="")
    type: Mapped[str] = mapped_column(default="")
    level: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    replaces_id: Mapped[int | None] = mapped_column(
        ForeignKey("score_event.id", ondelete="SET NULL")
    )
    competition: Mapped[Competition] = relationship(viewonly=True)
    entry: Mapped[Entry] = relationship(viewonly=True)
    stage: Mapped[Stage | None] = relationship(viewonly=True)
    files: Mapped[list["ScoreEventFile"]] = relationship(
        order_by="ScoreEventFile.id", cascade="all, delete-orphan"
    )
    __table_args__ = (
        *attested(),
        CheckConstraint("kind <> ''", name="kind_named"),
        CheckConstraint(f"trim(amount, '{AMOUNT_SIGNS}') = ''", name="amount_exact"),
        unique_where(
            "one_event_in_its_place", ("replaces_id",), f"{STANDING} AND replaces_id IS NOT NULL"
        ),
    )


class ScoreEventFile(Base):
    """Evidence of an event: a stored file, and the name it is given out under."""

    __tablename__ = "score_event_file"
    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(
        ForeignKey("score_event.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    storage_key: Mapped[str] = mapped_column(index=True)
    __table_args__ = (CheckConstraint("size > 0", name="size_positive"),)


class ScoreItem(Attested, Base):
    """What is known of a member of a dimension, such as the difficulty of a dive.

    `stage_id` and `entry_id` are empty where it holds for all of them; `place` is both with the
    dimension and the member, so that the database keeps two from standing in one place.
    `attributes` are exact numbers as text.
    """

    __tablename__ = "score_item"
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int | None] = mapped_column(
        ForeignKey("entry.id", ondelete="CASCADE"), index=True
    )
    axis: Mapped[str]
    name: Mapped[str]
    place: Mapped[str]
    attributes: Mapped[dict[str, Any]]
    replaces_id: Mapped[int | None] = mapped_column(
        ForeignKey("score_item.id", ondelete="SET NULL")
    )
    competition: Mapped[Competition] = relationship(viewonly=True)
    entry: Mapped[Entry | None] = relationship(viewonly=True)
    stage: Mapped[Stage | None] = relationship(viewonly=True)
    __table_args__ = (
        *attested(),
        CheckConstraint("axis <> '' AND name <> ''", name="member_named"),
        unique_where(
            "one_item_in_force",
            ("competition_id", "place"),
            f"{STANDING} AND verified_at IS NOT NULL",
        ),
        unique_where(
            "one_item_in_its_place", ("replaces_id",), f"{STANDING} AND replaces_id IS NOT NULL"
        ),
    )
