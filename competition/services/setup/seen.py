"""Two people at one form: the second save is refused when it would overwrite the first."""

from typing import Any

from competition.domain.canonical import digest
from competition.domain.refusal import Refusal


def stamp(state: Any) -> str:
    """What a form remembers of the state it showed: a short digest of plain values."""
    return digest(state)[:16]


def require_seen(state: Any, seen: str | None) -> None:
    """Check that the state is still the one that the form showed.

    Args:
        seen: the form's stamp; None where nobody looked at a form.
    Raises:
        Refusal: ``setup.changed``, with the present stamp as ``seen``.
    """
    if seen is not None and seen != stamp(state):
        raise Refusal("setup.changed", seen=stamp(state))
