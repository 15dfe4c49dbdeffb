"""Organisations in a tree, and the closure table that makes a branch one indexed read."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.models.base import Base, one_of

KINDS = (
    "national",
    "provincial",
    "municipal",
    "county",
    "industry_union",
    "enterprise_union",
    "site_union",
)


class Organisation(Base):
    """A node of the organisation tree. `code` is the name that Excel files use for it."""

    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[str]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(index=True)
    alias: Mapped[str] = mapped_column(default="")
    seal_name: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    __table_args__ = (
        one_of("kind", KINDS),
        UniqueConstraint("parent_id", "name"),
    )


class OrganisationBranch(Base):
    """One row for each organisation and each organisation above it, itself included (depth 0)."""

    __tablename__ = "organisation_branch"
    ancestor_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    descendant_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    depth: Mapped[int]
    __table_args__ = (Index("ix_organisation_branch_descendant", "descendant_id", "ancestor_id"),)
