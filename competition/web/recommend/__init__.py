"""The recommending organisations' room: what arrived, opinions, order, lists, quotas, the board."""

from competition.web.recommend import (
    answers,
    board,
    desk,
    entry,
    home,
    lists,
    participation,
    quotas,
    statistics,
)
from competition.web.recommend.room import room

__all__ = [
    "answers",
    "board",
    "desk",
    "entry",
    "home",
    "lists",
    "participation",
    "quotas",
    "room",
    "statistics",
]
