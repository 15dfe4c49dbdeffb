"""The entrant's room."""

from competition.web.entrant import attachments, editing, home, status, submitting
from competition.web.entrant.room import room

__all__ = ["attachments", "editing", "home", "room", "status", "submitting"]
