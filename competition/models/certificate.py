"""Certificates and the register of their numbers."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.models.base import Base, one_of, unique_where
from competition.models.entry import Entry
from competition.models.event import Competition


class CertificateTemplate(Base):
    """One version of a competition's certificate: wording, issuer, number format, seal image."""

    __tablename__ = "certificate_template"
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(ForeignKey("competition.id", ondelete="CASCADE"))
    version: Mapped[int]
    title: Mapped[str]
    wording: Mapped[str]
    issuer: Mapped[str]
    number_prefix: Mapped[str]
    per_member: Mapped[bool] = mapped_column(default=False)
    seal_storage_key: Mapped[str] = mapped_column(default="")
    is_current: Mapped[bool]
    created_at: Mapped[datetime]
    __table_args__ = (UniqueConstraint("competition_id", "version"),)


class NumberRegister(Base):
    """The last serial used under one prefix, year and tier code. It only grows."""

    __tablename__ = "number_register"
    prefix: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    last_serial: Mapped[int]


class Certificate(Base):
    """An issued certificate. `values` is all that is printed; `token_digest` finds it by its QR."""

    __tablename__ = "certificate"
    id: Mapped[int] = mapped_column(primary_key=True)
    competition_id: Mapped[int] = mapped_column(
        ForeignKey("competition.id", ondelete="CASCADE"), index=True
    )
    template_id: Mapped[int] = mapped_column(ForeignKey("certificate_template.id"))
    award_id: Mapped[int] = mapped_column(ForeignKey("award.id", ondelete="CASCADE"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="CASCADE"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("entry_member.id", ondelete="CASCADE"))
    number: Mapped[str] = mapped_column(unique=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    token_sealed: Mapped[str]
    values: Mapped[dict[str, Any]] = mapped_column("values_json")
    state: Mapped[str] = mapped_column(default="valid")
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    revoked_at: Mapped[datetime | None]
    revoked_reason: Mapped[str] = mapped_column(default="")
    pdf_digest: Mapped[str] = mapped_column(default="")
    entry: Mapped[Entry] = relationship(viewonly=True)
    template: Mapped[CertificateTemplate] = relationship()
    competition: Mapped[Competition] = relationship(viewonly=True)
    __table_args__ = (
        one_of("state", ("valid", "revoked", "void")),
        unique_where("one_valid_certificate", ("award_id", "member_id"), "state = 'valid'"),
        unique_where(
            "one_valid_entry_certificate",
            ("award_id",),
            "state = 'valid' AND member_id IS NULL",
        ),
    )
