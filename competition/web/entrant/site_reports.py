"""What a unit reports from the site, period by period: the list."""

from typing import Any

from flask import render_template
from flask_babel import lazy_gettext as _l

from competition.domain.access import Role
from competition.services.periods.site_reports import site_reports
from competition.web.access import allow, me
from competition.web.entrant.room import room
from competition.web.paging import page_number, pager

SIZE = 30
KINDS = {"self": _l("本期自评"), "peer": _l("互评")}
STATES = {
    "missing": ("turn", _l("待填报")),
    "late": ("now", _l("已过截止时间，请尽快填报")),
    "draft": ("draft", _l("已填写，未提交")),
    "submitted": ("ok", _l("已提交，锁定前可以修改")),
    "changed": ("turn", _l("改动尚未提交")),
    "locked": ("done", _l("已锁定")),
    "left_out": ("stop", _l("已锁定，本期未提交")),
    "released": ("done", _l("不再由您填报")),
}


@room.get("/site/")
@allow(Role.ENTRANT)
def site() -> Any:
    """The reports of my units: what is due first."""
    page = page_number()
    reports, total = site_reports(me(), page=page, size=SIZE)
    return render_template(
        "entrant/site_reports.html",
        reports=reports,
        kinds=KINDS,
        states_of=STATES,
        pages=pager(total, page, SIZE),
    )
