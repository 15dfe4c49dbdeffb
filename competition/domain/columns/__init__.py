"""The same rules on whole columns: for national size, and for rankings asked again and again.

This folder works with numpy, which the rest of the domain does not, and stays exact: figures are
64-bit integers over one denominator, no floating point anywhere; where a bound says that 64 bits
might not do, the same code runs on Python's integers. It covers the steps that most notices use;
`beyond` names the first thing of a rule set that it does not cover, which is left to `calculate`.

What is named here is loaded, and numpy with it, when it is first asked for by
`columns.NAME`: no process pays for it that only serves pages.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from competition.domain.columns.branches import Tree, by_person, lay_tree, roll_up
    from competition.domain.columns.carry import beyond, ranked
    from competition.domain.columns.cube import Cube, cube_of
    from competition.domain.columns.places import Ranked
    from competition.domain.columns.slices import facts_of
    from competition.domain.columns.whole_part import calculated

__all__ = [
    "Cube",
    "Ranked",
    "Tree",
    "beyond",
    "by_person",
    "calculated",
    "cube_of",
    "facts_of",
    "lay_tree",
    "ranked",
    "roll_up",
]
_HOMES = {
    "Cube": "cube",
    "Ranked": "places",
    "Tree": "branches",
    "beyond": "carry",
    "by_person": "branches",
    "calculated": "whole_part",
    "cube_of": "cube",
    "facts_of": "slices",
    "lay_tree": "branches",
    "ranked": "carry",
    "roll_up": "branches",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
