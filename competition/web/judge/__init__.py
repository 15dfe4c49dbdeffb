"""The judge's room."""

from competition.web.judge.room import room

__all__ = ["room"]
