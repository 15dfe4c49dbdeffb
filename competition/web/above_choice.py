"""Choosing what an entry belongs to."""

from flask_babel import gettext as _
from wtforms import SelectField

from competition.documents.wording.entries import KIND_NAMES
from competition.models import Competition
from competition.services.entries.belonging import possible_above


def offer_above(field: SelectField, competition: Competition, *, account_id: int | None) -> None:
    """Offer what an entry may belong to; nothing where the kind of competition knows no such."""
    known = possible_above(competition, account_id=account_id)
    named = [
        (str(ident), _("%(title)s（%(kind)s）", title=title, kind=KIND_NAMES[kind]))
        for ident, kind, title in known
    ]
    field.choices = [("", _("无")), *named]
