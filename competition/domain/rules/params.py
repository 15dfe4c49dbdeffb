"""Reading a rule document: every fault is refused with the path where it stands.

A path looks like "stages.final.steps[1].drop_high".
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from competition.domain.refusal import Refusal
from competition.domain.rules.shapes.shape import (
    DECIMAL_PATTERN,
    NAME_PATTERN,
    Choice,
    Decimal,
    Default,
    Exactly,
    Flag,
    Key,
    Listed,
    Name,
    Named,
    Node,
    Shape,
    Text,
    Whole,
    flat,
    objects_for,
)

_NAME = re.compile(NAME_PATTERN)
_DECIMAL = re.compile(DECIMAL_PATTERN)

Chosen = TypeVar("Chosen", bound=StrEnum)


class UndeclaredRead(Exception):
    """A key is read otherwise than the shapes declare it: a mistake in the program."""


class Params:
    """One JSON object of the document, read key by key; `close` refuses what nobody read.

    A default marks a key as optional; without one its absence is "rules.key_missing". Where it is
    said which shapes the object may have, each read must be as they declare it, since the
    published schema is made of them.
    """

    def __init__(self, value: object, path: str, nodes: Sequence[Node] = ()) -> None:
        if not isinstance(value, dict):
            raise Refusal("rules.not_object", path=path)
        self._values: dict[str, object] = value
        self._unread = set(value)
        self.path = path
        self._shapes = objects_for(nodes, value)

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def at(self, key: str) -> str:
        """The path of one key of this object."""
        return f"{self.path}.{key}" if self.path else key

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def close(self) -> None:
        """Refuse keys that no rule knows, so that a misspelt one cannot be overlooked."""
        for key in sorted(self._unread):
            raise Refusal("rules.key_unknown", path=self.at(key))

    def raw(self, key: str) -> object:
        """The value as it stands in the document."""
        self._expect(key, None)
        self._unread.discard(key)
        if key not in self._values:
            raise Refusal("rules.key_missing", path=self.at(key))
        return self._values[key]

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty."""
        self._expect(key, Text(blank=default is not None), default)
        return self._text(key, default)

    def name(self, key: str, default: str | None = None) -> str:
        """A text that can be referred to: no blanks, points, colons or number signs."""
        self._expect(key, Name(), default)
        value = self._text(key, default)
        if value != default and not is_name(value):
            raise Refusal("rules.not_name", path=self.at(key), name=value)
        return value

    def optional_text(self, key: str) -> str | None:
        """A text, or None when the key is absent."""
        return self.text(key) if key in self._values else None

    def integer(
        self, key: str, default: int | None = None, *, low: int = 0, high: int = 10**9
    ) -> int:
        """A whole number within [low, high]."""
        self._expect(key, Whole(low, high), default)
        if default is not None and key not in self._values:
            return default
        value = self.raw(key)
        if isinstance(value, bool) or not isinstance(value, int):
            raise Refusal("rules.not_integer", path=self.at(key))
        if not low <= value <= high:
            raise Refusal("rules.out_of_range", path=self.at(key), low=low, high=high)
        return value

    def integers(self, key: str) -> tuple[int, ...]:
        """Whole numbers that are not negative, at least one."""
        found = []
        for index, value in enumerate(self.sequence(key)):
            path = f"{self.at(key)}[{index}]"
            if isinstance(value, bool) or not isinstance(value, int):
                raise Refusal("rules.not_integer", path=path)
            if not 0 <= value <= 10**9:
                raise Refusal("rules.out_of_range", path=path, low=0, high=10**9)
            found.append(value)
        return tuple(found)

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        self._expect(key, Flag(), default)
        if key not in self._values:
            return default
        value = self.raw(key)
        if not isinstance(value, bool):
            raise Refusal("rules.not_flag", path=self.at(key))
        return value

    def choice(self, key: str, kind: type[Chosen], default: Chosen | None = None) -> Chosen:
        """One of the values of an enumeration."""
        self._expect(key, Choice(kind), default)
        if default is not None and key not in self._values:
            return default
        value = self.raw(key)
        if value not in [one.value for one in kind]:
            options = ", ".join(one.value for one in kind)
            raise Refusal("rules.not_choice", path=self.at(key), value=value, options=options)
        return kind(value)

    def decimal(self, key: str, default: Fraction | None = None) -> Fraction:
        """A decimal written as text, "0.4" or "40%"; whole numbers may be JSON integers."""
        self._expect(key, Decimal(), default)
        if default is not None and key not in self._values:
            return default
        return read_decimal(self.raw(key), self.at(key))

    def optional_decimal(self, key: str) -> Fraction | None:
        """A decimal, or None when the key is absent."""
        return self.decimal(key) if key in self._values else None

    def decimals(self, key: str) -> dict[str, Fraction]:
        """An object of decimals that are not negative, by name, in order; at least one."""
        values = self.any_decimals(key)
        for name, value in values.items():
            if value < 0:
                raise Refusal("rules.negative", path=f"{self.at(key)}.{name}")
        return values

    def any_decimals(self, key: str) -> dict[str, Fraction]:
        """An object of decimals by name; at least one."""
        inner = self.inner(key)
        if not self._values[key]:
            raise Refusal("rules.empty", path=self.at(key))
        return {name: inner.decimal(name) for name in inner}

    def inner(self, key: str) -> "Params":
        """The object under a key."""
        return Params(self.raw(key), self.at(key), self._nodes(key))

    def items(self, key: str, *, least: int = 1) -> Iterator["Params"]:
        """The objects of a list, at least `least` of them."""
        nodes = [node.of for node in flat(self._nodes(key)) if isinstance(node, Listed)]
        for index, item in enumerate(self.sequence(key, least=least)):
            yield Params(item, f"{self.at(key)}[{index}]", nodes)

    def sequence(self, key: str, *, least: int = 1) -> Sequence[object]:
        """A list of at least `least` values."""
        value = self.raw(key)
        if not isinstance(value, list):
            raise Refusal("rules.not_list", path=self.at(key))
        if len(value) < least:
            raise Refusal("rules.empty", path=self.at(key))
        return value

    def _text(self, key: str, default: str | None) -> str:
        if default is not None and key not in self._values:
            return default
        value = self.raw(key)
        if not isinstance(value, str) or (not value.strip() and default is None):
            raise Refusal("rules.not_text", path=self.at(key))
        return value

    def _declared(self, key: str) -> list[Key]:
        """How the shapes declare a key."""
        of_shapes = [_keys(one)[key] for one in self._shapes if key in _keys(one)]
        return of_shapes + [Key(one.of) for one in self._shapes if isinstance(one, Named)]

    def _nodes(self, key: str) -> list[Node]:
        return [one.node for one in self._declared(key)]

    def _expect(self, key: str, node: Node | None, default: object = None) -> None:
        """Stop where the shapes do not declare a key as it is about to be read."""
        if not self._shapes:
            return
        is_there, declared = key in self._values, self._declared(key)
        if not (declared or is_there) and default is not None:
            return
        if not any(_agrees(one, node, default, is_there) for one in declared):
            raise UndeclaredRead(f"{self.at(key)} as {node}, default {default!r}")


def _keys(shape: Shape | Named) -> Mapping[str, Key]:
    return shape.keys if isinstance(shape, Shape) else {}


def _agrees(declared: Key, node: Node | None, default: object, is_there: bool) -> bool:
    """Whether a key is declared as it is read; `node` is None where any kind will do."""
    if node is None:
        return True
    if default is not None and declared.default is not Default.DERIVED:
        is_same = declared.default == default
        is_same = is_same or (is_there and declared.default is Default.REQUIRED)
        if not is_same:
            return False
    return any(_is_read_as(one, node) for one in flat([declared.node]))


def _is_read_as(declared: Node, node: Node) -> bool:
    if isinstance(declared, Exactly):
        kinds = {str: (Text, Choice), bool: (Flag,)}.get(type(declared.value), ())
        return isinstance(node, kinds)
    if isinstance(declared, Whole) and isinstance(node, Whole):
        return declared.low == node.low and declared.high in (None, node.high)
    if isinstance(declared, Choice) and isinstance(node, Choice):
        return declared.kind is node.kind
    if isinstance(declared, Decimal):
        return isinstance(node, Decimal)
    return declared == node


def is_name(text: str) -> bool:
    """Whether a text can be referred to: no blanks, points, colons or number signs."""
    return bool(_NAME.fullmatch(text))


def read_decimal(value: object, path: str) -> Fraction:
    """A decimal of the document without loss; JSON numbers with a point are refused."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        raise Refusal("rules.not_decimal", path=path)
    if value.endswith("%"):
        return Fraction(value[:-1]) / 100
    return Fraction(value)
