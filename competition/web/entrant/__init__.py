"""The entrant's room."""

from competition.web.entrant import (
    appeals,
    attachments,
    certificates,
    editing,
    home,
    paper,
    result,
    status,
    submitting,
)
from competition.web.entrant.room import room

__all__ = [
    "appeals",
    "attachments",
    "certificates",
    "editing",
    "home",
    "paper",
    "result",
    "room",
    "status",
    "submitting",
]
