"""The desk of one organisation: what waits for it, what it sent, and the way to send more."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Competition, database
from competition.services.recommending.answers import note_opinions
from competition.services.recommending.lists import Arranged, forward_now, prepare_list
from competition.services.recommending.reading import desk_of, desk_rows, lists_of
from competition.services.recommending.route import route_row
from competition.services.setup.tracks import tracks_of
from competition.web.access import allow, me
from competition.web.paging import SIZE, here, page_number, pager
from competition.web.recommend.room import in_words, room, unit_or_404

STATES = {
    "waiting": _l("待办理"),
    "standby": _l("递补"),
    "forwarded": _l("已上报"),
    "returned": _l("已退回"),
    "declined": _l("不予推荐"),
}
WAY_NAMES = {**STATES, "recalled": _l("已撤回上报"), "withdrawn": _l("申报人撤回")}
SHAPES = {
    "waiting": "turn",
    "standby": "draft",
    "forwarded": "ok",
    "returned": "now",
    "declined": "stop",
    "recalled": "done",
    "withdrawn": "done",
}
LAST = 10**6


@room.get("/<int:competition_id>/<int:organisation_id>")
@allow(Role.RECOMMENDER, on=Competition)
def desk(competition: Competition, organisation_id: int) -> Any:
    """What lies here, by state."""
    return desk_page(competition, organisation_id)


@room.post("/<int:competition_id>/<int:organisation_id>/forward")
@allow(Role.RECOMMENDER, on=Competition)
def forward(competition: Competition, organisation_id: int) -> Any:
    """Put the ticked entries into a list in the order given; send it where no stamp is needed."""
    unit = unit_or_404(organisation_id)
    if request.form.get("action") == "opinion":
        return fill_opinions(competition, organisation_id)
    route = route_row(database.session, competition.id)
    stamped = route is not None and route.needs_stamp
    act = prepare_list if stamped else forward_now
    try:
        ident = act(me(), competition, unit, asked_order())
    except Refusal as refusal:
        told = in_words(refusal, competition.id)
        return desk_page(competition, organisation_id, refused=told), 409
    if stamped:
        flash(_("推荐汇总表已生成。请打印、盖章，上传扫描件后上报。"), "ok")
    else:
        flash(_("已推荐上报。"), "ok")
    return redirect(url_for("recommend.show_list", recommendation_list_id=ident))


def fill_opinions(competition: Competition, organisation_id: int) -> Any:
    """One opinion for the ticked entries that have none yet."""
    picked = [int(each) for each in request.form.getlist("ids") if each.isdecimal()]
    words = request.form.get("opinion", "")
    try:
        count = note_opinions(me(), competition, organisation_id, picked, opinion=words)
    except Refusal as refusal:
        return desk_page(competition, organisation_id, refused=refusal_text(refusal)), 409
    flash(_("%(n)s 个项目的推荐意见已填写，原有意见不变。", n=count), "ok")
    return back_to_desk(competition.id, organisation_id)


def desk_page(competition: Competition, organisation_id: int, *, refused: str = "") -> Any:
    """The desk as it is now; after a refusal with what was typed."""
    unit = unit_or_404(organisation_id)
    figures = desk_of(database.session, competition, unit)
    state = request.args.get("state", "waiting")
    state = state if state in STATES else "waiting"
    page = page_number()
    total = figures.counts.get(state, 0)
    return render_template(
        "recommend/desk.html",
        unit=unit,
        desk=figures,
        track_names=track_names(competition) if figures.quota.tracks else {},
        state=state,
        states=STATES,
        rows=desk_rows(
            database.session, competition.id, unit.id, state=state, page=page, size=SIZE
        ),
        pages=pager(total, page),
        views=[
            {
                "label": label,
                "href": here(state=key, page=None) if request.method == "GET" else "?state=" + key,
                "count": figures.counts.get(key, 0),
                "current": key == state,
            }
            for key, label in STATES.items()
        ],
        lists_there=lists_of(database.session, competition.id, unit.id),
        typed=request.form,
        picked=set(request.form.getlist("ids")),
        refused=refused,
    )


def track_names(competition: Competition) -> dict[str, str]:
    """The names of tracks by their keys, in their order."""
    return {track.key: track.name for track in tracks_of(database.session, competition.id)}


def asked_order() -> Arranged:
    """The ticked entries in the order typed beside them; untyped ones follow as they stand."""
    picked = [int(each) for each in request.form.getlist("ids") if each.isdecimal()]
    orders = {ident: typed_order(ident) for ident in picked}
    placed = sorted(picked, key=lambda ident: orders[ident])
    behind = {ident for ident in picked if request.form.get(f"kind-{ident}") == "substitute"}
    return Arranged(
        [ident for ident in placed if ident not in behind],
        [ident for ident in placed if ident in behind],
    )


def typed_order(ident: int) -> int:
    """The order typed for an entry; far behind where nothing sensible was typed."""
    typed = request.form.get(f"order-{ident}", "").strip()
    return int(typed) if typed.isdecimal() and len(typed) < 6 else LAST


def back_to_desk(competition_id: int, organisation_id: int) -> Response:
    """To the desk."""
    return redirect(
        url_for("recommend.desk", competition_id=competition_id, organisation_id=organisation_id)
    )
