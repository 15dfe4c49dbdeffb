"""A competition: one event of one edition, its tracks, stages, form, limits and declarations."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.models.base import Base, one_of, unique_where
from competition.models.organisation import Organisation

COMPETITION_KINDS = (
    "innovation_contest",
    "five_small",
    "labour_competition",
    "skills_contest",
    "honour_selection",
    "works_call",
)
COMPETITION_STATES = ("draft", "open", "closed")
STAGE_KINDS = ("entry", "form_review", "scoring")
STAGE_STATES = ("draft", "open", "locked")
SHEET_KINDS = ("department", "self", "peer", "verifier")


class Competition(Base):
    """One event of one edition. A rehearsal is a competition that counts nowhere."""

    __tablename__ = "competition"
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[str]
    name: Mapped[str]
    edition: Mapped[str] = mapped_column(default="")
    year: Mapped[int]
    time_zone: Mapped[str] = mapped_column(default="Asia/Shanghai")
    state: Mapped[str] = mapped_column(default="draft")
    summary: Mapped[str] = mapped_column(default="")
    co_organisers: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
    entry_prefix: Mapped[str] = mapped_column(default="")
    self_registration: Mapped[bool] = mapped_column(default=False)
    review_checklist: Mapped[list[Any]] = mapped_column(default=list)
    entrants_see: Mapped[str] = mapped_column(default="own_scores")
    public_sees: Mapped[str] = mapped_column(default="awards")
    is_rehearsal: Mapped[bool] = mapped_column(default=False)
    rehearsal_of_id: Mapped[int | None] = mapped_column(ForeignKey("competition.id"), index=True)
    rehearsed_at: Mapped[datetime | None]
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("competition.id"))
    public_version: Mapped[int] = mapped_column(default=1)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    organisation: Mapped[Organisation] = relationship(lazy="joined", innerjoin=True)
    tracks: Mapped[list["Track"]] = relationship(order_by="Track.position", viewonly=True)
    stages: Mapped[list["Stage"]] = relationship(order_by="Stage.position", viewonly=True)
    __table_args__ = (
        one_of("kind", COMPETITION_KINDS),
        one_of("state", COMPETITION_STATES),
        one_of("entrants_see", ("nothing", "own_scores", "derivation")),
        one_of("public_sees", ("nothing", "awards", "scores", "derivation")),
    )


class Track(Base):
    """Entries in one track are ranked together."""

    __tablename__ = "track"
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id", ondelete="CASCADE"))
    position: Mapped[int]
    key: Mapped[str]
    name: Mapped[str]
    __table_args__ = (
        UniqueConstraint("competition_id", "key"),
        UniqueConstraint("competition_id", "name"),
    )


class Stage(Base):
    """One step of the way: taking entries, form review, or scoring. Only a person locks it.

    A scoring stage may be a period of a labour competition, from its first day to its last. Its
    `sheets` are then the kinds that are handed in; none, where it is made of other periods.
    Only entries of its `tracks`, by key, take part in it; of all where none is named.
    """

    __tablename__ = "stage"
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id", ondelete="CASCADE"))
    position: Mapped[int]
    key: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str]
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(default="draft")
    is_blind: Mapped[bool] = mapped_column(default=False)
    presentation_order: Mapped[str] = mapped_column(default="code")
    rubric_frozen_at: Mapped[datetime | None]
    locked_at: Mapped[datetime | None]
    locked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    period_from: Mapped[date | None]
    period_to: Mapped[date | None]
    sheets: Mapped[list[Any]] = mapped_column(default=list)
    tracks: Mapped[list[Any]] = mapped_column(default=list)
    competition: Mapped[Competition] = relationship(viewonly=True)

    @property
    def is_period(self) -> bool:
        """Whether it is a period of a labour competition."""
        return self.period_from is not None

    __table_args__ = (
        one_of("kind", STAGE_KINDS),
        one_of("state", STAGE_STATES),
        one_of("presentation_order", ("code", "draw")),
        UniqueConstraint("competition_id", "key"),
        CheckConstraint(
            "opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at", name="opens_first"
        ),
        CheckConstraint(
            "(period_from IS NULL) = (period_to IS NULL) AND "
            "(period_from IS NULL OR period_from <= period_to)",
            name="period_whole",
        ),
    )


class EntryForm(Base):
    """One version of what an entrant fills in; an entry keeps the version it was filled in with."""

    __tablename__ = "entry_form"
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id", ondelete="CASCADE"))
    version: Mapped[int]
    fields: Mapped[list[Any]]
    is_current: Mapped[bool]
    created_at: Mapped[datetime]
    __table_args__ = (
        UniqueConstraint("competition_id", "version"),
        unique_where("one_current_form", ("competition_id",), "is_current"),
    )


class EntryLimit(Base):
    """One limit as data: members_min, members_max, entries_per_person, entries_per_unit …"""

    __tablename__ = "entry_limit"
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id", ondelete="CASCADE"))
    kind: Mapped[str]
    value: Mapped[int]
    __table_args__ = (
        one_of(
            "kind",
            (
                "members_min",
                "members_max",
                "entries_per_person",
                "entries_per_unit",
                "bar_winners_years",
            ),
        ),
        UniqueConstraint("competition_id", "kind"),
    )


class Declaration(Base):
    """One version of a text that submission requires the entrant to accept."""

    __tablename__ = "declaration"
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id", ondelete="CASCADE"))
    key: Mapped[str]
    version: Mapped[int]
    position: Mapped[int]
    title: Mapped[str]
    text: Mapped[str]
    is_current: Mapped[bool]
    created_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("competition_id", "key", "version"),)
