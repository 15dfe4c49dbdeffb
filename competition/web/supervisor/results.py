"""Result versions as a supervisor sees them: states, digests, signatures."""

from typing import Any

from flask import Response, render_template, request

from competition.domain.access import Role
from competition.models import Competition, ResultVersion, database
from competition.services.audit_reading import result_versions
from competition.services.results.approval import made_by_one
from competition.services.results.reading import (
    derivations,
    sheet_of_version,
    version_outcome,
)
from competition.services.signing import public_keys
from competition.web.access import allow
from competition.web.bundle_answer import bundle_answer
from competition.web.derivation_page import derivation_parts
from competition.web.sheet_answer import sheet_answer
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


@room.get("/results/<int:result_version_id>")
@allow(Role.SUPERVISOR, on=ResultVersion)
def result(result_version: ResultVersion) -> Any:
    """Who stands where in one version; each line opens how it came about."""
    sheet = sheet_of_version(database.session, result_version)
    keys = [key for key, _name in sheet.groups]
    asked = request.args.get("track", "")
    return render_template(
        "supervisor/result.html",
        result=result_version,
        sheet=sheet,
        group=asked if asked in keys else (keys[0] if keys else ""),
    )


@room.get("/results/<int:result_version_id>/entries/<int:number>")
@allow(Role.SUPERVISOR, on=ResultVersion)
def derivation(result_version: ResultVersion, number: int) -> Any:
    """How an entry came to its score, rank and award in this version."""
    outcome = version_outcome(database.session, result_version, events_told=True)
    told = derivations(outcome, number)
    return render_template(
        "supervisor/derivation.html",
        result=result_version,
        entry=next(name for name in outcome.names.values() if name.id == number),
        parts=derivation_parts(outcome, told),
    )


@room.get("/results/<int:result_version_id>/entries/<int:number>/sheet.<any(pdf, json):form>")
@allow(Role.SUPERVISOR, on=ResultVersion)
def calculation_sheet(result_version: ResultVersion, number: int, form: str) -> Response:
    """The same on paper, or as data."""
    return sheet_answer(result_version, number, form, named=True)
