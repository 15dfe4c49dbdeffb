"""The rectification list for organisers: by state, unit and department, as a table and on paper."""

from collections import defaultdict
from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from competition.documents.fonts import load_fonts
from competition.documents.rectification_list import (
    SHOWN_PICTURES,
    ListedFinding,
    RectificationList,
    render_rectifications,
)
from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Competition, Finding, FindingPicture, Judge, Stage, database
from competition.services.periods.days import today_in
from competition.services.periods.finding_exports import export_findings, findings_to_print
from competition.services.periods.finding_lists import SIZE, count_by
from competition.services.periods.rectifying import remind_overdue
from competition.services.runtime import runtime
from competition.services.storage import read_file
from competition.web.access import allow, me
from competition.web.context import day
from competition.web.finding_page import (
    asked_filter,
    list_page,
    one_page,
    send_finding_picture,
    state_words,
)
from competition.web.importing import send_table
from competition.web.organiser.room import room
from competition.web.paging import page_number, pager
from competition.web.pdf_answer import pdf_answer

GROUPS = ("unit", "department")


@room.get("/competitions/<int:competition_id>/findings")
@allow(Role.ORGANISER, on=Competition)
def findings(competition: Competition) -> Any:
    """Every finding, the most urgent first; or how many each unit or department has."""
    today = today_in(competition)
    by = request.args.get("by", "")
    if by in GROUPS:
        return _counts(competition, by)
    page = list_page(
        Finding.competition_id == competition.id,
        today,
        lambda one: url_for("organiser.finding", finding_id=one.id),
    )
    return render_template(
        "organiser/findings.html",
        **page,
        stages=_periods(competition),
        departments=_departments(competition),
        asked=request.args.to_dict(),
    )


@room.get("/findings/<int:finding_id>")
@allow(Role.ORGANISER, on=Finding)
def finding(finding: Finding) -> Any:
    """One finding with its pictures and its history."""
    page = one_page(finding, today_in(finding.competition), "organiser.finding_picture")
    return render_template("organiser/finding.html", **page)


@room.get("/findings/<int:finding_id>/pictures/<int:picture_id>")
@allow(Role.ORGANISER, on=Finding)
def finding_picture(finding: Finding, picture_id: int) -> Response:
    """A picture of a finding, before or after."""
    return send_finding_picture(finding, picture_id)


@room.post("/competitions/<int:competition_id>/findings/export")
@allow(Role.ORGANISER, on=Competition)
def findings_export(competition: Competition) -> Any:
    """The findings that the list shows, as an Excel table."""
    return send_table(export_findings(me(), competition, asked_filter()), _("整改清单"))


@room.post("/competitions/<int:competition_id>/findings/remind")
@allow(Role.ORGANISER, on=Competition)
def remind_late_units(competition: Competition) -> Any:
    """Tell every unit that has not answered in time."""
    ident = competition.id
    try:
        done = remind_overdue(me(), competition)
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(_("已提醒 %(n)s 个单位。", n=done), "ok")
    return redirect(url_for("organiser.findings", competition_id=ident, view="overdue"))


@room.get("/competitions/<int:competition_id>/findings/list.pdf")
@allow(Role.ORGANISER, on=Competition)
def findings_paper(competition: Competition) -> Any:
    """The findings that the list shows, on paper with their pictures."""
    ident = competition.id
    try:
        body = render_rectifications(_paper(competition), load_fonts(runtime.fonts))
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        return redirect(url_for("organiser.findings", competition_id=ident))
    return pdf_answer(body, name=_("整改清单"))


def _counts(competition: Competition, by: str) -> str:
    """How many findings each unit or department has in which state."""
    number, today = page_number(), today_in(competition)
    rows, total = count_by(database.session, competition, today, by=by, page=number)
    pages = pager(total, number, SIZE)
    return render_template("organiser/finding_counts.html", by=by, rows=rows, pages=pages)


def _paper(competition: Competition) -> RectificationList:
    rows, pictures, answers = findings_to_print(competition, asked_filter())
    after: dict[int, list[FindingPicture]] = defaultdict(list)
    for (ident, step), own in pictures.items():
        after[ident][:0] = own if step is not None else []
    listed = []
    for row in rows:
        ident = row.Finding.id
        answer = answers.get(ident)
        listed.append(
            ListedFinding(
                unit=f"{row.number or ''} {row.title}\n{row.unit}".strip(),
                found=_found(row),
                before=_contents(pictures.get((ident, None), [])),
                answer=f"{answer.text}\n{day(answer.at)}" if answer else "",
                after=_contents(after[ident]),
                state=_state(row.Finding, competition),
            )
        )
    return RectificationList(
        title=_("%(name)s整改清单", name=competition.name),
        host=competition.organisation.name,
        day=day(today_in(competition)),
        rows=tuple(listed),
        rehearsal=competition.is_rehearsal,
    )


def _found(row: Any) -> str:
    one: Finding = row.Finding
    told = (row.department, one.criterion_name, one.place, day(one.found_on))
    points = _("扣 %(n)s 分", n=one.points)
    return f"{one.text}\n{_('，').join([*(text for text in told if text), points])}"


def _state(one: Finding, competition: Competition) -> str:
    words = str(state_words(one, today_in(competition))[1])
    return f"{words}\n{_('期限')} {day(one.due_on)}" if one.due_on else words


def _contents(pictures: Any) -> tuple[bytes, ...]:
    return tuple(read_file(one.small_key) for one in pictures[:SHOWN_PICTURES])


def _periods(competition: Competition) -> list[tuple[int, str]]:
    rows = database.session.execute(
        select(Stage.id, Stage.name)
        .where(Stage.competition_id == competition.id, Stage.period_from.is_not(None))
        .order_by(Stage.position)
    )
    return [(row.id, row.name) for row in rows]


def _departments(competition: Competition) -> list[tuple[int, str]]:
    rows = database.session.execute(
        select(Judge.id, Judge.name)
        .where(Judge.competition_id == competition.id, Judge.kind == "department")
        .order_by(Judge.name)
    )
    return [(row.id, row.name) for row in rows]
