"""A new key in the place of one that was long in use or seen by somebody; the old one is kept.

What the old key signed is verified with its public half, and what it sealed is read with it.
"""

import os
from pathlib import Path

from sqlalchemy import func, select

from competition.domain.refusal import Refusal
from competition.models import (
    AuditHead,
    Certificate,
    EntryMember,
    Objection,
    Person,
    PersonalLink,
    ResultVersion,
    database,
)
from competition.services import signing, vault
from competition.services.audit import record
from competition.services.runtime import runtime

KINDS = ("signing", "data")
OLD_PUBLIC = "signing.{}.pub"
OLD_DATA = "data.{}.key"
SEALED = (
    Person.phone_sealed,
    Person.id_number_sealed,
    EntryMember.phone_sealed,
    EntryMember.id_number_sealed,
    PersonalLink.token_sealed,
    Certificate.token_sealed,
    Objection.name_sealed,
    Objection.unit_sealed,
    Objection.phone_sealed,
    Objection.id_number_sealed,
    Objection.token_sealed,
)
SIGNED = (ResultVersion.signing_key, AuditHead.signing_key)


def load_old_keys(folder: Path) -> None:
    """Take in the keys of this folder that were replaced.

    Raises:
        ValueError: a file that holds no key, by name.
    """
    runtime.old_data_keys = {}
    runtime.old_public_keys = {}
    for file in sorted(folder.glob(OLD_DATA.format("*"))):
        try:
            key = bytes.fromhex(file.read_text().strip())
            runtime.old_data_keys[vault.name_of(key)] = key
        except ValueError:
            raise ValueError(f"{file} holds no key") from None
    for file in sorted(folder.glob(OLD_PUBLIC.format("*"))):
        try:
            pem = file.read_text()
            runtime.old_public_keys[signing.name_of(signing.public_key(pem))] = pem
        except ValueError:
            raise ValueError(f"{file} holds no key") from None


def replace_signing_key(folder: Path, secret: bytes) -> str:
    """Sign with this seed from now on; returns the name of the new key.

    The old public key is on the disk before the old secret goes. Other processes go on with the
    old key until they are started again.
    """
    old, pem = signing.key_id(), signing.public_key_pem()
    _write(folder / OLD_PUBLIC.format(old), pem, 0o644)
    _write(folder / "signing.key", secret.hex(), 0o600)
    runtime.old_public_keys[old] = pem
    runtime.signing_seed = secret
    return _note("signing", old, signing.key_id())


def replace_data_key(folder: Path, secret: bytes) -> str:
    """Seal under this key from now on; returns its name. What is sealed is not sealed again."""
    old, key = vault.key_id(), runtime.data_key
    _write(folder / OLD_DATA.format(old), key.hex(), 0o600)
    _write(folder / "data.key", secret.hex(), 0o600)
    runtime.old_data_keys[old] = key
    runtime.data_key = secret
    return _note("data", old, vault.key_id())


def lost_keys() -> list[str]:
    """Files without which something in the database cannot be read, verified or found here.

    For who restored the database without its keys: new ones were made silently, and fit nothing.
    """
    session = database.session
    names = {
        name
        for column in SEALED
        for name in session.scalars(select(func.substr(column, 1, 8)).distinct())
        if name
    }
    signers = {
        key for column in SIGNED for key in session.scalars(select(column).distinct()) if key
    }
    sealers = {vault.key_id(), *runtime.old_data_keys}
    return [
        *(OLD_DATA.format(name) for name in sorted(names - sealers)),
        *(OLD_PUBLIC.format(key) for key in sorted(signers - signing.public_keys().keys())),
        *([] if _digests_fit() else ["digest.key"]),
    ]


def _digests_fit() -> bool:
    """Whether the newest link and certificate are found by their codes; true where none is read."""
    for table, purpose in ((PersonalLink, "link"), (Certificate, "certificate")):
        row = database.session.execute(
            select(table.token_sealed, table.token_digest).order_by(table.id.desc()).limit(1)
        ).first()
        try:
            if row and vault.token_digest(vault.unseal(row[0], purpose)) != row[1]:
                return False
        except Refusal:
            continue
    return True


def _note(kind: str, old: str, new: str) -> str:
    with database.writing() as session:
        record(session, None, "key.create", f"key:{kind}", detail={"old": old, "new": new})
    return new


def _write(place: Path, text: str, mode: int) -> None:
    """Put a whole file in its place, on the disk before this returns."""
    draft = place.with_name(f"{place.name}.{os.getpid()}.new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
