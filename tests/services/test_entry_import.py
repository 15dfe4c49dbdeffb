import gc
import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import delete, func, select

from competition.documents.entry_table import entry_columns, member_key
from competition.documents.tables.write import workbook_bytes
from competition.domain.access import Role
from competition.domain.people import check_character
from competition.domain.refusal import Refusal
from competition.models import (
    Account,
    AuditRecord,
    Competition,
    Entry,
    EntryEvent,
    EntryLimit,
    EntryMember,
    PersonalLink,
    database,
)
from competition.services.entries.members import shown_id_number, shown_phone, stored_values
from competition.services.exchange.entry_export import export_entries, template_of
from competition.services.exchange.entry_import import import_entries
from competition.services.exchange.entry_plan import EntryPlan, plan_entries
from competition.services.exchange.layout import form_versions, layout_of
from competition.services.identity.sessions import principal_of
from competition.services.principal import Principal
from competition.services.setup.entry_rules import save_limits
from tests.entry_factories import ANSWERS, entrant, open_contest, submitted
from tests.exchange_factories import comma_file, row, table_of, workbook
from tests.factories import Make

ID_NUMBER = "11010119900307" + "123"
ID_NUMBER += check_character(ID_NUMBER)


@pytest.fixture
def contest(app: Flask, make: Make) -> tuple[Principal, Competition]:
    return open_contest(make)


def plan(competition: Competition, *rows: dict[str, str], state: str = "submitted") -> EntryPlan:
    return plan_entries(competition, workbook(competition, *rows), state=state)


def faults(
    competition: Competition, *rows: dict[str, str], state: str = "submitted"
) -> list[tuple[int, str, str]]:
    """Row, column key and code of each fault, in the order of the sheet."""
    session = database.session
    layout = layout_of(session, competition, form_versions(session, competition))
    keys = [column.key for column in entry_columns(layout, information=True)]
    found = plan(competition, *rows, state=state).faults
    return [(each.row, keys[number(each.column)], each.code) for each in found]


def number(letters: str) -> int:
    value = 0
    for letter in letters:
        value = value * 26 + ord(letter) - 64
    return value - 1


def entries(competition: Competition) -> list[Entry]:
    return list(
        database.session.scalars(
            select(Entry).where(Entry.competition_id == competition.id).order_by(Entry.id)
        )
    )


def test_a_row_becomes_a_numbered_entry_with_its_members(
    contest: tuple[Principal, Competition],
) -> None:
    organiser, competition = contest
    content = workbook(
        competition,
        row(
            "=1+1 带电检测装置",
            "李䶮",
            "欧阳 明",
            member1__unit="锦州供电公司",
            member1__duty="方案设计",
            member1__phone="138 0013 8000",
            member1__id_number=ID_NUMBER,
        ),
    )

    done = import_entries(organiser, competition, content, state="submitted")

    (entry,) = entries(competition)
    assert (len(done.new), done.members, done.invited) == (1, 2, 0)
    assert (entry.title, entry.state, entry.number) == (
        "=1+1 带电检测装置", "submitted", "CX2026-DL-0001"
    )  # fmt: skip
    assert entry.answers["rights"] == ["invention", "software"]
    assert entry.answers["completed_on"] == "2025-11-20"
    assert entry.answers["novelty"] == ANSWERS["novelty"]
    assert [(each.position, each.name) for each in entry.members] == [(1, "李䶮"), (2, "欧阳明")]
    first = stored_values(entry.members[0])
    assert (first.unit_name, first.duty, first.phone, first.id_number) == (
        "锦州供电公司", "方案设计", "13800138000", ID_NUMBER
    )  # fmt: skip


def test_numbers_follow_those_that_entrants_got(
    contest: tuple[Principal, Competition], make: Make
) -> None:
    organiser, competition = contest
    submitted(entrant(make, competition), competition)

    import_entries(
        organiser,
        competition,
        workbook(competition, row("甲", "甲一"), row("乙", "乙一")),
        state="submitted",
    )

    assert [entry.number for entry in entries(competition)] == [
        "CX2026-DL-0001", "CX2026-DL-0002", "CX2026-DL-0003"
    ]  # fmt: skip


def test_drafts_need_only_a_title_and_a_unit(contest: tuple[Principal, Competition]) -> None:
    organiser, competition = contest
    short = {"unit": "蜀江电力检修公司", "field.title": "装置"}

    import_entries(organiser, competition, workbook(competition, short), state="draft")

    (entry,) = entries(competition)
    assert (entry.state, entry.number, entry.submitted_at) == ("draft", None, None)
    assert faults(competition, {**short, "unit": "他处"}) != []


@pytest.mark.usefixtures("each_app")
def test_many_rows_are_written_alike_on_each_database(make: Make) -> None:
    organiser, competition = open_contest(make)
    titles = [f"带电检测装置第{each}号" for each in range(101)]

    content = workbook(competition, *(row(title, "李䶮", "欧阳明") for title in titles))
    import_entries(organiser, competition, content, state="draft")

    stored = entries(competition)
    assert [entry.title for entry in stored] == titles
    assert {(entry.revision, entry.saved_from, entry.state) for entry in stored} == {
        (1, "", "draft")
    }
    assert {entry.answers["novelty"] for entry in stored} == {ANSWERS["novelty"]}
    assert {tuple(each.name for each in entry.members) for entry in stored} == {("李䶮", "欧阳明")}
    assert {entry.changed_at for entry in stored} == {stored[0].created_at}


def test_gb18030_text_from_old_programs_is_read(contest: tuple[Principal, Competition]) -> None:
    organiser, competition = contest

    import_entries(
        organiser, competition, comma_file(competition, row("甲", "李䶮")), state="draft"
    )

    (entry,) = entries(competition)
    assert (entry.title, entry.members[0].name) == ("甲", "李䶮")


def test_every_fault_is_named_by_row_and_column(contest: tuple[Principal, Competition]) -> None:
    _, competition = contest
    with database.writing() as session:
        session.execute(delete(EntryLimit).where(EntryLimit.kind == "entries_per_unit"))

    found = faults(
        competition,
        row(""),
        row("二", unit=""),
        row("三", track="水利"),
        row("四", kind="单位"),
        row("五", field__completed_on="去年"),
        row("六", field__economic_benefit="很多"),
        row("七", field__summary=""),
        row("八", "张 三3"),
        row("九", member1__phone="12345"),
        row("十", member1__id_number="110101199003071234"),
        row("十一", member2__duty="试验"),
        row("十二", unit_code="没有"),
        row("十三", login="A B"),
        row("十四", owner="李明"),
        row("十五", number="CX2026-DL-0099"),
        row("十六", field__rights="授权发明专利、奖状"),
    )

    assert found == [
        (2, "field.title", "cell.required"),
        (3, "unit", "cell.required"),
        (4, "track", "cell.choice"),
        (5, "kind", "cell.choice"),
        (6, "field.completed_on", "answer.date"),
        (7, "field.economic_benefit", "number.grammar"),
        (8, "field.summary", "answer.required"),
        (9, member_key(1, "name"), "name.character"),
        (10, member_key(1, "phone"), "phone.number"),
        (11, member_key(1, "id_number"), "id_number.checksum"),
        (12, member_key(2, "name"), "name.blank"),
        (13, "unit_code", "organisation.unclear"),
        (14, "login", "login.characters"),
        (15, "login", "exchange.owner_login"),
        (16, "number", "exchange.number_unknown"),
        (17, "field.rights", "answer.choice"),
    ]


def test_duplicates_are_named_within_the_file_and_against_the_competition(
    contest: tuple[Principal, Competition], make: Make
) -> None:
    _, competition = contest
    submitted(entrant(make, competition), competition)

    found = plan(
        competition, row("甲"), row(" 甲 "), row(str(ANSWERS["title"]), "钱七"), state="draft"
    ).faults

    assert [(each.row, each.code, each.values) for each in found] == [
        (3, "exchange.twice", {"row": 2}),
        (4, "exchange.known", {"number": "CX2026-DL-0001"}),
    ]


@pytest.mark.parametrize("typed", [1.10105e17, "1.10105E+17"])
def test_all_faults_of_the_shared_example_are_told_and_nothing_is_written(
    contest: tuple[Principal, Competition], cases: Path, typed: object
) -> None:
    organiser, competition = contest
    examples = json.loads((cases / "worked_examples.json").read_text(encoding="utf-8"))["examples"]
    case = next(each for each in examples if each["id"] == "X01")
    save_limits(organiser, competition, {"members_max": case["input"]["max_members"]})
    content = collected(competition, case["input"]["rows"], typed)

    found = plan_entries(competition, content, state="submitted").faults
    with pytest.raises(Refusal):
        import_entries(organiser, competition, content, state="submitted")

    told = {(each.row, each.code) for each in found}
    assert told == {(each["row"], code_of(each, typed)) for each in case["expected"]["errors"]}
    assert len(found) == len(case["expected"]["errors"])
    assert len(entries(competition)) == case["expected"]["imported"]


def code_of(error: dict[str, Any], typed: object) -> str:
    """Our code for one of the example. A number as text has lost its digits before Excel."""
    lost = "id_number.length" if isinstance(typed, str) else "cell.digits_lost"
    return {
        "ID_CHECKSUM": "id_number.checksum",
        "DUPLICATE_TITLE_IN_UNIT": "exchange.twice",
        "ID_SCIENTIFIC_NOTATION": lost,
        "TOO_MANY_MEMBERS": "limits.members_many",
    }[str(error["code"])]


def collected(competition: Competition, told: list[dict[str, Any]], typed: object) -> bytes:
    """The summary table of the example, which begins in its third row; `typed` where Excel put a
    number in place of an ID."""
    people = max(each["完成人数"] for each in told)
    names = [f"成员{chr(0x4E00 + place)}" for place in range(people)]
    rows = [
        row(
            each["成果名称"],
            *[f"{name}{chr(0x4E00 + each['row'])}" for name in names[: each["完成人数"]]],
            unit=each["推荐单位"],
            member1__id_number=each["身份证号"],
        )
        for each in told
    ]
    book = load_workbook(BytesIO(workbook_bytes(table_of(competition, *rows, members=people))))
    sheet = book.worksheets[0]
    for cells in sheet.iter_rows():
        for cell in cells:
            if cell.value == "1.10105E+17":
                cell.value, cell.number_format = typed, "General"
    sheet.insert_rows(1)
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def test_a_file_with_one_fault_writes_nothing(contest: tuple[Principal, Competition]) -> None:
    organiser, competition = contest

    with pytest.raises(Refusal) as refused:
        import_entries(
            organiser, competition, workbook(competition, row("甲"), row("")), state="draft"
        )

    assert (refused.value.code, refused.value.values) == ("import.faults", {"count": 1})
    assert entries(competition) == []
    assert database.session.scalar(select(func.count()).select_from(EntryMember)) == 0


def test_limits_are_counted_over_the_file_and_the_entries_that_stand(
    contest: tuple[Principal, Competition], make: Make
) -> None:
    _, competition = contest
    submitted(entrant(make, competition), competition)
    nine = [f"成员{chr(0x4E00 + each)}" for each in range(9)]

    table = table_of(
        competition,
        row("甲", "张㛃"),
        row("乙", "张㛃"),
        row("丙", *nine, unit="别的单位"),
        *(row(f"同单位{chr(0x4E00 + each)}", f"某{chr(0x4E00 + each)}") for each in range(3)),
        members=9,
    )

    found = plan_entries(competition, workbook_bytes(table), state="submitted").faults

    assert {(each.row, each.code) for each in found} == {
        *((line, "limits.person_entries") for line in (2, 3)),
        (4, "limits.members_many"),
        *((line, "limits.unit_entries") for line in (2, 3, 5, 6, 7)),
    }


def test_namesakes_with_different_id_numbers_are_two_people(
    contest: tuple[Principal, Competition],
) -> None:
    _, competition = contest
    ids = [f"1101011990030{day}123" for day in ("71", "81", "91")]
    numbers = [each[:17] + check_character(each[:17]) for each in ids]

    found = faults(
        competition,
        *(
            row(f"项目{chr(0x4E00 + place)}", "李明", member1__id_number=each)
            for place, each in enumerate(numbers)
        ),
    )

    assert found == []


def test_a_login_gives_the_entry_an_owner_with_an_invitation(
    contest: tuple[Principal, Competition], make: Make
) -> None:
    organiser, competition = contest
    known = make.account(Role.JUDGE, login="ouyang", name="欧阳明")
    content = workbook(
        competition,
        row("甲", "李䶮", login="li.yan"),
        row("乙", "钱七", owner="李䶮", login="LI.YAN"),
        row("丙", "孙八", owner="欧阳明", login="ouyang"),
    )

    done = import_entries(organiser, competition, content, state="draft")

    made = database.session.scalars(select(Account).where(Account.login == "li.yan")).one()
    invited = database.session.execute(
        select(PersonalLink.account_id, PersonalLink.purpose, PersonalLink.competition_id)
    ).all()
    assert done.invited == 1
    assert [entry.account_id for entry in entries(competition)] == [
        made.id, made.id, known.account_id
    ]  # fmt: skip
    assert [tuple(each) for each in invited] == [(made.id, "invitation", competition.id)]
    assert principal_of(made.id).competitions((Role.ENTRANT,)) == [competition.id]
    assert principal_of(known.account_id).competitions((Role.ENTRANT,)) == [competition.id]
    assert entries(competition)[0].members[0].person_id == made.person_id
    assert entries(competition)[1].members[0].person_id is None


def test_a_login_of_somebody_else_is_refused(
    contest: tuple[Principal, Competition], make: Make
) -> None:
    _, competition = contest
    make.account(Role.JUDGE, login="taken", name="别人")

    found = faults(
        competition,
        row("甲", owner="李明", login="taken"),
        row("乙", owner="王五", login="wang"),
        row("丙", owner="王六", login="wang"),
        state="draft",
    )

    assert found == [(2, "login", "login.taken"), (4, "login", "login.taken")]


def test_what_was_exported_changes_nothing_when_it_comes_back(
    contest: tuple[Principal, Competition], make: Make
) -> None:
    organiser, competition = contest
    submitted(entrant(make, competition), competition)
    import_entries(
        organiser,
        competition,
        workbook(competition, row("草稿甲", member1__id_number=ID_NUMBER)),
        state="draft",
    )

    for personal in (False, True):
        table = export_entries(
            organiser, competition, personal=personal, purpose="核对身份" if personal else ""
        )
        found = plan_entries(competition, workbook_bytes(table), state="submitted")
        assert (found.new, found.known, found.faults) == ([], 2, [])


def test_a_changed_export_is_refused_where_it_differs(
    contest: tuple[Principal, Competition], make: Make
) -> None:
    _, competition = contest
    entry = submitted(entrant(make, competition), competition)

    found = plan(competition, {"number": str(entry.number), "field.title": "另一个名称"}).faults

    assert ("exchange.differs", {"number": entry.number}) in [
        (each.code, each.values) for each in found
    ]


def test_personal_numbers_leave_masked_unless_a_purpose_is_stated(
    contest: tuple[Principal, Competition],
) -> None:
    organiser, competition = contest
    import_entries(
        organiser,
        competition,
        workbook(
            competition, row("甲", member1__phone="13800138000", member1__id_number=ID_NUMBER)
        ),
        state="draft",
    )
    member = entries(competition)[0].members[0]

    masked = [list(each) for each in export_entries(organiser, competition).rows][0]
    clear = [
        list(each)
        for each in export_entries(organiser, competition, personal=True, purpose="购买保险").rows
    ][0]
    with pytest.raises(Refusal) as refused:
        export_entries(organiser, competition, personal=True, purpose="  ")

    assert {shown_phone(member), shown_id_number(member)} <= set(masked)
    assert not {"13800138000", ID_NUMBER} & set(masked)
    assert {"13800138000", ID_NUMBER} <= set(clear)
    assert refused.value.code == "exchange.purpose"


def test_imports_and_exports_are_recorded(contest: tuple[Principal, Competition]) -> None:
    organiser, competition = contest
    import_entries(organiser, competition, workbook(competition, row("甲")), state="draft")
    export_entries(organiser, competition, personal=True, purpose="购买保险")

    found = database.session.execute(
        select(AuditRecord.action, AuditRecord.detail).where(
            AuditRecord.action.in_(("entry.import", "entry.export"))
        )
    ).all()
    event = database.session.scalars(select(EntryEvent.kind)).all()

    assert [tuple(each) for each in found] == [
        ("entry.import", {"new": 1, "known": 0, "members": 1, "state": "draft", "invited": 0}),
        ("entry.export", {"count": 1, "personal": True, "purpose": "购买保险"}),
    ]
    assert event == ["import"]


def test_entries_of_another_competition_are_never_exported(
    contest: tuple[Principal, Competition], make: Make
) -> None:
    organiser, competition = contest
    other_organiser, other = open_contest(make)
    foreign = submitted(entrant(make, other), other)

    with pytest.raises(Refusal) as refused:
        export_entries(organiser, competition, [foreign.id])

    assert refused.value.code == "exchange.nothing"
    assert len(list(export_entries(other_organiser, other, [foreign.id]).rows)) == 1


def test_a_closed_competition_takes_no_import(contest: tuple[Principal, Competition]) -> None:
    _, competition = contest
    with database.writing():
        competition.state = "closed"

    with pytest.raises(Refusal) as refused:
        plan(competition, row("甲"))

    assert refused.value.code == "exchange.closed"


def test_after_many_faults_the_rest_is_left_unchecked(
    contest: tuple[Principal, Competition],
) -> None:
    _, competition = contest
    bad = [row(f"项目{each}", "张三3", field__completed_on="去年") for each in range(1200)]

    found = plan(competition, *bad, state="draft").faults

    assert (found[-1].code, found[-1].row) == ("exchange.stopped", 1003)


def test_the_examples_of_the_template_are_sound(contest: tuple[Principal, Competition]) -> None:
    _, competition = contest
    template = template_of(competition)
    keys = [column.key for column in template.columns]
    rows = [dict(zip(keys, example, strict=True)) for example in template.examples]

    found = faults(competition, *({**each, "unit_code": ""} for each in rows))

    assert found == []


def test_checking_takes_as_many_statements_for_thirty_rows_as_for_three(
    contest: tuple[Principal, Competition], count_statements: Callable[[], Any]
) -> None:
    _, competition = contest

    def count(number: int) -> int:
        rows = [
            row(
                f"项目{each}",
                f"某{chr(0x4E00 + each)}",
                unit=f"单位{each}",
                login=f"login{each}",
            )
            for each in range(number)
        ]
        content = workbook(competition, *rows)
        with count_statements() as seen:
            plan_entries(competition, content, state="submitted")
        return len(seen)

    assert count(30) == count(3)


def test_both_databases_take_a_file(each_app: Flask, make: Make) -> None:
    organiser, competition = open_contest(make)
    rows = [
        row(f"项目{each}", "李䶮", "王\\N五", unit=f"单位{each}", member1__id_number=ID_NUMBER)
        for each in range(2)
    ]

    import_entries(organiser, competition, workbook(competition, *rows), state="submitted")

    assert [
        (entry.number, [(each.name, each.unit_name) for each in entry.members])
        for entry in entries(competition)
    ] == [
        ("CX2026-DL-0001", [("李䶮", ""), ("王\\N五", "")]),
        ("CX2026-DL-0002", [("李䶮", ""), ("王\\N五", "")]),
    ]


def test_the_collector_runs_again_after_an_import_that_failed(
    contest: tuple[Principal, Competition],
) -> None:
    organiser, competition = contest

    with pytest.raises(Refusal):
        import_entries(organiser, competition, workbook(competition, row("")), state="draft")

    assert gc.isenabled()
