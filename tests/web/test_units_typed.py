"""Organisations found as one types: in one's branch where a form asks for that, else in all."""

from collections.abc import Callable

import pytest

from competition.domain.access import Role
from competition.models import Organisation
from tests.factories import Make
from tests.kept import Kept, row_of
from tests.visitor import Visitor


@pytest.fixture
def tree(app: object, make: Make) -> dict[str, Kept]:
    """Two cities, each with a works of the same name."""
    root = make.organisation("蜀江省总工会", kind="provincial")
    cities = [make.organisation(name, parent=root) for name in ("锦川市总工会", "青江市总工会")]
    works = [
        make.organisation("蜀江电厂工会", parent=city, kind="enterprise_union") for city in cities
    ]
    return {"first": Kept(cities[0]), "here": Kept(works[0]), "there": Kept(works[1])}


def codes(visitor: Visitor, query: str, reach: str = "") -> list[str]:
    found = visitor.get(f"/units?q={query}&reach={reach}").get_json()
    return [each["code"] for each in found]


def test_a_form_of_one_branch_finds_what_lies_in_it(
    tree: dict[str, Kept], make: Make, visitor: Callable[..., Visitor]
) -> None:
    city: Organisation = row_of(tree["first"])
    local = visitor(make.account(Role.ADMINISTRATOR, organisation=city))
    here, there = tree["here"].code, tree["there"].code

    found = [codes(local, text, "administrator") for text in ("蜀江电", "sjdc", there, "蜀")]

    assert found == [[here], [here], [], []]
    assert codes(local, "蜀江电厂") == [here, there]
    assert codes(local, "蜀江电厂", "organiser") == []


def test_a_name_that_others_bear_is_put_in_by_its_code(
    tree: dict[str, Kept], make: Make, visitor: Callable[..., Visitor]
) -> None:
    city: Organisation = row_of(tree["first"])
    local = visitor(make.account(Role.ADMINISTRATOR, organisation=city))

    alone = local.get("/units?q=蜀江电厂&reach=administrator").get_json()
    among = local.get("/units?q=蜀江电厂").get_json()

    assert [each["text"] for each in alone] == ["蜀江电厂工会"]
    assert [each["text"] for each in among] == [each["code"] for each in among]
    assert alone[0]["path"] == "蜀江省总工会 / 锦川市总工会"
