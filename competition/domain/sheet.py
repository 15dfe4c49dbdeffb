"""Score sheets: the tree of criteria a judge fills in, and the check of one sheet.

A sheet is checked whole: every criterion gets its mark or its error, so that a form can say
all of them at once. Totals are integers too, at the scale that `total_scale` names.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction

from competition.domain.marks import MarkRange, State, parse_mark
from competition.domain.refusal import Refusal
from competition.domain.rounding import exact_text


class CriterionKind(StrEnum):
    """Whether a criterion is judged by opinion or read off an instrument."""

    JUDGEMENT = "judgement"
    MEASUREMENT = "measurement"


@dataclass(frozen=True, slots=True)
class Level:
    """A descriptor of a level of achievement, with the marks that belong to it.

    `low` and `high` are integers at the criterion's scale, both included.
    """

    name: str
    low: int
    high: int
    text: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """A node of the tree of criteria; only the leaves are marked.

    Attributes:
        range: allowed marks; for a node with children, their sums (step and scale unused).
        weight: factor of its marks in the sheet total, multiplied along the path to the leaf.
        marked_by: the groups of judges whose sheets hold a leaf (考核部门); () for every sheet.
    """

    key: str
    name: str
    range: MarkRange
    weight: Fraction = Fraction(1)
    kind: CriterionKind = CriterionKind.JUDGEMENT
    hint: str = ""
    levels: tuple[Level, ...] = ()
    children: tuple["Criterion", ...] = ()
    marked_by: tuple[str, ...] = ()

    def is_due(self, group: str) -> bool:
        """Whether a leaf stands on the sheets of judges of that group."""
        return not self.marked_by or group in self.marked_by


@dataclass(frozen=True, slots=True)
class SheetCheck:
    """What a filled-in sheet says.

    Attributes:
        marks: by leaf key, the integer mark or State.BLANK; leaves in error are not here.
        errors: by leaf key, why the text was refused (codes of `parse_mark`).
        total: integer at `total_scale(criteria)`; None while a mark is blank or refused.
    """

    marks: dict[str, int | State] = field(default_factory=dict)
    errors: dict[str, Refusal] = field(default_factory=dict)
    total: int | None = None


def leaves(criteria: Sequence[Criterion]) -> tuple[Criterion, ...]:
    """The criteria that are marked, in the order of the sheet."""
    return tuple(leaf for leaf, _ in _weighted(criteria))


def due_criteria(criteria: Sequence[Criterion], group: str) -> tuple[Criterion, ...]:
    """The tree without the leaves that judges of a group do not mark, nor branches left empty."""
    due: list[Criterion] = []
    for criterion in criteria:
        children = due_criteria(criterion.children, group)
        if children:
            due.append(replace(criterion, children=children, range=span(children)))
        elif not criterion.children and criterion.is_due(group):
            due.append(criterion)
    return tuple(due)


def span(children: Sequence[Criterion]) -> MarkRange:
    """The range of a branch: the sums of those of what stands below it."""
    scale = max(leaf.range.scale for leaf in leaves(children))
    low, high = (
        sum(getattr(child.range, side) * 10 ** (scale - child.range.scale) for child in children)
        for side in ("low", "high")
    )
    return MarkRange(scale, low, high, 1)


def leaf_weights(criteria: Sequence[Criterion]) -> dict[str, Fraction]:
    """By leaf key, the product of the weights from the root to the leaf."""
    return {leaf.key: weight for leaf, weight in _weighted(criteria)}


def leaf_factors(criteria: Sequence[Criterion]) -> dict[str, int]:
    """By leaf key, what one unit of its mark adds to the total at `total_scale`."""
    unit = 10 ** total_scale(criteria)
    return {
        leaf.key: int(weight * unit / 10**leaf.range.scale) for leaf, weight in _weighted(criteria)
    }


def total_scale(criteria: Sequence[Criterion]) -> int:
    """How many decimals the sheet total needs to be exact.

    Raises:
        Refusal: "criteria.weight_endless" when a weight is no finite decimal.
    """
    return max((_places(leaf, weight) for leaf, weight in _weighted(criteria)), default=0)


def sheet_total(criteria: Sequence[Criterion], marks: Mapping[str, int | State]) -> int | None:
    """Sum of the weighted marks at `total_scale`; None unless every leaf is scored."""
    unit = 10 ** total_scale(criteria)
    total = Fraction(0)
    for leaf, weight in _weighted(criteria):
        mark = marks.get(leaf.key, State.BLANK)
        if isinstance(mark, State):
            return None
        total += weight * mark / 10**leaf.range.scale
    return int(total * unit)


def highest_total(criteria: Sequence[Criterion]) -> int:
    """The total of a sheet with every mark at its highest, at `total_scale`."""
    best = {leaf.key: leaf.range.high for leaf in leaves(criteria)}
    return sheet_total(criteria, best) or 0


def check_sheet(
    criteria: Sequence[Criterion], texts: Mapping[str, str], *, complete: bool
) -> SheetCheck:
    """Read every mark of a sheet as it was typed.

    Args:
        texts: what was typed, by leaf key; a leaf without text is blank.
        complete: True on submission, where a blank is an error; False for a draft.
    Raises:
        Refusal: "sheet.unknown_criterion" when a text belongs to no leaf.
    """
    return check_leaves(leaves(criteria), leaf_factors(criteria), texts, complete=complete)


def check_leaves(
    marked: Sequence[Criterion],
    factors: Mapping[str, int],
    texts: Mapping[str, str],
    *,
    complete: bool,
) -> SheetCheck:
    """`check_sheet` for callers that keep what it works out of the tree: leaves and factors."""
    if not texts.keys() <= factors.keys():
        raise Refusal("sheet.unknown_criterion", key=min(texts.keys() - factors.keys()))
    marks: dict[str, int | State] = {}
    errors: dict[str, Refusal] = {}
    total: int | None = 0
    for leaf in marked:
        try:
            mark = parse_mark(texts.get(leaf.key, ""), leaf.range)
        except Refusal as refusal:
            total = None
            if refusal.code == "mark.blank" and not complete:
                marks[leaf.key] = State.BLANK
            else:
                errors[leaf.key] = refusal
        else:
            marks[leaf.key] = mark
            total = None if total is None else total + mark * factors[leaf.key]
    return SheetCheck(marks, errors, total)


def _weighted(
    criteria: Sequence[Criterion], factor: Fraction = Fraction(1)
) -> Iterator[tuple[Criterion, Fraction]]:
    for criterion in criteria:
        weight = factor * criterion.weight
        if criterion.children:
            yield from _weighted(criterion.children, weight)
        else:
            yield criterion, weight


def _places(leaf: Criterion, weight: Fraction) -> int:
    text = exact_text(weight.numerator, weight.denominator)
    if "/" in text:
        raise Refusal("criteria.weight_endless", key=leaf.key)
    return leaf.range.scale + len(text.partition(".")[2])
