"""One result version: its rows, derivations, papers, and its way to publication."""

from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import or_, select

from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Account, Proposal, ResultVersion, database
from competition.services.objecting.reading import decisions_behind
from competition.services.objecting.settings import notice_plan
from competition.services.result_seal import check_result
from competition.services.results import publication
from competition.services.results.approval import made_by_one
from competition.services.results.gather import gather
from competition.services.results.reading import (
    decision_reasons,
    derivations,
    sheet_of_version,
    version_outcome,
)
from competition.services.results.staleness import is_stale
from competition.web.access import allow, me
from competition.web.bundle_answer import bundle_answer
from competition.web.context import zone
from competition.web.derivation_page import derivation_parts
from competition.web.organiser.results import asked_group
from competition.web.organiser.room import room

READERS = (Role.ORGANISER, Role.CHIEF_JUDGE)


@room.get("/results/<int:result_version_id>")
@allow(*READERS, on=ResultVersion)
def result(result_version: ResultVersion) -> Any:
    """The version's rows, and what may be done with it now."""
    session, computed = database.session, result_version.state == "computed"
    seen = gather(session, result_version.competition_id) if computed else None
    sheet = sheet_of_version(session, result_version, seen)
    return render_template(
        "organiser/result.html",
        result=result_version,
        sheet=sheet,
        group=asked_group(sheet),
        check=check_result(result_version),
        behind=decisions_behind(session, result_version) if result_version.reason else [],
        notice_days=days_of_notice(result_version),
        stale=seen is not None and is_stale(session, result_version, seen),
        made_by_one=not computed
        and result_version.id in made_by_one(session, result_version.competition_id),
        **at_work(result_version),
    )


def days_of_notice(result_version: ResultVersion) -> int:
    """How long a notice that could begin now lasts, in working days; 0 where none could."""
    if result_version.state != "approved":
        return 0
    return notice_plan(database.session, result_version.competition_id).notice_days


@room.get("/results/<int:result_version_id>/bundle.json")
@allow(*READERS, on=ResultVersion)
def bundle(result_version: ResultVersion) -> Any:
    """What a stranger needs to recompute a published version."""
    return bundle_answer(result_version)


@room.get("/results/<int:result_version_id>/entries/<int:number>")
@allow(*READERS, on=ResultVersion)
def derivation(result_version: ResultVersion, number: int) -> Any:
    """How an entry came to its score, rank and award in this version."""
    outcome = version_outcome(database.session, result_version, events_told=True)
    told = derivations(outcome, number)
    return render_template(
        "organiser/derivation.html",
        entry=next(name for name in outcome.names.values() if name.id == number),
        parts=derivation_parts(outcome, told),
        reasons=decision_reasons(database.session, outcome, number),
        back=url_for("organiser.result", result_version_id=result_version.id),
        result=result_version,
        stage_id=result_version.stage_id,
    )


@room.post("/results/<int:result_version_id>/propose")
@allow(Role.ORGANISER, on=ResultVersion)
def propose(result_version: ResultVersion) -> Any:
    """Ask a second person to publish this version, or to withdraw it."""
    if request.form.get("action") == "withdraw":
        return act(
            result_version,
            lambda: publication.propose_withdrawal(
                me(), result_version, reason=request.form.get("reason", "")
            ),
            _("已提请撤回，等待第二人审批。"),
        )
    return act(
        result_version,
        lambda: publication.propose_publication(me(), result_version),
        _("已提请公布，等待第二人审批。"),
    )


@room.post("/proposals/<int:proposal_id>/answer")
@allow(*READERS, on=Proposal)
def answer_proposal(proposal: Proposal) -> Any:
    """Approve or decline, as the second person."""
    approve = request.form.get("answer") == "approve"
    if "result" not in proposal.subject:
        raise Refusal("proposal.closed")
    result_version = database.session.get_one(ResultVersion, proposal.subject["result"])
    return act(
        result_version,
        lambda: publication.answer_proposal(me(), proposal, approve=approve),
        _("已审批。") if approve else _("已退回该申请。"),
    )


@room.post("/results/<int:result_version_id>/notice")
@allow(Role.ORGANISER, on=ResultVersion)
def notice(result_version: ResultVersion) -> Any:
    """Start the public notice, skip it with a reason, or make the result final after it."""
    action = request.form.get("action")
    if action == "start":
        return act(
            result_version,
            lambda: begin_notice(result_version),
            _("公示已开始。"),
        )
    if action == "skip":
        return act(
            result_version,
            lambda: publication.skip_notice(
                me(), result_version, reason=request.form.get("reason", "")
            ),
            _("结果已确认为最终结果，可以发放证书。"),
        )
    return act(
        result_version,
        lambda: publication.confirm_result(me(), result_version),
        _("结果已确认为最终结果，可以发放证书。"),
    )


def act(result_version: ResultVersion, do: Any, done: str) -> Any:
    """Do one thing to a version and come back to its page with what came of it."""
    ident = result_version.id
    try:
        do()
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(done, "success")
    return redirect(url_for("organiser.result", result_version_id=ident))


def begin_notice(result_version: ResultVersion) -> None:
    """So many working days, or until a moment where one was typed.

    Raises:
        Refusal: ``notice.past``, ``working_days.*``.
    """
    until = request.form.get("until", "").strip()
    days = request.form.get("days", "").strip()
    publication.start_notice(
        me(),
        result_version,
        until=local_time(until) if until else None,
        working_days=int(days) if days.isdecimal() and len(days) < 4 and not until else 0,
    )


def local_time(text: str) -> datetime:
    """A datetime-local value in the competition's zone.

    Raises:
        Refusal: ``notice.past`` for what is no time.
    """
    try:
        return datetime.fromisoformat(text).replace(tzinfo=zone())
    except ValueError:
        raise Refusal("notice.past") from None


def at_work(result_version: ResultVersion) -> dict[str, Any]:
    """What waits for a second person about this version, and names of those who acted on it.

    One statement.
    """
    acted = {
        result_version.computed_by_id,
        result_version.approved_by_id,
        result_version.final_by_id,
    }
    waits = (
        (Proposal.proposed_by_id == Account.id)
        & (Proposal.competition_id == result_version.competition_id)
        & (Proposal.state == "open")
        & Proposal.action.in_(("publish_result", "withdraw_result"))
    )
    rows = database.session.execute(
        select(Account, Proposal)
        .outerjoin(Proposal, waits)
        .where(or_(Account.id.in_([one for one in acted if one]), Proposal.id.is_not(None)))
        .order_by(Proposal.id)
    ).all()
    return {
        "people": {account.id: account.person.name for account, _proposal in rows},
        "proposals": [
            proposal
            for _account, proposal in rows
            if proposal is not None and proposal.subject["result"] == result_version.id
        ],
    }
