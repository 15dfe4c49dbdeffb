"""What docs/rules.md has to say of each key, told from the declarations."""

from collections.abc import Iterator

from competition.domain.rules.shapes.rule_set import RULE_SET
from competition.domain.rules.shapes.schema import default_text, every_shape
from competition.domain.rules.shapes.shape import (
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
)

COMMON = ("from", "as", "per")
SECTIONS = {
    "The document": ("rule set", "stage", "final"),
    "Criteria": ("criterion", "group of criteria", "level"),
    "Numbers": ("number by member", "number of an attribute", "number of a table"),
}
STEPS = ("reduce", "map", "adjust", "calibrate", "round", "check", "bar", "combine", "team")
STEPS += ("select", "rank", "award")
OF_STEP = {
    "reduce": ("missing marks",),
    "map": ("band",),
    "adjust": ("kind of event", "overtime"),
    "rank": ("key",),
    "award": ("tier", "fewer", "cap", "gap", "bound"),
}
SIGNS = {
    Sign.ANY: "decimal",
    Sign.NOT_NEGATIVE: "decimal from 0",
    Sign.POSITIVE: "decimal above 0",
    Sign.SHARE: "share from 0 to 1",
}


def sections() -> Iterator[tuple[str, list[Shape]]]:
    """The sections of the page with the shapes that each explains."""
    shapes = every_shape(RULE_SET)
    for title, names in SECTIONS.items():
        yield title, [shape for shape in shapes if shape.name in names]
    for step in STEPS:
        heads = (step, *OF_STEP.get(step, ()))
        yield f"`{step}`", [shape for shape in shapes if _is_of(shape, heads)]


def _is_of(shape: Shape, heads: tuple[str, ...]) -> bool:
    return any(shape.name == head or shape.name.startswith(f"{head} ") for head in heads)


def rows(shapes: list[Shape]) -> list[tuple[str, str, str]]:
    """Key, values and default of each row, the same one once."""
    found: dict[tuple[str, str, str], None] = {}
    for shape in shapes:
        for name, key in shape.keys.items():
            is_common = name in COMMON and shape.name != "gap"
            if not is_common:
                found[f"`{name}`", values(key.node), default(key)] = None
    return list(found)


def default(key: Key) -> str:
    """The default as the page writes it."""
    if key.is_needed:
        return "needed"
    if key.default is Default.DERIVED:
        return "see there"
    told = default_text(key)
    if told in (None, ""):
        return "–"
    return str(told).lower() if isinstance(told, bool) else str(told)


def values(node: Node) -> str:
    """What may stand under a key."""
    if isinstance(node, Exactly):
        return f'`"{node.value}"`' if isinstance(node.value, str) else f"`{node.value}`".lower()
    if isinstance(node, Choice):
        return ", ".join(node.values)
    if isinstance(node, Either):
        return node.name or " or ".join(values(one) for one in node.nodes)
    if isinstance(node, Later):
        return values(node.node())
    if isinstance(node, Listed):
        return f"list of {values(node.of)}"
    if isinstance(node, Named):
        return f"{values(node.of)} by name"
    return _plain(node)


def _plain(node: Text | Name | Whole | Flag | Decimal | Shape) -> str:
    if isinstance(node, Shape):
        return node.name
    if isinstance(node, Decimal):
        return SIGNS[node.sign]
    if isinstance(node, Whole):
        limit = "" if node.high in (None, 10**9) else f" to {node.high}"
        return f"whole number from {node.low}{limit}"
    return {Text: "text", Name: "name", Flag: "true, false"}[type(node)]
