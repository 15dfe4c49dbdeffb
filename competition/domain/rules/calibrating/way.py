"""What every way of calibrating takes and gives."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Protocol

from competition.domain.refusal import Refusal
from competition.domain.rounding import Mode, Rounding, fixed_text, ratio_text, readable_text
from competition.domain.rules.params import Params
from competition.domain.rules.scope import Scope

Told = dict[str, object]
MOST_PLACES = 8


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One figure: of an entry, or of an entry by a judge ("" where judges are folded)."""

    entry: str
    judge: str = ""


@dataclass(frozen=True, slots=True)
class Slice:
    """The figures that are looked at together.

    Attributes:
        step, group: where they stand, for refusals.
        cells: the figures.
        panels: by entry, its panel, where the way needs one.
    """

    step: str
    group: str
    cells: Mapping[Cell, Fraction]
    panels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What a way made of a slice.

    Attributes:
        cells: the new figures, for the same cells.
        shared: what was found out about the whole, for derivations.
        by_cell: what was found out that matters to a cell, for derivations.
    """

    cells: Mapping[Cell, Fraction]
    shared: Told = field(default_factory=dict)
    by_cell: Mapping[Cell, Told] = field(default_factory=dict)


class Way(Protocol):
    """One way of calibrating.

    Attributes:
        panel: the attribute of entries that names their panel; None where judges are compared.
    """

    @property
    def panel(self) -> str | None: ...

    def change(self, figures: Slice) -> Calibrated:
        """The new figures.

        Raises:
            Refusal: "calibrate.*" where the figures do not allow it.
        """

    def to_json(self) -> Told:
        """The parameters as codes and values, for derivations."""


def told(value: Fraction, rounding: Rounding | None = None) -> Told:
    """A figure for a derivation; a rounded one with all its places."""
    text = readable_text(value.numerator, value.denominator)
    if rounding is not None:
        whole = rounding.apply(value.numerator, value.denominator)
        text = fixed_text(whole, rounding.places)
    return {"ratio": ratio_text(value.numerator, value.denominator), "text": text}


def rounded(value: Fraction, rounding: Rounding | None) -> Fraction:
    """The figure to the places that the rule declares, or as it is where it declares none."""
    if rounding is None:
        return value
    whole = rounding.apply(value.numerator, value.denominator)
    return Fraction(whole, 10**rounding.places)


def mean(values: list[Fraction]) -> Fraction:
    """The mean of some figures, of which there is at least one."""
    return sum(values, Fraction(0)) / len(values)


def read_rounding(params: Params) -> Rounding:
    """`"places"` and `"mode"`, both of which the rule has to name."""
    return Rounding(params.integer("places", high=MOST_PLACES), params.choice("mode", Mode))


def read_panel(params: Params, scope: Scope) -> str:
    """The attribute of entries that names their panel.

    Raises:
        Refusal: "rules.attribute_unknown".
    """
    panel = params.text("panel")
    known = scope.dimensions.attributes
    if known is not None and panel not in known:
        raise Refusal("rules.attribute_unknown", path=params.at("panel"), attribute=panel)
    return panel
