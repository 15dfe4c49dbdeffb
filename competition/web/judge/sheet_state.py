"""Whether a sheet can still be written: asked by an open score form, said on a closed one."""

from typing import Any

from flask import abort, g, jsonify
from flask_babel import gettext as _

from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Assignment
from competition.services.judging.sheet_reading import Standing, standing_of
from competition.web.access import allow, me
from competition.web.context import when_text
from competition.web.judge.room import room


@room.get("/assignments/<int:assignment_id>/state")
@allow(Role.JUDGE, on=Assignment, by_service=True)
def sheet_state(assignment_id: int) -> Any:
    """What an open form asks now and then, so that it closes when the stage is locked."""
    try:
        standing = standing_of(me(), assignment_id)
    except Refusal:
        abort(404)
    g.time_zone = standing.time_zone
    if standing.is_open:
        return jsonify(open=True)
    return jsonify(open=False, message=closed_words(standing))


def closed_words(standing: Standing) -> str:
    """Why the sheet is closed, and what of it counts."""
    if standing.assignment != "assigned":
        return str(_("此项目不再由您评分。"))
    if standing.stage != "locked":
        return str(_("本阶段现在不能评分。"))
    if standing.total is None or standing.saved_at is None:
        return str(_("本阶段已锁定。您没有提交这份评分表，填过的内容不计入成绩。"))
    words = _(
        "本阶段已锁定，分数不再更改。计入成绩的是您%(when)s提交的评分，合计 %(total)s 分。",
        when=when_text(standing.saved_at),
        total=standing.total,
    )
    return str(words)
