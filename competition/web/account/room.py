"""The blueprint of this room."""

from flask import Blueprint

room = Blueprint("account", __name__)
