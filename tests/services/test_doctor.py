"""`flask doctor` names what is wrong and what to do, in one line each."""

from pathlib import Path

from flask import Flask


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
