"""Photos from the site."""

from typing import Any

from flask import abort

from competition.domain.access import Role
from competition.models import SheetPhoto
from competition.web.access import allow
from competition.web.photo_answer import photo_answer
from competition.web.supervisor.room import room


@room.get("/photos/<int:sheet_photo_id>")
@allow(Role.SUPERVISOR, on=SheetPhoto)
def photo(sheet_photo: SheetPhoto) -> Any:
    """A supervisor looks at what was handed in; a site names itself, so not in a blind stage."""
    stage = sheet_photo.assignment.stage
    if stage.is_blind and stage.state != "locked":
        abort(404)
    return photo_answer(sheet_photo)
