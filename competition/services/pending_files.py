"""Files that were chosen for an import and wait for its confirmation, for an hour at most.

They may hold personal numbers, so they wait encrypted; what comes back is what was checked, or
nothing.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from competition.domain.refusal import Refusal
from competition.services.principal import Principal
from competition.services.runtime import now, runtime
from competition.services.vault import keyed_digest, seal_bytes, unseal_bytes

LIFETIME = timedelta(hours=1)


def keep_pending(actor: Principal, purpose: str, content: bytes) -> str:
    """Keep a file until the import is confirmed; returns the token that finds it again.

    Args:
        purpose: what it is for and where, such as ``people:12``; taken back under the same only.
    """
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep(folder)
    token = secrets.token_urlsafe(16)
    place = _place(actor, purpose, token)
    place.touch(mode=0o600)
    place.write_bytes(seal_bytes(content, place.name))
    return token


def pending_file(actor: Principal, purpose: str, token: str) -> bytes:
    """The file that this account kept for this purpose.

    Raises:
        Refusal: ``import.stale`` when it is not there or older than an hour, ``vault.key`` when it
            is not the file that was kept.
    """
    place = _place(actor, purpose, token)
    if not place.is_file() or _is_old(place):
        raise Refusal("import.stale")
    return unseal_bytes(place.read_bytes(), place.name)


def drop_pending(actor: Principal, purpose: str, token: str) -> None:
    """Forget a file after its import."""
    _place(actor, purpose, token).unlink(missing_ok=True)


def _folder() -> Path:
    return runtime.storage / "pending"


def _place(actor: Principal, purpose: str, token: str) -> Path:
    name = keyed_digest("pending", f"{actor.account_id}:{purpose}:{token}".encode())
    return _folder() / hashlib.sha256(name.encode()).hexdigest()


def _sweep(folder: Path) -> None:
    for place in folder.iterdir():
        if _is_old(place):
            place.unlink(missing_ok=True)


def _is_old(place: Path) -> bool:
    try:
        written = datetime.fromtimestamp(place.stat().st_mtime, now().tzinfo)
    except FileNotFoundError:
        return True
    return datetime.now(now().tzinfo) - written > LIFETIME
