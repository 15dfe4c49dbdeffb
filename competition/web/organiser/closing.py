"""Ending a competition, and opening an ended one again."""

from typing import Any

from flask import redirect, request, url_for
from flask_babel import gettext as _

from competition.domain.access import Role
from competition.models import Competition
from competition.services.setup.closing import end_competition, reopen_competition
from competition.web.access import allow, me
from competition.web.organiser.room import room
from competition.web.organiser.setup_forms import try_and_say


@room.post("/competitions/<int:competition_id>/end")
@allow(Role.ORGANISER, on=Competition)
def end_now(competition: Competition) -> Any:
    """End it; nothing is deleted."""
    ident, without = competition.id, request.form.get("without_certificates") == "1"
    try_and_say(
        lambda: end_competition(me(), competition, without_certificates=without),
        _("竞赛已结束。成绩、证书和操作留痕照常可查。"),
    )
    return redirect(url_for("organiser.overview", competition_id=ident))


@room.post("/competitions/<int:competition_id>/reopen")
@allow(Role.ORGANISER, on=Competition)
def reopen_now(competition: Competition) -> Any:
    """Open it again, with a reason."""
    ident, reason = competition.id, request.form.get("reason", "")
    try_and_say(
        lambda: reopen_competition(me(), competition, reason=reason),
        _("竞赛已重新开放。"),
    )
    return redirect(url_for("organiser.overview", competition_id=ident))
