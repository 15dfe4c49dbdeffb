"""Changes that look at the whole field: best of field, share of the total, places."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from competition.domain.refusal import Refusal
from competition.domain.rules.params import Params, read_decimal
from competition.domain.rules.part import Run
from competition.domain.rules.scope import Scope
from competition.domain.rules.steps.field import fields_of, places
from competition.domain.rules.steps.map_each import positive, text, within
from competition.domain.rules.steps.reduce_params import Best
from competition.domain.rules.table import Fold, RowKey, Table, over_one_divisor

Axes = tuple[str, ...]


class Level(StrEnum):
    """What equal figures have: the mean of the places that they share, or the best of them."""

    MEAN = "mean"
    BEST = "best"


@dataclass(frozen=True, slots=True)
class BestOfField:
    """`{"map": "best_of_field", "best": "highest", "max": "100", "per": "track"}`.

    Highest: figure over the highest, times max (votes over most votes). Lowest: the lowest over
    the figure, times max (times); who has the lowest gets all of it even when that is zero.
    With `"each": "0.5"` so many points are lost for one that a figure is away from the best, down
    to `floor`.
    """

    best: Best
    most: Fraction
    each: Fraction | None
    floor: Fraction | None
    per: str | None

    @classmethod
    def read(cls, params: Params, scope: Scope, axes: Axes) -> "BestOfField":
        """Read which is best, what it gets, and what others lose."""
        lost = positive(params, "each") if "each" in params else None
        return cls(
            params.choice("best", Best, Best.HIGHEST),
            positive(params, "max"),
            lost,
            params.optional_decimal("floor") if lost else None,
            scope.group_attribute(params),
        )

    def changed(self, run: Run, table: Table) -> Table:
        """Points against the best of each field."""
        folds: list[tuple[RowKey, Fold]] = []
        fields = _positive_fields if self.each is None else _fields
        for field in fields(run, table, self.per):
            best = self._best_of(field)
            for cell, figure in field.items():
                points = self._points(figure, best, table.denominator)
                folds.append((cell, (points.numerator, points.denominator)))
        return over_one_divisor(table.axes, folds, 1, table.missing)

    def told(self, run: Run, table: Table, cell: RowKey) -> dict[str, str]:
        """The best figure of the field, its points, and what others lose."""
        for field in _fields(run, table, self.per):
            if cell in field:
                best = table.value(self._best_of(field))
                told = {"best": text(best), "max": text(self.most)}
                return told if self.each is None else told | {"each": text(self.each)}
        return {}

    def _points(self, figure: int, best: int, denominator: int) -> Fraction:
        if self.each is None:
            return self._share(figure, best) * self.most
        points = self.most - self.each * Fraction(abs(figure - best), denominator)
        return within(points, self.floor, None)

    def _best_of(self, field: dict[RowKey, int]) -> int:
        return max(field.values()) if self.best is Best.HIGHEST else min(field.values())

    def _share(self, figure: int, best: int) -> Fraction:
        if self.best is Best.HIGHEST:
            return Fraction(figure, best) if best else Fraction(0)
        return Fraction(1) if figure == best else Fraction(best, figure)


@dataclass(frozen=True, slots=True)
class ShareOfTotal:
    """`{"map": "share_of_total", "max": "100"}`: figure over the sum of its field, times max."""

    most: Fraction
    per: str | None

    @classmethod
    def read(cls, params: Params, scope: Scope, axes: Axes) -> "ShareOfTotal":
        """Read the points of the whole."""
        return cls(positive(params, "max"), scope.group_attribute(params))

    def changed(self, run: Run, table: Table) -> Table:
        """Points by share; nothing for anybody where the sum is zero."""
        folds: list[tuple[RowKey, Fold]] = []
        for field in _positive_fields(run, table, self.per):
            total = sum(field.values())
            for cell, figure in field.items():
                share = Fraction(figure, total) * self.most if total else Fraction(0)
                folds.append((cell, (share.numerator, share.denominator)))
        return over_one_divisor(table.axes, folds, 1, table.missing)

    def told(self, run: Run, table: Table, cell: RowKey) -> dict[str, str]:
        """The sum of the field, and the points of the whole."""
        for field in fields_of(run, table, self.per).values():
            if cell in field:
                return {"total": text(table.value(sum(field.values()))), "max": text(self.most)}
        return {}


@dataclass(frozen=True, slots=True)
class Places:
    """`{"map": "places", "best": "highest", "points": ["10", "8"], "otherwise": "0"}`.

    Without `points` the figure becomes its place, equal ones sharing the mean of their places;
    with them its points, equal ones sharing the mean of the points of their places. With
    `"ties": "best"` each of the equal ones has the first of the places that they share.
    """

    best: Best
    points: tuple[Fraction, ...]
    otherwise: Fraction
    ties: Level
    per: str | None

    @classmethod
    def read(cls, params: Params, scope: Scope, axes: Axes) -> "Places":
        """Read which is best, and points by place."""
        points: tuple[Fraction, ...] = ()
        otherwise = Fraction(0)
        if "points" in params:
            path = params.at("points")
            listed = enumerate(params.sequence("points"))
            points = tuple(read_decimal(value, f"{path}[{i}]") for i, value in listed)
            otherwise = params.decimal("otherwise", Fraction(0))
        best = params.choice("best", Best, Best.HIGHEST)
        ties = params.choice("ties", Level, Level.MEAN)
        return cls(best, points, otherwise, ties, scope.group_attribute(params))

    def changed(self, run: Run, table: Table) -> Table:
        """Places, or their points."""
        folds: list[tuple[RowKey, Fold]] = []
        for field in fields_of(run, table, self.per).values():
            numbered = places(field, lowest_first=self.best is Best.LOWEST)
            counts: dict[int, int] = {}
            for twice in numbered.values():
                counts[twice] = counts.get(twice, 0) + 1
            worth = {twice: self._worth(twice, count) for twice, count in counts.items()}
            folds += [(c, (worth[t].numerator, worth[t].denominator)) for c, t in numbered.items()]
        return over_one_divisor(table.axes, folds, 1, table.missing)

    def told(self, run: Run, table: Table, cell: RowKey) -> dict[str, str]:
        """The place."""
        for field in fields_of(run, table, self.per).values():
            if cell in field:
                numbered = places(field, lowest_first=self.best is Best.LOWEST)
                count = sum(1 for twice in numbered.values() if twice == numbered[cell])
                return {"place": text(self._place(numbered[cell], count))}
        return {}

    def _worth(self, twice: int, count: int) -> Fraction:
        """What each of `count` equal ones gets who share the mean place `twice` / 2."""
        if not self.points:
            return self._place(twice, count)
        first = (twice - count + 1) // 2
        shared = 1 if self.ties is Level.BEST else count
        given = [
            self.points[p - 1] if p <= len(self.points) else self.otherwise
            for p in range(first, first + shared)
        ]
        return sum(given, Fraction(0)) / shared

    def _place(self, twice: int, count: int) -> Fraction:
        return Fraction(twice - count + 1 if self.ties is Level.BEST else twice, 2)


def _fields(run: Run, table: Table, per: str | None) -> list[dict[RowKey, int]]:
    return list(fields_of(run, table, per).values())


def _positive_fields(run: Run, table: Table, per: str | None) -> list[dict[RowKey, int]]:
    """The fields, refused where a figure is below zero and shares mean nothing."""
    fields = _fields(run, table, per)
    for field in fields:
        for cell, figure in field.items():
            if figure < 0:
                raise Refusal("facts.field_negative", entry=cell[0])
    return fields
