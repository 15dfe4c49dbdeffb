"""Recommendation upward: levels of a competition, what was issued to whom, each level's answers."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.models.base import Base, one_of, unique_where
from competition.models.entry import Entry
from competition.models.event import Competition
from competition.models.organisation import Organisation

STEP_STATES = (
    "waiting",
    "standby",
    "forwarded",
    "returned",
    "declined",
    "recalled",
    "withdrawn",
)


class RecommendationRoute(Base):
    """That entries of a competition climb, and how strictly.

    `needs_stamp`: a list goes up only with its stamped scan. `is_selective`: an organisation may
    issue more places than it has itself, because it selects among what arrives. `by_track`: places
    are limited in each track too (每个行业 n 名).
    """

    __tablename__ = "recommendation_route"
    competition_id: Mapped[int] = mapped_column(
        ForeignKey("competition.id", ondelete="CASCADE"), primary_key=True
    )
    needs_stamp: Mapped[bool] = mapped_column(default=False)
    is_selective: Mapped[bool] = mapped_column(default=False)
    by_track: Mapped[bool] = mapped_column(default=False)


class RecommendationLevel(Base):
    """One level, the lowest at position 0, and the kinds of organisations that act on it."""

    __tablename__ = "recommendation_level"
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id", ondelete="CASCADE"))
    position: Mapped[int]
    name: Mapped[str]
    kinds: Mapped[list[Any]]
    closes_at: Mapped[datetime | None]
    __table_args__ = (UniqueConstraint("competition_id", "position"),)


class RecommendationQuota(Base):
    """What the level above issued to an organisation: places, substitutes, more time.

    `tracks` holds by the key of a track how many of the places may be in it; others are free.
    """

    __tablename__ = "recommendation_quota"
    competition_id: Mapped[int] = mapped_column(
        ForeignKey("competition.id", ondelete="CASCADE"), primary_key=True
    )
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), primary_key=True, index=True
    )
    number: Mapped[int | None]
    substitutes: Mapped[int] = mapped_column(default=0)
    tracks: Mapped[dict[str, Any]] = mapped_column(default=dict)
    extended_until: Mapped[datetime | None]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    issued_at: Mapped[datetime]
    organisation: Mapped[Organisation] = relationship(viewonly=True)
    __table_args__ = (
        CheckConstraint("number IS NULL OR number >= 0", name="number_positive"),
        CheckConstraint("substitutes >= 0", name="substitutes_positive"),
    )


class RecommendationList(Base):
    """推荐汇总表: what an organisation recommends together, as printed, stamped and sent.

    `content` is what the digest covers: entries in their order with the digest of each.
    `scan_key` is the stamped paper in storage; `matched_by` how it was known to be of this list.
    """

    __tablename__ = "recommendation_list"
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    serial: Mapped[int]
    state: Mapped[str] = mapped_column(default="prepared")
    content: Mapped[dict[str, Any]]
    digest: Mapped[str]
    created_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    scan_key: Mapped[str] = mapped_column(default="")
    scan_media_type: Mapped[str] = mapped_column(default="")
    scan_at: Mapped[datetime | None]
    matched_by: Mapped[str] = mapped_column(default="")
    seal_text: Mapped[str] = mapped_column(default="")
    competition: Mapped[Competition] = relationship(viewonly=True)
    organisation: Mapped[Organisation] = relationship(viewonly=True)
    __table_args__ = (
        one_of("state", ("prepared", "sent", "cancelled")),
        one_of("matched_by", ("", "qr", "code")),
        UniqueConstraint("competition_id", "organisation_id", "serial"),
        unique_where(
            "one_prepared_list", ("competition_id", "organisation_id"), "state = 'prepared'"
        ),
    )


class Recommendation(Base):
    """One arrival of an entry at a level, and that level's answer; what comes back is a new row.

    `serial` counts the arrivals of the entry. `nomination_order` is its place among what the
    organisation nominates, or among its substitutes. `revision` and `digest` name what was
    recommended. `on_behalf_of_id` is the organisation above that answered in its place.
    `kept_order` is the place that the organisation had given it before it was returned for changes,
    and that is kept for it until it is answered again.
    """

    __tablename__ = "recommendation"
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id", ondelete="CASCADE"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    serial: Mapped[int]
    level_id: Mapped[int] = mapped_column(ForeignKey("recommendation_level.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    state: Mapped[str] = mapped_column(default="waiting")
    is_last: Mapped[bool] = mapped_column(default=True)
    nomination_order: Mapped[int | None]
    kept_order: Mapped[int | None]
    is_substitute: Mapped[bool] = mapped_column(default=False)
    opinion: Mapped[str] = mapped_column(default="")
    lower_result: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    revision: Mapped[int]
    digest: Mapped[str] = mapped_column(default="")
    list_id: Mapped[int | None] = mapped_column(ForeignKey("recommendation_list.id"), index=True)
    arrived_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    on_behalf_of_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    entry: Mapped[Entry] = relationship()
    level: Mapped[RecommendationLevel] = relationship(lazy="joined", innerjoin=True)
    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id])
    sent_in: Mapped[RecommendationList | None] = relationship()
    competition: Mapped[Competition] = relationship(viewonly=True)
    __table_args__ = (
        one_of("state", STEP_STATES),
        UniqueConstraint("entry_id", "serial"),
        unique_where("one_level_at_a_time", ("entry_id",), "state = 'waiting'"),
        unique_where("one_last_answer_an_organisation", ("entry_id", "organisation_id"), "is_last"),
        Index("ix_recommendation_desk", "competition_id", "organisation_id", "state", "is_last"),
    )
