"""Findings ready for pages of every room: states in words, views of a list, pictures."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from flask import Response, abort, request, url_for
from flask_babel import gettext as _

from competition.documents.wording.findings import OVERDUE, RECTIFICATIONS, STEPS, VIEWS
from competition.domain.rectification import is_overdue
from competition.domain.refusal import Refusal
from competition.models import Finding, database
from competition.services.periods.finding_lists import (
    SIZE,
    FindingFilter,
    FindingPage,
    list_findings,
)
from competition.services.periods.finding_reading import picture_of, read_finding
from competition.services.storage import file_path
from competition.web.files import send_picture
from competition.web.paging import here, page_number, pager


def asked_filter() -> FindingFilter:
    """What of a list the address asks for."""
    view = request.args.get("view", "")
    return FindingFilter(
        view=view if view in VIEWS else "",
        stage=request.args.get("stage", type=int),
        judge=request.args.get("judge", type=int),
        text=request.args.get("q", ""),
        page=page_number(),
    )


def list_page(
    scope: Any,
    today: date,
    href: Callable[[Finding], str],
    *,
    views: Collection[str] = tuple(VIEWS),
) -> dict[str, Any]:
    """What a list of findings shows. Two statements.

    Args:
        scope: the findings that this person may see here.
        href: the page of one of them.
        views: those that are offered.
    """
    wanted = asked_filter()
    found = list_findings(database.session, scope, wanted, today)
    return {
        "rows": [finding_line(row, today, href(row.Finding)) for row in found.rows],
        "views": _views(found, wanted.view, views),
        "total": found.total,
        "wanted": wanted,
        "pages": pager(found.total, wanted.page, SIZE),
    }


def finding_line(row: Any, today: date, href: str = "") -> dict[str, Any]:
    """One finding with its state in words."""
    one: Finding = row.Finding
    shape, words = state_words(one, today)
    return {"one": one, "row": row, "shape": shape, "words": words, "href": href}


def state_words(one: Finding, today: date) -> tuple[str, Any]:
    """The shape and the words of a finding's state."""
    late = is_overdue(one.rectification, one.due_on, today)
    return OVERDUE if late else RECTIFICATIONS[one.rectification]


def one_page(finding: Finding, today: date, picture: str) -> dict[str, Any]:
    """What the page of one finding shows. Three statements.

    Args:
        picture: the endpoint of its pictures in this room.
    """
    ident = finding.id
    file = read_finding(database.session, ident)
    return {
        **finding_line(file.row, today),
        "file": file,
        "steps": STEPS,
        "picture_url": lambda one, size="": url_for(
            picture, finding_id=ident, picture_id=one.id, **({"size": size} if size else {})
        ),
    }


def send_finding_picture(finding: Finding, picture_id: int) -> Response:
    """A picture of a finding, the small copy where the address asks for it."""
    row = picture_of(database.session, finding, picture_id)
    if row is None:
        abort(404)
    small = request.args.get("size") == "small"
    try:
        return send_picture(file_path(row.small_key if small else row.storage_key))
    except Refusal:
        abort(404)


def sent_pictures(name: str = "pictures") -> list[tuple[str, bytes]]:
    """The pictures that came with a form."""
    return [(one.filename or "", one.read()) for one in request.files.getlist(name) if one.filename]


def _views(found: FindingPage, current: str, offered: Collection[str]) -> list[Mapping[str, Any]]:
    everything = {
        "label": _("全部"),
        "href": here(view=None, page=None),
        "count": found.counts["all"],
        "current": not current,
    }
    return [
        everything,
        *(
            {
                "label": VIEWS[view],
                "href": here(view=view, page=None),
                "count": found.counts[view],
                "current": view == current,
            }
            for view in VIEWS
            if view in offered
        ),
    ]
