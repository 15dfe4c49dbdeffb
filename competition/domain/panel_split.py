"""Which panel takes which entry, where several panels share the work."""

from collections import Counter
from collections.abc import Collection, Mapping
from fractions import Fraction

from competition.domain.flow import share_evenly
from competition.domain.lots import lot
from competition.domain.refusal import Refusal


def split_by_track(
    entries: Mapping[str, str],
    panels: Mapping[str, Collection[str]],
    *,
    seed: str,
    existing: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Give each entry one panel that takes its track, the panels as equally full as can be.

    Args:
        entries: track by entry id.
        panels: the tracks that each panel takes, by panel key.
        seed: decides between equally even splits; the order of the input does not.
        existing: panel by entry id, to be kept as it is.
    Returns:
        Panel key by entry id, in the order of `entries`.
    Raises:
        Refusal: ``assignment.no_panel`` (tracks) when no panel takes the track of an entry.
    """
    kept = existing or {}
    open_entries = sorted(
        (key for key in entries if key not in kept), key=lambda each: lot(seed, each)
    )
    order = sorted(panels, key=lambda each: lot(seed, each))
    options = []
    for key in open_entries:
        taking = [at for at, panel in enumerate(order) if entries[key] in panels[panel]]
        lots = {at: lot(seed, key, order[at]) for at in taking}
        options.append(sorted(taking, key=lots.__getitem__))
    homeless = {
        entries[key] for key, taking in zip(open_entries, options, strict=True) if not taking
    }
    if homeless:
        raise Refusal("assignment.no_panel", tracks=", ".join(sorted(homeless)))
    filled = Counter(kept.values())
    shared = share_evenly([1] * len(open_entries), options, [filled[panel] for panel in order])
    given = {key: order[chosen[0]] for key, chosen in zip(open_entries, shared, strict=True)}
    return {key: kept.get(key) or given[key] for key in entries}


def panels_by_track(entries: Mapping[str, int], most: int) -> dict[str, int]:
    """How many panels each track gets: one, and further ones where most entries share a panel.

    Args:
        entries: number of entries by track, each at least one.
        most: panels that there are judges for; every track gets one all the same.
    Returns:
        Number of panels by track, never more than the track has entries.
    """
    numbers = dict.fromkeys(entries, 1)
    while sum(numbers.values()) < most:
        crowded = [track for track in entries if numbers[track] < entries[track]]
        if not crowded:
            break
        fullest = max(crowded, key=lambda track: Fraction(entries[track], numbers[track]))
        numbers[fullest] += 1
    return numbers
