"""Finding organisations, and opening the tree: by what people type, within what they reach."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from competition.domain.access import Role
from competition.domain.initials import initials_of
from competition.domain.unit_names import search_key, split_aliases
from competition.models import Organisation, database
from competition.services.organisations import UnitValues, close_organisation, create_organisation
from competition.services.organisations import search as searching
from competition.services.organisations.opening import only_top, open_tree
from competition.services.organisations.reading import (
    find_unit,
    list_organisations,
    search_organisations,
    units_by_text,
)
from competition.services.principal import Principal
from tests.factories import Make

ADMINISTRATOR = (Role.ADMINISTRATOR,)
NAMES = {
    "SJ": ("蜀江省总工会", "省总、SJ工会"),
    "SJ01": ("澜石市总工会", "澜石市总"),
    "SJ0101": ("澜石重庆路电厂工会", ""),
    "SJ0102": ("青岚长宁机械厂工会", "长机_1%"),
    "SJ02": ("青岚市总工会", ""),
    "SJ0201": ("ＡＢ电力（青岚）工会", "ab电力"),
}


@pytest.fixture
def keeper(app: Flask, make: Make) -> Principal:
    return grown(make)


def grown(make: Make) -> Principal:
    keeper = make.account(Role.ADMINISTRATOR)
    for code, (name, alias) in NAMES.items():
        parent = unit(code[:-2]).id if len(code) > 2 else None
        create_organisation(keeper, UnitValues(parent, "municipal", code, name, alias))
    return keeper


def unit(code: str) -> Organisation:
    return database.session.scalars(select(Organisation).where(Organisation.code == code)).one()


def codes(keeper: Principal, query: str, **limits: object) -> list[str]:
    found = list_organisations(keeper, ADMINISTRATOR, query=query, **limits)  # type: ignore[arg-type]
    return [row.organisation.code for row in found.rows]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("澜石", ["SJ01", "SJ0101"]),
        ("青岚市总", ["SJ02"]),
        ("省总", ["SJ"]),
        ("lsszgh", ["SJ01"]),
        ("LSCQLDC", ["SJ0101"]),
        ("qlcn", ["SJ0102"]),
        ("sj02", ["SJ02", "SJ0201"]),
        ("电", ["SJ0101", "SJ0201"]),
        ("会", ["SJ", "SJ01", "SJ0101", "SJ0102", "SJ02", "SJ0201"]),
        ("ab电力(青", ["SJ0201"]),
        (" 澜石 市总 ", ["SJ01"]),
        ("_1%", ["SJ0102"]),
        ("%", ["SJ0102"]),
        ("市电厂", []),
        ("𬭎", []),
        ("总工会青", []),
    ],
)
def test_part_of_a_name_initials_or_a_code_find(
    keeper: Principal, query: str, found: list[str]
) -> None:
    assert codes(keeper, query) == found


def test_search_is_the_same_on_both_databases(each_app: Flask, make: Make) -> None:
    keeper = grown(make)

    found = {query: codes(keeper, query) for query in ("澜石", "lsszgh", "电", "sj02", "%")}
    named = units_by_text(["sj", "省总", "澜石市总工会", "没有"])

    assert found == {
        "澜石": ["SJ01", "SJ0101"],
        "lsszgh": ["SJ01"],
        "电": ["SJ0101", "SJ0201"],
        "sj02": ["SJ02", "SJ0201"],
        "%": ["SJ0102"],
    }
    assert named == {
        "sj": unit("SJ").id, "省总": unit("SJ").id, "澜石市总工会": unit("SJ01").id, "没有": None
    }  # fmt: skip


@given(st.text(alphabet="蜀江澜石青岚市总工会长lsgza(1%_ ", min_size=1, max_size=5))
@settings(
    derandomize=True,
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_search_finds_what_reading_every_name_finds(keeper: Principal, query: str) -> None:
    key = search_key(query)
    expected = [
        code
        for code, (name, alias) in NAMES.items()
        if not key
        or key in code.lower()
        or any(
            key in said
            for each in (name, *split_aliases(alias))
            for said in (search_key(each), initials_of(search_key(each)))
        )
    ]

    assert codes(keeper, query) == sorted(expected)


def test_a_search_stays_in_the_branch_of_who_looks(keeper: Principal, make: Make) -> None:
    local = make.account(Role.ADMINISTRATOR, organisation=unit("SJ01"))

    assert codes(local, "工会") == ["SJ01", "SJ0101", "SJ0102"]
    assert codes(local, "青岚市总") == []
    assert codes(local, "sj02") == []
    assert codes(keeper, "工会", under=unit("SJ02").id) == ["SJ02", "SJ0201"]
    assert [
        row.organisation.code
        for row in search_organisations("青岚", actor=local, roles=ADMINISTRATOR)
    ] == ["SJ0102"]


def test_a_branch_is_walked_where_it_is_smaller_than_what_is_found(
    keeper: Principal, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    local = make.account(Role.ADMINISTRATOR, organisation=unit("SJ02"))
    large = make.account(Role.ADMINISTRATOR, organisation=unit("SJ01"))
    for name, value in (("NEAR", 2), ("CHUNK", 1), ("MOST", 5)):
        monkeypatch.setattr(searching, name, value)

    assert codes(local, "工会") == ["SJ02", "SJ0201"]
    assert codes(large, "工会") == ["SJ01", "SJ0101", "SJ0102"]
    assert codes(keeper, "工会") == sorted(NAMES)[:5]


def test_no_more_than_a_page_of_a_thousand_is_counted(
    keeper: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST", 3)

    many = list_organisations(keeper, ADMINISTRATOR, query="工会", size=2)
    few = list_organisations(keeper, ADMINISTRATOR, query="青岚", size=2)
    last = list_organisations(keeper, ADMINISTRATOR, query="青岚", size=2, page=2)

    assert (many.total, many.more, len(many.rows)) == (3, True, 2)
    assert (few.total, few.more) == (3, False)
    assert [row.organisation.code for row in last.rows] == ["SJ0201"]


def test_closed_organisations_are_listed_apart(keeper: Principal) -> None:
    close_organisation(keeper, unit("SJ0201"))

    assert codes(keeper, "电力") == []
    assert codes(keeper, "电力", closed=True) == ["SJ0201"]
    assert codes(keeper, "", closed=True) == ["SJ0201"]
    assert find_unit("SJ0201") is None
    assert codes(keeper, "", kind="municipal") == ["SJ", "SJ01", "SJ0101", "SJ0102", "SJ02"]


def test_the_name_it_bears_comes_before_a_name_that_another_has_besides(keeper: Principal) -> None:
    parent = unit("SJ01").id
    create_organisation(
        keeper, UnitValues(parent, "county", "X1", "新电厂工会", "青岚市总工会、共同简称")
    )
    create_organisation(keeper, UnitValues(parent, "county", "X2", "另一工会", "共同简称"))

    assert getattr(find_unit("青岚市总工会"), "code", None) == "SJ02"
    assert find_unit("共同简称") is None


def test_the_tree_opens_node_by_node_and_page_by_page(keeper: Principal) -> None:
    root = unit("SJ")
    for number in range(5):
        create_organisation(keeper, UnitValues(root.id, "county", f"SJ1{number}", f"县{number}"))

    first = open_tree(keeper, ADMINISTRATOR, root.id, size=3)
    second = open_tree(keeper, ADMINISTRATOR, root.id, after=first.later, size=3)
    third = open_tree(keeper, ADMINISTRATOR, root.id, after=second.later, size=3)
    back = open_tree(keeper, ADMINISTRATOR, root.id, before=third.earlier, size=3)
    home = open_tree(keeper, ADMINISTRATOR, root.id, before=back.earlier, size=3)

    pages = [[row.code for row in each.rows] for each in (first, second, third, back, home)]
    assert pages == [
        ["SJ01", "SJ02", "SJ10"],
        ["SJ11", "SJ12", "SJ13"],
        ["SJ14"],
        ["SJ11", "SJ12", "SJ13"],
        ["SJ01", "SJ02", "SJ10"],
    ]
    assert (first.earlier, third.later, home.earlier) == ("", "", "")
    assert first.node is not None and first.node.totals.units == 11
    assert [row.totals.units for row in first.rows] == [3, 2, 1]


def test_who_looks_at_a_branch_opens_nothing_above_it(keeper: Principal, make: Make) -> None:
    local = make.account(Role.ADMINISTRATOR, organisation=unit("SJ01"))

    top = only_top(local, ADMINISTRATOR)
    opened = open_tree(local, ADMINISTRATOR, unit("SJ0101").id)

    assert top == unit("SJ01").id
    assert [(step.name, step.reached) for step in opened.trail] == [
        ("蜀江省总工会", False), ("澜石市总工会", True)
    ]  # fmt: skip


def test_opening_and_searching_take_as_many_statements_whatever_the_size(
    keeper: Principal, count_statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    def counts() -> list[int]:
        found = []
        for act in (
            lambda: open_tree(keeper, ADMINISTRATOR, unit("SJ").id),
            lambda: list_organisations(keeper, ADMINISTRATOR, query="青岚"),
            lambda: search_organisations("工会"),
        ):
            with count_statements() as seen:
                act()
            found.append(len(seen))
        return found

    before = counts()
    for number in range(30):
        values = UnitValues(unit("SJ02").id, "county", f"Y{number}", f"青岚新厂{number}工会")
        create_organisation(keeper, values)

    assert counts() == before
    assert max(before) <= 5


def test_a_unit_looked_up_in_a_branch_is_found_as_if_there_were_no_other_branch(
    keeper: Principal,
) -> None:
    first, second = unit("SJ01"), unit("SJ02")
    create_organisation(keeper, UnitValues(second.id, "county", "SJ0299", "澜石市总工会"))

    found = [
        find_unit(text, within=[branch.id])
        for branch, text in (
            (first, "澜石市总工会"),
            (second, "SJ0101"),
            (second, "澜石重庆路电厂工会"),
            (first, "没有的单位"),
        )
    ]

    assert [each.code if each else None for each in found] == ["SJ01", None, None, None]
    assert find_unit("澜石市总工会") is None
