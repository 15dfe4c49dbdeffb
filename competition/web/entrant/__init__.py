"""The entrant's room."""

from competition.web.entrant.room import room

__all__ = ["room"]
