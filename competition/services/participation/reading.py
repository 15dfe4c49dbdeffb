"""Figures and reports as pages need them; every figure is an indexed read."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select

from competition.domain.participation import FIGURES, Figures
from competition.models import ParticipationReport, ParticipationTotal, database

COLUMNS = tuple(getattr(ParticipationTotal, name) for name in FIGURES)
SIZE = 50
Cells = dict[tuple[int, str], Figures]


@dataclass(frozen=True, slots=True)
class ReportPage:
    """One page of reports, the newest first."""

    rows: list[ParticipationReport]
    total: int


def figures_of(organisation_id: int, year: int) -> Cells:
    """All figures of a branch in a year, by span and industry, empty for all. One statement."""
    rows = database.session.execute(
        select(ParticipationTotal.span, ParticipationTotal.industry, *COLUMNS).where(
            ParticipationTotal.organisation_id == organisation_id,
            ParticipationTotal.year == year,
        )
    )
    return {(row.span, row.industry): Figures(*row[2:]) for row in rows}


def figures_below(idents: Collection[int], year: int, span: int) -> dict[int, Figures]:
    """The figures of several branches for one span, those that have any. One statement."""
    rows = database.session.execute(
        select(ParticipationTotal.organisation_id, *COLUMNS).where(
            ParticipationTotal.organisation_id.in_(idents),
            ParticipationTotal.year == year,
            ParticipationTotal.span == span,
            ParticipationTotal.industry == "",
        )
    )
    return {row.organisation_id: Figures(*row[1:]) for row in rows}


def reports_of(organisation_id: int, year: int | None = None, *, page: int = 1) -> ReportPage:
    """The reports of one organisation itself, ended ones included. Two statements."""
    there = [ParticipationReport.organisation_id == organisation_id]
    if year is not None:
        there.append(ParticipationReport.year == year)
    total = database.session.scalar(
        select(func.count()).select_from(ParticipationReport).where(*there)
    )
    rows = database.session.scalars(
        select(ParticipationReport)
        .where(*there)
        .order_by(ParticipationReport.id.desc())
        .limit(SIZE)
        .offset((page - 1) * SIZE)
    )
    return ReportPage(list(rows), total or 0)
