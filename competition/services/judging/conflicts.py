"""Conflicts: what judges declare, and what keeps which judge from which entry."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from competition.domain.conflicts import Barrier, PanelEntry, PanelJudge, barrier_between
from competition.domain.people import normal_name
from competition.domain.refusal import Refusal
from competition.domain.unit_names import split_aliases
from competition.models import (
    Account,
    Competition,
    Conflict,
    Entry,
    EntryMember,
    Judge,
    Organisation,
    OrganisationBranch,
    database,
)
from competition.services.audit import record
from competition.services.principal import Principal
from competition.services.runtime import now

LONGEST = 120
MOST_DECLARED = 200


def declare_conflict(
    actor: Principal,
    judge: Judge,
    *,
    organisation_id: int | None = None,
    unit_name: str = "",
    person_name: str = "",
    note: str = "",
) -> None:
    """Note that a judge has a relation to a unit or a person; said by the judge or an organiser.

    Args:
        organisation_id, unit_name, person_name: exactly one is given.
    Raises:
        Refusal: ``conflict.empty``, ``conflict.long`` (limit), ``conflict.twice``,
            ``conflict.organisation``, ``conflict.many``, and those of `normal_name`.
    """
    unit_name = " ".join(unit_name.split())
    person_name = normal_name(person_name) if person_name.strip() else ""
    if sum((organisation_id is not None, bool(unit_name), bool(person_name))) != 1:
        raise Refusal("conflict.empty")
    if max(len(unit_name), len(note)) > LONGEST:
        raise Refusal("conflict.long", limit=LONGEST)
    with database.writing() as session:
        if organisation_id is not None and session.get(Organisation, organisation_id) is None:
            raise Refusal("conflict.organisation")
        known = declared_by(session, judge.id)
        if len(known) >= MOST_DECLARED:
            raise Refusal("conflict.many", limit=MOST_DECLARED)
        wanted = (organisation_id, unit_name, person_name)
        if wanted in {(row.organisation_id, row.unit_name, row.person_name) for row in known}:
            raise Refusal("conflict.twice")
        session.add(
            Conflict(
                judge_id=judge.id,
                organisation_id=organisation_id,
                unit_name=unit_name,
                person_name=person_name,
                note=note.strip(),
                declared_by_id=actor.account_id,
                created_at=now(),
            )
        )
        record(
            session,
            actor,
            "conflict.declare",
            f"judge:{judge.id}",
            competition_id=judge.competition_id,
        )


def withdraw_conflict(actor: Principal, judge: Judge, conflict_id: int) -> None:
    """Take a declaration back that the same account made.

    Raises:
        Refusal: ``conflict.unknown`` also for one of another judge or made by somebody else.
    """
    with database.writing() as session:
        gone = session.execute(
            delete(Conflict).where(
                Conflict.id == conflict_id,
                Conflict.judge_id == judge.id,
                Conflict.declared_by_id == actor.account_id,
            )
        )
        if not gone.rowcount:  # type: ignore[attr-defined]
            raise Refusal("conflict.unknown")
        record(
            session,
            actor,
            "conflict.withdraw",
            f"judge:{judge.id}",
            competition_id=judge.competition_id,
        )


def confirm_declaration(actor: Principal, judge: Judge) -> None:
    """Record that the judge has declared everything; may be repeated."""
    with database.writing() as session:
        session.refresh(judge)
        judge.conflicts_declared_at = now()
        record(
            session,
            actor,
            "conflict.confirm",
            f"judge:{judge.id}",
            competition_id=judge.competition_id,
        )


def undeclared(actor: Principal) -> bool:
    """Whether this account judges somewhere without having confirmed its declaration."""
    found = database.session.scalar(
        select(Judge.id)
        .join(Competition, Competition.id == Judge.competition_id)
        .where(
            Judge.account_id == actor.account_id,
            Judge.kind == "judge",
            Judge.withdrawn_at.is_(None),
            Judge.conflicts_declared_at.is_(None),
            Competition.state != "closed",
        )
        .limit(1)
    )
    return found is not None


def declared_by(session: Session, judge_id: int) -> Sequence[Conflict]:
    """A judge's declarations, oldest first."""
    return session.scalars(
        select(Conflict).where(Conflict.judge_id == judge_id).order_by(Conflict.id)
    ).all()


@dataclass(frozen=True, slots=True)
class Declared:
    """What a judge has declared in one competition, each with the unit's name where it has one."""

    judge: Judge
    competition: Competition
    conflicts: tuple[tuple[Conflict, str], ...]


def judges_of_account(actor: Principal) -> list[Declared]:
    """The competitions in which an account judges, with its declarations. Two statements."""
    rows = database.session.execute(
        select(Judge, Competition)
        .join(Competition, Competition.id == Judge.competition_id)
        .where(
            Judge.account_id == actor.account_id,
            Judge.kind == "judge",
            Judge.withdrawn_at.is_(None),
        )
        .order_by(Competition.year.desc(), Competition.id.desc())
        .limit(20)
    ).all()
    return with_conflicts([(judge, competition) for judge, competition in rows])


def with_conflicts(judges: Sequence[tuple[Judge, Competition]]) -> list[Declared]:
    """These judges with what they declared. One statement."""
    declared: dict[int, list[tuple[Conflict, str]]] = defaultdict(list)
    for conflict, name in database.session.execute(
        select(Conflict, Organisation.name)
        .outerjoin(Organisation, Organisation.id == Conflict.organisation_id)
        .where(Conflict.judge_id.in_([judge.id for judge, _ in judges]))
        .order_by(Conflict.id)
    ):
        declared[conflict.judge_id].append((conflict, name or conflict.unit_name))
    return [
        Declared(judge, competition, tuple(declared[judge.id])) for judge, competition in judges
    ]


@dataclass(slots=True)
class Names:
    """Texts as numbers, so that typed units and persons compare like registered ones.

    The domain compares ids. Ids of rows are positive; each typed text gets a negative one.
    """

    known: dict[str, int] = field(default_factory=dict)

    def number(self, text: str) -> int:
        """The number of a text; blanks and case do not matter."""
        plain = "".join(text.split()).casefold()
        return self.known.setdefault(plain, -1 - len(self.known))

    def numbers(self, texts: Collection[str | None]) -> frozenset[int]:
        """The numbers of those texts that say anything."""
        return frozenset(self.number(text) for text in texts if text and text.strip())


@dataclass(frozen=True, slots=True)
class Relations:
    """Judges and entries of a stage as the rules of conflict see them.

    Attributes:
        barred: pairs (judge id, entry id) declared one by one.
    """

    judges: Mapping[int, PanelJudge]
    entries: Mapping[int, PanelEntry]
    barred: frozenset[tuple[int, int]]

    def barrier(self, judge_id: int, entry_id: int) -> Barrier | None:
        """Why this judge may not mark this entry, or None."""
        if (judge_id, entry_id) in self.barred:
            return Barrier.DECLARED_PERSON
        return barrier_between(self.judges[judge_id], self.entries[entry_id])


def relations(
    session: Session,
    judge_panels: Mapping[int, Collection[int]],
    entry_panels: Mapping[int, int | None],
) -> Relations:
    """Read what relates these judges to these entries, in three statements whatever their number.

    Args:
        judge_panels: by judge id, the panels on which the judge sits.
        entry_panels: by entry id, the panel that marks it.
    """
    judges = session.execute(
        select(
            Judge.id,
            Judge.name,
            Judge.organisation_id,
            Account.person_id,
            Conflict.organisation_id.label("declared_unit"),
            Conflict.unit_name,
            Conflict.person_name,
            Conflict.entry_id,
        )
        .join(Account, Account.id == Judge.account_id)
        .outerjoin(Conflict, Conflict.judge_id == Judge.id)
        .where(Judge.id.in_(judge_panels))
    ).all()
    entries = session.execute(
        select(
            Entry.id,
            Entry.organisation_id,
            Entry.unit_name,
            Account.person_id.label("owner"),
            EntryMember.person_id,
            EntryMember.name,
            EntryMember.unit_name.label("member_unit"),
        )
        .outerjoin(Account, Account.id == Entry.account_id)
        .outerjoin(EntryMember, EntryMember.entry_id == Entry.id)
        .where(Entry.id.in_(entry_panels))
    ).all()
    names = Names()
    units = {row.organisation_id for row in (*judges, *entries)}
    above = _organisations_above(session, units - {None}, names)
    return Relations(
        judges=_judges(judges, judge_panels, above, names),
        entries=_entries(entries, entry_panels, above, names),
        barred=frozenset((row.id, row.entry_id) for row in judges if row.entry_id is not None),
    )


def _judges(
    rows: Sequence[Any],
    judge_panels: Mapping[int, Collection[int]],
    above: Mapping[int | None, frozenset[int]],
    names: Names,
) -> dict[int, PanelJudge]:
    units: dict[int, set[int]] = defaultdict(set)
    persons: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        units[row.id] |= names.numbers([row.unit_name]) | {row.declared_unit or 0} - {0}
        persons[row.id] |= names.numbers([row.person_name, row.name])
    return {
        row.id: PanelJudge(
            id=str(row.id),
            panels=frozenset(map(str, judge_panels[row.id])),
            person=row.person_id,
            organisations=above.get(row.organisation_id, frozenset()),
            declared_units=frozenset(units[row.id]),
            declared_persons=frozenset(persons[row.id]),
        )
        for row in rows
    }


def _entries(
    rows: Sequence[Any],
    entry_panels: Mapping[int, int | None],
    above: Mapping[int | None, frozenset[int]],
    names: Names,
) -> dict[int, PanelEntry]:
    units: dict[int, set[int]] = defaultdict(set)
    persons: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        typed = names.numbers([row.unit_name, row.member_unit])
        units[row.id] |= typed | {row.organisation_id or 0} - {0}
        known = {row.owner or 0, row.person_id or 0} - {0}
        persons[row.id] |= names.numbers([row.name]) | known
    return {
        row.id: PanelEntry(
            id=str(row.id),
            panel=str(entry_panels[row.id] or ""),
            units=frozenset(units[row.id]),
            units_and_above=above.get(row.organisation_id, frozenset()),
            persons=frozenset(persons[row.id]),
        )
        for row in rows
    }


def _organisations_above(
    session: Session, organisation_ids: Collection[int | None], names: Names
) -> dict[int | None, frozenset[int]]:
    """By organisation: itself and all above it, as ids and as the numbers of their names."""
    found: dict[int | None, set[int]] = defaultdict(set)
    for descendant, ancestor, name, alias in session.execute(
        select(
            OrganisationBranch.descendant_id,
            Organisation.id,
            Organisation.name,
            Organisation.alias,
        )
        .join(Organisation, Organisation.id == OrganisationBranch.ancestor_id)
        .where(OrganisationBranch.descendant_id.in_(organisation_ids))
    ):
        found[descendant] |= {ancestor} | names.numbers([name, *split_aliases(alias)])
    return {unit: frozenset(ids) for unit, ids in found.items()}
