"""Photos of a report: kept once, taken off until handed in, seen by those whom they concern."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select, update

from competition.documents.wording.record import detail_texts
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import AuditRecord, Judge, SheetPhoto, Stage, database
from competition.services.identity.sessions import principal_of
from competition.services.periods.photo_reading import own_photos, photos_of
from competition.services.periods.photos import (
    MOST_PHOTOS,
    SentPhoto,
    add_photo,
    remove_photo,
)
from competition.services.periods.site_reports import site_reports
from competition.services.storage import file_path, store_file
from competition.services.sweeping import sweep
from competition.services.visibility import find
from tests.factories import Make
from tests.period_factories import SAFETY, Works
from tests.site_factories import BLUE, GREEN, hand_in, jpeg, photos, put, report, send_photo, site

SENT = SentPhoto("safety", "photo-0001", "现场.jpg", jpeg())


@pytest.fixture
def made(app: Flask, make: Make) -> Works:
    return site(make)


def refused(made: Works, sent: SentPhoto = SENT, *, who: str = "lot0", kind: str = "self") -> str:
    with pytest.raises(Refusal) as refusal:
        add_photo(principal_of(made.accounts[who]), report(made, kind), sent)
    return refusal.value.code


def reached(made: Works, who: str, role: Role, ident: int) -> bool:
    principal = principal_of(made.accounts[who])
    return find(database.session, SheetPhoto, ident, principal, (role,)) is not None


def details(action: str) -> list[dict[str, object]]:
    database.release()
    rows = select(AuditRecord.detail).where(AuditRecord.action == action).order_by(AuditRecord.id)
    return list(database.session.scalars(rows))


def test_a_photo_sent_again_is_kept_once(made: Works) -> None:
    first, again = send_photo(made), send_photo(made)

    assert (first, [photo.id for photo in photos()]) == (again, [first])
    assert len(details("photo.add")) == 1


def test_two_attempts_at_once_keep_one_photo_and_it_is_handed_in(
    each_app: Flask, make: Make
) -> None:
    made = site(make)
    actor, ident = principal_of(made.accounts["lot0"]), report(made)
    database.release()

    with ThreadPoolExecutor(4) as crowd:
        kept = list(crowd.map(lambda _: add_photo(actor, ident, SENT).id, range(4)))
    hand_in(made)

    assert [(photo.id, photo.version) for photo in photos()] == [(kept[0], 1)]
    assert len(set(kept)) == 1


def test_a_key_that_comes_back_with_another_photo_is_refused(made: Works) -> None:
    send_photo(made)

    assert refused(made, replace(SENT, content=jpeg(BLUE))) == "idempotency.other_body"
    assert refused(made, replace(SENT, criterion="pace")) == "idempotency.other_body"


def test_what_the_camera_says_of_time_is_kept_where_it_can_be_right(made: Works) -> None:
    actor, ident = principal_of(made.accounts["lot0"]), report(made)
    for key, taken in (
        ("by-clock", datetime(2026, 5, 20, 9, 30)),
        ("in-zone-", datetime(2026, 5, 20, 9, 30, tzinfo=UTC)),
        ("in-1980-", datetime(1980, 1, 1)),
        ("in-2999-", datetime(2999, 1, 1)),
        ("in-0001-", datetime(1, 1, 1)),
    ):
        add_photo(actor, ident, replace(SENT, key=key, taken=taken))

    assert [photo.taken_at for photo in photos()] == [
        datetime(2026, 5, 20, 1, 30, tzinfo=UTC),
        datetime(2026, 5, 20, 9, 30, tzinfo=UTC),
        None,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"key": "short"}, "idempotency.key"),
        ({"criterion": "nothing"}, "photo.criterion"),
        ({"content": b"%PDF-1.7"}, "photo.kind"),
        ({"content": b""}, "upload.empty"),
    ],
)
def test_what_is_no_photo_of_an_indicator_is_refused(
    made: Works, change: dict[str, object], code: str
) -> None:
    assert refused(made, replace(SENT, **change)) == code  # type: ignore[arg-type]
    assert photos() == []


def test_a_photo_of_another_month_is_told(made: Works) -> None:
    actor, ident = principal_of(made.accounts["lot0"]), report(made)
    for key, taken in (
        ("none----", None),
        ("april---", datetime(2026, 4, 30, 23, 59)),
        ("may-----", datetime(2026, 5, 1)),
        ("june----", datetime(2026, 6, 1)),
    ):
        add_photo(actor, ident, replace(SENT, key=key, taken=taken))

    told = own_photos(ident)["safety"]

    assert [photo.is_outside for photo in told] == [False, True, False, True]


def test_an_indicator_takes_so_many_photos(made: Works) -> None:
    for number in range(MOST_PHOTOS):
        send_photo(made, key=f"photo-{number:04}")

    assert refused(made, replace(SENT, key="one-more")) == "photo.full"


def test_nobody_adds_to_the_report_of_another_unit_or_to_a_sheet_of_another_kind(
    made: Works,
) -> None:
    assert refused(made, who="lot1") == "assignment.unknown"
    assert refused(made, who=SAFETY) == "assignment.unknown"
    assert refused(made, who=SAFETY, kind=SAFETY) == "assignment.unknown"


@pytest.mark.parametrize(
    ("state", "code"), [("locked", "stage.locked"), ("draft", "stage.not_open")]
)
def test_a_closed_period_takes_no_photo_and_gives_none_up(
    made: Works, state: str, code: str
) -> None:
    send_photo(made)
    put(made, state)

    with pytest.raises(Refusal) as kept:
        remove_photo(principal_of(made.accounts["lot0"]), report(made), "photo-0001")

    assert (kept.value.code, refused(made, replace(SENT, key="photo-0002"))) == (code, code)
    assert len(photos()) == 1


def test_a_photo_is_taken_off_before_it_is_handed_in_and_stays_afterwards(made: Works) -> None:
    actor, ident = principal_of(made.accounts["lot0"]), report(made)
    send_photo(made)
    remove_photo(actor, ident, "photo-0001")
    remove_photo(actor, ident, "photo-0001")
    send_photo(made, key="photo-0002")
    hand_in(made)

    with pytest.raises(Refusal) as kept:
        remove_photo(actor, ident, "photo-0002")

    assert kept.value.code == "photo.handed_in"
    assert len(details("photo.remove")) == 1


def test_each_submitted_version_records_the_photos_it_has(made: Works) -> None:
    send_photo(made)
    hand_in(made)
    send_photo(made, key="photo-0002", colour=GREEN)
    hand_in(made, seen=1)

    first, second = photos()
    assert [photo.version for photo in (first, second)] == [1, 2]
    assert [detail["photos"] for detail in details("score.submit")] == [
        {"safety": [first.storage_key]},
        {"safety": [first.storage_key, second.storage_key]},
    ]
    assert detail_texts(details("score.submit")[0])[-1] == (
        "佐证照片",
        f"safety {first.storage_key[:12]}",
    )


def test_those_who_score_see_what_was_handed_in_the_units_own_first(made: Works) -> None:
    stage, lot = made.stage().id, made.lots[0]
    send_photo(made, "peer", key="peer-0001")
    own = send_photo(made)
    before = photos_of(stage, lot)
    hand_in(made)
    hand_in(made, "peer")
    send_photo(made, key="photo-0002")

    found = photos_of(stage, lot)
    assert (before, [(photo.kind, photo.ident) for photo in found["safety"]]) == (
        {},
        [("self", own), ("peer", own - 1)],
    )
    assert len(own_photos(report(made))["safety"]) == 2
    assert photos_of(stage, made.lots[1]) == {}


def test_a_blind_stage_shows_no_photos_to_those_who_score(made: Works) -> None:
    ident = send_photo(made)
    hand_in(made)
    with database.writing() as session:
        session.execute(update(Stage).values(is_blind=True))

    assert photos_of(made.stage().id, made.lots[0]) == {}
    assert not reached(made, SAFETY, Role.JUDGE, ident)


def test_a_photo_is_reached_by_its_unit_and_by_those_who_score_the_same(made: Works) -> None:
    ident = send_photo(made)
    hand_in(made)

    assert {
        who: reached(made, who, role, ident)
        for who, role in (
            ("lot0", Role.ENTRANT),
            ("lot1", Role.ENTRANT),
            (SAFETY, Role.JUDGE),
            ("verifier", Role.JUDGE),
        )
    } == {"lot0": True, "lot1": False, SAFETY: True, "verifier": True}


def test_a_department_that_was_withdrawn_reaches_no_photo(made: Works) -> None:
    ident = send_photo(made)
    hand_in(made)
    with database.writing() as session:
        session.execute(
            update(Judge)
            .where(Judge.account_id == made.accounts[SAFETY])
            .values(withdrawn_at=datetime.now(UTC))
        )

    assert not reached(made, SAFETY, Role.JUDGE, ident)


def test_the_list_says_what_is_due(made: Works) -> None:
    actor = principal_of(made.accounts["lot0"])
    told = [site_reports(actor, page=1, size=9)[0]]
    send_photo(made)
    told.append(site_reports(actor, page=1, size=9)[0])
    hand_in(made)
    told.append(site_reports(actor, page=1, size=9)[0])
    send_photo(made, key="photo-0002")
    told.append(site_reports(actor, page=1, size=9)[0])
    put(made, "locked")
    told.append(site_reports(actor, page=1, size=9)[0])

    assert [(one.kind, one.title) for one in told[0]] == [("self", "一标段"), ("peer", "二标段")]
    assert [(own.state, own.photos, own.waiting) for own, _peer in told] == [
        ("late", 0, 0),
        ("late", 1, 1),
        ("submitted", 1, 0),
        ("changed", 2, 1),
        ("locked", 2, 1),
    ]
    assert told[-1][1].state == "left_out"


def test_photos_outlive_the_sweep_of_storage(made: Works) -> None:
    send_photo(made)
    kept = photos()[0]
    places = [
        file_path(kept.storage_key),
        file_path(kept.thumbnail_key),
        file_path(store_file(b"no")),
    ]
    for place in places:
        os.utime(place, (0, 0))

    swept = sweep()

    assert (swept.aside, [place.exists() for place in places]) == (1, [True, True, False])
