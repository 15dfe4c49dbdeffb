"""Two pages changed one draft: what each holds, so that nothing is lost."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from competition.domain.entry_form import EntryForm, Field, FieldType
from competition.models import Entry
from competition.web.entry_fields import PREFIX, EntryDraftForm, stored_values


def conflict_rows(
    entry: Entry, definition: EntryForm, form: EntryDraftForm
) -> list[dict[str, str]]:
    """Where this page and what another page saved differ: label, mine, theirs."""
    stored = stored_values(entry, definition)
    labels = {field.key: field for field in definition.fields}
    rows = []
    for key, field in labels.items():
        if field.type is FieldType.FILE:
            continue
        mine, theirs = form[PREFIX + key].data or "", stored[PREFIX + key] or ""
        if _plain(mine) != _plain(theirs):
            rows.append(
                {"label": field.label, "mine": _words(field, mine), "theirs": _words(field, theirs)}
            )
    mine_members = "\n".join(_line(each) for each in form.members.data if any(each.values()))
    their_members = "\n".join(_line(each) for each in stored["members"] if any(each.values()))
    for label, mine, theirs in (
        (_("申报单位"), form.unit.data or "", entry.unit_name),
        (_("主要完成人"), mine_members, their_members),
    ):
        if mine != theirs:
            rows.append({"label": label, "mine": mine, "theirs": theirs})
    return rows


def _plain(value: Any) -> Any:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else list(value)


def _words(field: Field, value: Any) -> str:
    labels = {choice.key: choice.label for choice in field.choices}
    values = [value] if isinstance(value, str) else list(value)
    return str(_("、")).join(str(labels.get(each, each)) for each in values)


def _line(row: Mapping[str, Any]) -> str:
    return " ".join(str(row.get(name) or "") for name in ("name", "unit_name", "duty", "phone"))
