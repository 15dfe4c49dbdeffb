"""Passwords under argon2id."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from competition.domain.refusal import Refusal
from competition.services.runtime import runtime

SHORTEST = 10
LONGEST = 200
DUMMY = "no account has this password"


@cache
def hasher(profile: str) -> PasswordHasher:
    """The hasher of a profile: ``standard`` (RFC 9106 low memory), or ``cheap`` for tests."""
    if profile == "cheap":
        return PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    return PasswordHasher()


@cache
def dummy_hash(profile: str) -> str:
    """What is verified when no account has the login, so that both answers take as long."""
    return hasher(profile).hash(DUMMY)


def require_password(password: str) -> None:
    """Let a password pass that its owner may choose.

    Raises:
        Refusal: ``password.short``, ``password.long`` or ``password.plain`` (one repeated sign).
    """
    if len(password) < SHORTEST:
        raise Refusal("password.short", least=SHORTEST)
    if len(password) > LONGEST:
        raise Refusal("password.long", most=LONGEST)
    if len(set(password)) < 4:
        raise Refusal("password.plain")


def hash_password(password: str) -> str:
    """Hash a password that its owner chose.

    Raises:
        Refusal: those of `require_password`.
    """
    require_password(password)
    return hasher(runtime.argon2_profile).hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Whether this is the password; as slow when there is none to compare with."""
    known = hasher(runtime.argon2_profile)
    try:
        known.verify(stored or dummy_hash(runtime.argon2_profile), password)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None
