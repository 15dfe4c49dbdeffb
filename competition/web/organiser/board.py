"""The judging board: who has scored what, reminders, and the lock."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from competition.documents.wording.judging import CELLS
from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Competition, Stage
from competition.services.judging.board import (
    Board,
    BoardPanel,
    BoardRow,
    nudge,
    read_board,
)
from competition.services.judging.locking import entries_short, lock_stage, what_is_missing
from competition.services.judging.setup_reading import scoring_stages
from competition.services.runtime import now
from competition.web.access import allow, me
from competition.web.drawing import board_width, cell_paths, underline
from competition.web.organiser.panels import asked_stage, whole
from competition.web.organiser.room import room


@room.get("/competitions/<int:competition_id>/board")
@allow(Role.ORGANISER, on=Competition)
def board(competition: Competition) -> Any:
    """Who has scored what in one stage; never which marks."""
    stages = scoring_stages(competition.id)
    stage = asked_stage(stages)
    found = read_board(stage) if stage else None
    return render_template(
        "organiser/board.html",
        stages=stages,
        stage=stage,
        board=found,
        panels=[drawn(panel, found.quorum) for panel in found.panels] if found else [],
        quorum_words=quorum_words(found.quorum) if found else "",
        least=least(found) if found else [],
        moment=now(),
    )


@room.post("/stages/<int:stage_id>/nudge")
@allow(Role.ORGANISER, on=Stage)
def nudge_judges(stage: Stage) -> Response:
    """Remind one judge, or all that are late."""
    place = url_for("organiser.board", competition_id=stage.competition_id, stage=stage.id)
    one = whole(request.form.get("judge", ""))
    ids = [one] if one else [row.judge_id for row in read_board(stage).late]
    try:
        count = nudge(me(), stage, ids)
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(_("已提醒 %(n)s 位评委，他们登录后会看到通知。", n=count), "ok")
    return redirect(place)


@room.route("/stages/<int:stage_id>/lock", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Stage)
def lock(stage: Stage) -> Any:
    """Name what is missing and that nothing lands afterwards; then lock."""
    if request.method == "GET":
        short, quorum = entries_short(stage)
        return render_template(
            "organiser/lock.html",
            stage=stage,
            missing=what_is_missing(stage.id),
            short=short,
            quorum=quorum,
        )
    place = url_for("organiser.results", competition_id=stage.competition_id, part=stage.key)
    try:
        lock_stage(me(), stage)
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        place = url_for("organiser.board", competition_id=stage.competition_id, stage=stage.id)
    else:
        flash(_("已锁定，此后不再接收任何分数。"), "ok")
    return redirect(place)


def drawn(panel: BoardPanel, quorum: int) -> dict[str, Any]:
    """A panel as `board.board` draws it."""
    full = sum(panel.full)
    return {
        "id": panel.id,
        "name": panel.name,
        "words": _(
            "共 %(n)s 项，%(full)s 项已满 %(quorum)s 份",
            n=len(panel.entries),
            full=full,
            quorum=quorum,
        ),
        "width": board_width(len(panel.entries)),
        "underline": underline(panel.full),
        "quorum_words": _("满 %(n)s 份", n=quorum),
        "quorum_total": f"{full} / {len(panel.entries)}",
        "rows": [drawn_row(row) for row in panel.rows],
        "done": panel.done,
        "due": panel.due,
    }


def drawn_row(row: BoardRow) -> dict[str, Any]:
    """A judge's row: one path for each state, and the same in words."""
    counts = {state: row.states.count(state) for state in CELLS}
    return {
        "name": row.name,
        "href": url_for("organiser.judge", judge_id=row.judge_id),
        "note": _("落后") if row.is_late else "",
        "late": row.is_late,
        "complete": row.done == row.due,
        "paths": cell_paths(row.states),
        "spoken": _("，").join(
            f"{CELLS[state]} {count}" for state, count in counts.items() if count
        ),
        "total": f"{row.done} / {row.due}",
    }


def quorum_words(quorum: int) -> str:
    """What the line under the cells means."""
    return str(_("该项目已满 %(n)s 份有效评分表", n=quorum))


def least(found: Board) -> list[dict[str, Any]]:
    """The judges with the most left to do, at most fourteen."""
    rows = [(panel.name, row) for panel in found.panels for row in panel.rows if row.done < row.due]
    rows.sort(key=lambda pair: (pair[1].done - pair[1].due, pair[1].name))
    return [
        {
            "judge_id": row.judge_id,
            "name": row.name,
            "panel": panel,
            "late": row.is_late,
            "total": f"{row.done} / {row.due}",
        }
        for panel, row in rows[:14]
    ]
