"""`flask organisations`: the tree in and out as a table, and a check of what is derived from it."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from competition.documents.tables.write import write_workbook
from competition.documents.unit_table import unit_table
from competition.documents.wording.refusals import refusal_text
from competition.domain.refusal import Refusal
from competition.services.organisations.checking import check_tree, repair_tree
from competition.services.organisations.exchange import export_units, import_units, plan_units

SHOWN = 50
DERIVED_NAMES = {
    "branches": "上下级关系",
    "names": "名称索引",
    "pairs": "检索索引",
    "totals": "分支合计",
}


@click.group()
def organisations() -> None:
    """The tree of organisations."""


@organisations.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--check", "only_check", is_flag=True, help="say what it would do, write nothing")
@with_appcontext
def import_command(file: Path, only_check: bool) -> None:
    """Add and change the organisations of an Excel or CSV FILE, all or none."""
    content = file.read_bytes()
    try:
        plan = plan_units(None, content)
        for fault in plan.faults[:SHOWN]:
            words = refusal_text(Refusal(fault.code, **fault.values))
            click.echo(f"✗ 第 {fault.row} 行 {fault.column} 列：{words}", err=True)
        plan.require_clean()
        if only_check:
            click.echo(
                f"没有错误：新增 {len(plan.new)} 个单位，变更 {len(plan.changed)} 个，"
                f"已有 {plan.known} 个不变。"
            )
            return
        done = import_units(None, content)
        click.echo(f"已新增 {len(done.new)} 个单位，变更 {len(done.changed)} 个。")
    except Refusal as refusal:
        raise click.ClickException(refusal_text(refusal)) from None


@organisations.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def export_command(file: Path) -> None:
    """Write every organisation in use to an Excel FILE that can be imported again."""
    rows = export_units(None)
    with file.open("wb") as target:
        write_workbook(unit_table(rows), target)
    click.echo(f"已写入 {len(rows)} 个单位：{file}。")


@organisations.command("check")
@click.option("--repair", is_flag=True, help="write anew what is wrong")
@with_appcontext
def check_command(repair: bool) -> None:
    """Compute branches, names, search and totals anew and compare them with what is kept."""
    faults = repair_tree() if repair else check_tree()
    for fault in faults:
        name = DERIVED_NAMES[fault.table]
        click.echo(f"✗ {name}：缺 {fault.missing} 行，多 {fault.surplus} 行")
    if not faults:
        click.echo("✓ 单位的上下级关系、名称、检索和合计与重新计算的一致。")
    elif repair:
        click.echo("已按重新计算的结果更正。")
    else:
        raise SystemExit(1)
