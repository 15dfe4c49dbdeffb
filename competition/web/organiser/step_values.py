"""One parameter of a step as text in a field, and the text as the value of the rule document."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from competition.domain.refusal import Refusal
from competition.web.plain_request import plain

DEEPEST = 30
_APART = re.compile(r"[、,，;；\n]+")
_PAIR = re.compile(r"(.+)[=＝：:]([^=＝：:]+)")


class Kind(StrEnum):
    """How a parameter is filled in.

    NUMBER is a decimal or, as JSON, where to take one from; NUMBERS several of them, one a line.
    ONLY names members, or values of an attribute of theirs ("group = 专业、企业"). QUOTA is one
    number, or one by track. KEYS is a chain of comparisons, ROWS a table.
    """

    CHOICE = "choice"
    INTEGER = "integer"
    DECIMAL = "decimal"
    FLAG = "flag"
    TEXT = "text"
    NAMES = "names"
    MAPPING = "mapping"
    NUMBER = "number"
    NUMBERS = "numbers"
    ONLY = "only"
    QUOTA = "quota"
    KEYS = "keys"
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Param:
    """A parameter of a kind of step.

    Args:
        key: as in the rule document; "missing.absent" lies within an object.
        options: values with their labels, for CHOICE.
        columns: parameters of a row, for ROWS.
        rare: shown only when asked for, or when something stands there.
    """

    key: str
    label: Any
    kind: Kind = Kind.TEXT
    hint: Any = ""
    options: Sequence[tuple[str, Any]] = ()
    columns: Sequence["Param"] = field(default_factory=tuple)
    rare: bool = False


class NotShown(Exception):
    """A value that a field of this kind cannot show; it stays in the part that is JSON."""


def shown(kind: Kind, value: Any) -> str:
    """The value of a parameter as the text of its field.

    Raises:
        NotShown: for a value that the field could not give back unchanged.
    """
    return _SHOWN[kind](value)


def written(kind: Kind, text: str) -> Any:
    """What was typed, as the value of the rule document; blank text never gets here.

    Raises:
        Refusal: ``step.integer``, ``step.pair``, ``step.json``, each with the text.
    """
    return _WRITTEN[kind](text)


def as_json(value: Any) -> str:
    """A value of the document as one line of JSON."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def from_json(text: str) -> Any:
    """The value of JSON text, whose texts hold nothing that acts unseen, escaped or not.

    Raises:
        Refusal: ``step.json`` with the line and column of the fault; the first ones for a number
            without an end, half a character, or brackets within brackets beyond all rules.
    """
    try:
        value = json.loads(text)
        json.dumps(value, ensure_ascii=False).encode()
    except json.JSONDecodeError as fault:
        raise Refusal("step.json", line=fault.lineno, column=fault.colno) from None
    except (RecursionError, ValueError):
        raise Refusal("step.json", line=1, column=1) from None
    if _depth(value) > DEEPEST:
        raise Refusal("step.json", line=1, column=1)
    return plain(value)


def _depth(value: Any) -> int:
    """How many lists and objects lie within each other."""
    depth, level = 0, [value]
    while level := [
        inner
        for outer in level
        if isinstance(outer, list | dict)
        for inner in (outer.values() if isinstance(outer, dict) else outer)
    ]:
        depth += 1
    return depth


def _text(value: Any) -> str:
    if not isinstance(value, str) or value != value.strip() or not value:
        raise NotShown
    return value


def _integer(value: Any) -> str:
    if type(value) is not int:
        raise NotShown
    return str(value)


def _decimal(value: Any) -> str:
    return _integer(value) if type(value) is int else _text(value)


def _flag(value: Any) -> str:
    if not isinstance(value, bool):
        raise NotShown
    return "yes" if value else "no"


def _names(value: Any) -> str:
    if not isinstance(value, list) or not value:
        raise NotShown
    names = [_text(each) for each in value]
    if any(_APART.search(name) or "=" in name for name in names):
        raise NotShown
    return "、".join(names)


def _mapping(value: Any) -> str:
    if not isinstance(value, Mapping) or not value:
        raise NotShown
    lines = [f"{name} = {_decimal(number)}" for name, number in value.items()]
    if [_PAIR.fullmatch(line) is None for line in lines].count(True):
        raise NotShown
    if list(_written_mapping("\n".join(lines))) != list(value):
        raise NotShown
    return "\n".join(lines)


def _number(value: Any) -> str:
    return as_json(value) if isinstance(value, Mapping) else _decimal(value)


def _numbers(value: Any) -> str:
    if not isinstance(value, list) or not value:
        raise NotShown
    return "\n".join(_number(each) for each in value)


def _only(value: Any) -> str:
    if isinstance(value, Mapping) and len(value) == 1:
        attribute, values = next(iter(value.items()))
        return f"{_text(attribute)} = {_names(values)}"
    return _names(value)


def _quota(value: Any) -> str:
    return _integer(value) if not isinstance(value, Mapping) else _mapping(value)


def _written_integer(text: str) -> int:
    if not text.isdecimal() or not text.isascii() or len(text) > 9:
        raise Refusal("step.integer", text=text)
    return int(text)


def _written_names(text: str) -> list[str]:
    return [name.strip() for name in _APART.split(text) if name.strip()]


def _written_mapping(text: str) -> dict[str, str]:
    return dict(map(_pair, _lines(text)))


def _written_number(text: str) -> Any:
    return from_json(text) if text.startswith("{") else text


def _written_only(text: str) -> Any:
    if "=" not in text.replace("＝", "="):
        return _written_names(text)
    attribute, values = _pair(text)
    return {attribute: _written_names(values)}


def _written_quota(text: str) -> Any:
    if text.isdecimal():
        return _written_integer(text)
    return {name: _written_integer(number) for name, number in _written_mapping(text).items()}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in re.split(r"[;；\n]+", text) if line.strip()]


def _pair(line: str) -> tuple[str, str]:
    found = _PAIR.fullmatch(line.strip())
    if found is None:
        raise Refusal("step.pair", text=line)
    return found[1].strip(), found[2].strip()


_SHOWN: Mapping[Kind, Callable[[Any], str]] = {
    Kind.CHOICE: _text,
    Kind.INTEGER: _integer,
    Kind.DECIMAL: _decimal,
    Kind.FLAG: _flag,
    Kind.TEXT: _text,
    Kind.NAMES: _names,
    Kind.MAPPING: _mapping,
    Kind.NUMBER: _number,
    Kind.NUMBERS: _numbers,
    Kind.ONLY: _only,
    Kind.QUOTA: _quota,
}
_WRITTEN: Mapping[Kind, Callable[[str], Any]] = {
    Kind.CHOICE: str,
    Kind.INTEGER: _written_integer,
    Kind.DECIMAL: str,
    Kind.FLAG: lambda text: text == "yes",
    Kind.TEXT: str,
    Kind.NAMES: _written_names,
    Kind.MAPPING: _written_mapping,
    Kind.NUMBER: _written_number,
    Kind.NUMBERS: lambda text: [_written_number(line) for line in _lines(text)],
    Kind.ONLY: _written_only,
    Kind.QUOTA: _written_quota,
}
