"""Departments record findings, withdraw them, and look over what units have put right."""

from collections.abc import Mapping
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    MultipleFileField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length
from wtforms.widgets import DateInput

from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.rectification import Step, may
from competition.domain.refusal import Refusal
from competition.models import Assignment, Finding
from competition.services.judging.sheet_reading import Sheet, read_sheet
from competition.services.periods.days import today_here, today_in
from competition.services.periods.finding_text import LONGEST, FindingText
from competition.services.periods.findings import (
    MOST_PICTURES,
    is_department_sheet,
    record_finding,
    withdraw_finding,
)
from competition.services.periods.rectifying import confirm_finding, send_back_finding
from competition.services.pictures import MOST_MEGABYTES
from competition.services.visibility import visible
from competition.web.access import allow, enter_competition, me
from competition.web.finding_page import (
    list_page,
    one_page,
    send_finding_picture,
    sent_pictures,
)
from competition.web.judge.room import room


class FindingForm(FlaskForm):
    """What a department found."""

    criterion = SelectField(_l("指标"), validate_choice=False)
    text = TextAreaField(_l("检查发现的问题"), [Length(max=LONGEST["text"])])
    points = StringField(
        _l("扣分"),
        description=_l("不扣分的填 0"),
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    found_on = StringField(_l("检查日期"), widget=DateInput())
    place = StringField(_l("地点"), [Length(max=LONGEST["place"])])
    pictures = MultipleFileField(
        _l("现场照片（整改前）"),
        render_kw={"accept": "image/*", "multiple": True, "data-most-mb": str(MOST_MEGABYTES)},
    )
    demands = BooleanField(_l("要求整改"), description=_l("单位会收到通知，整改后在线答复"))
    due_on = StringField(_l("整改期限"), widget=DateInput())


@room.route("/assignments/<int:assignment_id>/findings/new", methods=["GET", "POST"])
@allow(Role.JUDGE, on=Assignment)
def new_finding(assignment: Assignment) -> Any:
    """Record a finding on a sheet of one's own."""
    sheet = _sheet(assignment.id)
    back = url_for("judge.score_sheet", assignment_id=assignment.id)
    if not is_department_sheet(sheet.assignment):
        flash(refusal_text(Refusal("finding.not_department")), "error")
        return redirect(back)
    if sheet.stage.state != "open" or sheet.assignment.state != "assigned":
        return redirect(back)
    form = FindingForm(criterion=request.args.get("criterion", ""))
    form.criterion.choices = [(leaf.key, leaf.name) for leaf in sheet.rubric.leaves]
    form.criterion.flags.required = form.text.flags.required = form.points.flags.required = True
    if form.validate_on_submit():
        try:
            record_finding(me(), assignment, _typed(form), sent_pictures())
        except Refusal as refusal:
            _show(form, refusal)
        else:
            flash(_("已记录检查问题，扣分已计入建议得分。"), "ok")
            return redirect(f"{back}#mark-{form.criterion.data}")
    page = render_template(
        "judge/finding_form.html",
        form=form,
        sheet=sheet,
        back=back,
        today=today_in(sheet.stage.competition),
        most=MOST_PICTURES,
    )
    return page, 422 if form.errors or form.form_errors else 200


@room.get("/findings")
@allow(Role.JUDGE)
def findings() -> Any:
    """What the departments of this account have found, those that wait for it among them."""
    mine = visible(Finding, me(), (Role.JUDGE,))
    page = list_page(mine, today_here(), lambda one: url_for("judge.finding", finding_id=one.id))
    return render_template("judge/findings.html", **page)


@room.get("/findings/<int:finding_id>")
@allow(Role.JUDGE, on=Finding)
def finding(finding: Finding) -> Any:
    """One finding with its history, and what can be done about it now."""
    return render_template("judge/finding.html", **_page(finding))


@room.post("/findings/<int:finding_id>/confirm")
@allow(Role.JUDGE, on=Finding)
def confirm_one_finding(finding: Finding) -> Any:
    """Confirm that the unit has put it right."""
    text = request.form.get("text", "")
    return _done(finding, lambda: confirm_finding(me(), finding, text), _("已确认整改。"))


@room.post("/findings/<int:finding_id>/send-back")
@allow(Role.JUDGE, on=Finding)
def send_back_one_finding(finding: Finding) -> Any:
    """Ask the unit for more."""
    said = request.form.get("reason", ""), request.form.get("due_on", "")
    return _done(
        finding,
        lambda: send_back_finding(me(), finding, *said),
        _("已退回，单位会收到通知。"),
    )


@room.post("/findings/<int:finding_id>/withdraw")
@allow(Role.JUDGE, on=Finding)
def withdraw_one_finding(finding: Finding) -> Any:
    """Withdraw a finding before its period is locked."""
    reason = request.form.get("reason", "")
    return _done(
        finding, lambda: withdraw_finding(me(), finding, reason), _("已撤回，记录保留备查。")
    )


@room.get("/findings/<int:finding_id>/pictures/<int:picture_id>")
@allow(Role.JUDGE, on=Finding)
def finding_picture(finding: Finding, picture_id: int) -> Response:
    """A picture of one's own finding, before or after."""
    return send_finding_picture(finding, picture_id)


def _sheet(ident: int) -> Sheet:
    try:
        sheet = read_sheet(me(), ident)
    except Refusal:
        abort(404)
    enter_competition(sheet.stage)
    return sheet


def _typed(form: FindingForm) -> FindingText:
    return FindingText(
        criterion=form.criterion.data or "",
        text=form.text.data or "",
        points=form.points.data or "",
        found_on=form.found_on.data or "",
        place=form.place.data or "",
        demands=bool(form.demands.data),
        due_on=form.due_on.data or "",
    )


def _show(form: FindingForm, refusal: Refusal) -> None:
    """Put what is wrong beside the fields that it is about."""
    errors: Mapping[str, Refusal] = refusal.values.get("errors", {})  # type: ignore[assignment]
    for name, fault in errors.items():
        form[name].errors = [refusal_text(fault)]
    if refusal.code.startswith(("upload.", "photo.", "picture.")):
        form.pictures.errors = [refusal_text(refusal)]
    elif not errors:
        form.form_errors.append(refusal_text(refusal))


def _page(finding: Finding) -> dict[str, Any]:
    state, is_open = finding.rectification, finding.stage.state == "open"
    stands = finding.withdrawn_at is None
    today = today_in(finding.competition)
    return {
        **one_page(finding, today, "judge.finding_picture"),
        "confirms": stands and may(state, Step.CONFIRM),
        "withdraws": stands and is_open,
        "today": today,
    }


def _done(finding: Finding, act: Any, words: str) -> Any:
    ident = finding.id
    try:
        act()
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(words, "ok")
    return redirect(url_for("judge.finding", finding_id=ident))
