"""The same rules on whole columns: for national size, and for rankings asked again and again.

This folder works with numpy, which the rest of the domain does not, and stays exact: figures are
64-bit integers over one denominator, no floating point anywhere; where a bound says that 64 bits
might not do, the same code runs on Python's integers. It covers the steps that most notices use;
`beyond` names the first thing of a rule set that it does not cover, which is left to `calculate`.
Derivations are made on demand by `calculate` from what speaks of the entry.
"""

from competition.domain.columns.carry import beyond, ranked
from competition.domain.columns.cube import Cube, cube_of
from competition.domain.columns.places import Ranked
from competition.domain.columns.slices import facts_of

__all__ = ["Cube", "Ranked", "beyond", "cube_of", "facts_of", "ranked"]
