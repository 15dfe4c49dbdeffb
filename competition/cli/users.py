"""`flask user`: accounts made by the keeper of the server."""

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Organisation, database
from competition.services.identity.accounts import create_user

ROLES = [role.value for role in Role if role is not Role.PUBLIC]


@click.group()
def user() -> None:
    """Accounts."""


@user.command("create")
@click.argument("login")
@click.option("--name", prompt="姓名", help="the person's name")
@click.option("--role", type=click.Choice(ROLES), default="administrator", show_default=True)
@click.option("--organisation", help="code of the organisation the role is held over")
@click.password_option("--password", help="at least 10 characters")
@with_appcontext
def create(login: str, name: str, role: str, organisation: str | None, password: str) -> None:
    """Create an account with one role, over an organisation or everywhere."""
    organisation_id = None
    if organisation:
        organisation_id = database.session.scalar(
            select(Organisation.id).where(Organisation.code == organisation)
        )
        if organisation_id is None:
            raise click.ClickException(f"没有代码为 {organisation} 的单位，请核对。")
    try:
        account_id = create_user(
            None,
            login=login,
            name=name,
            password=password,
            role=Role(role),
            organisation_id=organisation_id,
        )
    except Refusal as refusal:
        raise click.ClickException(refusal_text(refusal)) from None
    click.echo(f"已创建账号 {login}（编号 {account_id}，角色 {role}）。")
