"""The blueprint of this room."""

from flask import Blueprint

room = Blueprint("public", __name__)
