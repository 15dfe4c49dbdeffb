"""`flask doctor` names what is wrong and what to do, in one line each."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from competition import create_app
from competition.models import AuditRecord, database
from competition.services.audit import record
from tests.certificate_factories import awarded, issued
from tests.conftest import SETTINGS
from tests.factories import Make


def test_a_sound_installation_passes(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["doctor"])

    assert result.exit_code == 0, result.output
    assert "✓ 字体" in result.output
    assert "✗" not in result.output


def test_a_key_that_others_can_read_is_named(app: Flask) -> None:
    (Path(app.instance_path) / "data.key").chmod(0o644)

    result = app.test_cli_runner().invoke(args=["doctor"])

    assert result.exit_code == 1
    assert "chmod 600" in result.output


@pytest.mark.parametrize(
    ("lost", "named"),
    [("data.key", "data."), ("signing.key", "signing."), ("digest.key", "digest.key")],
)
def test_a_database_restored_without_one_of_its_keys_is_named(
    app: Flask, make: Make, lost: str, named: str
) -> None:
    contest, _second = awarded(make, entries=1)
    issued(contest)
    database.close()
    (Path(app.instance_path) / lost).unlink()
    app = create_app(app.instance_path, fonts_path=app.config["JIANGPING"].fonts_path, **SETTINGS)

    result = app.test_cli_runner().invoke(args=["doctor"])

    (line,) = [line for line in result.output.splitlines() if line.startswith("✗")]
    assert result.exit_code == 1
    assert "请从备份恢复密钥文件" in line and f"（{named}" in line


def test_replaced_keys_are_not_missed(app: Flask, make: Make) -> None:
    contest, _second = awarded(make, entries=1)
    issued(contest)
    runner = app.test_cli_runner()
    runner.invoke(args=["key", "create", "data"])
    runner.invoke(args=["key", "create", "signing"])

    result = runner.invoke(args=["doctor"])

    assert (result.exit_code, "✗" in result.output) == (0, False)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("public_url", "", "未设置 PUBLIC_URL"),
        ("public_url", "https://contest.example.cn", "SECURE_COOKIES = True"),
        ("storage_path", "/dev/null/uploads", "不能写入 /dev/null/uploads"),
        ("fonts_path", "/dev/null/fonts", "不能写入 /dev/null/fonts"),
    ],
)
def test_a_wrong_setting_is_named(app: Flask, name: str, value: str, told: str) -> None:
    setattr(app.config["JIANGPING"], name, value)

    result = app.test_cli_runner().invoke(args=["doctor"])

    assert result.exit_code == 1
    assert [told in line for line in result.output.splitlines() if line.startswith("✗")] == [True]


def test_a_database_behind_its_migrations_is_named(app: Flask) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")

    result = app.test_cli_runner().invoke(args=["doctor"])

    assert result.exit_code == 1
    assert "✗ 数据库：数据库不是最新，请运行 flask db upgrade。" in result.output


def test_a_database_that_does_not_answer_is_named(app: Flask) -> None:
    database.bind("postgresql+psycopg://nobody@127.0.0.1:1/none")

    result = app.test_cli_runner().invoke(args=["doctor"])

    assert result.exit_code == 1
    assert "✗ 数据库：连不上数据库（OperationalError）" in result.output


def test_a_clock_behind_the_record_is_named(app: Flask) -> None:
    with database.writing() as session:
        record(session, None, "key.create", "key:signing")
        session.execute(update(AuditRecord).values(at=datetime(2999, 1, 1, tzinfo=UTC)))

    result = app.test_cli_runner().invoke(args=["doctor"])

    assert result.exit_code == 1
    assert "✗ 系统时间：系统时间早于已有记录" in result.output


def test_a_damaged_face_is_named(app: Flask, tmp_path: Path) -> None:
    config = app.config["JIANGPING"]
    config.fonts_path = str(tmp_path / "faces")
    runner = app.test_cli_runner()
    runner.invoke(args=["doctor"])
    face = next((tmp_path / "faces").glob("*.ttf"))
    face.write_bytes(b"not a face")

    result = runner.invoke(args=["doctor"])

    assert result.exit_code == 1
    assert face.stem in result.output
