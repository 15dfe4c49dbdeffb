"""Photos from the site."""

from typing import Any

from competition.domain.access import Role
from competition.models import SheetPhoto
from competition.web.access import allow
from competition.web.organiser.room import room
from competition.web.photo_answer import photo_answer


@room.get("/photos/<int:sheet_photo_id>")
@allow(Role.ORGANISER, on=SheetPhoto)
def photo(sheet_photo: SheetPhoto) -> Any:
    """An organiser looks at what was handed in."""
    return photo_answer(sheet_photo)
