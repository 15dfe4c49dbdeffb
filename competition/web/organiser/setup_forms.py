"""What the forms of a competition's set-up share."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import flash
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, HiddenField
from wtforms.validators import InputRequired

from competition.documents.wording.refusals import refusal_text
from competition.domain.calendar import instant_of, wall_clock_of
from competition.domain.refusal import Refusal
from competition.services.setup.seen import stamp

CHOSEN = [InputRequired(_l("请选择一项。"))]


class SeenForm(FlaskForm):
    """A form that remembers which state it showed, so that two people cannot overwrite."""

    seen = HiddenField()

    def remember(self, state: Any) -> None:
        """Note the state that is shown now; a posted form keeps what it came with."""
        if not self.is_submitted():
            self.seen.data = stamp(state)


def try_to(
    form: FlaskForm, act: Callable[[], object], beside: Mapping[str, Field] | None = None
) -> bool:
    """Do something; a refusal is shown beside the field it is about, or above the form.

    Args:
        beside: fields by refusal code.
    Returns:
        False when it was refused.
    """
    try:
        act()
    except Refusal as refusal:
        text = refusal_text(refusal)
        field = (beside or {}).get(refusal.code)
        if field is not None:
            field.errors = [*field.errors, text]
        else:
            form.form_errors.append(text)
        if refusal.code == "setup.changed":
            form.seen.data = refusal.values["seen"]
        return False
    return True


def try_and_say(act: Callable[[], object], done: str) -> None:
    """Do something at the press of a button, and say how it went on the next page."""
    try:
        act()
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(done, "ok")


def text_of(field: Field) -> str:
    """What was typed, without blanks around it."""
    return str(field.data or "").strip()


def number_of(field: Field) -> int | None:
    """The whole number that was typed; None where nothing was."""
    return field.data if isinstance(field.data, int) else None


def to_instant(wall_clock: datetime | None, zone: str) -> datetime | None:
    """What was typed into a date field, as an instant.

    Raises:
        Refusal: as `instant_of`.
    """
    return instant_of(wall_clock, zone) if wall_clock is not None else None


def to_wall_clock(instant: datetime | None, zone: str) -> datetime | None:
    """An instant as a date field shows it."""
    return wall_clock_of(instant, zone) if instant is not None else None


def kind_names() -> dict[str, str]:
    """Kinds of stages in words."""
    return {"entry": _("申报"), "form_review": _("形式审查"), "scoring": _("评审")}
