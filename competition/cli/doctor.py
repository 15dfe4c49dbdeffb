"""`flask doctor`: what is wrong with this installation, in one line each, and what to do."""

import os
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from competition.config import Config
from competition.documents.fonts import check_fonts, unpack_fonts
from competition.models import AuditRecord, database
from competition.models.migrate import is_current
from competition.services.keys import lost_keys

SETTLED = datetime(2026, 1, 1, tzinfo=UTC)


@click.command()
@with_appcontext
def doctor() -> None:
    """Check database, fonts, storage, secret keys, clock and time zone."""
    config: Config = current_app.config["JIANGPING"]
    failed = 0
    for name, check in CHECKS.items():
        fault = check(config)
        failed += bool(fault)
        click.echo(f"{'✗' if fault else '✓'} {name}" + (f"：{fault}" if fault else ""))
    if failed:
        raise SystemExit(1)


def check_database(config: Config) -> str:
    """The database answers and has the newest layout."""
    try:
        if not is_current(database.engine):
            return "数据库不是最新，请运行 flask db upgrade。"
    except SQLAlchemyError as error:
        return f"连不上数据库（{type(error).__name__}），请检查 DATABASE_URL 和数据库服务。"
    return ""


def check_storage(config: Config) -> str:
    """Uploads can be written."""
    try:
        config.storage.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=config.storage):
            return ""
    except OSError as error:
        return f"不能写入 {config.storage}（{error.strerror}），请检查目录权限。"


def check_keys(config: Config) -> str:
    """Key files are readable by the owner only, and are those that the database was filled with."""
    for file in sorted(config.instance.glob("*.key")):
        if os.name == "posix" and file.stat().st_mode & 0o077:
            return f"{file} 其他用户可读，请运行 chmod 600 {file}。"
    try:
        lost = lost_keys()
    except SQLAlchemyError:
        return ""
    if lost:
        return (
            f"密钥与数据库不符，部分内容无法解密或核验，请从备份恢复密钥文件到 {config.instance}"
            f"（{'、'.join(lost)}，或更换前的同一密钥）。"
        )
    return ""


def check_typefaces(config: Config) -> str:
    """Every face that papers are set in is unpacked and whole."""
    try:
        unpack_fonts(config.fonts)
    except OSError as error:
        return f"不能写入 {config.fonts}（{error.strerror}），请检查目录权限。"
    damaged = [fault.face for fault in check_fonts(config.fonts)]
    if damaged:
        return f"字体文件损坏：{'、'.join(damaged)}，请删除 {config.fonts} 后重新启动。"
    return ""


def check_clock(config: Config) -> str:
    """The clock is not set back behind what is already recorded."""
    moment = datetime.now(UTC)
    try:
        last = database.session.scalar(select(func.max(AuditRecord.at)))
    except SQLAlchemyError:
        last = None
    if moment < SETTLED or (last is not None and moment < last):
        return "系统时间早于已有记录，请校准服务器时间（如启用 NTP）。"
    return ""


def check_zone(config: Config) -> str:
    """The time zone data is there."""
    try:
        ZoneInfo("Asia/Shanghai")
    except ZoneInfoNotFoundError:
        return "缺少时区数据，请安装 Python 包 tzdata。"
    return ""


def check_address(config: Config) -> str:
    """Links and certificates have a public address to point to."""
    if not config.public_url:
        return "未设置 PUBLIC_URL，不能生成个人链接和证书，请在 instance/config.py 中设置。"
    if config.public_url.startswith("https:") and not config.secure_cookies:
        return "公开网址是 https，请在 instance/config.py 中设置 SECURE_COOKIES = True。"
    return ""


def check_space(config: Config) -> str:
    """There is room to write."""
    stat = os.statvfs(Path(config.instance))
    free = stat.f_bavail * stat.f_frsize // (1024 * 1024)
    return f"磁盘只剩 {free} MiB，请清理。" if free < 500 else ""


CHECKS: dict[str, Callable[[Config], str]] = {
    "数据库": check_database,
    "字体": check_typefaces,
    "文件存储": check_storage,
    "密钥": check_keys,
    "系统时间": check_clock,
    "时区": check_zone,
    "公开网址": check_address,
    "磁盘空间": check_space,
}
