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
        Refusal: ``rubric.removed``, ``rubric.added``, ``rubric.scale`` (criterion),
            ``rubric.mark_off`` (criterion, mark) for a mark that the new range does not allow.
    """
    submitted = list(sheets)
    if not submitted:
        return
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
    for marks in submitted:
        for key, mark in marks.items():
            if not _allows(new[key].range, mark):
                shown = format_mark(mark, new[key].range.scale)
                raise Refusal("rubric.mark_off", criterion=new[key].name, mark=shown)


def _allows(allowed: MarkRange, mark: int) -> bool:
    inside = allowed.low <= mark <= allowed.high
    return inside and (mark - allowed.low) % allowed.step == 0
