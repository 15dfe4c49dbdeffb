"""Entries: what is put forward, by whom, with which papers, and what form review said."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.models.account import Account
from competition.models.base import Base, index_known, one_of
from competition.models.event import Competition, EntryForm, Track
from competition.models.organisation import Organisation

ENTRY_KINDS = ("outcome", "team", "unit", "lot", "crew", "person")
ENTRY_STATES = (
    "draft",
    "recommending",
    "not_recommended",
    "submitted",
    "returned",
    "passed",
    "rejected",
    "withdrawn",
    "disqualified",
)


class Entry(Base):
    """An outcome, a team, or a unit, lot, crew or person of a labour competition.

    `revision` grows with every save, so two tabs cannot overwrite. `saved_from` is the random key
    of the page that saved last: a page whose answer was lost may save again without being taken
    for a second tab. A crew belongs to its lot and a lot to its unit (`parent_id`); one that joined
    or left on the way takes part between these days only.
    """

    __tablename__ = "entry"
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id", ondelete="CASCADE"))
    track_id: Mapped[int | None] = mapped_column(ForeignKey("track.id"), index=True)
    form_id: Mapped[int] = mapped_column(ForeignKey("entry_form.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[str] = mapped_column(default="outcome")
    number: Mapped[str | None]
    title: Mapped[str] = mapped_column(default="")
    unit_name: Mapped[str] = mapped_column(default="")
    answers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(default="draft")
    revision: Mapped[int] = mapped_column(default=1)
    saved_from: Mapped[str] = mapped_column(default="")
    reopened_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id", ondelete="SET NULL"))
    joined_on: Mapped[date | None]
    left_on: Mapped[date | None]
    left_reason: Mapped[str] = mapped_column(default="")
    competition: Mapped[Competition] = relationship(viewonly=True)
    track: Mapped[Track | None] = relationship(lazy="joined")
    organisation: Mapped[Organisation | None] = relationship()
    account: Mapped[Account | None] = relationship(viewonly=True)
    form: Mapped[EntryForm] = relationship()
    members: Mapped[list["EntryMember"]] = relationship(
        order_by="EntryMember.position", cascade="all, delete-orphan", passive_deletes=True
    )
    attachments: Mapped[list["Attachment"]] = relationship(order_by="Attachment.id", viewonly=True)
    __table_args__ = (
        one_of("kind", ENTRY_KINDS),
        one_of("state", ENTRY_STATES),
        UniqueConstraint("competition_id", "number"),
        Index("ix_entry_competition_state", "competition_id", "state", "track_id"),
        index_known("entry_parent", "parent_id"),
        CheckConstraint("left_on IS NULL OR left_reason <> ''", name="left_why"),
        CheckConstraint(
            "joined_on IS NULL OR left_on IS NULL OR joined_on <= left_on", name="joined_first"
        ),
    )


class EntryMember(Base):
    """One of the people who did the work, in the order of contribution."""

    __tablename__ = "entry_member"
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"))
    position: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(index=True)
    unit_name: Mapped[str] = mapped_column(default="")
    duty: Mapped[str] = mapped_column(default="")
    phone_sealed: Mapped[str | None]
    id_number_sealed: Mapped[str | None]
    id_number_digest: Mapped[str | None]
    __table_args__ = (
        UniqueConstraint("entry_id", "position"),
        index_known("entry_member_person", "person_id"),
        index_known("entry_member_id_number", "id_number_digest"),
    )


class Attachment(Base):
    """A paper, picture or video link of an entry. Files are named by their digest in storage."""

    __tablename__ = "attachment"
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    field_key: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str]
    media_type: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)
    digest: Mapped[str] = mapped_column(default="")
    storage_key: Mapped[str] = mapped_column(default="")
    blind_storage_key: Mapped[str] = mapped_column(default="")
    url: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    entry: Mapped[Entry] = relationship(viewonly=True)
    __table_args__ = (one_of("kind", ("pdf", "image", "video_link")),)


class DeclarationAcceptance(Base):
    """Who accepted which version of a declaration for which entry."""

    __tablename__ = "declaration_acceptance"
    entry_id: Mapped[int] = mapped_column(
        ForeignKey("entry.id", ondelete="CASCADE"), primary_key=True
    )
    declaration_id: Mapped[int] = mapped_column(
        ForeignKey("declaration.id", ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    accepted_at: Mapped[datetime]


class EntryEvent(Base):
    """One point of an entry's timeline: submitted, returned with a reason, passed …"""

    __tablename__ = "entry_event"
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    values: Mapped[dict[str, Any]] = mapped_column("values_json", default=dict)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]


class FormReview(Base):
    """One decision of form review on one revision of an entry, with the checklist as ticked."""

    __tablename__ = "form_review"
    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    revision: Mapped[int]
    decision: Mapped[str]
    checklist: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reason: Mapped[str] = mapped_column(default="")
    new_deadline: Mapped[datetime | None]
    reviewer_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime]
    __table_args__ = (one_of("decision", ("pass", "return", "reject")),)
