"""When a judge must not mark an entry."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Barrier(StrEnum):
    """Why a judge may not mark an entry."""

    OWN_ENTRY = "own_entry"
    SAME_ORGANISATION = "same_organisation"
    DECLARED_UNIT = "declared_unit"
    DECLARED_PERSON = "declared_person"
    RECUSED = "recused"


@dataclass(frozen=True, slots=True)
class PanelJudge:
    """A judge as assignment sees one.

    Args:
        id: opaque.
        panels: keys of the panels on which the judge sits.
        person: id of the human being.
        organisations: the judge's own organisation and all above it.
        declared_units: organisations declared as conflicts; each stands for all under it.
        declared_persons: persons declared as conflicts.
    """

    id: str
    panels: frozenset[str]
    person: int | None = None
    organisations: frozenset[int] = field(default_factory=frozenset)
    declared_units: frozenset[int] = field(default_factory=frozenset)
    declared_persons: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class PanelEntry:
    """An entry as assignment sees one.

    Args:
        id: opaque.
        panel: key of the panel whose judges mark it.
        units: organisations that did the work.
        units_and_above: those and all above them.
        persons: its members.
    """

    id: str
    panel: str
    units: frozenset[int] = field(default_factory=frozenset)
    units_and_above: frozenset[int] = field(default_factory=frozenset)
    persons: frozenset[int] = field(default_factory=frozenset)


def barrier_between(judge: PanelJudge, entry: PanelEntry) -> Barrier | None:
    """Why a judge may not mark an entry, or None.

    A judge stands back from an entry of the own person, of the own organisation or of one above
    it, and from units and persons declared as conflicts.
    """
    if judge.person is not None and judge.person in entry.persons:
        return Barrier.OWN_ENTRY
    if judge.organisations & entry.units:
        return Barrier.SAME_ORGANISATION
    if judge.declared_units & (entry.units_and_above | entry.units):
        return Barrier.DECLARED_UNIT
    if judge.declared_persons & entry.persons:
        return Barrier.DECLARED_PERSON
    return None


def kept_apart(judges: Iterable[PanelJudge], entries: Iterable[PanelEntry]) -> set[tuple[str, str]]:
    """The pairs (judge id, entry id) between which `barrier_between` finds a barrier.

    Found from what the judges are tied to: of millions of pairs only a few share anything.
    """
    persons: dict[int | None, set[str]] = defaultdict(set)
    units: dict[int | None, set[str]] = defaultdict(set)
    branches: dict[int | None, set[str]] = defaultdict(set)
    for entry in entries:
        shared = ((persons, entry.persons), (units, entry.units))
        for index, keys in (*shared, (branches, entry.units_and_above | entry.units)):
            for key in keys:
                index[key].add(entry.id)
    return {
        (judge.id, entry)
        for judge in judges
        for index, keys in (
            (persons, judge.declared_persons | {judge.person}),
            (units, judge.organisations),
            (branches, judge.declared_units),
        )
        for key in keys
        for entry in index.get(key, ())
    }
