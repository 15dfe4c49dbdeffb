"""The supervisor's room: everything can be seen and verified, nothing changed."""

from competition.web.supervisor import home, record, results
from competition.web.supervisor.room import room

__all__ = ["home", "record", "results", "room"]
