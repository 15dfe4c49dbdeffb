"""Whether sheets that were submitted can still be read after a rubric changes under them."""

from collections.abc import Iterable, Mapping, Sequence

from competition.domain.marks import MarkRange, format_mark
from competition.domain.refusal import Refusal
from competition.domain.sheet import Criterion, leaves


def require_readable(
    before: Sequence[Criterion], after: Sequence[Criterion], sheets: Iterable[Mapping[str, int]]
) -> None:
    """Let a changed rubric pass that every submitted sheet still fits.

    Args:
        sheets: by leaf key, the scored marks of each submitted sheet, integers at the criterion's
            scale.
    Raises:
        Refusal: ``rubric.removed``, ``rubric.added``, ``rubric.scale``, ``rubric.marked_by``
            (criterion), ``rubric.mark_off`` (criterion, mark) for a mark that the new range does
            not allow.
    """
    pairs = _pairs(before, after)
    for marks in sheets:
        for key, mark in marks.items():
            _, leaf = pairs[key]
            if not _allows(leaf.range, mark):
                shown = format_mark(mark, leaf.range.scale)
                raise Refusal("rubric.mark_off", criterion=leaf.name, mark=shown)


def require_wider(before: Sequence[Criterion], after: Sequence[Criterion]) -> None:
    """Let a changed rubric pass that any sheet fits which the old one allowed.

    It asks for no mark, so its answer tells none.

    Raises:
        Refusal: ``rubric.removed``, ``rubric.added``, ``rubric.scale``, ``rubric.marked_by``,
            ``rubric.narrower`` (criterion).
    """
    for old, new in _pairs(before, after).values():
        ends = _allows(new.range, old.range.low) and _allows(new.range, old.range.high)
        if not ends or old.range.step % new.range.step:
            raise Refusal("rubric.narrower", criterion=new.name)


def _pairs(
    before: Sequence[Criterion], after: Sequence[Criterion]
) -> dict[str, tuple[Criterion, Criterion]]:
    """Each leaf as it was and as it is, by key; refuses others than those that were marked."""
    old = {leaf.key: leaf for leaf in leaves(before)}
    new = {leaf.key: leaf for leaf in leaves(after)}
    for key, leaf in old.items():
        if key not in new:
            raise Refusal("rubric.removed", criterion=leaf.name)
    for key, leaf in new.items():
        if key not in old:
            raise Refusal("rubric.added", criterion=leaf.name)
        if leaf.range.scale != old[key].range.scale:
            raise Refusal("rubric.scale", criterion=leaf.name)
        if {*leaf.marked_by} != {*old[key].marked_by}:
            raise Refusal("rubric.marked_by", criterion=leaf.name)
    return {key: (old[key], new[key]) for key in old}


def _allows(allowed: MarkRange, mark: int) -> bool:
    inside = allowed.low <= mark <= allowed.high
    return inside and (mark - allowed.low) % allowed.step == 0
