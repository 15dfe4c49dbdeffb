"""How far a result version can be trusted, for organisers and chief judges."""

from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from competition.domain.access import Role
from competition.models import ResultVersion
from competition.services.results.trust_ranks import request_ranks
from competition.web.access import allow, me
from competition.web.organiser.result import READERS
from competition.web.organiser.room import room
from competition.web.trust_page import trust_page


@room.get("/results/<int:result_version_id>/trust")
@allow(*READERS, on=ResultVersion)
def trust(result_version: ResultVersion) -> str:
    """Agreement, judges, errors and ranges of one group; nothing here changes anything."""
    return trust_page(result_version, "organiser/trust.html", "organiser.trust")


@room.post("/results/<int:result_version_id>/trust")
@allow(Role.ORGANISER, on=ResultVersion)
def request_trust(result_version: ResultVersion) -> Any:
    """Have ranges of ranks worked out that take longer than a page may.

    A part that the result has not makes no job; the page then shows the first one.
    """
    part, group = request.form.get("part", ""), request.form.get("track", "")
    ident = result_version.id
    if part in result_version.outcome["evaluations"]:
        request_ranks(me(), result_version, part, group)
        flash(_("已开始计算名次范围。"), "success")
    return redirect(url_for(".trust", result_version_id=ident, part=part, track=group))
