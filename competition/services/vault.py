"""Secrets in the database: sealed values, keyed digests, random tokens."""

import base64
import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from competition.domain.refusal import Refusal
from competition.services.runtime import runtime


def new_token() -> str:
    """A random 128-bit token for a link or a certificate, as 22 URL-safe characters."""
    return secrets.token_urlsafe(16)


def token_digest(token: str) -> str:
    """How a token is found without being stored: keyed SHA-256, hexadecimal."""
    return hmac.digest(runtime.digest_key, b"token:" + token.encode(), "sha256").hex()


def keyed_digest(purpose: str, content: bytes) -> str:
    """A digest that says nothing to those without the installation's key, hexadecimal."""
    message = purpose.encode() + b":" + content
    return hmac.digest(runtime.digest_key, message, "sha256").hex()


def key_id() -> str:
    """The name of the data key in use; stored beside each sealed value."""
    return name_of(runtime.data_key)


def name_of(key: bytes) -> str:
    """A short name of a data key that says nothing about it."""
    return hashlib.sha256(b"key-id" + key).hexdigest()[:8]


def seal(value: str, purpose: str) -> str:
    """Encrypt a personal value (AES-256-GCM) for one purpose, such as ``phone``.

    Returns:
        ``key id:base64``; each call gives another text.
    """
    nonce = secrets.token_bytes(12)
    body = AESGCM(runtime.data_key).encrypt(nonce, value.encode(), purpose.encode())
    return f"{key_id()}:{base64.urlsafe_b64encode(nonce + body).decode()}"


def seal_bytes(content: bytes, purpose: str) -> bytes:
    """Encrypt a file that is kept for hours; `unseal_bytes` proves that it is unchanged."""
    nonce = secrets.token_bytes(12)
    return nonce + AESGCM(runtime.data_key).encrypt(nonce, content, purpose.encode())


def unseal_bytes(sealed: bytes, purpose: str) -> bytes:
    """Read a file that `seal_bytes` made for the same purpose.

    Raises:
        Refusal: ``vault.key`` when it was sealed otherwise, with an older key, or changed since.
    """
    try:
        return AESGCM(runtime.data_key).decrypt(sealed[:12], sealed[12:], purpose.encode())
    except InvalidTag:
        raise Refusal("vault.key", key=key_id()) from None


def unseal(sealed: str, purpose: str) -> str:
    """Read a value that `seal` made for the same purpose, now or under an older key.

    Raises:
        Refusal: ``vault.key`` when it was sealed under an unknown key or for another purpose.
    """
    name, _, text = sealed.partition(":")
    raw = base64.urlsafe_b64decode(text)
    key = runtime.old_data_keys.get(name, runtime.data_key)
    try:
        return AESGCM(key).decrypt(raw[:12], raw[12:], purpose.encode()).decode()
    except InvalidTag:
        raise Refusal("vault.key", key=name) from None
