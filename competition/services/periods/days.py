"""What day it is where a competition takes place."""

from datetime import date
from zoneinfo import ZoneInfo

from competition.models import Competition
from competition.services.runtime import now

USUAL_ZONE = "Asia/Shanghai"


def today_in(competition: Competition) -> date:
    """Today where the competition is."""
    return now().astimezone(ZoneInfo(competition.time_zone)).date()


def today_here() -> date:
    """Today where most competitions are, for lists of several of them."""
    return now().astimezone(ZoneInfo(USUAL_ZONE)).date()
