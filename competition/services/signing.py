"""The installation's signature (Ed25519) under results and audit heads."""

import base64
import hashlib
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from competition.services.runtime import runtime


def sign(content: bytes) -> tuple[str, str]:
    """Sign these bytes.

    Returns:
        the signature in base64 and the id of the key that made it.
    """
    return base64.b64encode(_key().sign(content)).decode(), key_id()


def verify(content: bytes, signature: str, key: str) -> bool:
    """Whether this key, the installation's own now or before, signed exactly these bytes."""
    pem = public_keys().get(key)
    return pem is not None and is_signed_by(content, signature, pem)


def is_signed_by(content: bytes, signature: str, pem: str) -> bool:
    """Whether the owner of this public key signed exactly these bytes."""
    try:
        public_key(pem).verify(base64.b64decode(signature, validate=True), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_key_pem() -> str:
    """The public key in use, for those who verify elsewhere."""
    return _public(runtime.signing_seed)


def public_keys() -> dict[str, str]:
    """Every public key of this installation by name, in PEM; the one in use first."""
    return {key_id(): public_key_pem(), **runtime.old_public_keys}


@lru_cache(maxsize=64)
def public_key(pem: str) -> Ed25519PublicKey:
    """A public key from its PEM.

    Raises:
        ValueError: when this is no Ed25519 public key.
    """
    key = load_pem_public_key(pem.encode())
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("not an Ed25519 key")
    return key


def key_id() -> str:
    """The name of the signing key in use."""
    return name_of(public_key(public_key_pem()))


def name_of(key: Ed25519PublicKey) -> str:
    """A short name of a public key: the first 16 hexadecimal digits of SHA-256 over it."""
    raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:16]


@lru_cache(maxsize=8)
def _public(seed: bytes) -> str:
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(runtime.signing_seed)
