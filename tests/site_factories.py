"""Reports from the site: a period of two lots that report on themselves and on each other."""

from io import BytesIO

from PIL import Image
from sqlalchemy import select

from competition.models import Assignment, Entry, Judge, SheetPhoto, database
from competition.services.identity.sessions import principal_of
from competition.services.periods.photos import SentPhoto, add_photo
from competition.services.runtime import now
from competition.services.storage import store_file
from tests.factories import Make
from tests.period_factories import Works, works

MARKS = {"safety": "55.5", "pace": "38"}
RED, GREEN, BLUE = (180, 40, 40), (40, 180, 40), (40, 40, 180)


def site(make: Make) -> Works:
    """Two lots in an open period in which all kinds of sheets are asked for."""
    return works(make, lots=2, sheets=("self", "peer", "department", "verifier"))


def report(made: Works, kind: str = "self", place: int = 0) -> int:
    """The assignment of a report about a lot."""
    return made.sheet("m05", kind, place).id


def put(made: Works, state: str) -> None:
    """Put the period into a state."""
    ident = made.stage().id
    with database.writing() as session:
        session.get_one(type(made.stage()), ident).state = state


def send_photo(
    made: Works, kind: str = "self", *, key: str = "photo-0001", colour: tuple[int, int, int] = RED
) -> int:
    """A photo of safety on a report about the first lot, sent by whoever it belongs to; its id."""
    sheet = made.sheet("m05", kind)
    actor = principal_of(database.session.get_one(Judge, sheet.judge_id).account_id)
    return add_photo(actor, sheet.id, SentPhoto("safety", key, "现场.jpg", jpeg(colour))).id


def hand_in(made: Works, kind: str = "self", *, seen: int = 0) -> None:
    made.submit(made.sheet("m05", kind), MARKS, seen=seen)


def photos() -> list[SheetPhoto]:
    """Every photo there is, as of now."""
    database.release()
    return list(database.session.scalars(select(SheetPhoto).order_by(SheetPhoto.id)))


def jpeg(colour: tuple[int, int, int] = RED, size: tuple[int, int] = (80, 60)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def add_released_report(entry_id: int, stage_id: int, name: str) -> None:
    """A report on an entry of a scene that is no longer asked for, with a photo."""
    with database.writing() as session:
        entry = session.get_one(Entry, entry_id)
        judge = Judge(
            competition_id=entry.competition_id,
            account_id=entry.account_id or 0,
            kind="self",
            name=name,
        )
        session.add(judge)
        session.flush()
        sheet = Assignment(
            stage_id=stage_id,
            judge_id=judge.id,
            entry_id=entry_id,
            state="replaced",
            changed_at=now(),
        )
        session.add(sheet)
        session.flush()
        key = store_file(jpeg())
        session.add(
            SheetPhoto(
                assignment_id=sheet.id,
                criterion_key="novelty",
                client_key="photo-0001",
                name=f"{name}.jpg",
                media_type="image/jpeg",
                size=1,
                digest=key,
                storage_key=key,
                thumbnail_key=key,
                uploaded_at=now(),
                account_id=judge.account_id,
                version=1,
            )
        )
