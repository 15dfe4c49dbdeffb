"""Figures while the tree changes: what a branch reported is taken out, and counted in elsewhere."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from competition.models import (
    Organisation,
    OrganisationBranch,
    ParticipationReport,
    ParticipationTotal,
)
from competition.services.participation.counting import (
    WITHOUT_INDUSTRIES,
    Counted,
    count_in,
    path_of,
    take_out,
)
from competition.services.participation.rolling import rebuild_year

MOST_PEOPLE = 20_000
COUNTED_FIELDS = (
    ParticipationReport.id,
    ParticipationReport.organisation_id,
    ParticipationReport.year,
    ParticipationReport.span,
    ParticipationReport.industry,
    ParticipationReport.participations,
    ParticipationReport.declared,
    ParticipationReport.listed,
)


@contextmanager
def recounted(session: Session, organisation_id: int, *, most: int | None = None) -> Iterator[None]:
    """Let a branch change its place, its kind or the organisation that its reports belong to.

    The caller holds the tree. A branch that reported more than `most` people is not counted report
    by report; its years are computed anew instead.
    """
    session.flush()
    most = MOST_PEOPLE if most is None else most
    reports = _reports(session, organisation_id)
    many = sum(max(report.people, 1) for report in reports) > most
    connection = session.connection()
    absent: set[int] = set()
    if not many:
        for report in reports:
            take_out(connection, counted(session, report.id), absent)
            absent.add(report.id)
    yield
    session.flush()
    if many:
        for year in sorted({report.year for report in reports}):
            rebuild_year(session, year)
    else:
        for report in reports:
            absent.discard(report.id)
            count_in(connection, counted(session, report.id), absent)


def counted(session: Session, report_id: int) -> Counted:
    """A report as counting needs it."""
    row = session.execute(select(*COUNTED_FIELDS).where(ParticipationReport.id == report_id)).one()
    return Counted(*row)


def kind_changes_figures(one: str, other: str) -> bool:
    """Whether figures by industry are kept for organisations of one kind and not of the other."""
    return (one in WITHOUT_INDUSTRIES) != (other in WITHOUT_INDUSTRIES)


def scale_changed(session: Session, organisation: Organisation, was_above_scale: bool) -> None:
    """Count an enterprise that became one above scale, or is none any more, in those above it.

    Args:
        was_above_scale: whether it was above scale and in use before.
    """
    is_above_scale = organisation.above_scale and organisation.closed_at is None
    if is_above_scale == was_above_scale:
        return
    step = 1 if is_above_scale else -1
    total = ParticipationTotal
    present = session.execute(
        select(total.year, total.span).where(
            total.organisation_id == organisation.id,
            total.industry == "",
            total.participations + total.declared > 0,
        )
    ).all()
    above = [place.id for place in path_of(session.connection(), organisation.id)]
    for row in present:
        session.execute(
            update(total)
            .where(
                total.organisation_id.in_(above),
                total.year == row.year,
                total.span == row.span,
                total.industry == "",
            )
            .values(above_scale=total.above_scale + step)
            .execution_options(synchronize_session=False)
        )


def _reports(session: Session, organisation_id: int) -> Sequence[Any]:
    """Id, year and people of the reports of a branch that count."""
    branch = select(OrganisationBranch.descendant_id).where(
        OrganisationBranch.ancestor_id == organisation_id
    )
    report = ParticipationReport
    return session.execute(
        select(report.id, report.year, report.people).where(
            report.organisation_id.in_(branch), report.state == "counted"
        )
    ).all()
