"""The people of a competition: added, brought in, invited, registered, listed."""

from competition.services.people.participants import (
    PARTICIPANT_ROLES,
    add_participant,
    create_participant,
    edit_participant,
    end_participation,
)

__all__ = [
    "PARTICIPANT_ROLES",
    "add_participant",
    "create_participant",
    "edit_participant",
    "end_participation",
]
