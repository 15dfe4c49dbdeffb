"""What services need from the installation: its clock, keys, storage and public address.

`create_app` and the tests set it once; services read it. It holds values, not connections.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path


def system_clock() -> datetime:
    """The server's time, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Runtime:
    """The installation as services see it. Old keys are by name, public ones in PEM."""

    clock: Callable[[], datetime] = system_clock
    data_key: bytes = b""
    digest_key: bytes = b""
    signing_seed: bytes = b""
    old_data_keys: dict[str, bytes] = field(default_factory=dict)
    old_public_keys: dict[str, str] = field(default_factory=dict)
    storage: Path = field(default_factory=Path)
    fonts: Path = field(default_factory=Path)
    work_calendar: Path = field(default_factory=Path)
    public_url: str = ""
    argon2_profile: str = "standard"
    smtp_url: str = ""
    mail_sender: str = ""


runtime = Runtime()


def now() -> datetime:
    """The time by which deadlines are judged and rows are stamped."""
    return runtime.clock()
