"""The tree page, merging two organisations, and roles for a term."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from competition.domain.access import Role
from competition.models import Organisation, RoleGrant, database
from competition.services.identity.sessions import principal_of
from competition.services.organisations import UnitValues, edit_organisation
from competition.services.principal import Principal
from competition.services.runtime import runtime
from tests.factories import Make
from tests.visitor import Visitor, words

Come = Callable[..., Visitor]
NOON = datetime(2026, 5, 10, 4, 0, tzinfo=UTC)


@pytest.fixture
def keeper(app: Flask, make: Make) -> Principal:
    return make.account(Role.ADMINISTRATOR)


@pytest.fixture
def clock() -> Iterator[Callable[[datetime], None]]:
    """Sets the server's clock until the test ends."""
    kept = runtime.clock

    def stand(instant: datetime) -> None:
        runtime.clock = lambda: instant

    yield stand
    runtime.clock = kept


def unit(name: str) -> Organisation:
    database.release()
    return database.session.scalars(select(Organisation).where(Organisation.name == name)).one()


def grant_id(account_id: int) -> int:
    database.release()
    return database.session.scalars(
        select(RoleGrant.id).where(
            RoleGrant.account_id == account_id, RoleGrant.revoked_at.is_(None)
        )
    ).one()


def test_the_tree_opens_from_the_only_top_down(
    keeper: Principal, make: Make, visitor: Come
) -> None:
    root = make.organisation("蜀江省总工会", kind="provincial")
    city = make.organisation("澜石市总工会", parent=root)
    make.organisation("澜石电厂工会", parent=city, kind="enterprise_union")
    room = visitor(keeper)

    top = words(room.get("/organiser/organisations"))
    below = words(room.get(f"/organiser/organisations?under={city.id}"))

    assert "单位3含本级" in top and "澜石市总工会" in top and "澜石电厂工会" not in top
    assert "单位2含本级" in below and "澜石电厂工会" in below


def test_a_foreign_branch_is_as_if_it_were_not_there(
    keeper: Principal, make: Make, visitor: Come
) -> None:
    root = make.organisation("蜀江省总工会", kind="provincial")
    mine, other = (make.organisation(f"{name}市总工会", parent=root) for name in ("甲", "乙"))
    make.organisation("乙地电厂工会", parent=other)
    other_id, mine_id = other.id, mine.id
    room = visitor(make.account(Role.ADMINISTRATOR, organisation=mine))

    pages = [
        words(room.get(f"/organiser/organisations?{query}"))
        for query in ("", f"under={other_id}", "q=乙地", "q=ydd", "kind=municipal", "closed=1")
    ]
    posted = words(
        room.post(f"/organiser/organisations/{mine_id}/merge", {"kept": "乙市总工会"}, status=422)
    )

    assert not [page for page in pages if "乙市" in page or "乙地电厂" in page]
    assert "没有找到这个单位" in posted
    room.get(f"/organiser/organisations/{other_id}/merge", status=404)


def test_a_merge_is_looked_at_before_it_is_done(
    keeper: Principal, make: Make, visitor: Come
) -> None:
    root = make.organisation("蜀江省总工会", kind="provincial")
    one, kept = (make.organisation(name, parent=root) for name in ("澜石厂工会", "澜石电厂工会"))
    make.organisation("一车间工会", parent=one)
    make.account(Role.ORGANISER, organisation=one)
    one_id, kept_id = one.id, kept.id
    room = visitor(keeper)
    path = f"/organiser/organisations/{one_id}/merge"

    asked = words(room.get(path))
    seen = words(room.post(path, {"kept": "澜石电厂工会"}, status=200))
    still = unit("澜石厂工会").closed_at
    room.post(path, {"kept_id": str(kept_id)})

    assert "合并单位" in asked
    assert "直属下级单位（连同其全部下级）1" in seen and "人员1" in seen and "角色1" in seen
    assert still is None
    assert unit("一车间工会").parent_id == kept_id
    gone = room.get(f"/organiser/organisations/{one_id}")
    assert "该单位已并入另一单位" in words(gone) and "澜石电厂工会" in words(gone)


def test_what_cannot_be_merged_says_why(keeper: Principal, make: Make, visitor: Come) -> None:
    root = make.organisation("蜀江省总工会", kind="provincial")
    below = make.organisation("澜石市总工会", parent=root)
    path = f"/organiser/organisations/{below.id}/merge"
    room = visitor(keeper)

    page = words(room.post(path, {"kept": "蜀江省总工会"}, status=422))
    direct = room.follow(room.post(path, {"kept_id": str(root.id)}))

    assert "两个单位的类型不同" in page
    assert "两个单位的类型不同" in words(direct)


def test_what_moves_with_a_unit_is_said_before_it_moves(
    keeper: Principal, make: Make, visitor: Come
) -> None:
    root = make.organisation("蜀江省总工会", kind="provincial")
    below = make.organisation("澜石市总工会", parent=root)
    edit_organisation(
        keeper, below, UnitValues(root.id, "municipal", below.code, below.name, members=1200)
    )

    page = words(visitor(keeper).get(f"/organiser/organisations/{root.id}"))

    assert "连同下级共 2 个单位、1,200 名会员一起移动" in page


@pytest.mark.parametrize(("days", "held"), [(-1, False), (0, True), (10, True), (11, False)])
def test_a_role_holds_on_the_days_of_its_term(
    keeper: Principal, make: Make, visitor: Come, clock: Callable[[datetime], None],
    days: int, held: bool,
) -> None:  # fmt: skip
    local = make.account(Role.ADMINISTRATOR, organisation=make.organisation("澜石市总工会"))
    term = {"starts_on": "2026-05-10", "ends_on": "2026-05-20"}
    visitor(keeper).post(f"/organiser/grants/{grant_id(local.account_id)}/term", term)
    room = visitor(local)

    clock(NOON + timedelta(days=days))

    room.get("/organiser/organisations", status=200 if held else 404)
    assert bool(principal_of(local.account_id).grants) is held


def test_a_term_of_a_competition_goes_by_its_own_calendar(
    keeper: Principal, make: Make, clock: Callable[[datetime], None]
) -> None:
    organiser = make.account(Role.ORGANISER)
    event = make.competition(organiser, make.organisation("澜石市总工会"))
    judge = make.account(Role.JUDGE, competition_id=event.id)
    ident = grant_id(judge.account_id)
    with database.writing() as session:
        session.get_one(RoleGrant, ident).ends_on = NOON.date()
    late = datetime(2026, 5, 10, 20, 0, tzinfo=UTC)  # already the 11th in Shanghai

    clock(late)
    at_home = principal_of(judge.account_id).grants
    with database.writing() as session:
        session.merge(event).time_zone = "UTC"
    elsewhere = principal_of(judge.account_id).grants

    assert at_home == ()
    assert [grant.role for grant in elsewhere] == [Role.JUDGE]


def test_a_term_is_shown_and_changed_and_must_be_in_order(
    keeper: Principal, make: Make, visitor: Come, clock: Callable[[datetime], None]
) -> None:
    account_id = make.account(
        Role.ORGANISER, organisation=make.organisation("澜石市总工会")
    ).account_id
    room = visitor(keeper)
    path = f"/organiser/grants/{grant_id(account_id)}/term"
    page = f"/organiser/accounts/{account_id}"
    clock(NOON)

    wrong = room.follow(room.post(path, {"starts_on": "2026-05-10", "ends_on": "2026-05-09"}))
    room.post(path, {"starts_on": "2026-01-01", "ends_on": "2026-05-09"})
    over = words(room.get(page)), words(room.get("/organiser/accounts"))
    room.post(path, {"starts_on": "2026-06-01"})
    ahead = words(room.get(page))
    room.post(path, {})
    unlimited = words(room.get(page))

    assert "结束日期不能早于开始日期" in words(wrong)
    assert all("已到期" in each and "2026年5月9日" in each for each in over)
    assert "未开始" in ahead and "2026年6月1日 起" in ahead
    assert "已到期" not in unlimited and "未开始" not in unlimited


def test_a_role_whose_term_is_over_can_be_given_again(
    keeper: Principal, make: Make, visitor: Come
) -> None:
    city = make.organisation("澜石市总工会")
    account_id = make.account(Role.ORGANISER, organisation=city).account_id
    room = visitor(keeper)
    room.post(f"/organiser/grants/{grant_id(account_id)}/term", {"ends_on": "2020-01-01"})
    values = {"role": "organiser", "scope": "organisation", "scope_unit": "澜石市总工会"}

    before = principal_of(account_id).grants
    wrong = room.post(
        f"/organiser/accounts/{account_id}/grants",
        {**values, "starts_on": "2026-05-02", "ends_on": "2026-05-01"},
        status=422,
    )
    room.post(f"/organiser/accounts/{account_id}/grants", {**values, "ends_on": "2999-12-31"})

    assert before == ()
    assert "结束日期不能早于开始日期" in words(wrong)
    assert [grant.role for grant in principal_of(account_id).grants] == [Role.ORGANISER]
    assert "至 2999年12月31日" in words(room.get(f"/organiser/accounts/{account_id}"))


def test_nobody_lengthens_their_own_term(keeper: Principal, visitor: Come) -> None:
    room = visitor(keeper)
    path = f"/organiser/grants/{grant_id(keeper.account_id)}/term"

    page = room.follow(room.post(path, {"ends_on": "2999-12-31"}))

    assert "不能更改自己的角色" in words(page)
