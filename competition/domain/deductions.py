"""Deductions: what a department found wrong, and the mark that it leaves of an indicator."""

from collections.abc import Iterable, Mapping, Sequence

from competition.domain.marks import MarkRange, State, format_mark, parse_mark
from competition.domain.refusal import Refusal
from competition.domain.rounding import exact_text, exact_value
from competition.domain.sheet import Criterion


def read_points(text: str, allowed: MarkRange) -> str:
    """Points that a finding takes off, as exact text without idle zeros; "0" takes off none.

    Args:
        allowed: the marks of the indicator; points lie on its step and within its span.
    Raises:
        Refusal: as `parse_mark`, but "finding.points_over" (most) for more than the indicator has.
    """
    span = MarkRange(allowed.scale, 0, allowed.high - allowed.low, allowed.step)
    try:
        return exact_text(parse_mark(text, span), 10**allowed.scale)
    except Refusal as refusal:
        if refusal.code != "mark.over_max":
            raise
        raise Refusal("finding.points_over", most=exact_text(span.high, 10**span.scale)) from None


def mark_left(allowed: MarkRange, points: Iterable[str]) -> int:
    """The mark that findings leave of the highest, at the scale of `allowed`; never below the low.

    Args:
        points: exact texts, each on the step of the indicator.
    """
    taken = sum(map(exact_value, points))
    return max(allowed.low, allowed.high - int(taken * 10**allowed.scale))


def unexplained(
    marked: Sequence[Criterion],
    marks: Mapping[str, int | State],
    points: Mapping[str, Sequence[str]],
) -> dict[str, Refusal]:
    """The indicators whose mark is lower than the findings on them explain.

    A higher mark passes: a department may let points go.

    Args:
        points: of the findings that stand, by indicator.
    Returns:
        by indicator, "finding.unexplained" (name, mark, left).
    """
    found = {}
    for leaf in marked:
        mark, left = marks[leaf.key], mark_left(leaf.range, points.get(leaf.key, ()))
        if isinstance(mark, int) and mark < left:
            found[leaf.key] = Refusal(
                "finding.unexplained",
                name=leaf.name,
                mark=format_mark(mark, leaf.range.scale),
                left=format_mark(left, leaf.range.scale),
                short=exact_text(left - mark, 10**leaf.range.scale),
            )
    return found
