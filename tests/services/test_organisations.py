from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from competition.documents.tables.write import workbook_bytes
from competition.documents.unit_table import unit_table
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import AuditRecord, Organisation, OrganisationBranch, database
from competition.services.organisations import (
    UnitValues,
    add_organisation,
    close_organisation,
    create_organisation,
    edit_organisation,
)
from competition.services.organisations.checking import check_tree
from competition.services.organisations.exchange import export_units, import_units, plan_units
from competition.services.organisations.reading import (
    find_unit,
    list_organisations,
    search_organisations,
    units_by_text,
)
from competition.services.organisations.totals import branch_totals
from competition.services.principal import Principal
from tests.factories import Make


def closure() -> set[tuple[str, str, int]]:
    """The closure table in codes: (above, below, depth)."""
    codes = {row.id: row.code for row in database.session.scalars(select(Organisation))}
    rows = database.session.execute(select(OrganisationBranch.__table__)).all()
    return {(codes[a], codes[d], depth) for a, d, depth in rows}


def expected_closure() -> set[tuple[str, str, int]]:
    """The same computed from the parents alone."""
    units = {row.id: row for row in database.session.scalars(select(Organisation))}
    pairs = set()
    for unit in units.values():
        above, depth = unit, 0
        while True:
            pairs.add((above.code, unit.code, depth))
            if above.parent_id is None:
                break
            above, depth = units[above.parent_id], depth + 1
    return pairs


def add(code: str, parent: Organisation | None = None, name: str = "") -> Organisation:
    with database.writing() as session:
        return add_organisation(
            session,
            parent_id=parent.id if parent else None,
            kind="municipal",
            code=code,
            name=name or f"单位{code}",
        )


@pytest.fixture
def administrator(app: Flask, make: Make) -> Principal:
    return make.account(Role.ADMINISTRATOR)


def values(unit: Organisation, **changes: object) -> UnitValues:
    kept = {
        name: getattr(unit, name)
        for name in ("parent_id", "kind", "code", "name", "alias", "seal_name")
    }
    return UnitValues(**{**kept, **changes})  # type: ignore[arg-type]


def test_an_added_organisation_lies_below_everything_above_its_parent(app: Flask) -> None:
    root = add("A")
    city = add("B", root)

    add("C", city)

    assert closure() == {
        ("A", "A", 0), ("B", "B", 0), ("C", "C", 0), ("A", "B", 1), ("B", "C", 1), ("A", "C", 2)
    }  # fmt: skip


def test_a_moved_branch_lies_below_its_new_parents_only(each_app: Flask, make: Make) -> None:
    administrator = make.account(Role.ADMINISTRATOR)
    root = add("A")
    old, new = add("B", root), add("C", root)
    unit = add("D", old)
    add("E", unit)

    edit_organisation(administrator, unit, values(unit, parent_id=new.id))

    assert closure() == expected_closure()
    assert ("C", "E", 2) in closure()
    assert not [row for row in closure() if row[0] == "B" and row[1] != "B"]


def test_codes_and_names_beside_each_other_are_given_once(administrator: Principal) -> None:
    root = add("A")
    add("B", root, "锦州市总工会")

    with pytest.raises(Refusal) as code:
        create_organisation(administrator, UnitValues(root.id, "municipal", "b", "另一个"))
    with pytest.raises(Refusal) as name:
        create_organisation(administrator, UnitValues(root.id, "municipal", "C", " 锦州市总工会"))

    assert code.value.code == "organisation.code_taken"
    assert name.value.code == "organisation.name_taken"


def test_two_roots_cannot_bear_one_name(administrator: Principal) -> None:
    add("A", name="蜀江省总工会")

    with pytest.raises(Refusal) as refused:
        create_organisation(administrator, UnitValues(None, "provincial", "B", "蜀江省总工会"))

    assert refused.value.code == "organisation.name_taken"


def test_an_organisation_with_units_in_use_stays_open(administrator: Principal) -> None:
    root = add("A")
    unit = add("B", root)

    with pytest.raises(Refusal) as refused:
        close_organisation(administrator, root)
    close_organisation(administrator, unit)
    close_organisation(administrator, root)

    assert refused.value.code == "organisation.has_units"
    assert root.closed_at is not None


def test_nothing_is_put_under_a_closed_organisation(administrator: Principal) -> None:
    root = add("A")
    close_organisation(administrator, root)

    with pytest.raises(Refusal) as refused:
        create_organisation(administrator, UnitValues(root.id, "municipal", "B", "新单位"))

    assert refused.value.code == "organisation.closed"


def test_each_change_leaves_one_record(administrator: Principal) -> None:
    ident = create_organisation(administrator, UnitValues(None, "provincial", "A", "省总工会"))
    unit = database.session.get_one(Organisation, ident)
    edit_organisation(administrator, unit, values(unit, alias="省总"))
    close_organisation(administrator, unit)

    actions = database.session.scalars(
        select(AuditRecord.action)
        .where(AuditRecord.subject == f"organisation:{ident}")
        .order_by(AuditRecord.id)
    ).all()

    assert actions == ["organisation.add", "organisation.edit", "organisation.close"]


def test_search_finds_by_name_alias_and_code(administrator: Principal) -> None:
    root = add("SJ01", name="蜀江省总工会")
    city = add("SJ0101", root, "锦州市总工会")
    edit_organisation(administrator, city, values(city, alias="锦总%"))

    found = [
        [row.organisation.code for row in search_organisations(text)]
        for text in ("锦州", "锦总%", "sj0101", "%", "")
    ]

    assert found == [["SJ0101"], ["SJ0101"], ["SJ0101"], ["SJ0101"], []]
    assert search_organisations("锦州")[0].path == ("蜀江省总工会",)


def test_an_administrator_of_a_branch_lists_that_branch(app: Flask, make: Make) -> None:
    root = add("A")
    mine, other = add("B", root), add("C", root)
    add("D", mine)
    add("E", other)
    local = make.account(Role.ADMINISTRATOR, organisation=mine)

    found = list_organisations(local, (Role.ADMINISTRATOR,))

    assert ([row.organisation.code for row in found.rows], found.total) == (["B", "D"], 2)


def test_a_name_that_two_units_bear_means_neither(app: Flask) -> None:
    root = add("A")
    add("B", add("X", root), "电力公司工会")
    add("C", add("Y", root), "电力公司工会")
    one = add("D", root, "机械厂工会")

    found = units_by_text(["电力公司工会", "机械厂工会", "d", "没有"])

    assert found == {"电力公司工会": None, "机械厂工会": one.id, "d": one.id, "没有": None}


def table(*rows: tuple[str, ...]) -> bytes:
    return workbook_bytes(unit_table(rows))


def test_a_tree_comes_in_whole_whatever_the_order_of_its_rows(each_app: Flask, make: Make) -> None:
    administrator = make.account(Role.ADMINISTRATOR)
    content = table(
        ("C", "县总工会", "县级总工会", "B", "", ""),
        ("B", "市总工会", "市级总工会", "A", "=市", "市总工会"),
        ("A", "省总工会", "省级总工会", "", "", ""),
    )

    done = import_units(administrator, content)

    assert len(done.new) == 3
    assert closure() == expected_closure()
    assert ("A", "C", 2) in closure()


def test_what_was_exported_comes_back_unchanged(administrator: Principal) -> None:
    root = add("A", name="=1+1")
    add("C", add("B", root, name="𬭎𠅤厂"), name="510106199003072110")
    rows = export_units(administrator)

    plan = plan_units(administrator, table(*rows))

    assert [row[0] for row in rows] == ["A", "B", "C"]
    assert {"=1+1", "𬭎𠅤厂", "510106199003072110"} <= {text for row in rows for text in row}
    assert (plan.new, plan.known, plan.faults) == ([], 3, [])


def test_every_fault_is_named_by_row_and_column_and_nothing_is_written(
    administrator: Principal,
) -> None:
    add("A", name="省总工会")
    content = table(
        ("A", "省总工会", "省级总工会", "", "", ""),
        ("B", "市总工会", "市级总工会", "NONE", "", ""),
        ("C", "一", "县级总工会", "D", "", ""),
        ("D", "二", "县级总工会", "C", "", ""),
        ("E-", "三", "县级总工会", "A", "", ""),
        ("F", "四", "县级总工会", "A", "", ""),
        ("f", "五", "县级总工会", "A", "", ""),
        ("G", "四", "县级总工会", "A", "", ""),
    )

    faults = plan_units(administrator, content).faults
    with pytest.raises(Refusal) as refused:
        import_units(administrator, content)

    assert [(fault.row, fault.column, fault.code) for fault in faults] == [
        (3, "D", "organisation.parent_unknown"),
        (4, "D", "organisation.cycle"),
        (5, "D", "organisation.cycle"),
        (6, "A", "unit_code.form"),
        (8, "A", "import.twice"),
        (9, "B", "organisation.name_taken"),
    ]
    assert refused.value.values == {"count": 6}
    assert len(database.session.scalars(select(Organisation.id)).all()) == 1


def test_an_administrator_of_a_branch_brings_units_into_it_only(app: Flask, make: Make) -> None:
    root = add("A")
    mine, other = add("B", root), add("C", root)
    local = make.account(Role.ADMINISTRATOR, organisation=mine)
    content = table(
        ("D", "一", "县级总工会", "B", "", ""),
        ("E", "二", "县级总工会", other.code, "", ""),
        ("F", "三", "省级总工会", "", "", ""),
    )

    faults = plan_units(local, content).faults

    assert [(fault.row, fault.code) for fault in faults] == [
        (3, "organisation.parent_unknown"),
        (4, "grant.scope"),
    ]


def test_lists_take_as_many_statements_for_three_as_for_one(
    administrator: Principal, count_statements: Callable[..., object]
) -> None:
    root = add("A")
    with count_statements() as one:  # type: ignore[attr-defined]
        list_organisations(administrator, (Role.ADMINISTRATOR,))
    add("C", add("B", root))
    with count_statements() as three:  # type: ignore[attr-defined]
        list_organisations(administrator, (Role.ADMINISTRATOR,))

    assert len(one) == len(three)


def test_a_table_changes_what_it_tells_otherwise_and_shows_it_first(
    administrator: Principal,
) -> None:
    root = add("A", name="省总工会")
    first = add("B", root, "甲市总工会")
    add("C", root, "乙市总工会")
    add("D", first, "丙厂工会")
    content = table(
        ("D", "丙集团工会", "企业工会", "C", "丙厂", "", "", "120", "是"),
        ("B", "甲市总工会", "市级总工会", "D", "", "", "", "8", ""),
        ("C", "乙市总工会", "市级总工会", "A", "", "", "制造业", "30", ""),
        ("E", "丁厂工会", "企业工会", "B", "", "", "", "1", ""),
    )

    plan = plan_units(administrator, content)
    import_units(administrator, content)

    assert plan.faults == []
    assert [(each.unit.code, each.names) for each in plan.changed] == [
        ("D", ("name", "kind", "parent", "alias", "members", "above_scale")),
        ("B", ("parent", "members")),
        ("C", ("industry", "members")),
    ]
    assert check_tree() == []
    assert closure() == expected_closure()
    assert ("C", "E", 3) in closure()
    found = find_unit("丙厂工会")
    assert found is not None
    assert (found.name, found.members) == ("丙集团工会", 120)
    assert branch_totals(database.session, root.id).members == 159


def test_a_table_without_a_column_leaves_its_facts_alone(administrator: Principal) -> None:
    root = add("A", name="省总工会")
    add("B", root, "甲市总工会")
    content = "单位代码,单位名称,类型,会员人数\nB,甲市总工会,市级总工会,7\n".encode()

    done = import_units(administrator, content)

    assert [(each.unit.code, each.names) for each in done.changed] == [("B", ("members",))]
    assert ("A", "B", 1) in closure()


def test_what_a_table_may_not_change_is_refused_by_row(app: Flask, make: Make) -> None:
    root = add("A", name="省总工会")
    mine, other = add("B", root, "甲市总工会"), add("C", root, "乙市总工会")
    add("D", mine, "丙厂工会")
    add("E", other, "丁厂工会")
    add("F", mine, "戊厂工会")
    local = make.account(Role.ADMINISTRATOR, organisation=mine)
    content = table(
        ("B", "甲市总工会", "市级总工会", "D", "", ""),
        ("D", "戊厂工会", "企业工会", "B", "", ""),
        ("E", "改名工会", "企业工会", "C", "", ""),
        ("F", "戊厂工会", "企业工会", "", "", ""),
    )

    faults = plan_units(local, content).faults

    assert [(fault.row, fault.column, fault.code) for fault in faults] == [
        (2, "D", "grant.scope"),
        (2, "D", "organisation.cycle"),
        (3, "B", "organisation.name_taken"),
        (4, "A", "organisation.differs"),
        (5, "D", "organisation.parent_blank"),
    ]
