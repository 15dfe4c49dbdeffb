"""Organisations in a tree, and what is derived from it so that every question is an indexed read.

Derived are the branches (closure), the names and pairs of letters by which one is found, and the
totals of each branch. The writing transaction keeps them; `flask organisations check` recomputes.
"""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from competition.models.base import Base, index_known, one_of

KINDS = (
    "national",
    "provincial",
    "municipal",
    "county",
    "township",
    "industry_union",
    "enterprise_union",
    "site_union",
)


NAME_KINDS = ("name", "alias", "former", "merged")
WITHOUT_ROWID = {"sqlite_with_rowid": False}


class Organisation(Base):
    """A node of the organisation tree. `code` is the name that Excel files use for it.

    `alias` holds the further names, joined as people write them; `members` is the number that it
    reports of itself, without those below; `above_scale` marks a 规上 enterprise. One that was
    merged into another is closed and points to it.
    """

    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(index=True)
    alias: Mapped[str] = mapped_column(default="")
    seal_name: Mapped[str] = mapped_column(default="")
    industry: Mapped[str] = mapped_column(default="")
    members: Mapped[int] = mapped_column(default=0)
    above_scale: Mapped[bool] = mapped_column(default=False)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    __table_args__ = (
        one_of("kind", KINDS),
        CheckConstraint("members >= 0", name="members_counted"),
        CheckConstraint(
            "merged_into_id IS NULL OR closed_at IS NOT NULL", name="merged_one_closed"
        ),
        UniqueConstraint("parent_id", "name"),
        Index("ix_organisation_parent_code", "parent_id", "code"),
        Index("ix_organisation_kind_code", "kind", "code"),
        index_known("ix_organisation_merged_into_id", "merged_into_id"),
        index_known("ix_organisation_closed_at", "closed_at"),
    )


class OrganisationBranch(Base):
    """One row for each organisation and each organisation above it, itself included (depth 0)."""

    __tablename__ = "organisation_branch"
    ancestor_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    descendant_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    depth: Mapped[int]
    __table_args__ = (
        Index("ix_organisation_branch_descendant", "descendant_id", "ancestor_id"),
        WITHOUT_ROWID,
    )


class OrganisationName(Base):
    """Something an organisation is called: `key` as names are compared, `initials` in pinyin.

    What was merged into it lends it its names and its code.
    """

    __tablename__ = "organisation_name"
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    initials: Mapped[str]
    __table_args__ = (
        one_of("kind", NAME_KINDS),
        Index("ix_organisation_name_key", "key"),
        WITHOUT_ROWID,
    )


class OrganisationPair(Base):
    """In which organisations of a block two letters follow one another; see `domain.places`."""

    __tablename__ = "organisation_pair"
    pair: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    block: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    places: Mapped[bytes]
    __table_args__ = (WITHOUT_ROWID,)


class OrganisationTotal(Base):
    """What is in use in the branch of an organisation, itself included."""

    __tablename__ = "organisation_total"
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey("organisation.id"), primary_key=True, autoincrement=False
    )
    units: Mapped[int] = mapped_column(default=0)
    members: Mapped[int] = mapped_column(BigInteger, default=0)
    above_scale: Mapped[int] = mapped_column(default=0)


class OrganisationTree(Base):
    """One row: how often the tree was changed. Whoever changes the tree holds it."""

    __tablename__ = "organisation_tree"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[int]
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
