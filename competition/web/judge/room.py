"""The blueprint of this room."""

from flask import Blueprint

room = Blueprint("judge", __name__, url_prefix="/judge")
