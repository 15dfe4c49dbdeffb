"""Changes of single figures: factors, deductions, shares, proportions, limits."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from competition.domain.refusal import Refusal
from competition.domain.rounding import MAX_PLACES, Mode, Rounding, exact_text
from competition.domain.rules.params import Params
from competition.domain.rules.part import Run
from competition.domain.rules.scope import Scope
from competition.domain.rules.steps.numbers import (
    CRITERION,
    MAX,
    Number,
    number_of,
    read_number,
)
from competition.domain.rules.table import Fold, RowKey, Table, over_one_divisor

Axes = tuple[str, ...]


def each(table: Table, change: Callable[[RowKey, Fraction], Fraction]) -> Table:
    """The table with every figure changed."""
    folds: list[tuple[RowKey, Fold]] = []
    for key, row in table.rows.items():
        for member, numerator in row.items():
            figure = change((*key, member), table.value(numerator))
            folds.append(((*key, member), (figure.numerator, figure.denominator)))
    return over_one_divisor(table.axes, folds, 1, table.missing)


def text(value: Fraction) -> str:
    """A number of the rules or facts without loss."""
    return exact_text(value.numerator, value.denominator)


@dataclass(frozen=True, slots=True)
class Multiply:
    """`{"map": "multiply", "by": [NUMBER, ...], "over": "3"}`: times each, divided by `over`."""

    factors: tuple[Number, ...]
    over: Fraction

    @classmethod
    def read(cls, params: Params, scope: Scope, axes: Axes) -> "Multiply":
        """Read the factors.

        Raises:
            Refusal: "rules.not_positive" for an `over` that is not.
        """
        values = enumerate(params.sequence("by"))
        path = params.at("by")
        factors = tuple(number_of(v, f"{path}[{i}]", scope, axes) for i, v in values)
        return cls(factors, positive(params, "over", Fraction(1)))

    def changed(self, run: Run, table: Table) -> Table:
        """Figures times the factors."""

        def change(cell: RowKey, value: Fraction) -> Fraction:
            for factor in self.factors:
                value *= factor.at(run, table.axes, cell)
            return value / self.over

        return each(table, change)

    def told(self, run: Run, table: Table, cell: RowKey) -> dict[str, str]:
        """The factors, in order, and the divisor."""
        factors = (factor.at(run, table.axes, cell) for factor in self.factors)
        told = {f"factor {n}": text(factor) for n, factor in enumerate(factors, start=1)}
        return told | ({"over": text(self.over)} if self.over != 1 else {})


@dataclass(frozen=True, slots=True)
class Add:
    """`{"map": "add", "amount": NUMBER}`, or "subtract"."""

    amount: Number
    sign: int = 1

    @classmethod
    def read(cls, params: Params, scope: Scope, axes: Axes) -> "Add":
        """Read what is added."""
        return cls(read_number(params, "amount", scope, axes))

    @classmethod
    def read_subtract(cls, params: Params, scope: Scope, axes: Axes) -> "Add":
        """Read what is taken away."""
        return cls(read_number(params, "amount", scope, axes), -1)

    def changed(self, run: Run, table: Table) -> Table:
        """Figures plus or minus the amount."""
        return each(table, lambda c, v: v + self.sign * self.amount.at(run, table.axes, c))

    def told(self, run: Run, table: Table, cell: RowKey) -> dict[str, str]:
        """The amount."""
        return {"amount": text(self.amount.at(run, table.axes, cell))}


@dataclass(frozen=True, slots=True)
class Deduct:
    """`{"map": "deduct_from", "base": NUMBER, "each": "1", "floor": NUMBER}` (扣完为止).

    The figure is what is deducted, `each` points for one of it; without `floor` there is none.
    """

    base: Number
    each: Fraction
    floor: Number | None

    @classmethod
    def read(cls, params: Params, scope: Scope, axes: Axes) -> "Deduct":
        """Read base, rate and floor."""
        base = read_number(params, "base", scope, axes)
        rate = positive(params, "each", Fraction(1))
        floor = read_number(params, "floor", scope, axes) if "floor" in params else None
        return cls(base, rate, floor)

    @property
    def is_plain(self) -> bool:
        """Whether the base is constant or by member, and the floor the same for all."""
        base, floor = self.base, self.floor
        is_highest = (base.axis, base.attribute) == (CRITERION, MAX) and not base.table
        by_member = bool(base.values) or base.constant is not None or is_highest
        return by_member and (floor is None or floor.constant is not None)

    def changed(self, run: Run, table: Table) -> Table:
        """What is left of the base; in whole numbers over one denominator."""
        bases: dict[str, Fraction] = {}
        at = table.axes.index(self.base.axis) if self.base.axis in table.axes else 0
        if not self.is_plain:
            return each(table, lambda c, v: self._left(run, table, c, v))
        for cell in ((*key, m) for key, row in table.rows.items() for m in row):
            if cell[at] not in bases:
                bases[cell[at]] = self.base.at(run, table.axes, cell)
        floor = (self.floor and self.floor.constant) or Fraction(0)
        parts = [b.denominator for b in bases.values()] + [floor.denominator]
        unit = lcm(table.denominator * self.each.denominator, *parts)
        rate = int(self.each * unit / table.denominator)
        start = {member: int(base * unit) for member, base in bases.items()}
        least = None if self.floor is None else int(floor * unit)
        rows = {}
        for key, row in table.rows.items():
            left = {m: start[(*key, m)[at]] - rate * n for m, n in row.items()}
            if least is not None:
                left = {m: n if n > least else least for m, n in left.items()}
            rows[key] = left
        return Table(table.axes, rows, unit, table.missing)

    def told(self, run: Run, table: Table, cell: RowKey) -> dict[str, str]:
        """Base, rate and floor."""
        told = {"base": text(self.base.at(run, table.axes, cell)), "each": text(self.each)}
        if self.floor is None:
            return told
        return told | {"floor": text(self.floor.at(run, table.axes, cell))}

    def _left(self, run: Run, table: Table, cell: RowKey, value: Fraction) -> Fraction:
        left = self.base.at(run, table.axes, cell) - self.each * value
        return left if self.floor is None else max(left, self.floor.at(run, table.axes, cell))


@dataclass(frozen=True, slots=True)
class Points:
    """`{"map": "points", "out_of": "3", "max": "1.5"}`: a share of full marks, as points."""

    out_of: Number
    most: Number

    @classmethod
    def read(cls, params: Params, scope: Scope, axes: Axes) -> "Points":
        """Read the scale and the points for its top."""
        out_of = read_number(params, "out_of", scope, axes)
        return cls(out_of, read_number(params, "max", scope, axes))

    def changed(self, run: Run, table: Table) -> Table:
        """Figures over the scale, times the points."""

        def change(cell: RowKey, value: Fraction) -> Fraction:
            out_of = nonzero(self.out_of.at(run, table.axes, cell), cell)
            return value / out_of * self.most.at(run, table.axes, cell)

        return each(table, change)

    def told(self, run: Run, table: Table, cell: RowKey) -> dict[str, str]:
        """Scale and points."""
        numbers = {"out_of": self.out_of, "max": self.most}
        return {name: text(n.at(run, table.axes, cell)) for name, n in numbers.items()}


@dataclass(frozen=True, slots=True)
class Proportion:
    """`{"map": "proportion", "target": NUMBER, "max": NUMBER, "cap": "1.2", "floor": "0"}`.

    The rate is figure over target, or target over figure when `lower_is_better`; it is rounded
    only where `places` and `mode` say so, then held within cap and floor.
    """

    target: Number
    most: Number
    cap: Fraction | None
    floor: Fraction | None
    lower: bool
    rounding: Rounding | None

    @classmethod
    def read(cls, params: Params, scope: Scope, axes: Axes) -> "Proportion":
        """Read target, points and limits.

        Raises:
            Refusal: "rules.limits_crossed" for a floor above the cap.
        """
        rounding = None
        if "places" in params:
            rounding = Rounding(
                params.integer("places", high=MAX_PLACES), params.choice("mode", Mode)
            )
        cap, floor = read_limits(params, "cap", "floor")
        return cls(
            read_number(params, "target", scope, axes),
            read_number(params, "max", scope, axes),
            cap,
            floor,
            params.flag("lower_is_better", False),
            rounding,
        )

    def changed(self, run: Run, table: Table) -> Table:
        """Points for what was reached of the target."""

        def change(cell: RowKey, value: Fraction) -> Fraction:
            rate = self._rate(run, table, cell, value)
            return within(rate, self.floor, self.cap) * self.most.at(run, table.axes, cell)

        return each(table, change)

    def told(self, run: Run, table: Table, cell: RowKey) -> dict[str, str]:
        """Target, rate, rate that counts, points for a rate of 1."""
        value = table.value(table.rows[cell[:-1]][cell[-1]])
        rate = self._rate(run, table, cell, value)
        return {
            "target": text(self.target.at(run, table.axes, cell)),
            "rate": text(rate),
            "counted": text(within(rate, self.floor, self.cap)),
            "max": text(self.most.at(run, table.axes, cell)),
        }

    def _rate(self, run: Run, table: Table, cell: RowKey, value: Fraction) -> Fraction:
        target = self.target.at(run, table.axes, cell)
        if self.lower and value == 0 and self.cap is not None:
            return self.cap
        over, under = (target, value) if self.lower else (value, target)
        rate = over / nonzero(under, cell)
        if self.rounding is None:
            return rate
        rounded = self.rounding.apply(rate.numerator, rate.denominator)
        return Fraction(rounded, 10**self.rounding.places)


@dataclass(frozen=True, slots=True)
class Clamp:
    """`{"map": "clamp", "low": "0", "high": "100"}`: held within limits; either may be absent."""

    low: Fraction | None
    high: Fraction | None

    @classmethod
    def read(cls, params: Params, scope: Scope, axes: Axes) -> "Clamp":
        """Read the limits.

        Raises:
            Refusal: "rules.limits_crossed", "rules.key_missing" without any limit.
        """
        high, low = read_limits(params, "high", "low")
        if high is None and low is None:
            raise Refusal("rules.key_missing", path=params.at("high"))
        return cls(low, high)

    def changed(self, run: Run, table: Table) -> Table:
        """Figures within the limits."""
        return each(table, lambda _cell, value: within(value, self.low, self.high))

    def told(self, run: Run, table: Table, cell: RowKey) -> dict[str, str]:
        """The limits."""
        limits = {"low": self.low, "high": self.high}
        return {name: text(limit) for name, limit in limits.items() if limit is not None}


def within(value: Fraction, low: Fraction | None, high: Fraction | None) -> Fraction:
    """A number held within limits, either of which may be absent."""
    if high is not None and value > high:
        return high
    return low if low is not None and value < low else value


def read_limits(params: Params, high: str, low: str) -> tuple[Fraction | None, Fraction | None]:
    """Highest and lowest under these keys, where they are named.

    Raises:
        Refusal: "rules.limits_crossed".
    """
    most, least = params.optional_decimal(high), params.optional_decimal(low)
    if most is not None and least is not None and least > most:
        raise Refusal("rules.limits_crossed", path=params.at(low))
    return most, least


def positive(params: Params, key: str, default: Fraction | None = None) -> Fraction:
    """A decimal above zero.

    Raises:
        Refusal: "rules.not_positive".
    """
    value = params.decimal(key, default)
    if value <= 0:
        raise Refusal("rules.not_positive", path=params.at(key))
    return value


def nonzero(value: Fraction, cell: RowKey) -> Fraction:
    """A divisor of one entry.

    Raises:
        Refusal: "facts.divisor_zero" with the entry.
    """
    if value == 0:
        raise Refusal("facts.divisor_zero", entry=cell[0])
    return value
