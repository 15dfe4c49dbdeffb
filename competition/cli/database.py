"""`flask db`: the tables."""

import click
from flask.cli import with_appcontext

from competition.models import database
from competition.models.migrate import upgrade


@click.group()
def db() -> None:
    """The tables of the database."""


@db.command("upgrade")
@with_appcontext
def upgrade_command() -> None:
    """Bring the database to the newest layout. Safe to run again."""
    upgrade(database.engine)
    click.echo(f"数据库已是最新：{database.engine.url.render_as_string(hide_password=True)}")
