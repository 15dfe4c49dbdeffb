"""Places divided again among the organisations below."""

from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from competition.domain.access import Role
from competition.domain.calendar import instant_of
from competition.domain.refusal import Refusal
from competition.models import Competition, Organisation, Track, database
from competition.services.organisations.reading import find_unit
from competition.services.recommending.quota_reading import IssuedRow, issued_rows
from competition.services.recommending.quotas import Issue, issue_quotas, quota_of
from competition.services.recommending.route import route_row
from competition.services.setup.tracks import tracks_of
from competition.web.access import allow, me
from competition.web.recommend.room import in_words, room, unit_or_404

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
    tracks = limited_tracks(competition)
    refused = ""
    if request.method == "POST":
        try:
            parts = asked_parts(competition, unit.id, rows, tracks)
            issue_quotas(me(), competition, unit.id, parts)
        except Refusal as refusal:
            refused = told(refusal, competition, rows)
        else:
            flash(_("名额已下达。"), "ok")
            return redirect(back)
    return render_template(
        template,
        unit=unit,
        rows=rows,
        tracks=tracks,
        own=quota_of(database.session, competition, unit.id),
        typed=request.form,
        extra=range(EXTRA_ROWS),
        refused=refused,
    ), 409 if refused else 200


def asked_parts(
    competition: Competition, issuer_id: int, rows: list[IssuedRow], tracks: list[Track]
) -> dict[int, Issue]:
    """What was typed for each organisation shown, and for those named below the table.

    A name is looked up below the issuer only, so that what lies beside it is not told.

    Raises:
        Refusal: ``recommendation.quota_number`` (name), ``recommendation.unit_named`` (name),
            ``calendar.*``.
    """
    parts = {
        row.organisation_id: typed_issue(competition, str(row.organisation_id), row.name, tracks)
        for row in rows
    }
    for place in range(EXTRA_ROWS):
        name = request.form.get(f"name-new{place}", "").strip()
        if not name:
            continue
        unit = find_unit(name, within=[issuer_id])
        if unit is None:
            raise Refusal("recommendation.unit_named", name=name[:60])
        parts[unit.id] = typed_issue(competition, f"new{place}", unit.name, tracks)
    return parts


def limited_tracks(competition: Competition) -> list[Track]:
    """The tracks in which places are limited each; none where they are not."""
    route = route_row(database.session, competition.id)
    if route is None or not route.by_track:
        return []
    return tracks_of(database.session, competition.id)


def typed_issue(competition: Competition, key: str, name: str, tracks: list[Track]) -> Issue:
    """One row as typed; an empty number issues none."""
    until = request.form.get(f"until-{key}", "").strip()
    each = {
        track.key: typed_number(request.form.get(f"track-{track.key}-{key}", ""), name)
        for track in tracks
    }
    return Issue(
        number=typed_number(request.form.get(f"number-{key}", ""), name),
        substitutes=typed_number(request.form.get(f"substitutes-{key}", ""), name) or 0,
        extended_until=instant_of(typed_time(until, name), competition.time_zone)
        if until
        else None,
        tracks={track: most for track, most in each.items() if most is not None}
        if tracks
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


def told(refusal: Refusal, competition: Competition, rows: list[IssuedRow]) -> str:
    """The refusal in words, organisations and tracks by name."""
    names = {row.organisation_id: row.name for row in rows}
    ident = refusal.values.get("organisation")
    text = in_words(refusal, competition.id)
    return f"{names[ident]}：{text}" if isinstance(ident, int) and ident in names else text
