"""The blueprint of this room."""

from flask import Blueprint

room = Blueprint("organiser", __name__, url_prefix="/organiser")
