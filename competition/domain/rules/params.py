"""Reading a rule document: every fault is refused with the path where it stands.

A path looks like "stages.final.steps[1].drop_high".
"""

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from competition.domain.refusal import Refusal

_NAME = re.compile(r"[^\s.#:]{1,60}")
_DECIMAL = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?(%?)")

Choice = TypeVar("Choice", bound=StrEnum)


class Params:
    """One JSON object of the document, read key by key; `close` refuses what nobody read.

    A default marks a key as optional; without one its absence is "rules.key_missing".
    """

    def __init__(self, value: object, path: str) -> None:
        if not isinstance(value, dict):
            raise Refusal("rules.not_object", path=path)
        self._values: dict[str, object] = value
        self._unread = set(value)
        self.path = path

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
        self._unread.discard(key)
        if key not in self._values:
            raise Refusal("rules.key_missing", path=self.at(key))
        return self._values[key]

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty."""
        if default is not None and key not in self._values:
            return default
        value = self.raw(key)
        if not isinstance(value, str) or (not value.strip() and default is None):
            raise Refusal("rules.not_text", path=self.at(key))
        return value

    def name(self, key: str, default: str | None = None) -> str:
        """A text that can be referred to: no blanks, points, colons or number signs."""
        value = self.text(key, default)
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
        if default is not None and key not in self._values:
            return default
        value = self.raw(key)
        if isinstance(value, bool) or not isinstance(value, int):
            raise Refusal("rules.not_integer", path=self.at(key))
        if not low <= value <= high:
            raise Refusal("rules.out_of_range", path=self.at(key), low=low, high=high)
        return value

    def flag(self, key: str, default: bool) -> bool:
        """True or false."""
        if key not in self._values:
            return default
        value = self.raw(key)
        if not isinstance(value, bool):
            raise Refusal("rules.not_flag", path=self.at(key))
        return value

    def choice(self, key: str, kind: type[Choice], default: Choice | None = None) -> Choice:
        """One of the values of an enumeration."""
        if default is not None and key not in self._values:
            return default
        value = self.raw(key)
        if value not in [one.value for one in kind]:
            options = ", ".join(one.value for one in kind)
            raise Refusal("rules.not_choice", path=self.at(key), value=value, options=options)
        return kind(value)

    def decimal(self, key: str, default: Fraction | None = None) -> Fraction:
        """A decimal written as text, "0.4" or "40%"; whole numbers may be JSON integers."""
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
        inner = Params(self.raw(key), self.at(key))
        if not self._values[key]:
            raise Refusal("rules.empty", path=self.at(key))
        return {name: inner.decimal(name) for name in inner}

    def inner(self, key: str) -> "Params":
        """The object under a key."""
        return Params(self.raw(key), self.at(key))

    def items(self, key: str, *, least: int = 1) -> Iterator["Params"]:
        """The objects of a list, at least `least` of them."""
        for index, item in enumerate(self.sequence(key, least=least)):
            yield Params(item, f"{self.at(key)}[{index}]")

    def sequence(self, key: str, *, least: int = 1) -> Sequence[object]:
        """A list of at least `least` values."""
        value = self.raw(key)
        if not isinstance(value, list):
            raise Refusal("rules.not_list", path=self.at(key))
        if len(value) < least:
            raise Refusal("rules.empty", path=self.at(key))
        return value


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
