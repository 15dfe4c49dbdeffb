"""Participation as organisations report it, and what is kept so that any figure is one read.

A report holds its people as packed keys. Derived from the reports are the index from a person to
the reports that count them, and the figures of every branch; the writing transaction keeps both,
and `flask participation check` recomputes them.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from competition.models.base import Base, index_known, one_of, unique_where
from competition.models.event import Competition
from competition.models.organisation import WITHOUT_ROWID, Organisation

REPORT_STATES = ("counted", "corrected", "withdrawn")


class ParticipationReport(Base):
    """What an organisation says of a span of a year, for one competition or activity.

    `organisation_id` is where it counts, which a merge moves; `reporter_id` and `reporter_name` who
    said it. `span` is a number of `domain.participation.spans`. `subject` tells competitions and
    activities apart, `activity` is its name. `listed` packs people and how often each took part;
    `list_sealed` is the list as written, for the unit itself, until `retain_until`. A correction
    is a new row that names the one in whose place it counts.
    """

    __tablename__ = "participation_report"
    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    reporter_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    reporter_name: Mapped[str]
    year: Mapped[int]
    span: Mapped[int]
    competition_id: Mapped[int | None] = mapped_column(ForeignKey("competition.id"))
    subject: Mapped[str]
    activity: Mapped[str]
    industry: Mapped[str]
    as_of: Mapped[date]
    participations: Mapped[int]
    people: Mapped[int] = mapped_column(default=0)
    declared: Mapped[int] = mapped_column(default=0)
    listed: Mapped[bytes] = mapped_column(LargeBinary, default=b"", deferred=True)
    list_sealed: Mapped[str | None] = mapped_column(deferred=True)
    retain_until: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(default="counted")
    version: Mapped[int] = mapped_column(default=1)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("participation_report.id"))
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reported_at: Mapped[datetime]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    ended_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id])
    competition: Mapped[Competition | None] = relationship()
    __table_args__ = (
        one_of("state", REPORT_STATES),
        CheckConstraint("span BETWEEN 0 AND 18", name="span_known"),
        CheckConstraint(
            "participations >= people AND people >= 0 AND declared >= 0", name="counted"
        ),
        CheckConstraint("people = 0 OR declared = 0", name="never_mixed"),
        CheckConstraint("length(listed) = people * 12", name="people_listed"),
        CheckConstraint("(state = 'counted') = (ended_at IS NULL)", name="ended_or_counted"),
        Index("ix_participation_report_unit", "organisation_id", "year", "id"),
        unique_where(
            "one_report_of_a_span",
            ("reporter_id", "year", "span", "subject"),
            "state = 'counted'",
        ),
        index_known("ix_participation_report_retain_until", "retain_until"),
    )


class Participation(Base):
    """That a report which counts names a person; found from the person.

    Derived, like the totals, so without foreign keys: they cost the loading more than the rows do.
    """

    __tablename__ = "participation"
    person_key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    report_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    __table_args__ = (WITHOUT_ROWID,)


class ParticipationTotal(Base):
    """The figures of a branch for one span; see `domain.participation.figures`.

    `industry` is empty for all industries together; single ones are kept for federations only. A
    row is there once somebody in the branch has reported.
    """

    __tablename__ = "participation_total"
    organisation_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    industry: Mapped[str] = mapped_column(primary_key=True)
    span: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    participations: Mapped[int] = mapped_column(BigInteger)
    people: Mapped[int]
    declared: Mapped[int] = mapped_column(BigInteger)
    units: Mapped[int]
    reporting: Mapped[int]
    above_scale: Mapped[int]
    __table_args__ = (
        CheckConstraint(
            "participations >= 0 AND people >= 0 AND declared >= 0 AND units >= 0"
            " AND reporting >= 0 AND above_scale >= 0",
            name="counted",
        ),
        WITHOUT_ROWID,
    )
