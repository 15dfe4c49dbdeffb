"""The organiser's room."""

from competition.web.organiser import awards, publication, result, results
from competition.web.organiser.room import room

__all__ = ["awards", "publication", "result", "results", "room"]
