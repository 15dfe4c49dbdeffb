"""Trying rules out: on the marks that are locked, or on invented ones where none are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod
from random import Random

from competition.domain.invention import invent_entries, invent_mark, invent_quality
from competition.domain.marks import parse_mark
from competition.domain.refusal import Refusal
from competition.domain.rules import Entry, Facts, Judge, Part, RuleSet, Sheet
from competition.domain.rules.attributes import (
    GROUP,
    TRACK,
    UNIT,
    named_attributes,
    named_groups,
)
from competition.domain.rules.due import due_to
from competition.domain.sheet import Criterion
from competition.services.results.gathered import EntryName, Gathered, entry_key, judge_key
from competition.services.results.rule_preview import Comparison, compare

Choices = Mapping[str, Sequence[str]]
SAMPLE_ENTRIES = 12
OF_EACH_TRACK, MOST_ENTRIES = 6, 60
SAMPLE_JUDGES = 7
MOST_SHEETS = 50_000
_SEED = "rule trial"


@dataclass(frozen=True, slots=True)
class Trial:
    """What rules would make of some marks, beside the rules in force.

    Attributes:
        is_sample: the marks are invented.
    """

    comparisons: Sequence[Comparison]
    is_sample: bool


def try_rules(
    gathered: Gathered, rules: RuleSet, tracks: Mapping[str, str], choices: Choices
) -> Trial:
    """Both rules on the locked stages; on invented marks while no stage is locked. No statement.

    Args:
        tracks: names by key, in order; invented entries are spread over them.
        choices: by attribute, what an invented entry may say; other attributes are numbers.
    Raises:
        Refusal: what `calculate` refuses; ``trial.large`` (limit) for more invented sheets.
    """
    found = compare(gathered, rules)
    if found:
        return Trial(found, is_sample=False)
    return Trial(compare(with_samples(gathered, rules, tracks, choices), rules), is_sample=True)


def with_samples(
    gathered: Gathered, rules: RuleSet, tracks: Mapping[str, str], choices: Choices
) -> Gathered:
    """The competition with invented entries and marks: the same ones for the same rules."""
    count = min(MOST_ENTRIES, max(SAMPLE_ENTRIES, OF_EACH_TRACK * len(tracks)))
    invented = invent_entries(count, seed=_SEED, members=range(1, 4))
    named = named_attributes(rules.document) | named_attributes(gathered.rules.document)
    entries, names = [], {}
    for number, one in enumerate(invented):
        key = entry_key(number)
        entries.append(Entry(key, _attributes(number, {*named, TRACK}, choices)))
        shown = tracks.get(entries[-1].attributes.get(TRACK, ""), "")
        names[key] = EntryName(number, "", one.title, one.unit, None, shown)
    groups = sorted(named_groups(rules.document)) or [""]
    panel = range(1, SAMPLE_JUDGES * len(groups) + 1)
    judges = {judge_key(number): str(number) for number in panel}
    facts_of_judges = tuple(
        Judge(key, {GROUP: groups[number % len(groups)]}) for number, key in enumerate(judges)
    )
    parts = rules.stages.values()
    sheets = [sheet for part in parts for sheet in _sheets(part, entries, facts_of_judges)]
    every = frozenset(entry.id for entry in entries)
    return replace(
        gathered,
        facts=Facts(tuple(entries), facts_of_judges, tuple(sheets)),
        taking_part=dict.fromkeys(rules.stages, every),
        entries=names,
        judges=judges,
        track_names=gathered.track_names | dict(tracks),
        unlocked=frozenset(),
    )


def _attributes(number: int, named: Collection[str], choices: Choices) -> dict[str, str]:
    """What invented entry `number` says: choices in turn, three entries to a unit."""
    told = {key: values[number % len(values)] for key, values in choices.items() if values}
    told[UNIT] = f"u{number // 3}"
    numbers = {key: str(10 + number) for key in named if key not in choices}
    return {key: value for key, value in {**numbers, **told}.items() if key in named}


def _sheets(part: Part, entries: Sequence[Entry], judges: Sequence[Judge]) -> list[Sheet]:
    """A sheet of every judge for every entry, and for every member of further dimensions."""
    if not part.criteria:
        return []
    marked = due_to(part, Facts((), tuple(judges)))
    random = Random(f"{_SEED} {part.key}")
    axes = list(part.dimensions)
    due = [part.dimensions[axis] or ("1", "2", "3") for axis in axes]
    if len(entries) * len(judges) * prod(map(len, due)) > MOST_SHEETS:
        raise Refusal("trial.large", limit=MOST_SHEETS)
    members = list(product(*due))
    order = list(range(len(entries)))
    random.shuffle(order)
    return [
        Sheet(
            part.key,
            entry.id,
            judge.id,
            _marks(marked(judge.id), invent_quality(place, len(entries)), random),
            at=dict(zip(axes, member, strict=True)),
        )
        for entry, place in zip(entries, order, strict=True)
        for judge in judges
        for member in members
    ]


def _marks(due: Sequence[Criterion], quality: int, random: Random) -> dict[str, int]:
    return {
        leaf.key: parse_mark(invent_mark(leaf.range, quality, random), leaf.range) for leaf in due
    }
