"""The blueprint of this room, and the organisation that an address names."""

from flask import Blueprint, abort

from competition.documents.wording.refusals import refusal_text
from competition.domain.refusal import Refusal
from competition.models import Organisation, database
from competition.services.recommending.acting import RECOMMENDER
from competition.services.setup.tracks import tracks_of
from competition.services.visibility import find
from competition.web.access import me

room = Blueprint("recommend", __name__, url_prefix="/recommend")


def unit_or_404(organisation_id: int) -> Organisation:
    """The organisation, where it lies in the branch of the person who asks."""
    unit = find(database.session, Organisation, organisation_id, me(), RECOMMENDER)
    if unit is None:
        abort(404)
    return unit


def in_words(refusal: Refusal, competition_id: int) -> str:
    """A refusal with tracks by name instead of their keys."""
    if "track" not in refusal.values:
        return refusal_text(refusal)
    names = {row.key: row.name for row in tracks_of(database.session, competition_id)}
    key = str(refusal.values["track"])
    return refusal_text(Refusal(refusal.code, **{**refusal.values, "track": names.get(key, key)}))
