"""The blueprint of this room, and the organisation that an address names."""

from flask import Blueprint, abort

from competition.models import Organisation, database
from competition.services.recommending.acting import RECOMMENDER
from competition.services.visibility import find
from competition.web.access import me

room = Blueprint("recommend", __name__, url_prefix="/recommend")


def unit_or_404(organisation_id: int) -> Organisation:
    """The organisation, where it lies in the branch of the person who asks."""
    unit = find(database.session, Organisation, organisation_id, me(), RECOMMENDER)
    if unit is None:
        abort(404)
    return unit
