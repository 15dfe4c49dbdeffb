"""The organisations in an administrator's reach: the tree opened node by node, or a search."""

from typing import Any

from flask import render_template, request

from competition.documents.wording.names import UNIT_KIND_NAMES
from competition.domain.access import Role
from competition.models import Organisation, database
from competition.services.identity.first_steps import next_first_step
from competition.services.organisations.opening import only_top, open_tree
from competition.services.organisations.reading import list_organisations
from competition.services.visibility import find
from competition.web.access import allow, me
from competition.web.organiser.room import room
from competition.web.paging import here, page_number, pager

ADMINISTRATOR = (Role.ADMINISTRATOR,)


@room.get("/organisations")
@allow(Role.ADMINISTRATOR)
def organisations() -> Any:
    """The organisations in the administrator's reach."""
    args = request.args
    under = find_under(args.get("under", ""))
    kind = args.get("kind", "") if args.get("kind", "") in UNIT_KIND_NAMES else ""
    closed = args.get("closed") == "1"
    if args.get("q", "").strip() or kind or closed:
        return found_page(under, kind, closed=closed)
    return tree_page(under)


def tree_page(under: Organisation | None) -> str:
    """What lies directly below an organisation, or at the top of the reach."""
    node_id = under.id if under else only_top(me(), ADMINISTRATOR)
    after, before = request.args.get("after", ""), request.args.get("before", "")
    opened = open_tree(me(), ADMINISTRATOR, node_id, after=after[:60], before=before[:60])
    return render_template(
        "organiser/organisation_tree.html",
        opened=opened,
        kinds=UNIT_KIND_NAMES,
        first_step=next_first_step() if opened.node is None else "",
        here=here,
    )


def found_page(under: Organisation | None, kind: str, *, closed: bool) -> str:
    """What a search finds, of one kind or closed where that is asked for."""
    query, page = request.args.get("q", ""), page_number()
    found = list_organisations(
        me(),
        ADMINISTRATOR,
        query=query,
        kind=kind,
        under=under.id if under else None,
        closed=closed,
        page=page,
    )
    chips = []
    if query:
        chips.append({"label": query, "href": here(q=None, page=None)})
    return render_template(
        "organiser/organisations.html",
        found=found,
        under=under,
        pages=pager(found.total, page),
        chips=chips,
        kinds=UNIT_KIND_NAMES,
        here=here,
    )


def find_under(text: str) -> Organisation | None:
    """The organisation that the address names, if the administrator reaches it."""
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    return find(database.session, Organisation, int(text), me(), ADMINISTRATOR)
