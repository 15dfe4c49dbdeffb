"""Recommendation upward: the organisations that an entry passes, their answers, their quotas."""

from competition.domain.recommending.desk import (
    Standing,
    Step,
    StepAction,
    StepState,
    allowed_at,
    require_action,
)
from competition.domain.recommending.order import Nomination, arranged, next_orders
from competition.domain.recommending.quota import (
    Quota,
    division_faults,
    require_room,
    require_room_in_tracks,
    track_faults,
)
from competition.domain.recommending.route import Level, Unit, next_unit, route_of

__all__ = [
    "Level",
    "Nomination",
    "Quota",
    "Standing",
    "Step",
    "StepAction",
    "StepState",
    "Unit",
    "allowed_at",
    "arranged",
    "division_faults",
    "next_orders",
    "next_unit",
    "require_action",
    "require_room",
    "require_room_in_tracks",
    "route_of",
    "track_faults",
]
