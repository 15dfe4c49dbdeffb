"""What is missing before a competition can open, with the way to mend it; the opening."""

from typing import Any

from flask import redirect, render_template, url_for
from flask_babel import gettext as _

from competition.documents.wording.checklist import WHAT, WHY
from competition.documents.wording.refusals import TEXTS
from competition.domain.access import Role
from competition.domain.checklist import Item, Severity, can_open
from competition.models import Competition, database
from competition.services.setup.opening import open_competition, readiness
from competition.web.access import allow, me
from competition.web.organiser.room import room
from competition.web.organiser.setup_forms import try_and_say
from competition.web.places import place

MENDED_AT = {
    "name": "organiser.edit_notice",
    "tracks": "organiser.edit_tracks",
    "form": "organiser.edit_form",
    "declarations": "organiser.edit_limits",
    "stages": "organiser.edit_stages",
    "stage": "organiser.edit_stages",
    "stage.criteria": "organiser.edit_rules",
    "stage.panels": "organiser.panels",
    "stage.judges": "organiser.judges",
    "rules": "organiser.edit_rules",
    "awards": "organiser.edit_rules",
    "organisers": "organiser.people",
    "form_reviewers": "organiser.people",
    "certificate": "organiser.edit_certificate",
    "rehearsal": "organiser.rehearsal",
}
ONLY_WHEN_MISSING = ("name.approved", "rules.valid", "stage.order")


@room.get("/competitions/<int:competition_id>/checklist")
@allow(Role.ORGANISER, on=Competition)
def checklist(competition: Competition) -> Any:
    """Every line, done or not."""
    items = readiness(database.session, competition)
    undone = [item for item in items if not item.done]
    blocking = [item for item in undone if item.severity is Severity.BLOCKING]
    advised = [item for item in undone if item.severity is Severity.WARNING]
    return render_template(
        "organiser/checklist.html",
        blocking=[line(item, competition) for item in blocking],
        advised=[line(item, competition) for item in advised],
        done=[
            line(item, competition)
            for item in items
            if item.done and item.code not in ONLY_WHEN_MISSING
        ],
        ready=can_open(items),
    )


@room.post("/competitions/<int:competition_id>/open")
@allow(Role.ORGANISER, on=Competition)
def open_now(competition: Competition) -> Any:
    """Open the competition to entrants and the public."""
    try_and_say(
        lambda: open_competition(me(), competition),
        _("竞赛已开放。申报按阶段的起止时间受理，公开页已可访问。"),
    )
    return redirect(url_for("organiser.checklist", competition_id=competition.id))


def line(item: Item, competition: Competition) -> dict[str, Any]:
    """An item in words, with the place where it is mended."""
    state = "ok" if item.done else "no" if item.severity is Severity.BLOCKING else "wait"
    why = str(WHY[item.code])
    fault = str(item.values.get("fault", ""))
    if fault in TEXTS and not item.done:
        why = _("%(why)s请到评分细则与计分规则页查看哪里不符。", why=why)
    endpoint = MENDED_AT.get(item.code) or MENDED_AT.get(item.code.partition(".")[0], "")
    return {
        "state": state,
        "title": str(WHAT[item.code]) % item.values,
        "why": "" if item.done else why,
        "href": "" if item.done else place(endpoint, competition_id=competition.id),
        "action": _("去设置"),
    }
