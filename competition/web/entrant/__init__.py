"""The entrant's room."""

from competition.web.entrant import (
    appeals,
    attachments,
    certificates,
    editing,
    findings,
    home,
    paper,
    result,
    site_page,
    site_photos,
    site_reports,
    site_sheets,
    status,
    submitting,
)
from competition.web.entrant.room import room

__all__ = [
    "appeals",
    "attachments",
    "certificates",
    "editing",
    "findings",
    "home",
    "paper",
    "result",
    "room",
    "site_page",
    "site_photos",
    "site_reports",
    "site_sheets",
    "status",
    "submitting",
]
