"""The public room: competitions, awards, verification, health."""

from competition.web.public import (
    competition,
    entry_check,
    flags,
    health,
    home,
    look,
    notices,
    objections,
    recommended,
    results,
    verify,
)
from competition.web.public.room import room

__all__ = [
    "competition",
    "entry_check",
    "flags",
    "health",
    "home",
    "look",
    "notices",
    "objections",
    "recommended",
    "results",
    "room",
    "verify",
]
