"""The entry form of a competition: fields put in, changed, ordered, taken out.

An entry keeps the version that it was filled in with. While nobody uses the present version it is
changed in place; from the first entry on, a change makes the next version.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.domain.entry_form import TITLE_KEY
from competition.domain.entry_form_document import definition_faults
from competition.domain.refusal import Refusal
from competition.models import Competition, Entry, EntryForm, database
from competition.services.audit import record
from competition.services.principal import Principal
from competition.services.runtime import now
from competition.services.setup.running import require_running
from competition.services.setup.seen import require_seen

Fields = list[dict[str, Any]]


def current_form(session: Session, competition_id: int) -> EntryForm:
    """The version that new entries are filled in with."""
    return session.scalars(
        select(EntryForm).where(EntryForm.competition_id == competition_id, EntryForm.is_current)
    ).one()


def entries_with(session: Session, form: EntryForm) -> int:
    """How many entries, drafts included, keep this version."""
    return (
        session.scalar(select(func.count()).select_from(Entry).where(Entry.form_id == form.id)) or 0
    )


def put_field(
    actor: Principal,
    competition: Competition,
    field: Mapping[str, Any],
    *,
    key: str | None,
    seen: str | None = None,
) -> str:
    """Change the field named `key`, or add one at the end where it is None.

    Args:
        field: as the form document writes it, without its key, which is given here.
        seen: stamp of the list of fields that the page showed.
    Returns:
        The field's key.
    Raises:
        Refusal: ``form.*`` with the value ``field``, ``form.field_unknown``, ``setup.changed``.
    """
    with database.writing() as session:
        require_running(session, competition.id)
        form = current_form(session, competition.id)
        require_seen(form.fields, seen)
        fields = _copy(form)
        name = key or _new_key(session, competition.id)
        written = {"key": name, **field}
        if key is None:
            fields.append(written)
        else:
            fields[_position(fields, key)] = written
        _save(session, actor, competition, form, fields, f"field:{name}")
        return name


def move_field(actor: Principal, competition: Competition, key: str, *, up: bool) -> None:
    """Let a field change places with its neighbour.

    Raises:
        Refusal: ``form.field_unknown``.
    """
    with database.writing() as session:
        require_running(session, competition.id)
        form = current_form(session, competition.id)
        fields = _copy(form)
        here = _position(fields, key)
        there = here - 1 if up else here + 1
        if 0 <= there < len(fields):
            fields[here], fields[there] = fields[there], fields[here]
            _save(session, actor, competition, form, fields, f"field:{key}")


def remove_field(actor: Principal, competition: Competition, key: str) -> None:
    """Take a field out; entries made with an earlier version keep it.

    Raises:
        Refusal: ``form.field_unknown``, ``form.title_missing`` for the title.
    """
    with database.writing() as session:
        require_running(session, competition.id)
        form = current_form(session, competition.id)
        fields = _copy(form)
        del fields[_position(fields, key)]
        if key == TITLE_KEY:
            raise Refusal("form.title_missing", field=key)
        _save(session, actor, competition, form, fields, f"field:{key}")


def _copy(form: EntryForm) -> Fields:
    return [dict(field) for field in form.fields]


def _position(fields: Fields, key: str) -> int:
    for position, field in enumerate(fields):
        if field["key"] == key:
            return position
    raise Refusal("form.field_unknown", field=key)


def _new_key(session: Session, competition_id: int) -> str:
    """A key that no version of this form has used, so that answers never change their meaning."""
    used = {
        field["key"]
        for fields in session.scalars(
            select(EntryForm.fields).where(EntryForm.competition_id == competition_id)
        )
        for field in fields
    }
    return next(key for n in range(1, 1000) if (key := f"field_{n}") not in used)


def _save(
    session: Session,
    actor: Principal,
    competition: Competition,
    form: EntryForm,
    fields: Fields,
    subject: str,
) -> None:
    for fault in definition_faults({"fields": fields}):
        raise Refusal(fault.code, **{**fault.values, "field": fault.field})
    before = form.fields
    if entries_with(session, form):
        form.is_current = False
        session.flush()
        form = EntryForm(
            competition_id=competition.id,
            version=form.version + 1,
            fields=fields,
            is_current=True,
            created_at=now(),
        )
        session.add(form)
    else:
        form.fields = fields
    record(
        session,
        actor,
        "form.change",
        subject,
        competition_id=competition.id,
        detail={"version": form.version},
        before=before,
        after=fields,
    )
