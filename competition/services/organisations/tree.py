"""Organisations added, changed and closed, with everything that is derived from them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.domain.access import Role
from competition.domain.industries import INDUSTRIES
from competition.domain.refusal import Refusal
from competition.domain.unit_names import normal_aliases, normal_unit_code, normal_unit_name
from competition.models import Competition, Organisation, database
from competition.models.organisation import KINDS
from competition.services.audit import record
from competition.services.organisations.branches import hang_alone, lock_tree, move_branch
from competition.services.organisations.names import write_names
from competition.services.organisations.totals import add_totals, begin_totals, own_totals
from competition.services.participation.moving import (
    kind_changes_figures,
    recounted,
    scale_changed,
)
from competition.services.principal import Principal
from competition.services.runtime import now
from competition.services.visibility import find

ADMINISTRATOR = (Role.ADMINISTRATOR,)
MOST_MEMBERS = 100_000_000


@dataclass(frozen=True, slots=True)
class UnitValues:
    """What is known of an organisation, as typed; `alias` may hold several names."""

    parent_id: int | None
    kind: str
    code: str
    name: str
    alias: str = ""
    seal_name: str = ""
    industry: str = ""
    members: int = 0
    above_scale: bool = False


def add_organisation(
    session: Session,
    *,
    parent_id: int | None,
    kind: str,
    code: str,
    name: str,
    alias: str = "",
    seal_name: str = "",
    industry: str = "",
    members: int = 0,
    above_scale: bool = False,
) -> Organisation:
    """Add an organisation under another, or a root, within the caller's transaction.

    Raises:
        Refusal: ``organisation.kind``, ``organisation.code_taken``, ``organisation.name_taken``,
            ``organisation.parent``, ``organisation.closed``, ``organisation.industry``,
            ``organisation.members``, ``unit_name.*``, ``unit_code.form``.
    """
    lock_tree(session)
    typed = UnitValues(
        parent_id, kind, code, name, alias, seal_name, industry, members, above_scale
    )
    values = checked(session, typed)
    organisation = Organisation(**asdict(values), created_at=now())
    session.add(organisation)
    session.flush()
    hang_alone(session, organisation.id, parent_id)
    begin_totals(session, organisation.id)
    add_totals(session, organisation.id, own_totals(organisation))
    write_names(session, organisation)
    return organisation


def create_organisation(actor: Principal, values: UnitValues) -> int:
    """Add an organisation as an action of its own; returns its id. Errors as above."""
    with database.writing() as session:
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

    A name that it bore until now keeps finding it.

    Raises:
        Refusal: as `add_organisation`; ``organisation.cycle`` under itself or what lies below.
    """
    with database.writing() as session:
        lock_tree(session)
        if organisation.closed_at is not None:
            raise Refusal("organisation.closed", name=organisation.name)
        before = state_of(organisation)
        if values.parent_id != organisation.parent_id:
            _require_reach(session, actor, values.parent_id)
        change_unit(session, organisation, values)
        record(
            session,
            actor,
            "organisation.edit",
            f"organisation:{organisation.id}",
            detail={"code": organisation.code},
            before=before,
            after=state_of(organisation),
        )


def change_unit(session: Session, organisation: Organisation, values: UnitValues) -> None:
    """Change an organisation in the caller's transaction, which holds the tree.

    Raises:
        Refusal: as `edit_organisation`.
    """
    counted = own_totals(organisation)
    old_name, old_code = organisation.name, organisation.code
    new = checked(session, values, own_id=organisation.id)
    with _figures_kept(session, organisation, new):
        if new.parent_id != organisation.parent_id:
            move_branch(session, organisation.id, new.parent_id)
        for name, value in asdict(new).items():
            setattr(organisation, name, value)
        session.flush()
    add_totals(session, organisation.id, own_totals(organisation) + -counted)
    former = [("former", old_name)] if old_name != organisation.name else []
    write_names(session, organisation, old_code=old_code, lent=former)


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
        shut(session, organisation)
        record(
            session,
            actor,
            "organisation.close",
            f"organisation:{organisation.id}",
            detail={"code": organisation.code},
        )


def shut(session: Session, organisation: Organisation) -> None:
    """Close an organisation that nothing in use lies below, in the caller's transaction."""
    counted = own_totals(organisation)
    organisation.closed_at = organisation.closed_at or now()
    session.flush()
    scale_changed(session, organisation, bool(counted.above_scale))
    add_totals(session, organisation.id, -counted)


def checked(session: Session, values: UnitValues, *, own_id: int | None = None) -> UnitValues:
    """The values normalised, or the first refusal. `own_id`: the organisation being changed."""
    if values.kind not in KINDS:
        raise Refusal("organisation.kind", kind=values.kind)
    if values.industry and values.industry not in INDUSTRIES:
        raise Refusal("organisation.industry", industry=values.industry)
    if not 0 <= values.members <= MOST_MEMBERS:
        raise Refusal("organisation.members")
    new = UnitValues(
        parent_id=values.parent_id,
        kind=values.kind,
        code=normal_unit_code(values.code),
        name=normal_unit_name(values.name),
        alias=normal_aliases(values.alias),
        seal_name=normal_unit_name(values.seal_name) if values.seal_name.strip() else "",
        industry=values.industry,
        members=values.members,
        above_scale=values.above_scale,
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


@contextmanager
def _figures_kept(session: Session, organisation: Organisation, new: UnitValues) -> Iterator[None]:
    """Keep what was reported of participation right while an organisation changes."""
    was_above_scale = organisation.above_scale
    moves = new.parent_id != organisation.parent_id
    if moves or kind_changes_figures(organisation.kind, new.kind):
        with recounted(session, organisation.id):
            yield
    else:
        yield
        scale_changed(session, organisation, was_above_scale)


def state_of(organisation: Organisation) -> dict[str, Any]:
    """What an audit digest covers."""
    return {
        "parent": organisation.parent_id,
        "kind": organisation.kind,
        "code": organisation.code,
        "name": organisation.name,
        "alias": organisation.alias,
        "seal_name": organisation.seal_name,
        "industry": organisation.industry,
        "members": organisation.members,
        "above_scale": organisation.above_scale,
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
