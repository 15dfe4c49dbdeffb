"""Who may sign in, as whom, from which device."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.models.base import Base, one_of, unique_where
from competition.models.organisation import Organisation

ROLES = (
    "administrator",
    "organiser",
    "form_reviewer",
    "recommender",
    "judge",
    "chief_judge",
    "tabulator",
    "entrant",
    "supervisor",
)


class Person(Base):
    """A human being. ID number and phone are sealed under the installation's data key.

    `unit_typed` is the unit in the person's own words where it is not among the organisations.
    """

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    unit_typed: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    id_number_sealed: Mapped[str | None]
    id_number_digest: Mapped[str | None] = mapped_column(index=True)
    phone_sealed: Mapped[str | None]
    created_at: Mapped[datetime]
    retain_until: Mapped[datetime | None]
    organisation: Mapped[Organisation | None] = relationship()


class Account(Base):
    """A login. Without a password it is used through personal links only.

    `practice_in` is the rehearsal that the account was made for and goes with; a plain number.
    """

    __tablename__ = "account"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    login: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str | None]
    password_hash: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="zh")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    practice_in: Mapped[int | None] = mapped_column(index=True)
    person: Mapped[Person] = relationship(lazy="joined", innerjoin=True)


class RoleGrant(Base):
    """An account has a role over an organisation and all below it, or over one competition.

    With a term it is in force on these days only, both included; None is without an end.
    """

    __tablename__ = "role_grant"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    role: Mapped[str]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    competition_id: Mapped[int | None] = mapped_column(
        ForeignKey("competition.id", ondelete="CASCADE"), index=True
    )
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    account: Mapped[Account] = relationship(foreign_keys=[account_id])
    __table_args__ = (
        one_of("role", ROLES),
        CheckConstraint("ends_on >= starts_on", name="term_in_order"),
        CheckConstraint("organisation_id IS NULL OR competition_id IS NULL", name="one_scope"),
        unique_where(
            "one_grant_a_competition",
            ("account_id", "role", "competition_id"),
            "revoked_at IS NULL AND competition_id IS NOT NULL",
        ),
    )


class LoginSession(Base):
    """One device signed in as one account, until it signs out, expires or is revoked."""

    __tablename__ = "login_session"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    personal_link_id: Mapped[int | None] = mapped_column(
        ForeignKey("personal_link.id", ondelete="SET NULL")
    )
    device: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class PersonalLink(Base):
    """A link that signs one person in, or lets them choose a password (purpose invitation).

    Opening it changes nothing; its button does. The first use binds the device, and another device
    needs an organiser's release, which clears `device_digest`.
    """

    __tablename__ = "personal_link"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    competition_id: Mapped[int | None] = mapped_column(
        ForeignKey("competition.id", ondelete="CASCADE"), index=True
    )
    purpose: Mapped[str]
    token_digest: Mapped[str] = mapped_column(unique=True)
    token_sealed: Mapped[str]
    device_digest: Mapped[str | None]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    account: Mapped[Account] = relationship(foreign_keys=[account_id])
    __table_args__ = (one_of("purpose", ("sign_in", "invitation")),)


class Attempt(Base):
    """How often a thing that is limited was tried in one window of time, in all processes."""

    __tablename__ = "attempt"
    subject_digest: Mapped[str] = mapped_column(primary_key=True)
    window_start: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]


class Notification(Base):
    """Something an account should know: a code and values, worded when it is shown."""

    __tablename__ = "notification"
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    competition_id: Mapped[int | None] = mapped_column(
        ForeignKey("competition.id", ondelete="CASCADE"), index=True
    )
    code: Mapped[str]
    values: Mapped[dict[str, Any]] = mapped_column("values_json")
    path: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    __table_args__ = (Index("ix_notification_account", "account_id", "read_at", "id"),)
