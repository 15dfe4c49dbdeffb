from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from competition.documents.people_table import people_table
from competition.documents.tables.write import csv_bytes, workbook_bytes
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Account, AuditRecord, Competition, Organisation, database
from competition.services.identity.sessions import principal_of
from competition.services.people.import_writing import export_people, import_people
from competition.services.people.imports import plan_people
from competition.services.people.personal import masked_phone
from competition.services.principal import Principal
from tests.factories import Make

Row = tuple[str, str, str, str, str, str]


@pytest.fixture
def root(app: Flask, make: Make) -> Organisation:
    return make.organisation("蜀江省总工会")


@pytest.fixture
def organiser(root: Organisation, make: Make) -> Principal:
    return make.account(Role.ORGANISER, organisation=root)


@pytest.fixture
def event(organiser: Principal, root: Organisation, make: Make) -> Competition:
    return make.competition(organiser, make.organisation("锦州市总工会", parent=root))


def row(name: str, role: str = "评委", unit: str = "", title: str = "", login: str = "") -> Row:
    return (name, role, unit, title, login, "")


def workbook(*rows: Row) -> bytes:
    return workbook_bytes(people_table(rows))


def faults(event: Competition, *rows: Row) -> list[tuple[int, str, str]]:
    plan = plan_people(event.id, workbook(*rows))
    return [(fault.row, fault.column, fault.code) for fault in plan.faults]


def account(login: str) -> Account:
    return database.session.scalars(select(Account).where(Account.login == login)).one()


def test_everybody_in_a_file_gets_an_account_and_role(
    organiser: Principal, event: Competition
) -> None:
    content = workbook(
        ("李䶮", "评委", "锦州市总工会", "=教授", "li.yan", "13800138000"),
        row("欧阳明", "评审组长", login="ouyang"),
        row("李䶮", "形式审查员", login="li.yan"),
        row("王五", "申报人"),
    )

    given = import_people(organiser, event, content)

    li = account("li.yan")
    assert given == 4
    assert (li.person.name, li.person.title, masked_phone(li.person)) == (
        "李䶮", "=教授", "138****8000"
    )  # fmt: skip
    assert li.created_by_id == organiser.account_id
    assert principal_of(li.id).roles == {Role.JUDGE, Role.FORM_REVIEWER}
    assert principal_of(account("ouyang").id).roles == {Role.JUDGE, Role.CHIEF_JUDGE}


def test_what_was_exported_changes_nothing_when_it_comes_back(
    organiser: Principal, event: Competition
) -> None:
    awkward = ("李䶮", "评委", "锦州市总工会", "=1+1", "510106199003072110", "13800138000")
    import_people(
        organiser, event, workbook(awkward, row("𬭎𠅤", title="@x"), row("王五", "申报人"))
    )
    rows = export_people(organiser, event)

    plan = plan_people(event.id, workbook(*rows))  # type: ignore[arg-type]

    assert ("=1+1", "510106199003072110") in [(each[3], each[4]) for each in rows]
    assert (plan.new, plan.known, plan.faults) == ([], 4, [])


def test_an_export_is_recorded(organiser: Principal, event: Competition) -> None:
    export_people(organiser, event)

    found = database.session.scalars(
        select(AuditRecord.detail).where(AuditRecord.action == "participant.export")
    ).all()

    assert found == [{"count": 1}]


def test_every_fault_is_named_by_row_and_column(
    organiser: Principal, event: Competition, make: Make
) -> None:
    make.account(Role.JUDGE, login="taken", name="别人")
    found = faults(
        event,
        row("", "评委"),
        row("李明", "裁判"),
        row("王五", "评委", "没有的单位"),
        row("赵六", login="A B"),
        ("孙七", "评委", "", "", "", "12345"),
        row("周八", login="taken"),
        row("吴九", login="wu.jiu"),
        row("吴九", login="wu.jiu"),
        row("郑十", login="wu.jiu"),
        row("冯一"),
        row("冯一"),
    )

    assert found == [
        (2, "A", "cell.required"),
        (3, "B", "cell.choice"),
        (4, "C", "organisation.unclear"),
        (5, "E", "login.characters"),
        (6, "F", "phone.number"),
        (7, "E", "login.taken"),
        (9, "A", "import.twice"),
        (10, "A", "import.twice"),
        (10, "E", "login.taken"),
        (12, "A", "import.twice"),
    ]


def test_a_file_with_one_fault_writes_nothing(organiser: Principal, event: Competition) -> None:
    with pytest.raises(Refusal) as refused:
        import_people(organiser, event, workbook(row("李明", login="li.ming"), row("王五", "裁判")))

    assert (refused.value.code, refused.value.values) == ("import.faults", {"count": 1})
    known = select(Account.id).where(Account.login == "li.ming")
    assert database.session.scalars(known).all() == []


def test_a_namesake_without_a_login_has_to_be_told_apart(
    organiser: Principal, event: Competition
) -> None:
    import_people(organiser, event, workbook(row("李明", unit="锦州市总工会", login="li.ming")))

    found = plan_people(event.id, workbook(row("李明", "申报人", "锦州市总工会"))).faults

    assert [(fault.code, fault.values) for fault in found] == [
        ("participant.namesake", {"name": "李明", "login": "li.ming"})
    ]


def test_a_known_account_is_not_changed_by_a_file(organiser: Principal, event: Competition) -> None:
    import_people(organiser, event, workbook(row("李明", title="教授", login="li.ming")))

    assert faults(event, row("李明", "申报人", title="院士", login="li.ming")) == [
        (2, "E", "participant.differs")
    ]
    assert faults(event, row("李明", "申报人", login="li.ming")) == []


def test_gb18030_text_from_old_programs_is_read(organiser: Principal, event: Competition) -> None:
    content = csv_bytes(people_table([row("李䶮", login="li.yan")]), encoding="gb18030")

    import_people(organiser, event, content)

    assert account("li.yan").person.name == "李䶮"


def test_checking_takes_as_many_statements_for_thirty_rows_as_for_three(
    organiser: Principal, event: Competition, count_statements: Callable[[], Any]
) -> None:
    def plan(number: int) -> int:
        rows = [row(f"评委{chr(0x4E00 + each)}", login=f"judge{each}") for each in range(number)]
        with count_statements() as seen:
            plan_people(event.id, workbook(*rows))
        return len(seen)

    assert plan(30) == plan(3)
