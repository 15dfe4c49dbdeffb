"""Participation reports of a unit: written on a phone or from a file, corrected, withdrawn."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from competition.documents.participation_table import people_template
from competition.documents.wording.names import INDUSTRY_NAMES
from competition.documents.wording.participation import SPAN_NAMES, STATE_NAMES
from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.people import mask_id_number
from competition.domain.refusal import Refusal
from competition.models import Organisation, ParticipationReport
from competition.services.participation.checking import Numbers
from competition.services.participation.importing import people_of, plan_people
from competition.services.participation.listing import read_list
from competition.services.participation.reading import reports_of
from competition.services.participation.reporting import (
    LONGEST_REASON,
    correct_report,
    submit_report,
    withdraw_report,
)
from competition.services.participation.statistics import READERS, own_units, reported_last
from competition.web.access import allow, me
from competition.web.importing import carry_out, preview, send_table
from competition.web.paging import page_number, pager
from competition.web.recommend.participation_form import (
    MOST_ROWS,
    AboutForm,
    ReportForm,
    ReportListForm,
    about,
    empty_person,
    first_values,
    kept_fields,
    prepared,
    told,
)
from competition.web.recommend.room import room

PEOPLE_SHOWN = 200
Old = ParticipationReport | None


class WithdrawForm(FlaskForm):
    """Why a report counts no more."""

    reason = TextAreaField(
        _l("撤回原因"), [InputRequired(_l("请填写原因。")), Length(max=LONGEST_REASON)]
    )


@room.get("/participation")
@allow(Role.RECOMMENDER)
def participation() -> Any:
    """The person's units; straight to the statistics where there is one only."""
    units = own_units(me())
    if len(units) == 1:
        return redirect(url_for("recommend.statistics", organisation_id=units[0].id))
    last = reported_last([unit.id for unit in units])
    return render_template("recommend/participation.html", units=units, last=last, spans=SPAN_NAMES)


@room.get("/participation/<int:organisation_id>/reports")
@allow(*READERS, on=Organisation)
def participation_reports(organisation: Organisation) -> Any:
    """The reports of one organisation itself."""
    page = page_number()
    found = reports_of(organisation.id, page=page)
    return render_template(
        "recommend/participation_reports.html",
        unit=organisation,
        rows=found.rows,
        pages=pager(found.total, page),
        total=found.total,
        spans=SPAN_NAMES,
        report_states=STATE_NAMES,
    )


@room.route("/participation/<int:organisation_id>/report", methods=["GET", "POST"])
@allow(Role.RECOMMENDER, on=Organisation)
def report_participation(organisation: Organisation) -> Any:
    """Report a number or a typed list."""
    return report_page(organisation, None)


@room.route("/participation/<int:organisation_id>/list", methods=["GET", "POST"])
@allow(Role.RECOMMENDER, on=Organisation)
def report_list(organisation: Organisation) -> Any:
    """Report a list from a file, after a look at it."""
    return list_page(organisation, None)


@room.post("/participation/<int:organisation_id>/list/confirm")
@allow(Role.RECOMMENDER, on=Organisation)
def confirm_list(organisation: Organisation) -> Any:
    """Report the list that was previewed."""
    return carry_out_list(organisation, None)


@room.get("/participation/list.xlsx")
@allow(Role.RECOMMENDER)
def template_of_list() -> Any:
    """The empty list of people."""
    return send_table(people_template(), _("参赛名单模板"))


@room.get("/participation/reports/<int:participation_report_id>")
@allow(*READERS, on=ParticipationReport)
def participation_report(participation_report: ParticipationReport) -> Any:
    """One report; its list only for those who act for its unit itself."""
    return shown(participation_report, WithdrawForm(formdata=None))


@room.route("/participation/reports/<int:participation_report_id>/correct", methods=["GET", "POST"])
@allow(Role.RECOMMENDER, on=ParticipationReport)
def correct_participation(participation_report: ParticipationReport) -> Any:
    """Let another number or typed list count in the place of a report."""
    return report_page(participation_report.organisation, participation_report)


@room.route("/participation/reports/<int:participation_report_id>/list", methods=["GET", "POST"])
@allow(Role.RECOMMENDER, on=ParticipationReport)
def correct_list(participation_report: ParticipationReport) -> Any:
    """Let a list from a file count in the place of a report, after a look at it."""
    return list_page(participation_report.organisation, participation_report)


@room.post("/participation/reports/<int:participation_report_id>/list/confirm")
@allow(Role.RECOMMENDER, on=ParticipationReport)
def confirm_corrected_list(participation_report: ParticipationReport) -> Any:
    """Let the list that was previewed count."""
    return carry_out_list(participation_report.organisation, participation_report)


@room.post("/participation/reports/<int:participation_report_id>/withdraw")
@allow(Role.RECOMMENDER, on=ParticipationReport)
def withdraw_participation(participation_report: ParticipationReport) -> Any:
    """Let a report count no more."""
    form, ident = WithdrawForm(), participation_report.id
    if not form.validate_on_submit():
        return shown(participation_report, form), 422
    try:
        withdraw_report(me(), ident, reason=form.reason.data or "")
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(_("报告已撤回，不再计入统计。"), "ok")
    return to_report(ident)


def shown(report: ParticipationReport, form: WithdrawForm) -> str:
    """The page of one report."""
    mine = report.organisation_id in me().organisations((Role.RECOMMENDER,))
    listed = read_list(report) if mine and report.people else []
    return render_template(
        "recommend/participation_report.html",
        report=report,
        listed=listed[:PEOPLE_SHOWN],
        listed_total=len(listed),
        may_act=report.state == "counted",
        form=form,
        spans=SPAN_NAMES,
        report_states=STATE_NAMES,
        industries=INDUSTRY_NAMES,
        masked=mask_id_number,
    )


def report_page(unit: Organisation, old: Old) -> Any:
    """The form of a report or of its correction."""
    form: ReportForm = prepared(ReportForm(data=first_values(unit, old)), unit, old)
    if form.validate_on_submit():
        numbers = told(form)
        try:
            if numbers is not None:
                return to_report(submitted(form, unit, old, numbers))
        except Refusal as refusal:
            form.form_errors = [refusal_text(refusal)]
    if not form.people.entries:
        form.people.append_entry()
    return render_template(
        "recommend/report_participation.html",
        form=form,
        unit=unit,
        old=old,
        empty=empty_person(),
        most=MOST_ROWS,
        too_long=old is not None and old.people > MOST_ROWS,
    ), 422 if request.method == "POST" else 200


def submitted(form: AboutForm, unit: Organisation, old: Old, numbers: Numbers) -> int:
    """Hand in what was typed; the new report's id."""
    if old is None:
        ident = submit_report(me(), unit.id, about(form), numbers)
        flash(_("已上报，上级统计已更新。"), "ok")
    else:
        ident = correct_report(me(), old.id, about(form), numbers, reason=form.reason.data or "")
        flash(_("已更正，上级统计已更新。"), "ok")
    return ident


def list_page(unit: Organisation, old: Old) -> Any:
    """The page that asks for a file, and after it was sent what it would report."""
    form: ReportListForm = prepared(ReportListForm(data=first_values(unit, old)), unit, old)
    return preview(
        "recommend/report_list.html",
        purpose_of(unit, old),
        plan_people,
        form=form,
        unit=unit,
        old=old,
        fields=kept_fields(form),
        spans=SPAN_NAMES,
        masked=mask_id_number,
    )


def carry_out_list(unit: Organisation, old: Old) -> Any:
    """Report the list that was previewed, or go back to the choice of a file."""
    form: AboutForm = prepared(AboutForm(), unit, old)
    where = (
        url_for("recommend.correct_list", participation_report_id=old.id)
        if old
        else url_for("recommend.report_list", organisation_id=unit.id)
    )
    if not form.validate_on_submit():
        flash(_("请重新填写报告期和竞赛，再选择文件。"), "error")
        return redirect(where)
    try:
        ident = carry_out(
            purpose_of(unit, old),
            lambda content: submitted(form, unit, old, Numbers(people=people_of(content))),
        )
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        return redirect(where)
    return to_report(ident)


def purpose_of(unit: Organisation, old: Old) -> str:
    """Under which a file waits for its confirmation."""
    return f"participation:{unit.id}:{old.id if old else 0}"


def to_report(ident: int) -> Any:
    """To one report."""
    return redirect(url_for("recommend.participation_report", participation_report_id=ident))
