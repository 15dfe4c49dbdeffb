"""When a judge must not mark an entry."""

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
