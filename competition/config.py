"""Settings: defaults, then instance/config.py, then COMP_* environment variables."""

import os
import runpy
import secrets
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


@dataclass(slots=True)
class Config:
    """One installation's settings. Paths that are empty lie in the instance folder."""

    instance: Path
    database_url: str = ""
    public_url: str = ""
    storage_path: str = ""
    fonts_path: str = ""
    work_calendar_path: str = ""
    secret_key: str = ""
    secure_cookies: bool = False
    trusted_proxies: int = 0
    max_request_mb: int = 24
    argon2_profile: str = "standard"
    embedded_jobs: bool = True
    testing: bool = False
    log_level: str = "INFO"
    smtp_url: str = ""
    mail_sender: str = ""

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.instance / 'competition.sqlite3'}"

    @property
    def storage(self) -> Path:
        return Path(self.storage_path) if self.storage_path else self.instance / "uploads"

    @property
    def work_calendar(self) -> Path:
        path = self.work_calendar_path
        return Path(path) if path else self.instance / "working_days.json"

    @property
    def fonts(self) -> Path:
        return Path(self.fonts_path) if self.fonts_path else self.instance / "fonts"


def load_config(instance: Path, **overrides: Any) -> Config:
    """Read the settings of the installation in this folder.

    Raises:
        ValueError: an unknown setting, or one whose value cannot be read, by name.
    """
    config = Config(instance=instance)
    known = {field.name: field.type for field in fields(Config)}
    file = instance / "config.py"
    if file.exists():
        for name, value in runpy.run_path(str(file)).items():
            if name.isupper():
                _set(config, known, name.lower(), value)
    for name, value in os.environ.items():
        if name.startswith("COMP_") and name != "COMP_CASES":
            key = name.removeprefix("COMP_").lower()
            if key in known and key != "instance":
                _set(config, known, key, value)
    for name, value in overrides.items():
        _set(config, known, name, value)
    _check_public_url(config.public_url)
    return config


def _set(config: Config, known: dict[str, Any], name: str, value: Any) -> None:
    if name not in known:
        raise ValueError(f"unknown setting {name.upper()}")
    current = getattr(config, name)
    if isinstance(value, str) and isinstance(current, bool):
        value = value.strip().lower() in ("1", "true", "yes", "on")
    elif isinstance(value, str) and isinstance(current, int):
        value = int(value)
    setattr(config, name, value)


def _check_public_url(url: str) -> None:
    if not url:
        return
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise ValueError("PUBLIC_URL must look like https://contest.example.cn")


def keep_secret(path: Path, size: int = 32) -> bytes:
    """The secret in this file, made once with mode 0600; safe when several processes start."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_hex(size).encode())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return bytes.fromhex(path.read_text().strip())
