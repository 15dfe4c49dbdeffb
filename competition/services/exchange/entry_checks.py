"""One row of a file of entries, checked cell by cell."""

from collections.abc import Callable

from competition.documents.entry_table import KINDS, TITLE, field_key, typed_answer
from competition.domain.access import Role
from competition.domain.entry_answers import Answer, check_answers
from competition.domain.entry_form import TITLE_KEY, Field, FieldType
from competition.domain.people import (
    PLAIN_NAME,
    normal_id_number,
    normal_login,
    normal_name,
    normal_phone,
)
from competition.domain.refusal import Refusal
from competition.services.entries.members import LONGEST
from competition.services.exchange.entry_sheet import NewEntry, NewMember, Sheet, one_line
from competition.services.import_plan import RowCheck
from competition.services.people.imports import NewPerson
from competition.services.people.personal import id_number_digest


def check_entry(sheet: Sheet, check: RowCheck, *, complete: bool) -> NewEntry | None:
    """One row as it would be written, as far as it is sound; None without a title or a unit.

    Args:
        complete: it is to be submitted, so whatever submission asks of its texts is asked.
    """
    texts = sheet.texts_of(check)
    unit, unit_code, track, kind, owner_name, login = sheet.fixed(texts)
    unit = _line(sheet, check, "unit", unit)
    organisation_id, unit = _organisation(sheet, check, unit, unit_code)
    members = _members(sheet, check, texts)
    answers = _answers(sheet, check, texts, complete=complete)
    owner = _owner(check, members, organisation_id) if owner_name or login else None
    if complete and sheet.tracks and not track:
        check.refuse("track", "entry.track_missing")
    for each in sheet.older:
        if check.text(field_key(each.key)):
            check.refuse(field_key(each.key), "answer.unknown_field")
    title = answers.get(TITLE_KEY)
    if not unit or not isinstance(title, str):
        return None
    return NewEntry(
        row=check.record.row,
        kind=KINDS.get(kind, sheet.kind),
        track=track,
        track_id=sheet.tracks.get(track),
        title=title,
        unit=unit,
        organisation_id=organisation_id,
        answers=answers,
        members=members,
        owner=owner,
    )


def _organisation(
    sheet: Sheet, check: RowCheck, unit: str, unit_code: str
) -> tuple[int | None, str]:
    """The organisation meant and the unit's name: by its code, else by the name itself."""
    code = one_line(unit_code)
    found = sheet.units.get(code or unit)
    if code and found is None:
        check.refuse("unit_code", "organisation.unclear", {"unit": code[:60]})
    if not code and found is not None:
        return found, sheet.unit_names[found]
    return found, unit


def _members(sheet: Sheet, check: RowCheck, texts: list[str]) -> list[NewMember]:
    members = []
    lines = sheet.lines
    for place, keys, pick in sheet.slots:
        own = pick(texts)
        if not any(own):
            continue
        name, unit, duty, phone, id_number = own
        if not PLAIN_NAME.fullmatch(name):
            name = _name(check, keys[0], name)
        known_unit, known_duty = lines.get(unit), lines.get(duty)
        if phone:
            phone = _sound(check, keys[3], phone, normal_phone)
        number = _sound(check, keys[4], id_number, normal_id_number) if id_number else ""
        members.append(
            NewMember(
                place,
                name,
                _line(sheet, check, keys[1], unit) if known_unit is None else known_unit,
                _line(sheet, check, keys[2], duty) if known_duty is None else known_duty,
                phone,
                number,
                id_number_digest(number) if number else None,
            )
        )
    return members


def _name(check: RowCheck, key: str, text: str) -> str:
    if not text:
        check.refuse(key, "name.blank")
        return ""
    return _sound(check, key, text, normal_name)


def _answers(
    sheet: Sheet, check: RowCheck, texts: list[str], *, complete: bool
) -> dict[str, Answer]:
    typed: dict[str, object] = {}
    for field, key, column in sheet.fields:
        text = texts[column]
        if text:
            typed[field.key] = _typed(sheet, check, field, key, text)
    checked = check_answers(sheet.versions.current, typed, complete=complete)
    for fault in checked.faults:
        if fault.code != "answer.required" or field_key(fault.field) != TITLE:
            check.refuse(field_key(fault.field), fault.code, fault.values)
    return checked.answers


def _typed(sheet: Sheet, check: RowCheck, field: Field, key: str, text: str) -> object:
    if field.type is not FieldType.ORGANISATION:
        return typed_answer(field, text)
    found = sheet.units.get(one_line(text))
    if found is None:
        check.refuse(key, "organisation.unclear", {"unit": text[:60]})
    return str(found or "")


def _owner(
    check: RowCheck, members: list[NewMember], organisation_id: int | None
) -> NewPerson | None:
    """Whose account the entry will belong to; without a name of their own the first member."""
    login = check.normal("login", normal_login)
    name = check.normal("owner", normal_name)
    if not check.text("login"):
        if name:
            check.refuse("login", "exchange.owner_login")
        return None
    name = name or (members[0].name if members else "")
    if not name:
        check.refuse("owner", "exchange.owner_name")
    if not login or not name:
        return None
    return NewPerson(
        row=check.record.row,
        name=name,
        role=Role.ENTRANT,
        unit_text="",
        organisation_id=organisation_id,
        title="",
        login=login,
        phone="",
    )


def _sound(check: RowCheck, key: str, text: str, rule: Callable[[str], str]) -> str:
    try:
        return rule(text)
    except Refusal as refusal:
        check.refuse(key, refusal.code, refusal.values)
        return ""


def _line(sheet: Sheet, check: RowCheck, key: str, text: str) -> str:
    line = one_line(text)
    if len(line) > LONGEST:
        check.refuse(key, "text.too_long", {"length": len(line), "limit": LONGEST})
    else:
        sheet.lines[text] = line
    return line
