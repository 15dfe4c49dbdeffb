"""Scores corrected after the lock: the list, the form, and the page that two persons read."""

from collections.abc import Mapping
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.marks import format_mark
from competition.domain.refusal import Refusal
from competition.domain.score_correction import Change
from competition.models import Competition, Proposal, Stage, database
from competition.services.results.correction_answers import answer_correction
from competition.services.results.correction_place import Place, marks_by_key
from competition.services.results.correction_reading import (
    EntrySheets,
    entry_by_number,
    entry_sheets,
    list_corrections,
    read_correction,
)
from competition.services.results.gather import scoring_stages
from competition.services.results.score_corrections import (
    ACTIONS,
    MOST_MEGABYTES,
    Paper,
    Wanted,
    propose_correction,
)
from competition.web.access import allow, me
from competition.web.correction_page import correction_page, send_paper
from competition.web.organiser.room import room
from competition.web.organiser.setup_forms import try_and_say

READERS = (Role.ORGANISER, Role.CHIEF_JUDGE)


@room.get("/competitions/<int:competition_id>/score-corrections")
@allow(*READERS, on=Competition)
def score_corrections(competition: Competition) -> Any:
    """Corrections that wait and that are done; organisers find the entry to correct here."""
    stages = scoring_stages(database.session, competition.id)
    locked = [one for one in stages if one.state == "locked"]
    number = request.args.get("number", "")
    stage = next((one for one in locked if str(one.id) == request.args.get("stage")), None)
    if stage is not None and number:
        entry = entry_by_number(database.session, stage, number)
        if entry is not None:
            return redirect(url_for("organiser.correct_score", stage_id=stage.id, number=entry))
        missing = _("“%(stage)s”中没有编号为 %(n)s 的项目。", stage=stage.name, n=number)
        flash(missing, "error")
    return render_template(
        "organiser/score_corrections.html",
        corrections=list_corrections(database.session, competition.id),
        locked=locked,
        stage=stage,
        number=number,
    )


@room.route("/stages/<int:stage_id>/entries/<int:number>/correct-score", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Stage)
def correct_score(stage: Stage, number: int) -> Any:
    """Choose the judge's sheet, type what it should say, and propose it."""
    try:
        sheets = entry_sheets(stage, number)
    except Refusal as refusal:
        if refusal.code == "stage.entry_unknown":
            abort(404)
        flash(refusal_text(refusal), "warn")
        return redirect(
            url_for("organiser.board", competition_id=stage.competition_id, stage=stage.id)
        )
    place = sheets.place(request.values.get("judge", 0, type=int))
    if place is None or request.method == "GET":
        return form_page(stage, sheets, place)
    wanted = Wanted(number, place.judge, change_asked(), texts_typed(sheets))
    try:
        ident = propose_correction(
            me(), stage, wanted, reason=request.form.get("reason", ""), paper=paper_sent()
        )
    except Refusal as refusal:
        return form_page(stage, sheets, place, refusal), 422
    flash(_("已提请更正评分，等待第二人审批。审批之前成绩不变。"), "ok")
    return redirect(url_for("organiser.score_correction", proposal_id=ident))


@room.get("/proposals/<int:proposal_id>/score")
@allow(*READERS, on=Proposal)
def score_correction(proposal: Proposal) -> Any:
    """Old and new side by side, and what is left to do."""
    if proposal.action not in ACTIONS:
        return redirect(url_for("organiser.publication", competition_id=proposal.competition_id))
    view = read_correction(database.session, proposal)
    return render_template("organiser/score_correction.html", **correction_page(view))


@room.post("/proposals/<int:proposal_id>/score")
@allow(*READERS, on=Proposal)
def answer_score_correction(proposal: Proposal) -> Any:
    """Correct the sheet as the second person, or decline."""
    ident, approve = proposal.id, request.form.get("answer") == "approve"
    seen = request.form.get("seen", "")
    try_and_say(
        lambda: answer_correction(me(), proposal, approve=approve, seen=seen),
        _("评分已更正。原成绩版本已被替换，新版本须重新审批、公布。")
        if approve
        else _("已退回更正申请，评分不变。"),
    )
    return redirect(url_for("organiser.score_correction", proposal_id=ident))


@room.get("/proposals/<int:proposal_id>/paper")
@allow(*READERS, on=Proposal)
def correction_paper(proposal: Proposal) -> Response:
    """Download the scanned paper of a correction."""
    return send_paper(proposal)


def form_page(
    stage: Stage, sheets: EntrySheets, place: Place | None, refusal: Refusal | None = None
) -> str:
    """The sheets of an entry, and the form for the one that was chosen."""
    faults: Any = refusal.values.get("errors", {}) if refusal else {}
    return render_template(
        "organiser/correct_score.html",
        stage=stage,
        entry=sheets.entry,
        places=sheets.places,
        place=place,
        criteria=criteria(sheets, place, faults) if place else [],
        change=request.form.get("change", Change.MARKS.value),
        reason=request.form.get("reason", ""),
        error=refusal_text(refusal) if refusal else "",
        reason_error=reason_error(refusal),
        is_marked=bool(faults) or bool(reason_error(refusal)),
        most_mb=MOST_MEGABYTES,
    )


def reason_error(refusal: Refusal | None) -> str:
    """What is wrong with the reason, in words; empty where it is something else."""
    found: Any = refusal
    if refusal is not None and refusal.code == "correction.faults":
        found = refusal.values["reason"]
    is_told = found is not None and found.code in ("correction.reason", "correction.reason_long")
    return refusal_text(found) if is_told else ""


def criteria(
    sheets: EntrySheets, place: Place, faults: Mapping[str, Refusal]
) -> list[dict[str, Any]]:
    """One field for each mark: as typed, else as it is now."""
    known = marks_by_key(place.marks)
    rows = []
    for leaf in sheets.rubric.due(place.group).leaves:
        scale, now = leaf.range.scale, known.get(leaf.key)
        text = "" if now is None else format_mark(now, scale)
        fault = faults.get(leaf.key)
        rows.append(
            {
                "key": leaf.key,
                "name": leaf.name,
                "now": text,
                "text": request.form.get(f"mark-{leaf.key}", text),
                "low": format_mark(leaf.range.low, scale),
                "high": format_mark(leaf.range.high, scale),
                "step": format_mark(leaf.range.step, scale),
                "error": refusal_text(fault) if fault else "",
            }
        )
    return rows


def change_asked() -> Change:
    """What the form asks for; other marks where it says nothing that is known."""
    asked = request.form.get("change", "")
    return Change(asked) if asked in set(Change) else Change.MARKS


def texts_typed(sheets: EntrySheets) -> dict[str, str]:
    """Every mark as it was typed."""
    return {leaf.key: request.form.get(f"mark-{leaf.key}", "") for leaf in sheets.rubric.leaves}


def paper_sent() -> Paper | None:
    """The scanned paper, if one was chosen."""
    file = request.files.get("paper")
    return Paper(file.filename, file.read()) if file and file.filename else None
