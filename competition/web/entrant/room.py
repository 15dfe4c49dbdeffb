"""The blueprint of this room."""

from flask import Blueprint

room = Blueprint("entrant", __name__, url_prefix="/entrant")
