"""The people of an entry: as typed, as stored with sealed phones, and as checked for submission."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from competition.domain.entry_form import FieldFault
from competition.domain.people import (
    mask_id_number,
    mask_phone,
    normal_id_number,
    normal_name,
    normal_phone,
)
from competition.domain.refusal import Refusal
from competition.models import Entry, EntryMember
from competition.services.people.personal import id_number_digest
from competition.services.vault import seal, unseal

MOST_MEMBERS = 60
LONGEST = 200
HIDDEN = "*"


@dataclass(frozen=True, slots=True)
class MemberText:
    """One member as typed.

    Args:
        phone: as typed; the masked form that a page showed means the stored number; blank removes.
        id_number: likewise; None keeps what is stored for a member of this name.
    """

    name: str
    unit_name: str = ""
    duty: str = ""
    phone: str = ""
    id_number: str | None = None


@dataclass(frozen=True, slots=True)
class MemberValues:
    """One member as about to be stored; personal numbers in the clear, in memory only."""

    name: str
    unit_name: str
    duty: str
    phone: str
    id_number: str

    @property
    def is_blank(self) -> bool:
        return not (self.name or self.unit_name or self.duty or self.phone or self.id_number)


def stored_values(member: EntryMember) -> MemberValues:
    """A stored member with the personal numbers unsealed."""
    return MemberValues(
        member.name,
        member.unit_name,
        member.duty,
        unseal(member.phone_sealed, "phone") if member.phone_sealed else "",
        unseal(member.id_number_sealed, "id_number") if member.id_number_sealed else "",
    )


def shown_phone(member: EntryMember) -> str:
    """The stored phone as pages show it, such as ``138****1234``; blank for none."""
    return _hidden_phone(stored_values(member).phone)


def shown_id_number(member: EntryMember) -> str:
    """The stored ID number as pages show it; blank for none."""
    return _hidden_id_number(stored_values(member).id_number)


def write_members(session: Session, entry: Entry, texts: Sequence[MemberText]) -> bool:
    """Make the entry's members these, in this order; rows of people who stay keep their ids.

    A name or number that is not yet sound is kept as typed; `member_faults` tells.

    Returns:
        whether anything changed.
    Raises:
        Refusal: ``members.too_many`` beyond what any form could mean.
    """
    if len(texts) > MOST_MEMBERS:
        raise Refusal("members.too_many", most=MOST_MEMBERS)
    before = [(row, stored_values(row)) for row in entry.members]
    wanted = [each for text in texts if not (each := _read(text, before)).is_blank]
    if wanted == [values for _, values in before]:
        return False
    rows = _match(wanted, [row for row, _ in before])
    kept = [row for row in rows if row is not None]
    for member, _ in before:
        if not any(member is each for each in kept):
            entry.members.remove(member)
    for place, kept_row in enumerate(kept, start=1):
        kept_row.position = -place
    session.flush()
    for place, (row, values) in enumerate(zip(rows, wanted, strict=True), start=1):
        _write(entry, row, values, place)
    session.flush()
    session.expire(entry, ["members"])
    return True


def member_faults(members: Sequence[EntryMember], *, complete: bool = True) -> list[FieldFault]:
    """What is wrong with stored members, each fault at its field, such as ``members-0-name``.

    Args:
        complete: whether a name may no longer be missing, as at submission.
    """
    faults = []
    for place, member in enumerate(members):
        values = stored_values(member)
        for name, check, text in (
            ("name", normal_name, values.name),
            ("phone", normal_phone, values.phone),
            ("id_number", normal_id_number, values.id_number),
        ):
            if not text and not (complete and name == "name"):
                continue
            try:
                check(text)
            except Refusal as refusal:
                faults.append(FieldFault(f"members-{place}-{name}", refusal.code, refusal.values))
    return faults


def _read(text: MemberText, before: Sequence[tuple[EntryMember, MemberValues]]) -> MemberValues:
    name = _sound_or_typed(normal_name, text.name)
    known = [values for _, values in before if values.name == name]
    typed_id = text.id_number
    if typed_id is None:
        typed_id = known[0].id_number if known else ""
    known += [values for _, values in before if values.name != name]
    phone, id_number = _line(text.phone), _line(typed_id)
    if HIDDEN in phone:
        phone = next((each.phone for each in known if _hidden_phone(each.phone) == phone), "")
    if HIDDEN in id_number:
        id_number = next(
            (each.id_number for each in known if _hidden_id_number(each.id_number) == id_number), ""
        )
    return MemberValues(
        name,
        _line(text.unit_name),
        _line(text.duty),
        _sound_or_typed(normal_phone, phone),
        _sound_or_typed(normal_id_number, id_number),
    )


def _hidden_phone(phone: str) -> str:
    masked = mask_phone(phone) if phone else ""
    return masked if HIDDEN in masked or not phone else HIDDEN * 4 + masked


def _hidden_id_number(number: str) -> str:
    return (mask_id_number(number) or HIDDEN * 4) if number else ""


def _sound_or_typed(check: Callable[[str], str], text: str) -> str:
    line = _line(text)
    if not line:
        return line
    try:
        return check(line)
    except Refusal:
        return line


def _line(text: str) -> str:
    return " ".join(text.split())[:LONGEST]


def _match(wanted: Sequence[MemberValues], rows: Sequence[EntryMember]) -> list[EntryMember | None]:
    """For each wanted member the row of the same name, else one that nobody claims by name."""
    free = list(rows)
    matched: list[EntryMember | None] = []
    for values in wanted:
        found = next((row for row in free if row.name == values.name), None)
        if found is not None:
            free.remove(found)
        matched.append(found)
    return [row if row is not None else (free.pop(0) if free else None) for row in matched]


def _write(entry: Entry, row: EntryMember | None, values: MemberValues, place: int) -> None:
    if row is None:
        row = EntryMember(entry_id=entry.id, name=values.name)
        entry.members.append(row)
    known = stored_values(row)
    row.position = place
    row.name = values.name
    row.unit_name = values.unit_name
    row.duty = values.duty
    if known.phone != values.phone or not values.phone:
        row.phone_sealed = seal(values.phone, "phone") if values.phone else None
    if known.id_number != values.id_number or not values.id_number:
        row.id_number_sealed = seal(values.id_number, "id_number") if values.id_number else None
        row.id_number_digest = id_number_digest(values.id_number) if values.id_number else None
    owner = entry.account.person if entry.account else None
    row.person_id = owner.id if owner is not None and owner.name == values.name else None
