"""`flask demo province`: a province of full size with a year of participation reports."""

from datetime import datetime
from zoneinfo import ZoneInfo

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from competition.cli.demonstration.participation_load import load_participation
from competition.cli.demonstration.province import SIZE
from competition.cli.demonstration.province_load import load_province
from competition.models import Organisation, database
from competition.models.migrate import upgrade

RECORDS = 5_000_000
ROOT = "SJ"


@click.command("province")
@click.option("--size", default=SIZE, show_default=True, help="organisations")
@click.option("--records", default=RECORDS, show_default=True, help="people named by reports")
@click.option("--year", type=int, help="of the reports; last year without")
@with_appcontext
def province_command(size: int, records: int, year: int | None) -> None:
    """Load the invented province with a year of participation reports into an empty database."""
    upgrade(database.engine)
    if database.session.scalar(select(Organisation.id).where(Organisation.code == ROOT)):
        raise click.ClickException("数据库中已有这个省的单位，没有载入任何内容。")
    database.release()
    units = load_province(size)
    click.echo(f"已载入 {units} 个单位。")
    last_year = datetime.now(ZoneInfo("Asia/Shanghai")).year - 1
    reports = load_participation(year or last_year, records)
    click.echo(f"已载入 {reports} 份参赛统计报告，{records} 条参赛记录。")
