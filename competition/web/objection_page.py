"""Objections ready for pages: the board, one of them, what who raised it may read, the decision."""

from collections.abc import Sequence
from typing import Any

from flask import Response, abort
from flask_babel import gettext as _

from competition.documents.fonts import load_fonts
from competition.documents.objection_decision import DecisionPaper, render_decision
from competition.documents.wording.objections import (
    CHANNELS,
    CONSEQUENCES,
    FINDINGS,
    KINDS,
    STATES,
    TOPICS,
    word,
)
from competition.domain.calendar import day_of
from competition.domain.objections import OPEN, State
from competition.models import Competition, Objection, Proposal, database
from competition.services.objecting.papers import decided_on, decision_of, signers_of
from competition.services.objecting.reading import (
    FILTERS,
    OVERDUE,
    SIZE,
    Detail,
    board,
    objector_of,
    overdue,
    read_detail,
)
from competition.services.objecting.settings import notice_plan
from competition.services.runtime import now, runtime
from competition.web.files import send_attachment
from competition.web.paging import here, page_number, pager


def board_page(competition: Competition, only: str) -> dict[str, Any]:
    """What the board shows, in every room. Two statements."""
    only = only if only in FILTERS else ""
    page = page_number()
    found = board(database.session, competition, only=only, page=page)
    rows = [
        {
            **summary(row.Objection),
            "title": row.title or "",
            "number": row.number or "",
            "stage": row.stage or "",
            "handlers": row.handlers,
            "overdue": overdue(row.Objection, found.today),
        }
        for row in found.rows
    ]
    views = [
        {
            "label": filter_words(one),
            "href": here(state=one, page=None),
            "count": found.counts.get(one, 0),
            "current": one == only,
        }
        for one in FILTERS
    ]
    return {
        "rows": rows,
        "views": views,
        "counts": found.counts,
        "total": found.total,
        "pages": pager(found.total, page, SIZE),
    }


def filter_words(one: str) -> str:
    """The name of a filter."""
    if one in STATES:
        return str(STATES[one][1])
    return str({"": _("全部"), "open": _("未办结"), OVERDUE: _("已逾期")}[one])


def summary(row: Objection) -> dict[str, Any]:
    """What every page says of an objection."""
    return {
        "ident": row.id,
        "serial": row.serial,
        "kind": word(KINDS, row.kind),
        "channel": word(CHANNELS, row.channel),
        "about": word(TOPICS, row.about),
        "about_name": row.about_name,
        "state": row.state,
        "state_words": STATES[row.state],
        "finding": word(FINDINGS, row.finding),
        "consequence": word(CONSEQUENCES, row.consequence),
        "received_at": row.received_at,
        "decided_at": row.decided_at,
        "due_on": row.due_on,
        "is_open": row.state in OPEN,
    }


def objection_page(objection: Objection) -> dict[str, Any]:
    """What the page of one shows to those who handle or supervise it; numbers masked."""
    found = read_detail(database.session, objection)
    return {
        "objection": objection,
        "row": found.row,
        "said": summary(objection),
        "objector": objector_of(objection),
        "handlers": found.handlers,
        "decisions": [decision_row(one) for one in found.decisions],
        "overdue": overdue(objection, found.today),
        "files": objection.files,
        **waiting(found),
    }


def waiting(found: Detail) -> dict[str, Any]:
    """The draft that waits to be signed, and the decision that was."""
    proposals: Sequence[Proposal] = [one.Proposal for one in found.decisions]
    return {
        "draft": next((one for one in proposals if one.state == "open"), None),
        "signed": next((one for one in proposals if one.state == "approved"), None),
    }


def decision_row(one: Any) -> dict[str, Any]:
    """One draft of a decision with who wrote it and who answered."""
    proposal: Proposal = one.Proposal
    return {
        "proposal": proposal,
        "drafter": one.drafter,
        "answerer": one.answerer or "",
        "finding": word(FINDINGS, proposal.subject["finding"]),
        "consequence": word(CONSEQUENCES, proposal.subject["change"]),
        "found": proposal.subject["found"],
        "computed": [each["result"] for each in (proposal.outcome or {}).get("computed", ())],
    }


def told_state(row: Objection) -> dict[str, Any]:
    """What who raised it reads. At most one statement."""
    decided = row.state == State.DECIDED
    proposal = decision_of(database.session, row) if decided else None
    today = day_of(now(), row.competition.time_zone)
    return {
        "objection": row,
        "said": summary(row),
        "title": row.entry.title if row.entry else "",
        "stage": row.stage.name if row.stage else "",
        "found": proposal.subject["found"] if proposal else "",
        "reasons": proposal.reason if proposal else "",
        "late": overdue(row, today),
    }


def decision_pdf(row: Objection, *, named: bool) -> bytes:
    """The decision on paper. Two statements.

    Args:
        named: for who raised it; otherwise it says nothing of them.
    Raises:
        Refusal: ``objection.state`` where none was signed.
    """
    session, competition = database.session, row.competition
    proposal = decision_of(session, row)
    who = objector_of(row) if named else None
    name = _("%(name)s（%(note)s）", name=who.name, note=who.unit) if who else ""
    day = decided_on(row)
    paper = DecisionPaper(
        is_appeal=row.kind == "appeal",
        number=_("〔%(year)s〕第 %(n)s 号", year=day.year, n=row.serial),
        objector=name,
        subject=subject_words(row),
        said=_said(row, named=named),
        found=proposal.subject["found"],
        ruling=ruling_words(row),
        reasons=proposal.reason,
        signers=signers_of(competition, notice_plan(session, competition.id)),
        day=day,
        rehearsal=competition.is_rehearsal,
    )
    return render_decision(paper, load_fonts(runtime.fonts))


def _said(row: Objection, *, named: bool) -> str:
    """The words of whoever raised it; an entry does not read those of an objector."""
    if row.kind == "objection" and not named:
        return str(_("为保护提出人，所提事实和理由的原文不列入本件。"))
    return "\n".join((row.facts, row.grounds))


def send_evidence(row: Objection, number: int) -> Response:
    """One file that was handed in with an objection."""
    file = next((one for one in row.files if one.id == number), None)
    if file is None:
        abort(404)
    return send_attachment(file.storage_key, name=file.name, media_type=file.media_type)


def subject_words(row: Objection) -> str:
    """The result, the entry and the matter that it is about, in one line."""
    result = row.stage.name if row.stage else _("总成绩与奖项")
    entry = _("《%(title)s》", title=row.entry.title) if row.entry else _("整个结果")
    matter = word(TOPICS, row.about)
    if row.about_name:
        matter = _("%(name)s（%(note)s）", name=matter, note=row.about_name)
    return str(_("，")).join((row.competition.name, result, entry, matter))


def ruling_words(row: Objection) -> str:
    """What was decided, in one sentence."""
    return str(
        _(
            "%(kind)s%(finding)s，%(consequence)s。",
            kind=word(KINDS, row.kind),
            finding=word(FINDINGS, row.finding),
            consequence=word(CONSEQUENCES, row.consequence),
        )
    )
