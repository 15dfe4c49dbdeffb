"""Photos from the site."""

from typing import Any

from competition.domain.access import Role
from competition.domain.principals import PROVED_TO
from competition.models import SheetPhoto
from competition.services.judging.sheet_reading import Sheet
from competition.services.periods.photo_reading import photos_of
from competition.web.access import allow
from competition.web.judge.room import room
from competition.web.photo_answer import photo_answer, photo_url_in


@room.get("/photos/<int:sheet_photo_id>")
@allow(Role.JUDGE, on=SheetPhoto)
def photo(sheet_photo: SheetPhoto) -> Any:
    """A department or verifier looks at what proves a report that it scores."""
    return photo_answer(sheet_photo)


def evidence(sheet: Sheet) -> dict[str, Any]:
    """What the form of a department or a verifier shows of the unit's photos."""
    asks = sheet.stage.is_period and sheet.kind in PROVED_TO
    return {
        "photos": photos_of(sheet.stage.id, sheet.assignment.entry_id) if asks else {},
        "photo_url": photo_url_in("judge.photo"),
    }
