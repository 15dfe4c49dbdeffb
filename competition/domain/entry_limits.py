"""Limits on entries, and the declarations that submission requires, both as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from competition.domain.entry_form import FieldFault, fault
from competition.domain.refusal import Refusal

MEMBERS = "members"
UNIT = "unit"
DECLARATIONS = "declarations"
LIMIT_KINDS = (
    "members_min",
    "members_max",
    "entries_per_person",
    "entries_per_unit",
    "bar_winners_years",
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a competition allows; None means no limit.

    Args:
        members_min, members_max: ordered members of one entry.
        entries_per_person: entries on which one person may be a member.
        entries_per_unit: entries of one applicant unit.
        bar_winners_years: an outcome that won in so many years before may not enter again.
    """

    members_min: int = 1
    members_max: int | None = None
    entries_per_person: int | None = None
    entries_per_unit: int | None = None
    bar_winners_years: int | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """What the limits are held against, the entry in hand included.

    Args:
        members: on this entry.
        entries_by_person: name of each member as shown, to the entries the person is on.
        entries_of_unit: entries of the applicant unit.
        earlier_wins: editions within the barred years in which this outcome won, as shown.
    """

    members: int
    entries_by_person: Mapping[str, int]
    entries_of_unit: int
    earlier_wins: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Declaration:
    """A text that the entrant declares; a changed text is a new version, to be declared anew."""

    key: str
    version: int
    title: str
    text: str


def parse_limits(document: Mapping[str, Any]) -> Limits:
    """Read limits from JSON.

    Raises:
        Refusal: ``limits.unknown`` (property), ``limits.value`` (property),
            ``limits.members`` when the most members are fewer than the least.
    """
    for name, value in document.items():
        if name not in LIMIT_KINDS:
            raise Refusal("limits.unknown", property=name)
        absent = value is None and name != "members_min"
        if not absent and (type(value) is not int or value < 1):
            raise Refusal("limits.value", property=name)
    limits = Limits(**document)
    if limits.members_max is not None and limits.members_max < limits.members_min:
        raise Refusal("limits.members", least=limits.members_min, most=limits.members_max)
    return limits


def limits_to_json(limits: Limits) -> dict[str, int]:
    """The document that `parse_limits` reads back; what is not limited is left out."""
    values = {kind: getattr(limits, kind) for kind in LIMIT_KINDS}
    return {kind: value for kind, value in values.items() if value is not None}


def limit_faults(limits: Limits, counts: Counts) -> tuple[FieldFault, ...]:
    """Every limit that an entry breaks; empty when none."""
    faults = []
    if counts.members < limits.members_min:
        faults.append(fault(MEMBERS, "limits.members_few", least=limits.members_min))
    if limits.members_max is not None and counts.members > limits.members_max:
        faults.append(fault(MEMBERS, "limits.members_many", most=limits.members_max))
    if (most := limits.entries_per_person) is not None:
        for name, entries in counts.entries_by_person.items():
            if entries > most:
                faults.append(fault(MEMBERS, "limits.person_entries", name=name, most=most))
    if limits.entries_per_unit is not None and counts.entries_of_unit > limits.entries_per_unit:
        faults.append(fault(UNIT, "limits.unit_entries", most=limits.entries_per_unit))
    if limits.bar_winners_years is not None:
        for edition in counts.earlier_wins:
            faults.append(fault("title", "limits.earlier_winner", edition=edition))
    return tuple(faults)


def parse_declarations(document: Sequence[Mapping[str, Any]]) -> tuple[Declaration, ...]:
    """Read declarations from JSON, each ``{"key", "version", "title", "text"}``.

    Raises:
        Refusal: ``declaration.shape`` (number, counted from 1), ``declaration.repeated`` (key).
    """
    declarations: list[Declaration] = []
    for number, raw in enumerate(document, start=1):
        texts = [raw.get(name) for name in ("key", "title", "text")]
        sound = all(isinstance(each, str) and each.strip() for each in texts)
        if not sound or type(raw.get("version")) is not int or raw["version"] < 1:
            raise Refusal("declaration.shape", number=number)
        if any(each.key == raw["key"] for each in declarations):
            raise Refusal("declaration.repeated", key=raw["key"])
        declarations.append(Declaration(raw["key"], raw["version"], raw["title"], raw["text"]))
    return tuple(declarations)


def declaration_faults(
    declarations: Sequence[Declaration], given: Mapping[str, int]
) -> tuple[FieldFault, ...]:
    """Declarations that are still to be made.

    Args:
        given: version declared, by declaration key.
    """
    faults = []
    for each in declarations:
        version = given.get(each.key)
        if version is None:
            faults.append(fault(DECLARATIONS, "declaration.missing", title=each.title))
        elif version != each.version:
            faults.append(fault(DECLARATIONS, "declaration.outdated", title=each.title))
    return tuple(faults)
