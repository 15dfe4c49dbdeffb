"""One row of a table of organisations, checked and compared with what is stored."""

from collections.abc import Container
from typing import NamedTuple

from competition.documents.unit_table import INDUSTRIES, KINDS, YES
from competition.domain.refusal import Refusal
from competition.domain.unit_names import normal_aliases, normal_unit_code, normal_unit_name
from competition.services.import_plan import RowCheck
from competition.services.organisations.tree import MOST_MEMBERS


class Facts(NamedTuple):
    """What a table says of an organisation beside its code; `parent` is a code or empty."""

    name: str
    kind: str
    parent: str
    alias: str
    seal_name: str
    industry: str
    members: int
    above_scale: bool


class NewUnit(NamedTuple):
    """One row as it would be written; `parent` is a code of the file or the database, or empty."""

    row: int
    code: str
    name: str
    kind: str
    parent: str
    alias: str
    seal_name: str
    industry: str
    members: int
    above_scale: bool


def unit_of(check: RowCheck) -> NewUnit | None:
    """The row as it would be written; None where one of its cells is at fault."""
    code = check.normal("code", normal_unit_code)
    name = check.normal("name", normal_unit_name)
    parent = check.normal("parent", normal_unit_code)
    alias = check.normal("alias", normal_aliases)
    seal_name = check.normal("seal_name", normal_unit_name)
    members = check.normal("members", members_of)
    kind = KINDS.get(check.text("kind"))
    if check.faults or code is None or name is None or kind is None:
        return None
    return NewUnit(
        check.record.row,
        code,
        name,
        kind,
        parent or "",
        alias or "",
        seal_name or "",
        INDUSTRIES.get(check.text("industry"), ""),
        members or 0,
        check.text("above_scale") == YES,
    )


def members_of(text: str) -> int:
    """A number of members as a table holds it.

    Raises:
        Refusal: ``organisation.members`` for anything but a whole number within reason.
    """
    if not (text.isascii() and text.isdigit() and len(text) < 10) or int(text) > MOST_MEMBERS:
        raise Refusal("organisation.members")
    return int(text)


class Change(NamedTuple):
    """An organisation that a table tells otherwise than it is stored, in these facts."""

    unit: NewUnit
    stored: Facts
    names: tuple[str, ...]

    @property
    def after(self) -> Facts:
        """What will be stored."""
        return self.stored._replace(**{name: getattr(self.unit, name) for name in self.names})


def changed(unit: NewUnit, stored: Facts, columns: Container[str]) -> tuple[str, ...]:
    """The facts that a row tells otherwise; a column that the file has not says nothing."""
    return tuple(
        name
        for name, value in zip(Facts._fields, stored, strict=True)
        if name in columns and getattr(unit, name) != value
    )
