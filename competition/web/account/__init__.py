"""The account room: signing in, links, language, devices, password."""

from competition.web.account import (
    devices,
    home,
    languages,
    links,
    notifications,
    register,
    sign_in,
    units,
)
from competition.web.account.room import room

__all__ = [
    "devices",
    "home",
    "languages",
    "links",
    "notifications",
    "register",
    "room",
    "sign_in",
    "units",
]
