"""The entry form of a competition as data: its fields, and who may see each.

What a field's ``limit`` counts depends on its type: characters of a text, choices ticked, files
attached. The document in which a form is stored is read by `entry_form_document`.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

TITLE_KEY = "title"
FILE_FORMATS = frozenset({"pdf", "jpeg", "png"})


class FieldType(StrEnum):
    """What kind of answer a field takes."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    CHOICE = "choice"
    MULTI_CHOICE = "multi_choice"
    DATE = "date"
    ORGANISATION = "organisation"
    FILE = "file"
    VIDEO_LINK = "video_link"
    PHONE = "phone"


class Audience(StrEnum):
    """A group of readers that a field may be shown to; the entrant always sees the own form."""

    FORM_REVIEWER = "form_reviewer"
    BLIND_JUDGE = "blind_judge"
    OPEN_JUDGE = "open_judge"
    PUBLIC = "public"


TEXT_TYPES = frozenset({FieldType.TEXT, FieldType.LONG_TEXT})
NUMBER_TYPES = frozenset({FieldType.NUMBER, FieldType.MONEY})
CHOICE_TYPES = frozenset({FieldType.CHOICE, FieldType.MULTI_CHOICE})
LIMITED_TYPES = TEXT_TYPES | {FieldType.MULTI_CHOICE, FieldType.FILE}


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One thing wrong with one field.

    Args:
        field: the field's key; an index such as ``#3`` where no key can be named.
        code, values: as of a `Refusal`.
    """

    field: str
    code: str
    values: dict[str, object]


def fault(field: str, code: str, **values: object) -> FieldFault:
    """A `FieldFault`, written like a `Refusal`."""
    return FieldFault(field, code, values)


@dataclass(frozen=True, slots=True)
class Choice:
    """One option: `key` is stored, `label` is shown."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One question of the form.

    Args:
        key: stable name, ``[a-z][a-z0-9_]*``.
        audiences: who may see the answer besides the entrant and the organisers.
        limit: most characters, choices or files; None where the type has none.
        minimum, maximum, places, unit: of numbers; `unit` is shown beside the number.
        choices: of choice fields, in the order shown.
        formats: of files, a subset of `FILE_FORMATS`.
    """

    key: str
    label: str
    type: FieldType
    audiences: frozenset[Audience]
    required: bool = False
    limit: int | None = None
    hint: str = ""
    choices: tuple[Choice, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    places: int = 0
    unit: str = ""
    formats: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class EntryForm:
    """All fields, in the order in which they are asked, printed and exported."""

    fields: tuple[Field, ...]

    def field(self, key: str) -> Field:
        """The field named `key`; KeyError when there is none."""
        for each in self.fields:
            if each.key == key:
                return each
        raise KeyError(key)


def visible_fields(form: EntryForm, audience: Audience) -> tuple[Field, ...]:
    """The fields that `audience` may see, in order; all others must not even be counted."""
    return tuple(each for each in form.fields if audience in each.audiences)
