"""The list of a competition's entries: searched, filtered, sorted, paged, acted on together."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from competition.documents.wording.entries import STATE_NAMES
from competition.domain.access import Role
from competition.models import Competition
from competition.models.entry import ENTRY_STATES
from competition.services.entries.lists import (
    PAGE_SIZE,
    SORTS,
    EntryFilter,
    list_entries,
    matching_ids,
    own_ids,
    units_with_entries,
)
from competition.services.entries.oversight import remind_entrants
from competition.services.entries.review import pass_entries
from competition.web.access import allow, has_role, me
from competition.web.organiser.room import room
from competition.web.paging import pager

STATE_SHAPES = {
    "draft": "draft",
    "recommending": "now",
    "not_recommended": "stop",
    "submitted": "turn",
    "returned": "now",
    "passed": "ok",
    "rejected": "stop",
    "withdrawn": "done",
    "disqualified": "stop",
}


@room.get("/competitions/<int:competition_id>/entries")
@allow(Role.ORGANISER, Role.FORM_REVIEWER, on=Competition)
def entries(competition: Competition) -> Any:
    """The list."""
    wanted = read_filter()
    found = list_entries(competition.id, wanted)
    tracks = competition.tracks
    units = units_with_entries(competition)
    return render_template(
        "organiser/entries.html",
        found=found,
        wanted=wanted,
        views=_views(competition, wanted, found.counts),
        tracks=[("", _("全部赛道")), *((track.id, track.name) for track in tracks)],
        units=[("", _("全部单位")), *((unit.id, unit.name) for unit in units)],
        chips=_chips(competition, wanted),
        sort=lambda key: sort_link(competition, wanted, key),
        pages=pager(found.total, found.page, PAGE_SIZE),
        state_names=STATE_NAMES,
        shapes=STATE_SHAPES,
        organises=has_role((Role.ORGANISER,)),
        bulk=_address("organiser.bulk_entries", competition),
        export=_address("organiser.entries_export", competition),
    )


@room.post("/competitions/<int:competition_id>/entries/bulk")
@allow(Role.ORGANISER, Role.FORM_REVIEWER, on=Competition)
def bulk_entries(competition: Competition) -> Any:
    """One act on many entries; what cannot be undone is asked for first."""
    wanted = read_filter()
    ids = _picked(competition, wanted)
    back = link(competition, wanted)
    action = request.form.get("action", "")
    if not ids:
        flash(_("请先勾选项目。"), "warn")
    elif action == "remind":
        count = remind_entrants(me(), competition, ids)
        flash(_("已提醒 %(n)s 个未完成项目的申报人。", n=count), "ok")
    elif action == "export":
        return redirect(_export_address(competition, ids))
    elif action == "pass" and "confirmed" not in request.form:
        return render_template("organiser/entries_pass.html", ids=ids, back=back)
    elif action == "pass":
        count = pass_entries(me(), competition, ids)
        flash(_("%(n)s 个项目已通过形式审查。", n=count), "ok")
        if len(ids) > count:
            flash(_("其余 %(n)s 个不在待审状态，没有改动。", n=len(ids) - count), "info")
    return redirect(back)


def read_filter() -> EntryFilter:
    """The conditions in the address; whatever is not known is left out."""
    args = request.args
    state = args.get("state", "")
    sort = args.get("sort", "number")
    return EntryFilter(
        text=args.get("q", "")[:80],
        state=state if state in ENTRY_STATES else "",
        track_id=args.get("track", type=int),
        unit_id=args.get("unit", type=int),
        sort=sort if sort.removeprefix("-") in SORTS else "number",
        page=max(1, args.get("page", 1, type=int)),
    )


def link(competition: Competition, wanted: EntryFilter) -> str:
    """The list's address under these conditions."""
    parts = {
        "q": wanted.text,
        "state": wanted.state,
        "track": wanted.track_id,
        "unit": wanted.unit_id,
        "sort": wanted.sort if wanted.sort != "number" else "",
        "page": wanted.page if wanted.page > 1 else "",
    }
    query = urlencode({key: value for key, value in parts.items() if value})
    path = url_for("organiser.entries", competition_id=competition.id)
    return f"{path}?{query}" if query else path


def sort_link(competition: Competition, wanted: EntryFilter, key: str) -> dict[str, Any]:
    """The head of a sortable column: where it leads, and how it is sorted now."""
    rising = wanted.sort == key
    falling = wanted.sort == f"-{key}"
    turned = replace(wanted, sort=f"-{key}" if rising else key, page=1)
    return {
        "href": link(competition, turned),
        "dir": "ascending" if rising else "descending" if falling else None,
    }


def _address(endpoint: str, competition: Competition) -> str:
    """Another page under the conditions of this list."""
    path = url_for(endpoint, competition_id=competition.id)
    query = request.query_string.decode("ascii", "ignore")
    return f"{path}?{query}" if query else path


def _export_address(competition: Competition, ids: list[int]) -> str:
    """Where the export of ticked rows is asked for; of all rows, under this list's conditions."""
    if request.form.get("all_filtered"):
        return _address("organiser.entries_export", competition)
    path = url_for("organiser.entries_export", competition_id=competition.id)
    return f"{path}?ids={','.join(map(str, ids))}"


def _picked(competition: Competition, wanted: EntryFilter) -> list[int]:
    if request.form.get("all_filtered"):
        return matching_ids(competition.id, wanted)
    ids = [int(each) for each in request.form.getlist("ids") if each.isdecimal()]
    return own_ids(competition.id, ids[:5000])


def _views(
    competition: Competition, wanted: EntryFilter, counts: dict[str, int]
) -> list[dict[str, Any]]:
    shown = [("", _("全部"), sum(counts.values()))]
    shown += [
        (state, str(name), counts[state])
        for state, name in STATE_NAMES.items()
        if counts[state] or state in ("submitted", "returned", "passed", wanted.state)
    ]
    return [
        {
            "label": name,
            "href": link(competition, replace(wanted, state=state, page=1)),
            "count": count,
            "current": wanted.state == state,
        }
        for state, name, count in shown
    ]


def _chips(competition: Competition, wanted: EntryFilter) -> list[dict[str, str]]:
    if not wanted.text:
        return []
    return [
        {
            "label": _("搜索“%(text)s”", text=wanted.text),
            "href": link(competition, replace(wanted, text="", page=1)),
        }
    ]
