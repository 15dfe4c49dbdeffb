"""The entrant's printable 申报表."""

from typing import Any

from competition.domain.access import Role
from competition.models import Entry
from competition.web.access import allow
from competition.web.application_form import send_application_form
from competition.web.entrant.room import room


@room.get("/entries/<int:entry_id>/application.pdf")
@allow(Role.ENTRANT, on=Entry)
def entry_pdf(entry: Entry) -> Any:
    """Download the form."""
    return send_application_form(entry)
