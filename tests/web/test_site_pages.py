"""The unit's pages of a period: well made, cheap, with or without script, and for nobody else."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from competition.domain.access import Role
from tests.factories import Make
from tests.period_factories import SAFETY, Works
from tests.site_factories import MARKS, hand_in, jpeg, photos, put, report, send_photo, site
from tests.statements import counting
from tests.visitor import Visitor, words

MOST = 8


@pytest.fixture
def made(app: Flask, make: Make) -> Works:
    return site(make)


@pytest.fixture
def unit(app: Flask, made: Works) -> Visitor:
    return Visitor(app, made.accounts["lot0"])


def address(made: Works, kind: str = "self") -> str:
    return f"/entrant/site/{report(made, kind)}"


def file(content: bytes | None = None) -> tuple[BytesIO, str]:
    return BytesIO(jpeg() if content is None else content), "现场.jpg"


def one(**more: Any) -> dict[str, Any]:
    """What a phone sends with a photo."""
    return {"criterion": "safety", "key": "photo-0001", "name": "a.jpg", "photo": file()} | more


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("state", ["open", "locked"])
def test_pages_of_a_report_are_well_made(
    made: Works, unit: Visitor, language: str, state: str
) -> None:
    send_photo(made)
    hand_in(made)
    send_photo(made, key="photo-0002")
    put(made, state)
    unit.client.get(f"/language/{language}")

    unit.get("/entrant/site/")
    unit.get(f"/entrant/site/{report(made, 'peer', 1)}")
    unit.get(address(made))
    assert unit.client.get(address(made)).text.count("<img") == (2 if state == "open" else 1)


def test_pages_of_reports_cost_the_same_with_more_photos(app: Flask, make: Make) -> None:
    costs: list[list[int]] = []
    for number in (1, 3):
        made = site(make)
        for place in range(number):
            send_photo(made, key=f"photo-{place:04}")
        visitor = Visitor(app, made.accounts["lot0"])
        costs.append([])
        for path in ("/entrant/site/", address(made)):
            visitor.client.get(path)
            with counting() as statements:
                visitor.client.get(path)
            costs[-1].append(len(statements))

    assert costs[0] == costs[1]
    assert max(costs[0]) <= MOST


def test_the_sheet_that_freezes_a_period_costs_eleven_statements_and_others_ten(
    made: Works, unit: Visitor
) -> None:
    send_photo(made)
    token, path, counts = unit.csrf(), f"{address(made)}/submit", []
    for seen in (0, 1):
        body = {"marks": MARKS, "comment": "", "seen": seen, "key": f"{seen}" * 20}
        with counting() as statements:
            unit.client.post(path, json=body, headers={"X-CSRFToken": token})
        counts.append(len(statements))

    assert counts == [11, 10]


def test_a_report_is_filled_in_and_photographed_without_script(made: Works, unit: Visitor) -> None:
    path = address(made)
    unit.post(f"{path}/photos", {"criterion": "safety", "photo": [file(), file()]})
    first = photos()[0].client_key
    unit.post(f"{path}/photos/remove", {"key": first})
    answer = unit.post(
        path, {"seen": "0", "key": "k" * 20} | {f"mark-{k}": v for k, v in MARKS.items()}
    )

    assert "已提交，锁定前可以修改" in words(unit.follow(answer))
    assert [photo.version for photo in photos()] == [1]


def test_what_is_wrong_with_a_photo_stands_beside_its_indicator(made: Works, unit: Visitor) -> None:
    heic = unit.post(
        f"{address(made)}/photos",
        {"criterion": "safety", "photo": file(b"\0\0\0\x18ftypheic0000")},
        status=422,
    )
    none = unit.post(f"{address(made)}/photos", {"criterion": "pace"}, status=422)

    assert "兼容性最佳" in words(heic)
    assert "请先拍照或选择照片" in words(none)


def test_a_phone_sends_a_photo_twice_and_gets_the_same_answer(made: Works, unit: Visitor) -> None:
    answers = [unit.post(f"{address(made)}/photo", one(), status=200).json for _ in range(2)]

    assert answers[0] is not None and answers[1] is not None
    assert answers[0]["href"] == answers[1]["href"] == f"/entrant/site/photos/{photos()[0].id}"


@pytest.mark.parametrize(
    ("more", "status", "said"),
    [
        ({"photo": file(b"no")}, 422, "这不是可以上传的照片"),
        ({"key": ""}, 422, ""),
        ({"criterion": "none"}, 422, "没有这一项指标"),
    ],
    ids=["bytes", "key", "criterion"],
)
def test_a_phone_is_told_what_is_wrong_with_its_photo(
    made: Works, unit: Visitor, more: dict[str, Any], status: int, said: str
) -> None:
    answer = unit.post(f"{address(made)}/photo", one(**more), status=status)

    assert said in answer.get_json()["message"]


def test_a_phone_that_comes_after_the_lock_is_told_so(made: Works, unit: Visitor) -> None:
    put(made, "locked")

    photo = unit.post(f"{address(made)}/photo", one(), status=409)
    sheet = {"marks": MARKS, "comment": "", "seen": 0, "key": "k" * 20}
    marks = unit.post(f"{address(made)}/submit", json=sheet, status=409)
    state = unit.client.get(f"{address(made)}/state").get_json()

    assert "锁定" in photo.get_json()["message"] and "锁定" in marks.get_json()["message"]
    assert (state["open"], "您没有提交这一份" in state["message"]) == (False, True)


def test_a_report_of_another_unit_is_as_good_as_missing(app: Flask, made: Works) -> None:
    other = Visitor(app, made.accounts["lot1"])
    path, ident = address(made), send_photo(made)

    for there in (path, f"{path}/state", f"/entrant/site/photos/{ident}"):
        assert other.client.get(there).status_code == 404
    other.post(f"{path}/photo", one(), status=404)
    other.post(f"{path}/photos/remove", {"key": "photo-0001"}, status=404)
    other.post(path, {f"mark-{k}": v for k, v in MARKS.items()}, status=404)
    assert len(photos()) == 1


def test_a_photo_is_shown_as_a_picture_that_can_do_nothing(made: Works, unit: Visitor) -> None:
    ident = send_photo(made)

    with unit.client.get(f"/entrant/site/photos/{ident}?size=small") as answer:
        data = answer.data

    with Image.open(BytesIO(data)) as picture:
        assert picture.size == (80, 60)
    assert (answer.mimetype, answer.headers["Content-Security-Policy"]) == (
        "image/jpeg",
        "default-src 'none'; sandbox",
    )
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_photo_opens_to_others_once_it_is_handed_in(app: Flask, make: Make, made: Works) -> None:
    ident = send_photo(made)
    supervisor = make.account(Role.SUPERVISOR, competition_id=made.ident)
    doors = [
        (made.accounts[SAFETY], "judge"),
        (made.accounts["verifier"], "judge"),
        (made.organiser.account_id, "organiser"),
        (supervisor.account_id, "supervisor"),
        (make.account(Role.JUDGE, competition_id=made.ident).account_id, "judge"),
    ]

    def seen() -> list[int]:
        found = []
        for who, room in doors:
            with Visitor(app, who).client.get(f"/{room}/photos/{ident}") as answer:
                found.append(answer.status_code)
        return found

    before = seen()
    hand_in(made)
    assert (before, seen()) == ([404] * 5, [200, 200, 200, 200, 404])
