"""Two organisations that are the same: one is kept, the other's rows move to it.

The other is closed and points to the one that is kept; its code and its names keep finding it.
"""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, func, select, update
from sqlalchemy.orm import Session, aliased

from competition.domain.refusal import Refusal
from competition.models import (
    Competition,
    Conflict,
    Entry,
    Judge,
    Organisation,
    ParticipationReport,
    Person,
    RoleGrant,
    database,
)
from competition.models.recommending import (
    Recommendation,
    RecommendationList,
    RecommendationQuota,
)
from competition.services.audit import record
from competition.services.exchange.bulk import table_of
from competition.services.organisations.branches import lies_below, lock_tree, move_branch
from competition.services.organisations.names import stored_names, write_names
from competition.services.organisations.tree import shut, state_of
from competition.services.participation.moving import recounted
from competition.services.principal import Principal

# Every column that names an organisation and moves to the one that is kept. What else refers to
# an organisation is the tree itself and what is derived from it; a test knows both lists.
MOVED = {
    "person": table_of(Person).c.organisation_id,
    "grant": table_of(RoleGrant).c.organisation_id,
    "competition": table_of(Competition).c.organisation_id,
    "entry": table_of(Entry).c.organisation_id,
    "judge": table_of(Judge).c.organisation_id,
    "conflict": table_of(Conflict).c.organisation_id,
    "quota": table_of(RecommendationQuota).c.organisation_id,
    "list": table_of(RecommendationList).c.organisation_id,
    "recommendation": table_of(Recommendation).c.organisation_id,
    "on_behalf": table_of(Recommendation).c.on_behalf_of_id,
    "participation": table_of(ParticipationReport).c.organisation_id,
}
RECOMMENDING = (RecommendationQuota, RecommendationList, Recommendation)
SINGLE_KINDS = frozenset({"national"})


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would do.

    Args:
        refusal: why it cannot be done; the rest is as it is now.
        moved: how many rows of each kind move, those that have none left out.
        below: organisations directly below that move, in use or closed.
        names: what the kept one will be called besides.
    """

    moved: dict[str, int] = field(default_factory=dict)
    below: int = 0
    names: tuple[str, ...] = ()
    refusal: Refusal | None = None


def preview_merge(merged: Organisation, kept: Organisation) -> MergePreview:
    """What merging one organisation into another would move. Changes nothing."""
    session = database.session
    try:
        _require_alike(session, merged, kept)
    except Refusal as refusal:
        return MergePreview(refusal=refusal)
    counts = session.execute(
        select(*(_count_of(column, merged.id).label(name) for name, column in MOVED.items()))
    ).one()
    below = session.scalar(select(func.count()).where(Organisation.parent_id == merged.id)) or 0
    lent = [name for _, name in _lent(session, merged)]
    return MergePreview(
        moved={name: n for name, n in counts._mapping.items() if n},
        below=below,
        names=tuple(dict.fromkeys(lent)),
    )


def merge_organisations(actor: Principal, merged: Organisation, kept: Organisation) -> None:
    """Move everything of one organisation to another and close it.

    Raises:
        Refusal: ``merge.same``, ``merge.closed`` (name), ``merge.kinds``, ``merge.single``,
            ``merge.line`` where one lies below the other, ``merge.names`` (count, name) where
            both have one of the same name directly below, ``merge.recommending`` (count) where
            both recommend in the same competition.
    """
    with database.writing() as session:
        lock_tree(session)
        for unit in (merged, kept):
            session.refresh(unit)
        _require_alike(session, merged, kept)
        before = state_of(merged)
        lent = _lent(session, merged)
        with recounted(session, merged.id):
            moved = _move_rows(session, merged.id, kept.id)
            moved["below"] = _move_below(session, merged.id, kept.id)
            shut(session, merged)
        merged.merged_into_id = kept.id
        session.execute(
            update(Organisation)
            .where(Organisation.merged_into_id == merged.id)
            .values(merged_into_id=kept.id)
        )
        write_names(session, kept, old_code=kept.code, lent=lent)
        record(
            session,
            actor,
            "organisation.merge",
            f"organisation:{kept.id}",
            detail={"code": kept.code, "merged": merged.code, "moved": sum(moved.values())},
            before=before,
            after=state_of(kept),
        )


def _require_alike(session: Session, merged: Organisation, kept: Organisation) -> None:
    if merged.id == kept.id:
        raise Refusal("merge.same")
    for unit in (merged, kept):
        if unit.closed_at is not None:
            raise Refusal("merge.closed", name=unit.name)
    if merged.kind != kept.kind:
        raise Refusal("merge.kinds")
    if merged.kind in SINGLE_KINDS:
        raise Refusal("merge.single")
    if lies_below(session, kept.id, merged.id) or lies_below(session, merged.id, kept.id):
        raise Refusal("merge.line")
    if shared := len(_recommends_in(session, merged) & _recommends_in(session, kept)):
        raise Refusal("merge.recommending", count=shared)
    twin = aliased(Organisation)
    names = session.scalars(
        select(Organisation.name)
        .join(twin, twin.name == Organisation.name)
        .where(Organisation.parent_id == merged.id, twin.parent_id == kept.id)
        .order_by(Organisation.name)
    ).all()
    if names:
        raise Refusal("merge.names", count=len(names), name=names[0])


def _recommends_in(session: Session, unit: Organisation) -> set[int]:
    """The competitions in which an organisation has places, lists or entries to recommend."""
    found: set[int] = set()
    for model in RECOMMENDING:
        rows = select(model.competition_id).where(model.organisation_id == unit.id).distinct()
        found.update(session.scalars(rows))
    return found


def _lent(session: Session, merged: Organisation) -> list[tuple[str, str]]:
    """The names and the code by which the merged one is known, as names of the kept one."""
    further = sorted(name for name, _ in stored_names(session, merged.id).values())
    return [("merged", name) for name in dict.fromkeys([merged.name, *further, merged.code])]


def _move_rows(session: Session, merged_id: int, kept_id: int) -> dict[str, int]:
    moved = {}
    for name, column in MOVED.items():
        done = session.execute(
            update(column.table).where(column == merged_id).values({column.name: kept_id})
        )
        moved[name] = done.rowcount  # type: ignore[attr-defined]
    return moved


def _move_below(session: Session, merged_id: int, kept_id: int) -> int:
    """Hang what lies directly below under the kept one, with everything below that."""
    below = session.scalars(select(Organisation).where(Organisation.parent_id == merged_id)).all()
    for unit in below:
        move_branch(session, unit.id, kept_id)
        unit.parent_id = kept_id
    session.flush()
    return len(below)


def _count_of(column: Column[int], organisation_id: int) -> Any:
    return (
        select(func.count())
        .select_from(column.table)
        .where(column == organisation_id)
        .scalar_subquery()
    )
