"""The JSON Schema (draft 2020-12) of rule documents, made of the shapes that the parser reads by.

It tells which keys and kinds of values may stand where. Whether names are known, weights add up
and steps fit each other only the parser can tell.
"""

from collections.abc import Mapping
from fractions import Fraction

from competition.domain.rounding import exact_text
from competition.domain.rules.shapes.common import NUMBER
from competition.domain.rules.shapes.ranking import KEY
from competition.domain.rules.shapes.rule_set import CRITERION, RULE_SET, STEP
from competition.domain.rules.shapes.shape import (
    NAME_PATTERN,
    Choice,
    Decimal,
    Default,
    Either,
    Exactly,
    Flag,
    Key,
    Later,
    Listed,
    Name,
    Named,
    Node,
    Shape,
    Sign,
    Text,
    Whole,
    flat,
)

Schema = dict[str, object]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
PAGE = "docs/rules.md"
_DIGITS = r"[0-9]{1,12}(\.[0-9]{1,12})?%?"
_DECIMALS: Mapping[Sign, tuple[Schema, str]] = {
    Sign.ANY: ({}, f"^-?{_DIGITS}$"),
    Sign.NOT_NEGATIVE: ({"minimum": 0}, f"^{_DIGITS}$"),
    Sign.POSITIVE: ({"minimum": 1}, f"^(?=.*[1-9]){_DIGITS}$"),
    Sign.SHARE: (
        {"minimum": 0, "maximum": 1},
        r"^(0*(0(\.[0-9]{1,12})?|1(\.0{1,12})?)|0*([0-9]{1,2}(\.[0-9]{1,12})?|100(\.0{1,12})?)%)$",
    ),
}


def rule_set_schema() -> Schema:
    """The whole schema; each shape is a definition under its name."""
    definitions = {one.name: _object(one) for one in every_shape(RULE_SET) if one is not RULE_SET}
    definitions |= {one.name: _either(one) for one in (CRITERION, STEP, KEY, NUMBER)}
    return {
        "$schema": DIALECT,
        "$id": "rule-set.schema.json",
        "title": "rule set",
        "$comment": f"Every key is explained in {PAGE}.",
        **_object(RULE_SET),
        "$defs": dict(sorted(definitions.items())),
    }


def every_shape(node: Node) -> list[Shape]:
    """The shapes that may stand in a value of a kind, each once, from the outside in."""
    found: dict[int, Shape] = {}
    waiting = [node]
    while waiting:
        for one in flat([waiting.pop(0)]):
            if isinstance(one, Listed | Named):
                waiting.append(one.of)
            elif isinstance(one, Shape) and id(one) not in found:
                found[id(one)] = one
                waiting += [key.node for key in one.keys.values()]
    return list(found.values())


def default_text(key: Key) -> object:
    """The default of a key as the document would write it; None where it has no fixed one."""
    default = key.default
    if isinstance(default, Default) or key.must:
        return None
    if isinstance(default, Fraction):
        return exact_text(default.numerator, default.denominator)
    return str(default) if isinstance(default, str) else default


def _object(shape: Shape) -> Schema:
    told: Schema = {
        "type": "object",
        "properties": {name: _property(key) for name, key in shape.keys.items()},
        "required": [name for name, key in shape.keys.items() if key.is_needed],
        "additionalProperties": False,
    }
    if shape.needs:
        told["dependentRequired"] = {key: list(others) for key, others in shape.needs.items()}
    if shape.along:
        told["dependentSchemas"] = {key: _one_of(others) for key, others in shape.along.items()}
    return told | (_one_of(shape.any_of) if shape.any_of else {})


def _one_of(keys: tuple[str, ...]) -> Schema:
    return {"anyOf": [{"required": [key]} for key in keys]}


def _property(key: Key) -> Schema:
    default = default_text(key)
    told = _value(key.node)
    return told if default is None else {**told, "default": default}


def _value(node: Node) -> Schema:
    if isinstance(node, Later):
        return _value(node.node())
    if isinstance(node, Shape) or (isinstance(node, Either) and node.name):
        return {"$ref": f"#/$defs/{node.name.replace(' ', '%20')}"}
    if isinstance(node, Either):
        return _either(node)
    if isinstance(node, Listed):
        return {"type": "array", "minItems": node.least, "items": _value(node.of)}
    if isinstance(node, Named):
        return _named(node)
    return _plain(node)


def _either(node: Either) -> Schema:
    nodes = flat([node])
    shapes = [one for one in nodes if isinstance(one, Shape)]
    return _told_apart(shapes) if shapes == nodes else {"anyOf": [*map(_value, nodes)]}


def _told_apart(shapes: list[Shape]) -> Schema:
    """One of some shapes, by the key that begins them, so that a fault is told of the one meant."""
    begun: list[tuple[Schema, list[Schema]]] = []
    for shape in shapes:
        first = next(iter(shape.keys))
        begin: Schema = {"required": [first], "properties": {first: _kind(shape.keys[first].node)}}
        same = next((told for other, told in begun if other == begin), None)
        if same is None:
            begun.append((begin, [_value(shape)]))
        else:
            same.append(_value(shape))
    if len(begun) == 1:
        return {"anyOf": begun[0][1]}
    return {
        "type": "object",
        "anyOf": [begin for begin, _ in begun],
        "allOf": [
            {"if": begin, "then": told[0] if len(told) == 1 else {"anyOf": told}}
            for begin, told in begun
        ],
    }


def _kind(node: Node) -> Schema:
    """As much of a value as tells two shapes with the same first key apart."""
    if isinstance(node, Exactly) or (isinstance(node, Choice) and node.only):
        return _plain(node)
    if isinstance(node, Listed | Named):
        return {"type": "array" if isinstance(node, Listed) else "object"}
    return {}


def _named(node: Named) -> Schema:
    told: Schema = {
        "type": "object",
        "minProperties": node.least,
        "additionalProperties": _value(node.of),
    }
    if node.most is not None:
        told["maxProperties"] = node.most
    return told | ({"propertyNames": _plain(node.keys)} if isinstance(node.keys, Name) else {})


def _plain(node: Text | Name | Whole | Flag | Decimal | Choice | Exactly) -> Schema:
    if isinstance(node, Exactly):
        return {"const": node.value}
    if isinstance(node, Choice):
        return {"enum": node.values}
    if isinstance(node, Text):
        return {"type": "string"} if node.blank else {"type": "string", "pattern": r"\S"}
    if isinstance(node, Name):
        return {"type": "string", "pattern": f"^{NAME_PATTERN}$"}
    if isinstance(node, Flag):
        return {"type": "boolean"}
    if isinstance(node, Whole):
        told: Schema = {"type": "integer", "minimum": node.low}
        return told if node.high is None else {**told, "maximum": node.high}
    limits, pattern = _DECIMALS[node.sign]
    return {"anyOf": [{"type": "integer", **limits}, {"type": "string", "pattern": pattern}]}
