"""`flask participation`: a check of the kept figures, and writing them anew."""

import click
from flask.cli import with_appcontext

from competition.services.participation.rolling import check_participation, rebuild_participation

NAMES = {"totals": "各级合计", "people": "人员索引"}


@click.group()
def participation() -> None:
    """Participation as units report it."""


@participation.command("check")
@with_appcontext
def check_command() -> None:
    """Compute every figure anew from the reports and compare it with what is kept."""
    faults = check_participation()
    for fault in faults:
        click.echo(f"✗ {NAMES[fault.table]}：缺 {fault.missing} 行，多 {fault.surplus} 行")
    if faults:
        click.echo("运行 flask participation rebuild 可按报告重新计算。")
        raise SystemExit(1)
    click.echo("✓ 参赛统计与按报告重新计算的一致。")


@participation.command("rebuild")
@with_appcontext
def rebuild_command() -> None:
    """Write every figure anew from the reports. Safe to run again."""
    count = rebuild_participation()
    click.echo(f"已重新计算，共 {count} 行合计。")
