"""The criteria of a stage as a plain list, each with the name of the group it stands in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from competition.domain.refusal import Refusal

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """A criterion that is marked, and the name of its group; "" for none."""

    group: str
    criterion: Node


def lines_of(criteria: Sequence[Node]) -> list[Line]:
    """The criteria of a rule document as a list.

    Raises:
        Refusal: ``criteria.not_list`` when groups lie within groups or have weights of their own.
    """
    lines: list[Line] = []
    for node in criteria:
        if "children" not in node:
            lines.append(Line("", node))
            continue
        children = node["children"]
        if set(node) - {"key", "name", "children"} or any("children" in one for one in children):
            raise Refusal("criteria.not_list")
        lines += [Line(node.get("name", node["key"]), child) for child in children]
    return lines


def criteria_of(lines: Sequence[Line], before: Sequence[Node] = ()) -> list[dict[str, Any]]:
    """The list as criteria again; a group stands where its first criterion stands.

    Args:
        before: the criteria as they were, whose groups keep their keys.
    """
    keys = {node["name"]: node["key"] for node in before if "children" in node and "name" in node}
    taken = {*keys.values(), *(line.criterion["key"] for line in lines)}
    fresh = (key for n in range(1, 1000) if (key := f"group_{n}") not in taken)
    groups: dict[str, dict[str, Any]] = {}
    criteria: list[dict[str, Any]] = []
    for line in lines:
        if not line.group:
            criteria.append(dict(line.criterion))
        elif line.group in groups:
            groups[line.group]["children"].append(dict(line.criterion))
        else:
            key = keys.get(line.group) or next(fresh)
            group = {"key": key, "name": line.group, "children": [dict(line.criterion)]}
            groups[line.group] = group
            criteria.append(group)
    return criteria
