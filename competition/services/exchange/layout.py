"""What the entry table of a competition looks like."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.documents.entry_table import MOST_MEMBERS, USUAL_MEMBERS, EntryLayout
from competition.domain.entry_form import EntryForm, Field, FieldType
from competition.domain.entry_form_document import parse_form
from competition.domain.entry_kinds import kinds_in
from competition.domain.refusal import Refusal
from competition.models import Competition, Track
from competition.models import EntryForm as EntryFormRow
from competition.services.entries.limits import read_limits


@dataclass(frozen=True, slots=True)
class FormVersions:
    """The versions of a competition's form, without file fields.

    Attributes:
        current_id: of the version in force.
        fields: by id of the version, then by key.
    """

    current_id: int
    current: EntryForm
    fields: dict[int, dict[str, Field]]


def form_versions(session: Session, competition: Competition) -> FormVersions:
    """Every version of the form.

    Raises:
        Refusal: ``entry.not_taken`` while the competition has no form.
    """
    rows = session.scalars(
        select(EntryFormRow)
        .where(EntryFormRow.competition_id == competition.id)
        .order_by(EntryFormRow.version.desc())
    ).all()
    forms = {row.id: _without_files(parse_form({"fields": row.fields})) for row in rows}
    current = next((row.id for row in rows if row.is_current), None)
    if current is None:
        raise Refusal("entry.not_taken")
    fields = {ident: {field.key: field for field in form.fields} for ident, form in forms.items()}
    return FormVersions(current, forms[current], fields)


def layout_of(
    session: Session, competition: Competition, versions: FormVersions, *, members: int = 0
) -> EntryLayout:
    """The columns of this competition.

    Args:
        members: give at least so many members their columns.
    """
    most = read_limits(session, competition.id).members_max or USUAL_MEMBERS
    older: dict[str, Field] = {}
    for fields in versions.fields.values():
        older |= {key: field for key, field in fields.items() if key not in older}
    asked = versions.fields[versions.current_id]
    return EntryLayout(
        form=versions.current,
        older=tuple(field for key, field in older.items() if key not in asked),
        tracks=tuple(
            session.scalars(
                select(Track.name)
                .where(Track.competition_id == competition.id)
                .order_by(Track.position)
            )
        ),
        members=min(max(most, members), MOST_MEMBERS),
        kinds=kinds_in(competition.kind),
    )


def _without_files(form: EntryForm) -> EntryForm:
    return EntryForm(tuple(each for each in form.fields if each.type is not FieldType.FILE))
