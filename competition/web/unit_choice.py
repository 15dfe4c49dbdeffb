"""Choosing an organisation by typing: its code or name, or picking among what a search finds."""

from collections.abc import Collection
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field

from competition.domain.access import Role
from competition.models import Organisation, database
from competition.services.organisations.reading import (
    UnitRow,
    find_unit,
    search_organisations,
    with_paths,
)
from competition.services.visibility import find
from competition.web.access import me

AS_TYPED = "typed"
UNKNOWN = _l("没有找到这个单位，请填写单位代码或全称。")
NOT_LISTED = _l(
    "没有找到这个单位，请填写单位代码或全称；还没有登记的单位，可以先留空，或请系统管理员登记。"
)


class UnitChoice:
    """What a posted unit field means.

    Args:
        field: the text field, whose errors say what to do when the text means no single unit.
        missing: what it says where nothing is found; `NOT_LISTED` where a blank is accepted.
        reach: only what the account reaches in one of these roles; any organisation without.
    """

    def __init__(
        self, field: Field, missing: Any = UNKNOWN, *, reach: Collection[Role] = ()
    ) -> None:
        self.field, self.missing, self.reach = field, missing, reach
        self.candidates: list[UnitRow] = []
        self.organisation_id: int | None = None
        self.as_typed = False

    def resolve(self) -> bool:
        """Find the organisation; False when the person has to choose among the candidates.

        A blank text means no organisation.
        """
        text = str(self.field.data or "").strip()
        picked = request.form.get(f"{self.field.name}_picked", "")
        if not text:
            return True
        if picked == AS_TYPED:
            self.as_typed = True
            return True
        unit = picked_unit(picked) or find_unit(text, within=self._within())
        if unit is not None and self._reached(unit):
            self.organisation_id = unit.id
            return True
        actor = me() if self.reach else None
        self.candidates = search_organisations(text, limit=10, actor=actor, roles=self.reach)
        self.field.errors = [_("请在下面选择是哪一个单位。") if self.candidates else self.missing]
        return False

    def _within(self) -> Collection[int] | None:
        """The branches in which a text is looked up; None for all there are."""
        if not self.reach or me().everywhere(self.reach):
            return None
        return me().organisations(self.reach)

    def _reached(self, unit: Organisation) -> bool:
        if not self.reach:
            return True
        return find(database.session, Organisation, unit.id, me(), self.reach) is not None


def picked_unit(picked: str) -> Organisation | None:
    """The organisation in use that was picked among the candidates."""
    if not (picked.isascii() and picked.isdigit() and len(picked) < 10):
        return None
    unit = database.session.get(Organisation, int(picked))
    return unit if unit is not None and unit.closed_at is None else None


def unit_text(organisation_id: int | None) -> str:
    """What the text field shows for an organisation: its code and name are both understood."""
    if organisation_id is None:
        return ""
    unit = database.session.get(Organisation, organisation_id)
    return unit.code if unit is not None else ""


def unit_hint(organisation_id: int | None) -> str:
    """The full name that belongs to the code in the field."""
    if organisation_id is None:
        return ""
    unit = database.session.get(Organisation, organisation_id)
    if unit is None:
        return ""
    path = with_paths([unit])[0].path
    return " / ".join([*path, unit.name])
