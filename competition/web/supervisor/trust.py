"""How far a result version can be trusted, as organisers see it."""

from competition.domain.access import Role
from competition.models import ResultVersion
from competition.web.access import allow
from competition.web.supervisor.room import room
from competition.web.trust_page import trust_page


@room.get("/results/<int:result_version_id>/trust")
@allow(Role.SUPERVISOR, on=ResultVersion)
def trust(result_version: ResultVersion) -> str:
    """Agreement, judges, errors and ranges of one group."""
    return trust_page(result_version, "supervisor/trust.html", "supervisor.trust")
