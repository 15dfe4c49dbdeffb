"""`flask key`: the keys of this installation, and new ones in their place."""

import secrets

import click
from flask import current_app
from flask.cli import with_appcontext

from competition.config import Config
from competition.services import signing, vault
from competition.services.keys import KINDS, replace_data_key, replace_signing_key
from competition.services.runtime import runtime

NAMES = {"signing": "签名密钥", "data": "数据密钥"}


@click.group()
def key() -> None:
    """The keys of this installation."""


@key.command("list")
@with_appcontext
def list_keys() -> None:
    """Print the names of the keys in use and of those that were replaced."""
    click.echo(f"签名密钥 {signing.key_id()}（使用中）")
    for old in runtime.old_public_keys:
        click.echo(f"签名密钥 {old}（已更换，仅用于核验）")
    click.echo(f"数据密钥 {vault.key_id()}（使用中）")
    for old in runtime.old_data_keys:
        click.echo(f"数据密钥 {old}（已更换，仅用于解密）")


@key.command("create")
@click.argument("kind", type=click.Choice(KINDS), default="signing")
@with_appcontext
def create(kind: str) -> None:
    """Put a new key in the place of the one in use; the old one is kept to verify or read.

    Stop the server before, back the new files up after, and start it again.
    """
    config: Config = current_app.config["JIANGPING"]
    replace = {"signing": replace_signing_key, "data": replace_data_key}[kind]
    new = replace(config.instance, secrets.token_bytes(32))
    click.echo(f"已启用新的{NAMES[kind]} {new}，原密钥保留在 {config.instance}。")
    click.echo("请重新启动系统，并备份全部密钥文件。")
