"""Whether a sheet can still be written: asked by an open score form, said on a closed one."""

from typing import Any

from flask_babel import gettext as _

from competition.domain.access import Role
from competition.models import Assignment
from competition.services.judging.sheet_reading import Standing
from competition.web.access import allow
from competition.web.context import when_text
from competition.web.judge.room import room
from competition.web.score_form import state_answer


@room.get("/assignments/<int:assignment_id>/state")
@allow(Role.JUDGE, on=Assignment, by_service=True)
def sheet_state(assignment_id: int) -> Any:
    """What an open form asks now and then, so that it closes when the stage is locked."""
    return state_answer(assignment_id, closed_words)


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
