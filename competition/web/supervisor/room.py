"""The blueprint of this room."""

from flask import Blueprint

room = Blueprint("supervisor", __name__, url_prefix="/supervisor")
