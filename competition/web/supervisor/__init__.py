"""The supervisor's room: everything can be seen and verified, nothing changed."""

from competition.web.supervisor import (
    corrections,
    events,
    home,
    objections,
    photos,
    record,
    results,
    trust,
)
from competition.web.supervisor.room import room

__all__ = [
    "corrections",
    "events",
    "home",
    "objections",
    "photos",
    "record",
    "results",
    "room",
    "trust",
]
