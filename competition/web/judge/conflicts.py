"""Where a judge declares relations to units and persons, before assignment and after."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import Length

from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Judge
from competition.services.judging.conflicts import (
    LONGEST,
    confirm_declaration,
    declare_conflict,
    judges_of_account,
    withdraw_conflict,
)
from competition.web.access import allow, me
from competition.web.judge.room import room
from competition.web.unit_choice import UnitChoice


class ConflictForm(FlaskForm):
    """One relation: to a unit, or to a person."""

    unit = StringField(_l("单位"), [Length(max=LONGEST)], render_kw={"autocomplete": "off"})
    person = StringField(_l("人员姓名"), [Length(max=60)], render_kw={"autocomplete": "off"})
    note = StringField(
        _l("什么关系"),
        [Length(max=LONGEST)],
        description=_l("例如：曾在该单位任职、亲属、合作研究"),
        render_kw={"autocomplete": "off"},
    )


@room.get("/conflicts")
@allow(Role.JUDGE, Role.CHIEF_JUDGE)
def conflicts() -> Any:
    """What this account has declared, for each competition it judges in."""
    return page(None, ConflictForm(formdata=None), None)


@room.post("/as/<int:judge_id>/conflicts")
@allow(Role.JUDGE, on=Judge)
def declare(judge: Judge) -> Any:
    """Declare one relation."""
    form = ConflictForm()
    choice = UnitChoice(form.unit)
    ident = judge.id
    if form.validate_on_submit() and choice.resolve():
        try:
            declare_conflict(
                me(),
                judge,
                organisation_id=choice.organisation_id,
                unit_name="" if choice.organisation_id else form.unit.data or "",
                person_name=form.person.data or "",
                note=form.note.data or "",
            )
        except Refusal as refusal:
            field = form.person if refusal.code.startswith("name.") else form.unit
            field.errors = [refusal_text(refusal)]
        else:
            flash(_("已申报。"), "ok")
            return redirect(url_for("judge.conflicts") + f"#judge-{ident}")
    return page(ident, form, choice), 422


@room.post("/as/<int:judge_id>/conflicts/<int:conflict_id>/withdraw")
@allow(Role.JUDGE, on=Judge)
def withdraw(judge: Judge, conflict_id: int) -> Any:
    """Take a declaration back."""
    withdraw_conflict(me(), judge, conflict_id)
    flash(_("已撤回这条申报。"), "ok")
    return redirect(url_for("judge.conflicts"))


@room.post("/as/<int:judge_id>/conflicts/confirm")
@allow(Role.JUDGE, on=Judge)
def confirm(judge: Judge) -> Any:
    """Confirm that everything is declared."""
    confirm_declaration(me(), judge)
    flash(_("已确认。以后有变化，请随时补充申报。"), "ok")
    return redirect(url_for("judge.conflicts"))


def page(judge_id: int | None, form: ConflictForm, choice: UnitChoice | None) -> str:
    """Every competition with its declarations; the posted form stands in its own place."""
    return render_template(
        "judge/conflicts.html",
        parts=judges_of_account(me()),
        judge_id=judge_id,
        form=form,
        empty=ConflictForm(formdata=None),
        choice=choice,
    )
