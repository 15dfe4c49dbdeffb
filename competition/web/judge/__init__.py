"""The judge's room."""

from competition.web.judge import conflicts, findings, home, photos, sheet_state, sheets
from competition.web.judge.room import room

__all__ = ["conflicts", "findings", "home", "photos", "room", "sheet_state", "sheets"]
