"""The tree of organisations and its closure table, changed together."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import delete, func, insert, literal, select, text
from sqlalchemy.orm import Session, aliased

from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.domain.unit_names import normal_unit_code, normal_unit_name
from competition.models import Competition, Organisation, OrganisationBranch, database
from competition.models.organisation import KINDS
from competition.services.audit import record
from competition.services.principal import Principal
from competition.services.runtime import now
from competition.services.visibility import find

ADMINISTRATOR = (Role.ADMINISTRATOR,)
TREE_LOCK = 7204


@dataclass(frozen=True, slots=True)
class UnitValues:
    """What is known of an organisation, as typed."""

    parent_id: int | None
    kind: str
    code: str
    name: str
    alias: str = ""
    seal_name: str = ""


def add_organisation(
    session: Session,
    *,
    parent_id: int | None,
    kind: str,
    code: str,
    name: str,
    alias: str = "",
    seal_name: str = "",
) -> Organisation:
    """Add an organisation under another, or a root, within the caller's transaction.

    Raises:
        Refusal: ``organisation.kind``, ``organisation.code_taken``, ``organisation.name_taken``,
            ``organisation.parent``, ``organisation.closed``, ``unit_name.*``, ``unit_code.form``.
    """
    values = checked(session, UnitValues(parent_id, kind, code, name, alias, seal_name))
    organisation = Organisation(**asdict(values), created_at=now())
    session.add(organisation)
    session.flush()
    session.add(
        OrganisationBranch(ancestor_id=organisation.id, descendant_id=organisation.id, depth=0)
    )
    session.flush()
    if parent_id is not None:
        _hang_under(session, organisation.id, parent_id)
    return organisation


def create_organisation(actor: Principal, values: UnitValues) -> int:
    """Add an organisation as an action of its own; returns its id. Errors as above."""
    with database.writing() as session:
        lock_tree(session)
        _require_reach(session, actor, values.parent_id)
        organisation = add_organisation(session, **asdict(values))
        record(
            session,
            actor,
            "organisation.add",
            f"organisation:{organisation.id}",
            detail={"code": organisation.code},
            after=state_of(organisation),
        )
        return organisation.id


def edit_organisation(actor: Principal, organisation: Organisation, values: UnitValues) -> None:
    """Change what is known of an organisation; with another parent it moves with all below it.

    Raises:
        Refusal: as `add_organisation`; ``organisation.cycle`` under itself or what lies below.
    """
    with database.writing() as session:
        lock_tree(session)
        if organisation.closed_at is not None:
            raise Refusal("organisation.closed", name=organisation.name)
        before = state_of(organisation)
        new = checked(session, values, own_id=organisation.id)
        if new.parent_id != organisation.parent_id:
            _require_reach(session, actor, new.parent_id)
            _move(session, organisation.id, new.parent_id)
        for name, value in asdict(new).items():
            setattr(organisation, name, value)
        record(
            session,
            actor,
            "organisation.edit",
            f"organisation:{organisation.id}",
            detail={"code": organisation.code},
            before=before,
            after=state_of(organisation),
        )


def close_organisation(actor: Principal, organisation: Organisation) -> None:
    """Close an organisation: nothing new can be put under it, its past stays.

    Raises:
        Refusal: ``organisation.has_units``, ``organisation.has_competitions`` (count) while
            open ones depend on it.
    """
    with database.writing() as session:
        lock_tree(session)
        below = _count(
            session, Organisation.parent_id == organisation.id, Organisation.closed_at.is_(None)
        )
        if below:
            raise Refusal("organisation.has_units", count=below)
        events = _count(
            session,
            Competition.organisation_id == organisation.id,
            Competition.state != "closed",
            Competition.is_rehearsal.is_(False),
        )
        if events:
            raise Refusal("organisation.has_competitions", count=events)
        organisation.closed_at = organisation.closed_at or now()
        record(
            session,
            actor,
            "organisation.close",
            f"organisation:{organisation.id}",
            detail={"code": organisation.code},
        )


def checked(session: Session, values: UnitValues, *, own_id: int | None = None) -> UnitValues:
    """The values normalised, or the first refusal. `own_id`: the organisation being changed."""
    if values.kind not in KINDS:
        raise Refusal("organisation.kind", kind=values.kind)
    new = UnitValues(
        parent_id=values.parent_id,
        kind=values.kind,
        code=normal_unit_code(values.code),
        name=normal_unit_name(values.name),
        alias=normal_unit_name(values.alias) if values.alias.strip() else "",
        seal_name=normal_unit_name(values.seal_name) if values.seal_name.strip() else "",
    )
    if new.parent_id is not None:
        parent = session.get(Organisation, new.parent_id)
        if parent is None:
            raise Refusal("organisation.parent")
        if parent.closed_at is not None:
            raise Refusal("organisation.closed", name=parent.name)
    if _count(session, Organisation.code == new.code, Organisation.id != (own_id or 0)):
        raise Refusal("organisation.code_taken", unit=new.code)
    beside = Organisation.parent_id.is_not_distinct_from(new.parent_id)
    if _count(session, beside, Organisation.name == new.name, Organisation.id != (own_id or 0)):
        raise Refusal("organisation.name_taken", name=new.name)
    return new


def lock_tree(session: Session) -> None:
    """Change the tree one at a time, on a database that lets many write."""
    if not database.embedded:
        session.execute(text(f"SELECT pg_advisory_xact_lock({TREE_LOCK})"))


def state_of(organisation: Organisation) -> dict[str, Any]:
    """What an audit digest covers."""
    return {
        "parent": organisation.parent_id,
        "kind": organisation.kind,
        "code": organisation.code,
        "name": organisation.name,
        "alias": organisation.alias,
        "seal_name": organisation.seal_name,
    }


def _count(session: Session, *conditions: Any) -> int:
    return session.scalar(select(func.count()).where(*conditions)) or 0


def _require_reach(session: Session, actor: Principal, parent_id: int | None) -> None:
    """Let a parent pass that the administrator reaches; no parent only for one without a scope."""
    if parent_id is None:
        if actor.everywhere(ADMINISTRATOR):
            return
    elif find(session, Organisation, parent_id, actor, ADMINISTRATOR) is not None:
        return
    raise Refusal("organisation.parent")


def _move(session: Session, organisation_id: int, parent_id: int | None) -> None:
    branch = list(
        session.scalars(
            select(OrganisationBranch.descendant_id).where(
                OrganisationBranch.ancestor_id == organisation_id
            )
        )
    )
    if parent_id in branch:
        raise Refusal("organisation.cycle")
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
