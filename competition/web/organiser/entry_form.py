"""The entry form: its fields in order, one page to change each."""

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from competition.domain.access import Role
from competition.domain.entry_form import TITLE_KEY, FieldType
from competition.models import Competition, database
from competition.services.setup.entry_forms import (
    current_form,
    entries_with,
    move_field,
    put_field,
    remove_field,
)
from competition.web.access import allow, me
from competition.web.organiser.field_form import (
    AUDIENCE_NAMES,
    TYPE_NAMES,
    FieldForm,
    fill,
    limit_hint,
    shown_fields,
    to_document,
)
from competition.web.organiser.room import room
from competition.web.organiser.setup_forms import text_of, try_and_say, try_to

BESIDE = {
    "form.label": "label",
    "form.limit_missing": "limit",
    "form.choices_few": "choices",
    "form.choice_repeated": "choices",
    "form.formats_missing": "formats",
    "form.bounds": "maximum",
    "form.unit_missing": "unit",
    "form.blind_organisation": "audiences",
}


@room.get("/competitions/<int:competition_id>/form")
@allow(Role.ORGANISER, on=Competition)
def edit_form(competition: Competition) -> Any:
    """The fields in order."""
    form = current_form(database.session, competition.id)
    return render_template(
        "organiser/entry_form.html",
        form=form,
        used=entries_with(database.session, form),
        types=TYPE_NAMES,
        audiences=AUDIENCE_NAMES,
        title_key=TITLE_KEY,
    )


@room.route("/competitions/<int:competition_id>/form/new/<kind>", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Competition)
def new_field(competition: Competition, kind: str) -> Any:
    """Add a field of a type."""
    if kind not in list(FieldType):
        abort(404)
    return edit(competition, FieldType(kind), None, {})


@room.route("/competitions/<int:competition_id>/form/fields/<key>", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Competition)
def edit_field(competition: Competition, key: str) -> Any:
    """Change a field."""
    fields = current_form(database.session, competition.id).fields
    field = next((each for each in fields if each["key"] == key), None)
    if field is None:
        abort(404)
    return edit(competition, FieldType(field["type"]), key, field)


@room.post("/competitions/<int:competition_id>/form/fields/<key>/move")
@allow(Role.ORGANISER, on=Competition)
def move_one_field(competition: Competition, key: str) -> Any:
    """One place up or down."""
    move_field(me(), competition, key, up=request.form.get("way") == "up")
    return back(competition.id)


@room.post("/competitions/<int:competition_id>/form/fields/<key>/remove")
@allow(Role.ORGANISER, on=Competition)
def remove_one_field(competition: Competition, key: str) -> Any:
    """Take a field out."""
    try_and_say(lambda: remove_field(me(), competition, key), _("这一项已删除。"))
    return back(competition.id)


def edit(
    competition: Competition, kind: FieldType, key: str | None, field: Mapping[str, Any]
) -> Any:
    """The page of one field."""
    form = FieldForm()
    form.remember(current_form(database.session, competition.id).fields)
    if field and not form.is_submitted():
        fill(form, field)
    if form.validate_on_submit():
        written = to_document(form, kind, key, field)
        beside = {code: form[name] for code, name in BESIDE.items()}
        seen = form.seen.data
        if try_to(form, lambda: put_field(me(), competition, written, key=key, seen=seen), beside):
            flash(_("“%(name)s”已保存。", name=text_of(form.label)), "ok")
            return back(competition.id)
    return render_template(
        "organiser/entry_field.html",
        form=form,
        shown=shown_fields(kind, key),
        kind=TYPE_NAMES[kind],
        limit_hint=limit_hint(kind),
        field=field,
    ), 422 if form.errors else 200


def back(competition_id: int) -> Response:
    """To the list of fields."""
    return redirect(url_for("organiser.edit_form", competition_id=competition_id))
