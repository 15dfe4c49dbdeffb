"""The public result of a competition: winners, scores or whole derivations, as the host set it."""

from functools import partial
from typing import Any

from flask import Response, abort, render_template, url_for
from sqlalchemy import bindparam, select

from competition.domain.refusal import Refusal
from competition.models import Competition, ResultVersion, database
from competition.models.prepared import Prepared
from competition.services.results.outcome import in_force
from competition.services.results.published import published_result
from competition.services.results.reading import (
    derivations,
    version_outcome,
    without_judge_names,
)
from competition.web.access import allow_everybody, enter_competition
from competition.web.bundle_answer import bundle_answer
from competition.web.derivation_page import derivation_parts
from competition.web.kept_pages import answer_kept
from competition.web.public.result_rows import result_rows
from competition.web.public.room import room
from competition.web.sheet_answer import sheet_answer

PUBLIC = Prepared(
    select(Competition.public_version, Competition.public_sees).where(
        Competition.id == bindparam("competition"),
        Competition.state != "draft",
        Competition.is_rehearsal.is_(False),
    )
)


@room.get("/competitions/<int:competition_id>/results")
@allow_everybody
def results(competition_id: int) -> Any:
    """Rendered once for each version of what is public."""
    found = database.glance(PUBLIC, {"competition": competition_id})
    if not found:
        abort(404)
    key = ("results", competition_id, *found[0])
    return answer_kept(key, lambda: render_results(competition_id))


def render_results(competition_id: int) -> str:
    """The page itself."""
    session = database.session
    competition = session.get_one(Competition, competition_id)
    enter_competition(competition)
    published = published_result(session, competition_id)
    shown = competition.public_sees if published is not None else "nothing"
    prefix = url_for("public.derivation", competition_id=competition_id, number=0)[:-1]
    return render_template(
        "public/results.html",
        shown=shown,
        published=published,
        result=published.head if published else None,
        rows=partial(result_rows, prefix=prefix if shown == "derivation" else ""),
    )


@room.get("/competitions/<int:competition_id>/results/bundle.json")
@allow_everybody
def bundle(competition_id: int) -> Any:
    """What anybody needs to recompute the result, where the public sees how it came about."""
    result = public_result(competition_id)
    if result is None or result.competition.public_sees != "derivation":
        abort(404)
    return bundle_answer(result)


@room.get("/competitions/<int:competition_id>/results/<int:number>")
@allow_everybody
def derivation(competition_id: int, number: int) -> Any:
    """How one entry came to its result, where the host lets the public see it."""
    result = public_result(competition_id)
    if result is None or result.competition.public_sees != "derivation":
        abort(404)
    enter_competition(result)
    outcome = without_judge_names(version_outcome(database.session, result))
    try:
        told = derivations(outcome, number)
    except Refusal:
        abort(404)
    return render_template(
        "public/derivation.html",
        result=result,
        entry=next(name for name in outcome.names.values() if name.id == number),
        parts=derivation_parts(outcome, told),
    )


@room.get("/competitions/<int:competition_id>/results/<int:number>/sheet.<any(pdf, json):form>")
@allow_everybody
def calculation_sheet(competition_id: int, number: int, form: str) -> Response:
    """The same on paper or as data, the judges under their codes."""
    result = public_result(competition_id)
    if result is None or result.competition.public_sees != "derivation":
        abort(404)
    try:
        return sheet_answer(result, number, form, named=False, events_told=False)
    except Refusal:
        abort(404)


def public_result(competition_id: int) -> ResultVersion | None:
    """The result of the whole that is in force in a public competition."""
    open_to_all = database.session.scalar(
        select(Competition.id).where(
            Competition.id == competition_id,
            Competition.state != "draft",
            Competition.is_rehearsal.is_(False),
        )
    )
    return in_force(database.session, competition_id, None) if open_to_all else None
