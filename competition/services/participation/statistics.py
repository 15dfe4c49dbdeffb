"""The statistics of a branch: its figures, those of what lies below, who has not reported."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import and_, func, select

from competition.domain.access import Role
from competition.domain.participation import YEAR, Figures
from competition.models import (
    Organisation,
    OrganisationTotal,
    ParticipationReport,
    ParticipationTotal,
    database,
)
from competition.services.audit import record
from competition.services.organisations.opening import Node, Opened, open_tree
from competition.services.participation.reading import Cells, figures_below, figures_of
from competition.services.principal import Principal

READERS = (Role.RECOMMENDER,)
MOST_EXPORTED = 5_000
SIZE = 50


@dataclass(frozen=True, slots=True)
class Branch:
    """An organisation directly below with its figures."""

    node: Node
    figures: Figures


@dataclass(frozen=True, slots=True)
class Statistics:
    """One page of the statistics of an organisation.

    Args:
        opened: the organisation in the tree, with one page of what lies directly below.
        cells: all its figures of the year, by span and industry.
        span: the one that is looked at.
        branches: figures of what lies below, in the order of the page.
    """

    opened: Opened
    year: int
    span: int
    cells: Cells
    branches: list[Branch]

    @property
    def node(self) -> Node:
        """The organisation itself."""
        assert self.opened.node is not None
        return self.opened.node

    @property
    def figures(self) -> Figures:
        """Those of the span that is looked at."""
        return self.cells.get((self.span, ""), Figures())

    @property
    def industries(self) -> list[tuple[str, Figures]]:
        """By industry for this span, the most participations first."""
        told = [(name, cell) for (span, name), cell in self.cells.items() if name]
        told = [each for each in told if self.cells.get((self.span, each[0])) is each[1]]
        return sorted(told, key=lambda each: (-each[1].participations, each[0]))


def statistics_of(
    actor: Principal,
    organisation_id: int,
    year: int,
    span: int = YEAR,
    *,
    after: str = "",
    before: str = "",
    size: int = SIZE,
) -> Statistics:
    """The statistics of an organisation that the actor reaches. Five statements."""
    opened = open_tree(actor, READERS, organisation_id, after=after, before=before, size=size)
    cells = figures_of(organisation_id, year)
    below = figures_below([node.id for node in opened.rows], year, span)
    branches = [Branch(node, below.get(node.id, Figures())) for node in opened.rows]
    return Statistics(opened, year, span, cells, branches)


def latest_year(organisation_id: int) -> int | None:
    """The last year in which somebody in the branch reported. One statement."""
    return database.session.scalar(
        select(func.max(ParticipationTotal.year)).where(
            ParticipationTotal.organisation_id == organisation_id
        )
    )


def export_statistics(actor: Principal, organisation_id: int, year: int, span: int) -> Statistics:
    """The statistics with everything directly below, to be written into a file; recorded."""
    found = statistics_of(actor, organisation_id, year, span, size=MOST_EXPORTED)
    with database.writing() as session:
        record(
            session,
            actor,
            "participation.export",
            f"organisation:{organisation_id}",
            detail={"year": year, "count": len(found.branches)},
        )
    return found


@dataclass(frozen=True, slots=True)
class Silent:
    """An organisation directly below, how many of its branch report, and how many there are."""

    id: int
    code: str
    name: str
    reporting: int
    units: int


def silent_below(
    organisation_id: int, year: int, span: int, *, partly: bool = False, after: str = ""
) -> tuple[list[Silent], str]:
    """Organisations directly below that have not reported for a span, by code; one page.

    Args:
        partly: those in whose branch some have reported, and not all.
    Returns:
        The page, and the code after which there is another one; empty for none.
    """
    unit, told, whole = Organisation, ParticipationTotal, OrganisationTotal
    reporting = func.coalesce(told.reporting, 0)
    wanted = (
        select(unit.id, unit.code, unit.name, reporting, whole.units)
        .join(whole, whole.organisation_id == unit.id)
        .outerjoin(
            told,
            and_(
                told.organisation_id == unit.id,
                told.year == year,
                told.span == span,
                told.industry == "",
            ),
        )
        .where(unit.parent_id == organisation_id, unit.closed_at.is_(None), unit.code > after)
        .order_by(unit.code)
        .limit(SIZE + 1)
    )
    some = told.reporting.is_not(None) & (told.reporting < whole.units)
    rows = database.session.execute(wanted.where(some if partly else told.reporting.is_(None)))
    found = [Silent(*row) for row in rows]
    return found[:SIZE], found[SIZE - 1].code if len(found) > SIZE else ""


def own_units(actor: Principal) -> list[Organisation]:
    """The organisations for which the actor reports, by code. One statement."""
    return list(
        database.session.scalars(
            select(Organisation)
            .where(
                Organisation.id.in_(actor.organisations((Role.RECOMMENDER,))),
                Organisation.closed_at.is_(None),
            )
            .order_by(Organisation.code)
            .limit(200)
        )
    )


def reported_last(idents: Collection[int]) -> dict[int, ParticipationReport]:
    """By organisation its newest report that counts. One statement."""
    report = ParticipationReport
    newest = (
        select(func.max(report.id))
        .where(report.organisation_id.in_(idents), report.state == "counted")
        .group_by(report.organisation_id)
    )
    rows = database.session.scalars(select(report).where(report.id.in_(newest)))
    return {row.organisation_id: row for row in rows}
