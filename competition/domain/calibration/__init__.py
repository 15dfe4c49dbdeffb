"""Judges made comparable: models of leniency for panels in which not everyone saw everything.

This folder works in binary floating point with numpy, which the rest of the domain does not;
whoever uses a figure of it officially rounds it once with `settled`, at the places the rules
declare. What is named here is loaded, and numpy with it, when it is first asked for by
`calibration.NAME`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from competition.domain.calibration.bradley_terry import bradley_terry as abilities_of
    from competition.domain.calibration.effects import judge_effects

__all__ = ["abilities_of", "judge_effects"]
_HOMES = {
    "abilities_of": ("bradley_terry", "bradley_terry"),
    "judge_effects": ("effects", "judge_effects"),
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    home, own = _HOMES[name]
    return getattr(import_module(f"{__name__}.{home}"), own)
