"""Answers to an entry form: checked field by field, stored in one shape.

Stored answers are JSON values by field key: a string for texts, numbers (plain decimal), one
choice, dates (``2026-07-09``), organisations (their id) and links; a list of strings for several
choices and for files (attachment ids). A blank answer is not stored.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from competition.domain.entry_form import (
    CHOICE_TYPES,
    NUMBER_TYPES,
    EntryForm,
    Field,
    FieldFault,
    FieldType,
    fault,
)
from competition.domain.numerals import read_decimal, write_decimal
from competition.domain.people import contact_phone
from competition.domain.refusal import Refusal

Answer = str | list[str]

LIST_TYPES = (FieldType.MULTI_CHOICE, FieldType.FILE)  # few: looked through, not hashed
LONGEST_LINK = 500
_JOINER = "\u200d"
_SKIN_TONES = range(0x1F3FB, 0x1F400)


@dataclass(frozen=True, slots=True)
class CheckedAnswers:
    """What `check_answers` found.

    Args:
        answers: in the form's order. A sound answer is in its stored shape; a faulty one is kept
            as it was typed, so that a draft loses nothing.
        faults: in the form's order; empty when everything is sound.
    """

    answers: dict[str, Answer]
    faults: tuple[FieldFault, ...]


def check_answers(
    form: EntryForm, answers: Mapping[str, object], *, complete: bool
) -> CheckedAnswers:
    """Check answers against their form.

    Args:
        answers: by field key; texts as typed, or lists of texts.
        complete: True before submission, when required fields must be answered; False for a
            draft, which may stop anywhere.
    """
    kept: dict[str, Answer] = {}
    faults: list[FieldFault] = []
    asked = 0
    for field in form.fields:
        given, stored = answers.get(field.key), None
        if given is not None:
            asked += 1
            try:
                stored = read_answer(field, given)
            except Refusal as refusal:
                faults.append(FieldFault(field.key, refusal.code, refusal.values))
                kept[field.key] = given if isinstance(given, str) else _texts(given)
                continue
        if stored:
            kept[field.key] = stored
        elif complete and field.required:
            faults.append(fault(field.key, "answer.required"))
    if asked < len(answers):
        unknown = sorted(set(answers) - {field.key for field in form.fields})
        faults = [*(fault(key, "answer.unknown_field") for key in unknown), *faults]
    return CheckedAnswers(kept, tuple(faults))


def read_answer(field: Field, given: object) -> Answer | None:
    """One answer in its stored shape, or None when it is blank.

    Raises:
        Refusal: ``answer.*``, ``number.*`` or ``phone.contact``, with the field's bounds.
    """
    if given is None:
        return None
    if field.type in LIST_TYPES:
        return _read_list(field, given)
    if given == [] or given == [""]:
        return None
    if isinstance(given, int) and not isinstance(given, bool):
        given = str(given)
    if not isinstance(given, str):
        raise Refusal("answer.shape")
    text = _tidy(given, lines=field.type is FieldType.LONG_TEXT)
    return _read_text(field, text) if text else None


def count_characters(text: str) -> int:
    """Length as its writer counts it: one per visible character, one per line break.

    A character beyond the basic plane counts once, marks that attach to a character (accents,
    variation selectors, joined emoji) count nothing, and CR LF is one line break.
    """
    count = 0
    joined = False
    for char in unicodedata.normalize("NFC", text.replace("\r\n", "\n")):
        attached = (
            joined
            or char == _JOINER
            or ord(char) in _SKIN_TONES
            or unicodedata.category(char) in ("Mn", "Me")
        )
        count += not attached
        joined = char == _JOINER
    return count


def _texts(given: object) -> list[str]:
    if isinstance(given, Sequence):
        return [str(each) for each in given]
    return [] if given is None else [str(given)]


def _tidy(text: str, *, lines: bool) -> str:
    """NFC, line breaks as LF, no control or text-direction characters, no blanks around."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    if text.isprintable():
        return text.strip()
    kept = (
        char
        for char in text.replace("\t", " ")
        if (lines and char == "\n") or char == _JOINER or unicodedata.category(char) not in _HIDDEN
    )
    return "".join(kept).strip()


_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def _read_text(field: Field, text: str) -> str:
    if field.type is FieldType.TEXT or field.type is FieldType.LONG_TEXT:
        return _within_limit(field, text)
    if field.type in NUMBER_TYPES:
        return _read_number(field, text)
    if field.type in CHOICE_TYPES:
        return _read_choice(field, text)
    if field.type is FieldType.DATE:
        return _read_date(text)
    if field.type is FieldType.VIDEO_LINK:
        return _read_link(text)
    if field.type is FieldType.PHONE:
        return contact_phone(text)
    return text


def _within_limit(field: Field, text: str) -> str:
    if field.limit is None or len(text) <= field.limit:
        return text
    if (length := count_characters(text)) > field.limit:
        raise Refusal("answer.too_long", limit=field.limit, length=length)
    return text


def _read_number(field: Field, text: str) -> str:
    value = read_decimal(text, places=field.places)
    if field.minimum is not None and value < field.minimum:
        raise Refusal("answer.too_small", minimum=write_decimal(field.minimum), unit=field.unit)
    if field.maximum is not None and value > field.maximum:
        raise Refusal("answer.too_large", maximum=write_decimal(field.maximum), unit=field.unit)
    return write_decimal(value)


def _read_choice(field: Field, text: str) -> str:
    """The option's key; its label is accepted too, since that is what a sheet's cell holds."""
    for choice in field.choices:
        if text in (choice.key, choice.label):
            return choice.key
    raise Refusal("answer.choice", text=text)


def _read_date(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    try:
        day = date.fromisoformat(plain)
    except ValueError:
        raise Refusal("answer.date", text=text) from None
    if plain != day.isoformat():
        raise Refusal("answer.date", text=text)
    return plain


def _read_link(text: str) -> str:
    """The address of a page: https, a host, nothing hidden that could mislead who follows it."""
    if len(text) > LONGEST_LINK:
        raise Refusal("answer.link_long", limit=LONGEST_LINK)
    if not text.isprintable() or any(each.isspace() or each in "\\<>\"'`" for each in text):
        raise Refusal("answer.link")
    try:
        parts = urlsplit(text)
        port_is_number = parts.port is None or parts.port > 0
    except ValueError:
        raise Refusal("answer.link") from None
    if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc or not port_is_number:
        raise Refusal("answer.link")
    return text


def _read_list(field: Field, given: object) -> list[str] | None:
    values = [given] if isinstance(given, str) else given
    if values is None:
        return None
    if not isinstance(values, list | tuple) or not all(isinstance(each, str) for each in values):
        raise Refusal("answer.shape")
    texts = [text for each in values if (text := _tidy(each, lines=False))]
    if field.type is FieldType.MULTI_CHOICE:
        chosen = {_read_choice(field, text) for text in texts}
        texts = [choice.key for choice in field.choices if choice.key in chosen]
        if field.limit is not None and len(texts) > field.limit:
            raise Refusal("answer.too_many_choices", limit=field.limit)
    elif field.limit is not None and len(texts) > field.limit:
        raise Refusal("answer.too_many_files", limit=field.limit)
    return list(dict.fromkeys(texts)) or None
