"""Which judges and entries can be compared at all: the graph of who marked what."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from competition.domain.refusal import Refusal

NAMED = 8


@dataclass(frozen=True, slots=True)
class Component:
    """Judges and entries that marks link with each other, and with nothing else."""

    judges: tuple[str, ...]
    entries: tuple[str, ...]


def components(pairs: Iterable[tuple[str, str]]) -> list[Component]:
    """The components of the graph of judges and entries, largest first.

    Args:
        pairs: (entry, judge), one for each mark.
    """
    above: dict[tuple[str, str], tuple[str, str]] = {}

    def root(node: tuple[str, str]) -> tuple[str, str]:
        above.setdefault(node, node)
        while above[node] != node:
            above[node] = above[above[node]]
            node = above[node]
        return node

    for entry, judge in pairs:
        above[root(("entry", entry))] = root(("judge", judge))
    found: dict[tuple[str, str], dict[str, list[str]]] = {}
    for kind, key in sorted(above):
        found.setdefault(root((kind, key)), {"judge": [], "entry": []})[kind].append(key)
    parts = [Component(tuple(one["judge"]), tuple(one["entry"])) for one in found.values()]
    return sorted(parts, key=lambda part: (-len(part.entries), part.judges, part.entries))


def leaves_nothing_over(pairs: Collection[tuple[str, str]]) -> bool:
    """Whether the model of entries and several judges explains every mark of a graph that is
    connected, so that nothing is left to tell chance from leniency."""
    entries, judges = ({pair[side] for pair in pairs} for side in (0, 1))
    return len(judges) > 1 and len(pairs) < len(entries) + len(judges)


def require_connected(pairs: Iterable[tuple[str, str]], step: str, group: str = "") -> None:
    """Refuse marks of judges who cannot be compared.

    Raises:
        Refusal: "calibrate.disconnected" with `components`, the judges and entries of each,
            and their `count`.
    """
    parts = components(pairs)
    if len(parts) > 1:
        told = " | ".join(f"{_few(part.judges)}: {_few(part.entries)}" for part in parts)
        raise Refusal(
            "calibrate.disconnected", step=step, group=group, count=len(parts), components=told
        )


def _few(keys: tuple[str, ...]) -> str:
    more = f" +{len(keys) - NAMED}" if len(keys) > NAMED else ""
    return ", ".join(keys[:NAMED]) + more
