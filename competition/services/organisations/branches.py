"""The closure table and the lock of the tree: what hangs where."""

from sqlalchemy import delete, insert, literal, select, update
from sqlalchemy.orm import Session, aliased

from competition.domain.refusal import Refusal
from competition.models import OrganisationBranch, OrganisationTree
from competition.services.organisations.totals import add_totals, branch_totals


def lock_tree(session: Session) -> int:
    """Change the tree one at a time until the end of this transaction; returns its new version."""
    return session.scalars(
        update(OrganisationTree)
        .values(version=OrganisationTree.version + 1)
        .returning(OrganisationTree.version)
    ).one()


def tree_version(session: Session) -> int:
    """How often the tree was changed."""
    return session.scalars(select(OrganisationTree.version)).one()


def hang_alone(session: Session, organisation_id: int, parent_id: int | None) -> None:
    """Hang an organisation that was added, with nothing below it, under its parent."""
    session.execute(
        insert(OrganisationBranch).values(
            ancestor_id=organisation_id, descendant_id=organisation_id, depth=0
        )
    )
    if parent_id is not None:
        _hang_under(session, organisation_id, parent_id)


def move_branch(session: Session, organisation_id: int, parent_id: int | None) -> None:
    """Take an organisation with all below it from its place and hang it elsewhere.

    The totals of those above change with it; the caller sets `parent_id`.

    Raises:
        Refusal: ``organisation.cycle`` when the new place lies in the branch itself.
    """
    if parent_id is not None and lies_below(session, parent_id, organisation_id):
        raise Refusal("organisation.cycle")
    whole = branch_totals(session, organisation_id)
    add_totals(session, organisation_id, -whole, itself=False)
    inside = select(OrganisationBranch.descendant_id).where(
        OrganisationBranch.ancestor_id == organisation_id
    )
    own = aliased(OrganisationBranch)
    outer = select(own.ancestor_id).where(own.descendant_id == organisation_id, own.depth > 0)
    session.execute(
        delete(OrganisationBranch)
        .where(
            OrganisationBranch.descendant_id.in_(inside.scalar_subquery()),
            OrganisationBranch.ancestor_id.in_(outer.scalar_subquery()),
        )
        .execution_options(synchronize_session=False)
    )
    if parent_id is not None:
        _hang_under(session, organisation_id, parent_id)
        add_totals(session, organisation_id, whole, itself=False)


def lies_below(session: Session, organisation_id: int, above_id: int) -> bool:
    """Whether an organisation is the other one or lies anywhere below it."""
    found = select(OrganisationBranch.depth).where(
        OrganisationBranch.ancestor_id == above_id,
        OrganisationBranch.descendant_id == organisation_id,
    )
    return session.scalar(found) is not None


def _hang_under(session: Session, organisation_id: int, parent_id: int) -> None:
    """One row for each pair of an organisation above and one of the branch that now hangs here."""
    above, below = aliased(OrganisationBranch), aliased(OrganisationBranch)
    pairs = (
        select(above.ancestor_id, below.descendant_id, above.depth + below.depth + literal(1))
        .join(below, below.ancestor_id == organisation_id)
        .where(above.descendant_id == parent_id)
    )
    session.execute(
        insert(OrganisationBranch).from_select(["ancestor_id", "descendant_id", "depth"], pairs)
    )
