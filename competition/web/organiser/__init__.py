"""The organiser's room."""

from competition.web.organiser.room import room

__all__ = ["room"]
