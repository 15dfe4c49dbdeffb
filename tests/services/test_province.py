"""The invented province: as it is loaded, written out and read in again."""

from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from competition.cli.demonstration.province import province_tree
from competition.cli.demonstration.province_load import load_province
from competition.documents.tables.write import workbook_bytes
from competition.documents.unit_table import unit_table
from competition.models import Organisation, database
from competition.services.organisations.checking import check_tree
from competition.services.organisations.exchange import export_units, import_units, plan_units
from competition.services.organisations.reading import find_unit
from competition.services.organisations.totals import Totals, branch_totals

SIZE = 900


def test_the_province_is_loaded_with_everything_that_is_derived(each_app: Flask) -> None:
    units = province_tree(SIZE)

    loaded = load_province(SIZE)

    top = find_unit("SJ")
    assert loaded == SIZE
    assert top is not None
    assert branch_totals(database.session, top.id) == Totals(
        SIZE, sum(unit.members for unit in units), sum(unit.above_scale for unit in units)
    )
    assert check_tree() == []


def test_the_province_has_unique_codes_and_names_and_parents_first() -> None:
    units = province_tree(3000)

    assert [unit.number for unit in units] == list(range(1, 3001))
    assert all(unit.parent < unit.number for unit in units)
    assert len({unit.code for unit in units}) == 3000
    assert len({(unit.parent, unit.name) for unit in units}) == 3000


def test_what_is_written_out_is_known_when_it_is_read_in_again(app: Flask) -> None:
    load_province(SIZE)
    rows = export_units(None)
    content = workbook_bytes(unit_table(rows))

    plan = plan_units(None, content)

    assert (plan.new, plan.known, plan.faults) == ([], SIZE, [])


def test_a_column_that_a_file_has_not_contradicts_nothing(app: Flask) -> None:
    load_province(SIZE)
    old = "单位代码,单位名称,类型,上级单位代码\n"
    rows = [row[:4] for row in export_units(None)][:40]
    content = (old + "\n".join(",".join(row) for row in rows)).encode()

    plan = plan_units(None, content)

    assert (plan.new, plan.known, plan.faults) == ([], 40, [])


def test_members_and_industry_are_checked_by_cell(app: Flask) -> None:
    content = workbook_bytes(
        unit_table(
            [
                ("A", "省总工会", "省级总工会", "", "", "", "", "12.5", ""),
                ("B", "市总工会", "市级总工会", "", "", "", "养猪", "", ""),
                ("C", "县总工会", "县级总工会", "", "", "", "", "-1", "对"),
            ]
        )
    )

    faults = plan_units(None, content).faults

    assert [(fault.row, fault.column, fault.code) for fault in faults] == [
        (2, "H", "organisation.members"),
        (3, "G", "cell.choice"),
        (4, "H", "organisation.members"),
        (4, "I", "cell.choice"),
    ]


def test_an_import_into_a_block_that_others_are_in_keeps_their_places(each_app: Flask) -> None:
    load_province(SIZE)
    content = workbook_bytes(
        unit_table([("NEW1", "嘉陵重型机械工会", "企业工会", "SJ", "", "", "制造业", "7", "是")])
    )

    done = import_units(None, content)

    assert len(done.new) == 1
    assert check_tree() == []
    assert find_unit("嘉陵重型机械工会") is not None


def test_the_commands_bring_in_write_out_and_check(app: Flask, tmp_path: Path) -> None:
    runner = app.test_cli_runner()
    file, again = tmp_path / "units.csv", tmp_path / "again.xlsx"
    file.write_text("单位代码,单位名称,类型\nA,省总工会,省级总工会\n", encoding="utf-8")
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("单位代码,单位名称,类型\nB-,市总工会,市级总工会\n", encoding="utf-8")

    said = [
        runner.invoke(args=["organisations", *args])
        for args in (
            ("import", "--check", str(file)),
            ("import", str(file)),
            ("import", str(wrong)),
            ("export", str(again)),
            ("check",),
        )
    ]
    count = database.session.scalar(select(func.count(Organisation.id)))

    assert [each.exit_code for each in said] == [0, 0, 1, 0, 0]
    assert "新增 1 个单位" in said[0].output and "已新增 1 个单位" in said[1].output
    assert "第 2 行 A 列" in said[2].output
    assert count == 1
    assert plan_units(None, again.read_bytes()).known == 1
    assert "✓" in said[4].output


def test_a_repair_by_command_says_what_was_wrong(app: Flask) -> None:
    load_province(20)
    with database.writing() as session:
        session.connection().exec_driver_sql("UPDATE organisation_total SET members = 1")
    runner = app.test_cli_runner()

    found = runner.invoke(args=["organisations", "check"])
    repaired = runner.invoke(args=["organisations", "check", "--repair"])

    assert (found.exit_code, repaired.exit_code) == (1, 0)
    assert "分支合计" in found.output and "已按重新计算的结果更正" in repaired.output
    assert check_tree() == []
