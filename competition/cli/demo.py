"""`flask demo`: the demonstration contest of an invented province."""

import json
import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import inspect

from competition.cli.demonstration.cast import ListedAccount, listed_accounts, role_word
from competition.cli.demonstration.load import is_loaded, load
from competition.cli.demonstration.province_command import province_command
from competition.cli.demonstration.server import serve_demonstration
from competition.config import Config
from competition.models import database
from competition.models.migrate import upgrade
from competition.services.runtime import runtime

SHOWN_LINKS = 3
WRITTEN_HERE = "# Written by the demonstration; replace it with your own settings."


@click.group()
def demo() -> None:
    """The demonstration contest of 蜀江省, an invented province."""


demo.add_command(province_command)


@demo.command("load")
@with_appcontext
def load_command() -> None:
    """Load the demonstration into the database. Safe to run again: nothing is duplicated."""
    ensure_loaded()


@demo.command("accounts")
@click.option("--json", "as_json", is_flag=True, help="one JSON list, every account")
@with_appcontext
def accounts(as_json: bool) -> None:
    """Print the demonstration accounts with their password or personal link."""
    listed = listed_accounts()
    if as_json:
        click.echo(json.dumps([one.as_json() for one in listed], ensure_ascii=False, indent=1))
    else:
        show(listed)


@demo.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@with_appcontext
def serve_command(host: str, port: int) -> None:
    """Load the demonstration where it is missing, print its accounts, and serve it."""
    remember_address(current_app.config["JIANGPING"], f"http://{host}:{port}")
    ensure_loaded()
    show(listed_accounts())
    click.echo(f"\n公开首页  {runtime.public_url}/\n登录      {runtime.public_url}/sign-in\n")
    database.release()
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    serve_demonstration(app, host, port)


def remember_address(config: Config, url: str) -> None:
    """Use this address in links and certificates, unless the installation has one of its own.

    It is written down for the other commands, in a file that says who wrote it.
    """
    file = config.instance / "config.py"
    ours = not file.exists() or file.read_text(encoding="utf-8").startswith(WRITTEN_HERE)
    if "COMP_PUBLIC_URL" in os.environ or not ours:
        return
    file.write_text(f'{WRITTEN_HERE}\nPUBLIC_URL = "{url}"\n', encoding="utf-8")
    config.public_url = runtime.public_url = url


def ensure_loaded() -> None:
    """Load the demonstration unless it is there.

    An SQLite database that does not exist yet is made beside its place and moved there when it is
    whole, so that a load that was interrupted leaves nothing behind.
    """
    config: Config = current_app.config["JIANGPING"]
    if not runtime.public_url:
        raise click.ClickException("请先设置 PUBLIC_URL，或使用 make demo。")
    final = Path(database.engine.url.database or "")
    fresh = database.embedded and not _has_tables()
    if fresh:
        draft = final.with_name(f"{final.name}.loading")
        for suffix in ("", "-wal", "-shm"):
            draft.with_name(draft.name + suffix).unlink(missing_ok=True)
        database.bind(f"sqlite:///{draft}")
    upgrade(database.engine)
    if is_loaded():
        click.echo("演示数据已在数据库中。")
        return
    click.echo("正在载入演示数据……")
    load(click.echo, today=datetime.now(ZoneInfo("Asia/Shanghai")).date())
    if fresh:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()
        for suffix in ("-wal", "-shm"):
            draft.with_name(draft.name + suffix).unlink(missing_ok=True)
            final.with_name(final.name + suffix).unlink(missing_ok=True)
        draft.replace(final)
        database.bind(config.database)


def show(listed: list[ListedAccount]) -> None:
    """Print every named account and a few personal links of each role."""
    seen: dict[tuple[str, str], int] = {}
    click.echo("\n演示账号")
    for one in listed:
        if one.password:
            click.echo(
                f"  {role_word(one.role)}　{one.name}　登录名 {one.login}　密码 {one.password}"
            )
            continue
        key = (one.role, one.competition)
        seen[key] = seen.get(key, 0) + 1
        if seen[key] <= SHOWN_LINKS:
            click.echo(f"  {role_word(one.role)}　{one.name}（{one.competition}）　{one.link}")
    click.echo("  全部账号：.venv/bin/flask demo accounts --json")


def _has_tables() -> bool:
    tables = inspect(database.engine).get_table_names()
    return bool(tables)
