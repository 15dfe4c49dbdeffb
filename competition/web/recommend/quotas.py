"""Places divided again among the organisations below."""

from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.calendar import instant_of
from competition.domain.refusal import Refusal
from competition.models import Competition, Organisation, database
from competition.services.organisations.reading import find_unit
from competition.services.recommending.quota_reading import IssuedRow, issued_rows
from competition.services.recommending.setup import Issue, issue_quotas, quota_of
from competition.web.access import allow, me
from competition.web.recommend.room import room, unit_or_404

MOST_DIGITS = 6
EXTRA_ROWS = 3


@room.route("/<int:competition_id>/<int:organisation_id>/quotas", methods=["GET", "POST"])
@allow(Role.RECOMMENDER, on=Competition)
def quotas(competition: Competition, organisation_id: int) -> Any:
    """What this organisation may recommend, and what it gives to each below."""
    unit = unit_or_404(organisation_id)
    back = url_for("recommend.quotas", competition_id=competition.id, organisation_id=unit.id)
    return quota_page(competition, unit, back, "recommend/quotas.html")


def quota_page(competition: Competition, unit: Organisation, back: str, template: str) -> Any:
    """The page of places issued by one organisation, for its own people and for the host's."""
    rows = issued_rows(database.session, competition, unit.id)
    refused = ""
    if request.method == "POST":
        try:
            parts = asked_parts(competition, unit.id, rows)
            issue_quotas(me(), competition, unit.id, parts)
        except Refusal as refusal:
            refused = told(refusal, rows)
        else:
            flash(_("名额已下达。"), "ok")
            return redirect(back)
    return render_template(
        template,
        unit=unit,
        rows=rows,
        own=quota_of(database.session, competition, unit.id),
        typed=request.form,
        extra=range(EXTRA_ROWS),
        refused=refused,
    ), 409 if refused else 200


def asked_parts(
    competition: Competition, issuer_id: int, rows: list[IssuedRow]
) -> dict[int, Issue]:
    """What was typed for each organisation shown, and for those named below the table.

    A name is looked up below the issuer only, so that what lies beside it is not told.

    Raises:
        Refusal: ``recommendation.quota_number`` (name), ``recommendation.unit_named`` (name),
            ``calendar.*``.
    """
    parts = {
        row.organisation_id: typed_issue(competition, str(row.organisation_id), row.name)
        for row in rows
    }
    for place in range(EXTRA_ROWS):
        name = request.form.get(f"name-new{place}", "").strip()
        if not name:
            continue
        unit = find_unit(name, within=[issuer_id])
        if unit is None:
            raise Refusal("recommendation.unit_named", name=name[:60])
        parts[unit.id] = typed_issue(competition, f"new{place}", unit.name)
    return parts


def typed_issue(competition: Competition, key: str, name: str) -> Issue:
    """One row as typed; an empty number issues none."""
    until = request.form.get(f"until-{key}", "").strip()
    return Issue(
        number=typed_number(request.form.get(f"number-{key}", ""), name),
        substitutes=typed_number(request.form.get(f"substitutes-{key}", ""), name) or 0,
        extended_until=instant_of(typed_time(until, name), competition.time_zone)
        if until
        else None,
    )


def typed_number(text: str, name: str) -> int | None:
    """A whole number, None for nothing."""
    text = text.strip()
    if not text:
        return None
    if not text.isdecimal() or len(text) > MOST_DIGITS:
        raise Refusal("recommendation.quota_number", name=name)
    return int(text)


def typed_time(text: str, name: str) -> datetime:
    """A wall clock as the field of the browser gives it."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise Refusal("recommendation.time", name=name) from None


def told(refusal: Refusal, rows: list[IssuedRow]) -> str:
    """The refusal in words, organisations by name."""
    names = {row.organisation_id: row.name for row in rows}
    ident = refusal.values.get("organisation")
    text = refusal_text(refusal)
    return f"{names[ident]}：{text}" if isinstance(ident, int) and ident in names else text
