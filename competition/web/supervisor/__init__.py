"""The supervisor's room."""

from competition.web.supervisor.room import room

__all__ = ["room"]
