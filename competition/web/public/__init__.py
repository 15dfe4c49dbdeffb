"""The public room: competitions, awards, verification, health."""

from competition.web.public import health, home, look, results
from competition.web.public.room import room

__all__ = ["health", "home", "look", "results", "room"]
