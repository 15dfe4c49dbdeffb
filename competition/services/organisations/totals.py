"""What lies in each branch, kept for every organisation by whoever changes the tree."""

from dataclasses import astuple, dataclass

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.orm import Session

from competition.models import Organisation, OrganisationBranch, OrganisationTotal


@dataclass(frozen=True, slots=True)
class Totals:
    """Organisations in use, the members that they report, and how many are above scale."""

    units: int = 0
    members: int = 0
    above_scale: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            self.units + other.units,
            self.members + other.members,
            self.above_scale + other.above_scale,
        )

    def __neg__(self) -> "Totals":
        return Totals(-self.units, -self.members, -self.above_scale)


NOTHING = Totals()


def own_totals(organisation: Organisation) -> Totals:
    """What an organisation counts by itself: nothing once it is closed."""
    if organisation.closed_at is not None:
        return NOTHING
    return Totals(1, organisation.members, int(organisation.above_scale))


def branch_totals(session: Session, organisation_id: int) -> Totals:
    """What is kept for a branch. One indexed read."""
    row = session.execute(
        select(
            OrganisationTotal.units, OrganisationTotal.members, OrganisationTotal.above_scale
        ).where(OrganisationTotal.organisation_id == organisation_id)
    ).first()
    return Totals(*row) if row else NOTHING


def begin_totals(session: Session, organisation_id: int) -> None:
    """Let an organisation that was added have totals."""
    session.execute(
        insert(OrganisationTotal).values(
            organisation_id=organisation_id, units=0, members=0, above_scale=0
        )
    )


def add_totals(
    session: Session, organisation_id: int, change: Totals, *, itself: bool = True
) -> None:
    """Add to an organisation and all above it, or only to those above."""
    if not any(astuple(change)):
        return
    counts: ColumnElement[bool] = OrganisationBranch.descendant_id == organisation_id
    if not itself:
        counts &= OrganisationBranch.depth > 0
    session.execute(
        update(OrganisationTotal)
        .where(
            OrganisationTotal.organisation_id.in_(
                select(OrganisationBranch.ancestor_id).where(counts)
            )
        )
        .values(
            units=OrganisationTotal.units + change.units,
            members=OrganisationTotal.members + change.members,
            above_scale=OrganisationTotal.above_scale + change.above_scale,
        )
        .execution_options(synchronize_session=False)
    )
