"""What counting one report asks of the database, compiled once for each dialect."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Insert,
    Integer,
    any_,
    bindparam,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import ARRAY

from competition.domain.participation import FIGURES
from competition.models import (
    Organisation,
    OrganisationBranch,
    Participation,
    ParticipationReport,
    ParticipationTotal,
)
from competition.models.prepared import Prepared, insert_named

KEY = ("organisation_id", "year", "industry", "span")
Total = ParticipationTotal
Report = ParticipationReport


def in_list(column: Any, dialect: str) -> ColumnElement[bool]:
    """The column holds one of `:listed`: JSON text on SQLite, an array on PostgreSQL."""
    if dialect == "sqlite":
        return column.in_(  # type: ignore[no-any-return]
            select(func.json_each(bindparam("listed")).table_valued("value").c.value)
        )
    kind = ARRAY(column.type if column.type.python_type is int else Integer())
    return column == any_(bindparam("listed", type_=kind))  # type: ignore[no-any-return]


def _adding(dialect: str) -> Insert:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    added = insert(Total).values({name: bindparam(name) for name in (*KEY, *FIGURES)})
    table = Total.__table__.c
    return added.on_conflict_do_update(
        index_elements=list(KEY),
        set_={name: table[name] + added.excluded[name] for name in FIGURES},
    )


def _others(dialect: str) -> Prepared:
    return Prepared(
        select(
            Participation.person_key,
            Report.organisation_id,
            Report.span,
            Report.industry,
        )
        .join(Report, Report.id == Participation.report_id)
        .where(
            in_list(Participation.person_key, dialect),
            Participation.report_id != bindparam("report_id"),
            Report.year == bindparam("year"),
        )
    )


def _above(dialect: str) -> Prepared:
    return Prepared(
        select(OrganisationBranch.descendant_id, OrganisationBranch.ancestor_id).where(
            in_list(OrganisationBranch.descendant_id, dialect)
        )
    )


DIALECTS = ("sqlite", "postgresql")
ADD = {dialect: Prepared(_adding(dialect)) for dialect in DIALECTS}
OTHERS = {dialect: _others(dialect) for dialect in DIALECTS}
ABOVE = {dialect: _above(dialect) for dialect in DIALECTS}
PATH = Prepared(
    select(
        Organisation.id,
        Organisation.kind,
        (Organisation.above_scale & Organisation.closed_at.is_(None)).label("above_scale"),
    )
    .join(OrganisationBranch, OrganisationBranch.ancestor_id == Organisation.id)
    .where(OrganisationBranch.descendant_id == bindparam("organisation_id"))
    .order_by(OrganisationBranch.depth)
)
BESIDE = Prepared(
    select(
        Report.id,
        Report.organisation_id,
        Report.span,
        Report.industry,
        (Report.participations + Report.declared > 0).label("active"),
    ).where(
        Report.organisation_id == bindparam("organisation_id"),
        Report.year == bindparam("year"),
        Report.state == "counted",
    )
)
BUSY = Prepared(
    select(Total.span, (Total.participations + Total.declared).label("present")).where(
        Total.organisation_id == bindparam("organisation_id"),
        Total.year == bindparam("year"),
        Total.industry == "",
    )
)
TAKE = Prepared(
    update(Total)
    .where(*(getattr(Total, name) == bindparam(f"at_{name}") for name in KEY))
    .values({name: Total.__table__.c[name] - bindparam(f"less_{name}") for name in FIGURES})
)
FORGET = Prepared(
    delete(Total).where(
        Total.organisation_id == bindparam("organisation_id"),
        Total.year == bindparam("year"),
        Total.reporting == 0,
    )
)
NAME = Prepared(insert_named(Participation, "person_key", "report_id"))
UNNAME = Prepared(
    delete(Participation).where(
        Participation.person_key == bindparam("person_key"),
        Participation.report_id == bindparam("report_id"),
    )
)
