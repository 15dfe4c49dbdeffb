"""All figures computed anew from the reports: to check what is kept, and to write it again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from competition.domain import columns
from competition.domain.participation import FIGURES, keys_of
from competition.models import (
    Organisation,
    Participation,
    ParticipationReport,
    ParticipationTotal,
    database,
)
from competition.services.audit import record
from competition.services.exchange.bulk import add_rows, table_of
from competition.services.import_plan import paused_collector
from competition.services.participation.counting import WITHOUT_INDUSTRIES, hold_figures

COLUMNS = ("organisation_id", "year", "industry", "span", *FIGURES)
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class FigureFault:
    """Kept rows that say otherwise than the reports: rows that lack, rows too many.

    Args:
        table: ``totals`` or ``people``.
    """

    table: str
    missing: int
    surplus: int


def check_participation() -> list[FigureFault]:
    """Compare the figures and the index of people with the reports. Changes nothing."""
    with paused_collector:
        session = database.session
        faults = (_totals_fault(session), _people_fault(session))
        return [fault for fault in faults if fault is not None]


def rebuild_participation() -> int:
    """Write all figures and the index of people anew; returns how many rows of figures there are.

    The reports, which are what people said, are not touched.
    """
    with paused_collector, database.writing() as session:
        hold_figures(session)
        rebuild_people(session)
        session.execute(delete(ParticipationTotal))
        tree = _tree(session)
        count = sum(_write(session, year, tree) for year in _years(session))
        record(session, None, "participation.rebuild", "participation:", detail={"count": count})
    return count


def rebuild_people(session: Session) -> None:
    """Write the index from people to reports anew; the caller holds the figures."""
    session.execute(delete(Participation))
    for some in _people(session):
        add_rows(session, table_of(Participation), ("person_key", "report_id"), some)


def rebuild_year(session: Session, year: int) -> int:
    """Write the figures of a year anew in the caller's transaction, which holds the figures."""
    with paused_collector:
        session.execute(delete(ParticipationTotal).where(ParticipationTotal.year == year))
        return _write(session, year, _tree(session))


def figures_of_year(session: Session, year: int, tree: "columns.Tree") -> Rows:
    """Every row of figures that a year should have, computed from its reports."""
    reports: list[tuple[int, int, str, int, int]] = []
    people, counts = [], []
    report = ParticipationReport
    for row in session.execute(
        select(
            report.organisation_id,
            report.span,
            report.industry,
            report.participations,
            report.declared,
            report.listed,
            report.people,
        ).where(report.year == year, report.state == "counted")
    ):
        reports.append((row[0], row[1], row[2], row[3], row[4]))
        people.append(keys_of(row[5]))
        counts.append(row[6])
    return [
        (row[0], year, industry, *row[1:])
        for industry, row in columns.roll_up(tree, reports, b"".join(people), counts)
    ]


def _write(session: Session, year: int, tree: "columns.Tree") -> int:
    rows = figures_of_year(session, year, tree)
    add_rows(session, table_of(ParticipationTotal), COLUMNS, rows)
    return len(rows)


def _tree(session: Session) -> "columns.Tree":
    units = session.execute(
        select(
            Organisation.id,
            Organisation.parent_id,
            Organisation.kind,
            Organisation.above_scale,
            Organisation.closed_at,
        )
    )
    return columns.lay_tree(
        (
            unit.id,
            unit.parent_id,
            unit.kind not in WITHOUT_INDUSTRIES,
            unit.above_scale and unit.closed_at is None,
        )
        for unit in units
    )


def _years(session: Session) -> list[int]:
    counted = ParticipationReport.state == "counted"
    return list(
        session.scalars(
            select(ParticipationReport.year)
            .where(counted)
            .distinct()
            .order_by(ParticipationReport.year)
        )
    )


def _people(session: Session) -> Iterator[list[tuple[int, int]]]:
    """Each person that a report which counts names, with the report; in order, some at a time."""
    report = ParticipationReport
    rows = session.execute(
        select(report.id, report.people, report.listed).where(
            report.state == "counted", report.people > 0
        )
    ).all()
    people = b"".join(keys_of(row.listed) for row in rows)
    return columns.by_person(people, [row.people for row in rows], [row.id for row in rows])


def _totals_fault(session: Session) -> FigureFault | None:
    tree = _tree(session)
    wanted = {row for year in _years(session) for row in figures_of_year(session, year, tree)}
    return _fault("totals", wanted, session.execute(select(table_of(ParticipationTotal))))


def _people_fault(session: Session) -> FigureFault | None:
    index = table_of(Participation)
    kept = select(index).order_by(index.c.person_key, index.c.report_id)
    there = session.execute(kept.execution_options(yield_per=100_000))
    if all(
        one == other for one, other in zip_longest(chain.from_iterable(_people(session)), there)
    ):
        return None
    wanted = set(chain.from_iterable(_people(session)))
    return _fault("people", wanted, session.execute(kept))


def _fault(name: str, wanted: set[Any], kept: Iterable[Sequence[Any]]) -> FigureFault | None:
    """What lacks and what is too much; None where both are the same."""
    surplus = 0
    for row in kept:
        if tuple(row) in wanted:
            wanted.discard(tuple(row))
        else:
            surplus += 1
    return FigureFault(name, len(wanted), surplus) if wanted or surplus else None
