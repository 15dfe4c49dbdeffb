"""Where the QR code of a paper 申报表 leads: whether the paper is what the system holds."""

from typing import Any

from flask import render_template

from competition.domain.access import Role
from competition.models import Entry, database
from competition.services.entries.paper import check_paper
from competition.services.identity.limits import VERIFY_ADDRESS, count_attempt
from competition.services.visibility import find
from competition.web.access import allow_everybody, current_principal
from competition.web.identity import client_address
from competition.web.public.room import room

READERS = (Role.ORGANISER, Role.FORM_REVIEWER)


@room.get("/check/<token>")
@allow_everybody
def check_entry(token: str) -> Any:
    """Number, competition and whether the paper is current; nothing of what was written."""
    count_attempt(VERIFY_ADDRESS, client_address())
    found = check_paper(token)
    if found is None:
        return render_template("public/entry_unknown.html"), 404
    principal = current_principal()
    opens = principal is not None and (
        find(database.session, Entry, found.entry.id, principal, READERS) is not None
    )
    return render_template("public/entry_check.html", found=found, opens=opens)
