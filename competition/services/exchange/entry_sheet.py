"""A file of entries as it was read, and what its rows are checked against."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.documents.entry_table import (
    MEMBER_PARTS,
    MOST_MEMBERS,
    entry_columns,
    field_key,
    member_key,
)
from competition.documents.tables.read import read_rows
from competition.documents.tables.records import Records, read_records
from competition.documents.tables.values import Limits
from competition.domain.entry_answers import Answer
from competition.domain.entry_form import Field, FieldType
from competition.models import Competition, Organisation
from competition.services.exchange.layout import FormVersions, form_versions, layout_of
from competition.services.import_plan import RowCheck
from competition.services.organisations.reading import units_by_text
from competition.services.people.imports import NewPerson
from competition.services.setup.tracks import tracks_of

FIXED = ("unit", "unit_code", "track", "kind", "owner", "login")
NOWHERE = -1  # beyond the cells of a row stands one more, always blank
Picker = Callable[[list[str]], tuple[str, ...]]
MOST = Limits(rows=20_001, columns=440)


class NewMember(NamedTuple):
    """One member as it would be written; personal numbers in the clear, in memory only."""

    place: int
    name: str
    unit: str
    duty: str
    phone: str
    id_number: str
    digest: str | None


class NewEntry(NamedTuple):
    """One row as it would be written.

    Args:
        members: their `place` tells which columns of the table they come from.
        owner: whose account it will belong to; None for nobody's.
    """

    row: int
    kind: str
    track: str
    track_id: int | None
    title: str
    unit: str
    organisation_id: int | None
    answers: dict[str, Answer]
    members: list[NewMember]
    owner: NewPerson | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that was read.

    Args:
        kind: what an entry is of which the file does not say it.
        tracks: ids by name.
        units: ids of organisations by what the file calls them.
        unit_names: of those organisations, by id.
        fixed: what picks the texts of `FIXED` from `texts_of`.
        fields: of the form that the file has a column for, with its key and where it stands.
        slots: the place of each member for whom the file has columns, with their keys and what
            picks their texts from `texts_of`.
        width: how many cells of a row the header tells of.
        lines: texts that are short enough for a unit or a duty, as one line each.
    """

    records: Records
    checks: list[RowCheck]
    versions: FormVersions
    older: tuple[Field, ...]
    kind: str
    tracks: Mapping[str, int]
    units: Mapping[str, int | None]
    unit_names: Mapping[int, str]
    fixed: Picker
    fields: tuple[tuple[Field, str, int], ...]
    slots: tuple[tuple[int, tuple[str, ...], Picker], ...]
    width: int
    lines: dict[str, str] = field(default_factory=dict)

    def texts_of(self, check: RowCheck) -> list[str]:
        """The row's cells without blanks around them, as wide as the header, and a blank one."""
        texts = [*map(str.strip, check.record.cells[: self.width])]
        return [*texts, *[""] * (self.width + 1 - len(texts))]


def read_sheet(session: Session, competition: Competition, content: bytes) -> Sheet:
    """Read a file of entries and look up the organisations that it names.

    Raises:
        Refusal: ``table.*`` when the file as a whole cannot be read; ``entry.not_taken``.
    """
    versions = form_versions(session, competition)
    layout = layout_of(session, competition, versions, members=MOST_MEMBERS)
    columns = entry_columns(layout, information=True)
    records = read_records(read_rows(content, limits=MOST), columns)
    units = _units(records, layout.form.fields)
    names = session.execute(
        select(Organisation.id, Organisation.name).where(
            Organisation.id.in_([each for each in units.values() if each is not None])
        )
    )
    return Sheet(
        records=records,
        checks=[RowCheck(records, row) for row in records.records],
        versions=versions,
        older=layout.older,
        kind=layout.kinds[0],
        tracks={track.name: track.id for track in tracks_of(session, competition.id)},
        units=units,
        unit_names={row.id: row.name for row in names},
        fixed=_picker(records.places, FIXED),
        fields=tuple(
            (each, key, place)
            for each in versions.current.fields
            if (place := records.places.get(key := field_key(each.key))) is not None
        ),
        slots=tuple(_slots(records.places)),
        width=max(records.places.values(), default=-1) + 1,
    )


def _slots(places: Mapping[str, int]) -> Iterator[tuple[int, tuple[str, ...], Picker]]:
    for place in range(1, MOST_MEMBERS + 1):
        keys = tuple(member_key(place, part) for part, _, _ in MEMBER_PARTS)
        if any(key in places for key in keys):
            yield place, keys, _picker(places, keys)


def _picker(places: Mapping[str, int], keys: Sequence[str]) -> Picker:
    """What picks the texts of these columns; blank where the file has none."""
    return itemgetter(*(places.get(key, NOWHERE) for key in keys))


def one_line(text: str) -> str:
    """The text with single blanks, as units and duties are stored."""
    return " ".join(text.split())


def _units(records: Records, fields: tuple[Field, ...]) -> dict[str, int | None]:
    keys = ["unit", "unit_code"]
    keys += [field_key(each.key) for each in fields if each.type is FieldType.ORGANISATION]
    present = [key for key in keys if key in records.letters]
    return units_by_text({row.text(key) for row in records.records for key in present})
