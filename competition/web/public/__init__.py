"""The public room: competitions, awards, verification, health."""

from competition.web.public import health, home, look
from competition.web.public.room import room

__all__ = ["health", "home", "look", "room"]
