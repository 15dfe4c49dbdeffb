"""The judge's room."""

from competition.web.judge import conflicts, home, photos, sheet_state, sheets
from competition.web.judge.room import room

__all__ = ["conflicts", "home", "photos", "room", "sheet_state", "sheets"]
