"""Result versions as a supervisor sees them: states, digests, signatures."""

from typing import Any

from flask import render_template

from competition.domain.access import Role
from competition.models import Competition, ResultVersion, database
from competition.services.audit_reading import result_versions
from competition.services.results.approval import made_by_one
from competition.services.signing import public_keys
from competition.web.access import allow
from competition.web.bundle_answer import bundle_answer
from competition.web.supervisor.room import room


@room.get("/competitions/<int:competition_id>/results")
@allow(Role.SUPERVISOR, on=Competition)
def results(competition: Competition) -> Any:
    """Every result version with its digests computed again and its signature verified."""
    return render_template(
        "supervisor/results.html",
        versions=result_versions(competition.id),
        made_by_one=made_by_one(database.session, competition.id),
        public_keys=public_keys(),
    )


@room.get("/results/<int:result_version_id>/bundle.json")
@allow(Role.SUPERVISOR, on=ResultVersion)
def bundle(result_version: ResultVersion) -> Any:
    """What a supervisor needs to recompute a published version on another machine."""
    return bundle_answer(result_version)
