"""Kinds of values in a rule document, and objects with their keys and defaults."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum

NAME_PATTERN = r"[^\s.#:]{1,60}"
DECIMAL_PATTERN = r"-?[0-9]{1,12}(\.[0-9]{1,12})?(%?)"


class Default(Enum):
    """REQUIRED keys have none; ABSENT ones mean nothing without a value; that of DERIVED ones
    depends on other keys."""

    REQUIRED = "required"
    ABSENT = "absent"
    DERIVED = "derived"


class Sign(StrEnum):
    """Which decimals may stand at a place; SHARE is from 0 to 1."""

    ANY = "any"
    NOT_NEGATIVE = "not_negative"
    POSITIVE = "positive"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Text:
    """A text; only where `blank` an empty one will do."""

    blank: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """A text that can be referred to."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number; without `high` the document itself says how high."""

    low: int = 0
    high: int | None = 10**9


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""


@dataclass(frozen=True, slots=True)
class Decimal:
    """A decimal as text, or a whole number."""

    sign: Sign = Sign.ANY


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of an enumeration, or only one of some of its values."""

    kind: type[StrEnum]
    only: tuple[StrEnum, ...] = ()

    @property
    def values(self) -> list[str]:
        """The texts that may stand."""
        return [one.value for one in self.only or self.kind]


@dataclass(frozen=True, slots=True)
class Exactly:
    """One value and no other."""

    value: str | int | bool


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of values of one kind."""

    of: "Node"
    least: int = 1


@dataclass(frozen=True, slots=True)
class Named:
    """An object whose keys are free, with values of one kind."""

    of: "Node"
    least: int = 1
    most: int | None = None
    keys: Text | Name = Text(blank=True)


@dataclass(frozen=True, slots=True)
class Either:
    """One of several kinds; the schema defines those with a name once."""

    nodes: tuple["Node", ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Later:
    """A kind that is declared further down, so that objects may hold their like."""

    node: "Callable[[], Node]"


@dataclass(frozen=True, slots=True)
class Key:
    """What stands under one key.

    Attributes:
        default: what the absent key means; see `Default`.
        must: whether it may not be absent, although readers know a default.
    """

    node: "Node"
    default: object = Default.REQUIRED
    must: bool = False

    @property
    def is_needed(self) -> bool:
        """Whether the key may not be absent."""
        return self.must or self.default is Default.REQUIRED


@dataclass(frozen=True, eq=False, slots=True)
class Shape:
    """An object with known keys.

    Attributes:
        name: what the schema and docs/rules.md call it.
        keys: in the order in which they are told; the first one tells objects apart.
        needs: by key, the keys that have to stand with it.
        along: by key, of which one has to stand with it.
        any_of: keys of which at least one has to be there.
    """

    name: str
    keys: Mapping[str, Key]
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    along: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    any_of: tuple[str, ...] = ()

    def begins(self, value: Mapping[str, object]) -> bool:
        """Whether an object has the key that tells this shape from others."""
        first = next(iter(self.keys))
        return first in value and _may_be(self.keys[first].node, value[first])

    def fits(self, value: Mapping[str, object]) -> bool:
        """Whether an object has the keys and fixed values of this shape."""
        return all(key in self.keys and _may_be(self.keys[key].node, value[key]) for key in value)

    def is_whole(self, value: Mapping[str, object]) -> bool:
        """Whether every key that is needed is there."""
        return all(key in value for key, one in self.keys.items() if one.is_needed)


Node = (
    Text
    | Name
    | Whole
    | Flag
    | Decimal
    | Choice
    | Exactly
    | Listed
    | Named
    | Either
    | Later
    | Shape
)


def _may_be(node: Node, value: object) -> bool:
    """Whether a value is not plainly of another kind."""
    if isinstance(node, Exactly):
        return value == node.value
    if isinstance(node, Choice):
        return not node.only or value in node.values
    if isinstance(node, Listed):
        return isinstance(value, list)
    return isinstance(value, dict) if isinstance(node, Named) else True


def flat(nodes: Iterable[Node]) -> list[Node]:
    """The kinds that stand for a value, alternatives taken apart."""
    found: list[Node] = []
    for node in nodes:
        if isinstance(node, Either):
            found += flat(node.nodes)
        elif isinstance(node, Later):
            found += flat([node.node()])
        else:
            found.append(node)
    return found


def objects_for(nodes: Iterable[Node], value: Mapping[str, object]) -> list[Shape | Named]:
    """Of the kinds that may stand at a place, the objects that a value is meant to be."""
    shapes = [node for node in flat(nodes) if isinstance(node, Shape)]
    begun = [shape for shape in shapes if shape.begins(value)] or shapes
    meant = [shape for shape in begun if shape.fits(value) and shape.is_whole(value)] or begun
    return [*meant, *(node for node in flat(nodes) if isinstance(node, Named))]
