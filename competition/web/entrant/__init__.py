"""The entrant's room."""

from competition.web.entrant import attachments, editing, home, paper, status, submitting
from competition.web.entrant.room import room

__all__ = ["attachments", "editing", "home", "paper", "room", "status", "submitting"]
