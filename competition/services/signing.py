"""The installation's signature (Ed25519) under results and audit heads."""

import base64
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from competition.services.runtime import runtime


def sign(content: bytes) -> tuple[str, str]:
    """Sign these bytes.

    Returns:
        the signature in base64 and the id of the key that made it.
    """
    return base64.b64encode(_key().sign(content)).decode(), key_id()


def verify(content: bytes, signature: str, key: str) -> bool:
    """Whether this installation's key signed exactly these bytes; False for another key."""
    if key != key_id():
        return False
    try:
        _key().public_key().verify(base64.b64decode(signature, validate=True), content)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_key_pem() -> str:
    """The public key, for those who verify elsewhere."""
    public = _key().public_key()
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def key_id() -> str:
    """A short name of the signing key: the first 16 hexadecimal digits of SHA-256 over it."""
    raw = _key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:16]


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(runtime.signing_seed)
