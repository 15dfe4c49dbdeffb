"""Whatever is done to the tree, what is derived from it is what a recomputation gives."""

from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from competition.documents.tables.write import workbook_bytes
from competition.documents.unit_table import unit_table
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import (
    AuditRecord,
    Base,
    Organisation,
    OrganisationName,
    OrganisationPair,
    OrganisationTotal,
    Person,
    database,
)
from competition.models.recommending import RecommendationQuota
from competition.services.organisations import (
    UnitValues,
    close_organisation,
    create_organisation,
    edit_organisation,
)
from competition.services.organisations.checking import DERIVED, check_tree, repair_tree
from competition.services.organisations.exchange import import_units
from competition.services.organisations.merging import (
    MOVED,
    merge_organisations,
    preview_merge,
)
from competition.services.organisations.reading import find_unit, list_organisations
from competition.services.organisations.totals import Totals, branch_totals
from competition.services.principal import Principal
from competition.services.runtime import now
from tests.factories import Make

ADMINISTRATOR = (Role.ADMINISTRATOR,)
KINDS = ("municipal", "enterprise_union")
STEP = st.tuples(
    st.sampled_from(["add", "add", "add", "edit", "move", "close", "merge", "import"]),
    st.integers(0, 30),
    st.integers(0, 30),
    st.integers(0, 9),
)


@pytest.fixture
def keeper(app: Flask, make: Make) -> Principal:
    return make.account(Role.ADMINISTRATOR)


def unit(code: str) -> Organisation:
    return database.session.scalars(select(Organisation).where(Organisation.code == code)).one()


def add(keeper: Principal, code: str, above: str = "", **known: Any) -> Organisation:
    parent = unit(above).id if above else None
    values = {"kind": "municipal", "name": f"单位{code}", **known}
    create_organisation(keeper, UnitValues(parent, code=code, **values))
    return unit(code)


def values_of(one: Organisation, **changes: Any) -> UnitValues:
    kept = {name: getattr(one, name) for name in UnitValues.__slots__}
    return UnitValues(**{**kept, **changes})


def do(
    keeper: Principal, what: str, units: list[Organisation], one: int, other: int, n: int
) -> None:
    """One act on the tree, as somebody without a plan would try it."""
    serial = len(units)
    first, second = units[one % serial], units[other % serial]
    if what == "add":
        known = {"members": n, "above_scale": n % 2 == 1, "alias": f"重庆{n}、ab{n}"}
        values = UnitValues(first.id, KINDS[n % 2], f"U{serial}", f"长安{n}厂{serial % 3}", **known)
        create_organisation(keeper, values)
    elif what == "edit":
        changes = {"name": f"新名{n}", "code": f"E{serial}{one}{n}", "alias": "", "members": n * 7}
        edit_organisation(keeper, first, values_of(first, **changes))
    elif what == "move":
        edit_organisation(keeper, first, values_of(first, parent_id=second.id))
    elif what == "close":
        close_organisation(keeper, first)
    elif what == "merge":
        merge_organisations(keeper, first, second)
    else:
        rows = [
            (
                f"I{serial}A",
                f"导入{serial}",
                "市级总工会",
                first.code,
                "简甲、简乙",
                "",
                "",
                str(n),
                "是",
            ),
            (f"I{serial}B", f"下级{serial}", "企业工会", f"I{serial}A", "", "", "制造业", "", "否"),
        ]
        import_units(keeper, workbook_bytes(unit_table(rows)))


@given(steps=st.lists(STEP, min_size=4, max_size=14))
@settings(
    derandomize=True,
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_is_done_the_derived_tables_equal_a_recomputation(
    keeper: Principal, steps: list[tuple[str, int, int, int]]
) -> None:
    empty_tree()
    add(keeper, "ROOT")

    for what, one, other, n in steps:
        units = database.session.scalars(select(Organisation).order_by(Organisation.id)).all()
        try:
            do(keeper, what, list(units), one, other, n)
        except Refusal as refusal:
            assert refusal.code.partition(".")[0] in ("organisation", "merge", "import")

    assert check_tree() == []


def empty_tree() -> None:
    with database.writing() as session:
        for model in DERIVED.values():
            session.execute(delete(model))
        session.execute(
            update(Organisation).values(parent_id=None, merged_into_id=None, name=Organisation.code)
        )
        session.execute(delete(Organisation))
    database.session.expunge_all()


def test_a_check_says_what_is_wrong_and_a_repair_writes_it_anew(keeper: Principal) -> None:
    add(keeper, "A")
    add(keeper, "B", "A", members=5)
    with database.writing() as session:
        session.execute(update(OrganisationTotal).values(members=9))
        session.execute(delete(OrganisationName).where(OrganisationName.key == "单位b"))
        session.execute(delete(OrganisationPair))

    found = {fault.table: (fault.missing > 0, fault.surplus > 0) for fault in check_tree()}
    repair_tree()

    assert found == {"names": (True, False), "pairs": (True, False), "totals": (True, True)}
    assert check_tree() == []
    assert branch_totals(database.session, unit("A").id) == Totals(2, 5, 0)


def test_totals_follow_members_moves_and_closing(each_app: Flask, make: Make) -> None:
    keeper = make.account(Role.ADMINISTRATOR)
    add(keeper, "A")
    add(keeper, "B", "A")
    add(keeper, "C", "A")
    add(keeper, "D", "B", members=30, above_scale=True)
    add(keeper, "E", "D", members=7)

    def totals() -> dict[str, Totals]:
        return {code: branch_totals(database.session, unit(code).id) for code in "ABC"}

    before = totals()
    edit_organisation(keeper, unit("D"), values_of(unit("D"), parent_id=unit("C").id, members=40))
    moved = totals()
    close_organisation(keeper, unit("E"))

    assert before == {"A": Totals(5, 37, 1), "B": Totals(3, 37, 1), "C": Totals(1, 0, 0)}
    assert moved == {"A": Totals(5, 47, 1), "B": Totals(1, 0, 0), "C": Totals(3, 47, 1)}
    assert totals()["C"] == Totals(2, 40, 1)
    assert check_tree() == []


def test_a_merge_moves_everything_and_keeps_every_name(each_app: Flask, make: Make) -> None:
    keeper = make.account(Role.ADMINISTRATOR)
    add(keeper, "A")
    add(keeper, "B", "A", name="锦州电厂工会", alias="锦电", members=10)
    add(keeper, "C", "A", name="锦州发电厂工会", members=12)
    add(keeper, "D", "B", name="一车间工会", members=3)
    person = make.account(Role.ORGANISER, organisation=unit("B"))
    one, kept = unit("B"), unit("C")

    preview = preview_merge(one, kept)
    merge_organisations(keeper, one, kept)

    assert (preview.refusal, preview.below) == (None, 1)
    assert preview.moved == {"person": 1, "grant": 1}
    assert preview.names == ("锦州电厂工会", "锦电", "B")
    assert (unit("B").closed_at is not None, unit("B").merged_into_id) == (True, kept.id)
    assert unit("D").parent_id == kept.id
    assert database.session.get_one(Person, person.person_id).organisation_id == kept.id
    assert [getattr(find_unit(text), "code", None) for text in ("b", "锦电", "锦州电厂工会")] == [
        "C"
    ] * 3
    assert branch_totals(database.session, unit("A").id) == Totals(3, 15, 0)
    assert check_tree() == []


def test_a_merged_code_is_followed_to_the_last_that_is_kept(keeper: Principal) -> None:
    for code in "ABC":
        add(keeper, code)

    merge_organisations(keeper, unit("A"), unit("B"))
    merge_organisations(keeper, unit("B"), unit("C"))

    assert [getattr(find_unit(text), "code", None) for text in "AB"] == ["C", "C"]
    found = list_organisations(keeper, ADMINISTRATOR, query="单位A")
    assert [row.organisation.code for row in found.rows] == ["C"]
    assert check_tree() == []


@pytest.mark.parametrize(
    ("merged", "kept", "code"),
    [
        ("B", "B", "merge.same"),
        ("B", "E", "merge.closed"),
        ("B", "K", "merge.kinds"),
        ("N", "M", "merge.single"),
        ("A", "B", "merge.line"),
        ("B", "A", "merge.line"),
        ("B", "C", "merge.names"),
    ],
)
def test_what_is_not_the_same_is_not_merged(
    keeper: Principal, merged: str, kept: str, code: str
) -> None:
    for each in ("N", "M"):
        add(keeper, each, kind="national")
    add(keeper, "A")
    for each in "BCE":
        add(keeper, each, "A")
    add(keeper, "K", "A", kind="county")
    for above in "BC":
        add(keeper, f"{above}1", above, name="同名工会")
    close_organisation(keeper, unit("E"))

    preview = preview_merge(unit(merged), unit(kept))
    with pytest.raises(Refusal) as refused:
        merge_organisations(keeper, unit(merged), unit(kept))

    assert refused.value.code == code
    assert preview.refusal is not None and preview.refusal.code == code
    assert unit(merged).merged_into_id is None


def test_two_that_recommend_in_one_competition_stay_apart(keeper: Principal, make: Make) -> None:
    for code in "ABC":
        add(keeper, code)
    organiser = make.account(Role.ORGANISER, organisation=unit("C"))
    event = make.competition(organiser, unit("C"))
    ids = [unit(code).id for code in "AB"]
    with database.writing() as session:
        for ident in ids:
            session.add(
                RecommendationQuota(competition_id=event.id, organisation_id=ident, issued_at=now())
            )

    with pytest.raises(Refusal) as refused:
        merge_organisations(keeper, unit("A"), unit("B"))
    merge_organisations(keeper, unit("A"), unit("C"))

    assert (refused.value.code, refused.value.values) == ("merge.recommending", {"count": 1})
    rows = database.session.scalars(select(RecommendationQuota.organisation_id)).all()
    assert set(rows) == {unit("C").id, unit("B").id}


def test_a_merge_leaves_one_record_that_says_how_much_moved(keeper: Principal) -> None:
    for code in "AB":
        add(keeper, code)
    add(keeper, "C", "A")

    merge_organisations(keeper, unit("A"), unit("B"))

    record = database.session.scalars(
        select(AuditRecord).where(AuditRecord.action == "organisation.merge")
    ).one()
    assert record.subject == f"organisation:{unit('B').id}"
    assert record.detail == {"code": "B", "merged": "A", "moved": 1}


def test_every_column_that_names_an_organisation_is_moved_or_known() -> None:
    known = {"organisation.parent_id", "organisation.merged_into_id"} | {
        "participation_report.reporter_id",  # who said it, which a merge does not change
    }
    known |= {
        f"{model.__tablename__}.{column}"
        for model in DERIVED.values()
        for column in ("ancestor_id", "descendant_id", "organisation_id")
    }
    naming = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if any(key.column.table.name == "organisation" for key in column.foreign_keys)
    }

    assert naming - known == {f"{column.table.name}.{column.name}" for column in MOVED.values()}


def test_a_name_it_bore_before_still_finds_it(keeper: Principal) -> None:
    add(keeper, "A", name="锦州机床厂工会")

    edit_organisation(keeper, unit("A"), values_of(unit("A"), name="锦州数控工会"))

    assert getattr(find_unit("锦州机床厂工会"), "code", None) == "A"
    assert check_tree() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"members": -1}, "organisation.members"),
        ({"industry": "Z"}, "organisation.industry"),
        ({"kind": "village"}, "organisation.kind"),
    ],
)
def test_what_a_unit_reports_is_checked(
    keeper: Principal, changes: dict[str, Any], code: str
) -> None:
    one = add(keeper, "A")

    with pytest.raises(Refusal) as refused:
        edit_organisation(keeper, one, values_of(one, **changes))

    assert refused.value.code == code


def test_further_names_are_kept_apart_and_once(keeper: Principal) -> None:
    one = add(keeper, "A", alias=" 省总；省总 、省总工会;SZ ")

    assert one.alias == "省总、省总工会、SZ"
    assert [getattr(find_unit(text), "code", None) for text in ("sz", "省总工会")] == ["A", "A"]
