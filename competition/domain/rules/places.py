"""What `select` and `award` share: the groups to fill, and how many places each has."""

from collections.abc import Mapping
from fractions import Fraction

from competition.domain.refusal import Refusal
from competition.domain.rules.keys import Direction, Key
from competition.domain.rules.params import Params
from competition.domain.rules.part import Run
from competition.domain.rules.scope import Scope
from competition.domain.rules.steps.rank import Rank

Quota = int | Mapping[str, int]


def ranking_step(params: Params, scope: Scope) -> Rank:
    """The rank before this step.

    Raises:
        Refusal: "rules.rank_first" without one.
    """
    for step in scope.steps:
        if isinstance(step, Rank):
            return step
    raise Refusal("rules.rank_first", path=params.path)


def read_per(params: Params, scope: Scope, rank: Rank) -> str | None:
    """The attribute that places are counted by; as in the rank unless named.

    Raises:
        Refusal: "rules.per_differs" when ranks were given apart by another attribute, since
            places of different tracks cannot be compared.
    """
    per = scope.group_attribute(params, rank.per)
    if rank.per is not None and per != rank.per:
        raise Refusal("rules.per_differs", path=params.at("per"), rank=rank.per)
    return per


def read_quota(params: Params, key: str, scope: Scope, per: str | None) -> Quota:
    """A number of places for each group, or one number by group."""
    value = params.raw(key)
    if not isinstance(value, dict):
        return params.integer(key)
    inner = params.inner(key)
    scope.check_groups(params, key, per, list(inner))
    return {group: inner.integer(group) for group in inner}


def places_of(quota: Quota, group: str) -> int:
    """The places of one group; a group that the rules do not name has none."""
    return quota if isinstance(quota, int) else quota.get(group, 0)


def groups_in_order(run: Run, per: str | None) -> dict[str, list[list[str]]]:
    """The tied groups of the ranking, apart by `per`."""
    if per is None:
        return {"": run.ranking.groups.get("", [])}
    split: dict[str, list[list[str]]] = {}
    for group, members in run.grouped(run.entries, per).items():
        wanted = set(members)
        tied = [
            [entry for entry in one if entry in wanted]
            for ranked in run.ranking.groups.values()
            for one in ranked
        ]
        split[group] = [one for one in tied if one]
    return split


def places_in_group(run: Run, per: str | None) -> Mapping[str, int]:
    """By ranked entry, its place among those of its own group, also where the ranks are common."""
    key = ("places in group", per)
    if key not in run.remembered:
        found: dict[str, int] = {}
        for tied in groups_in_order(run, per).values():
            ahead = 0
            for one in tied:
                found.update(dict.fromkeys(one, ahead + 1))
                ahead += len(one)
        run.remembered[key] = found
    places: Mapping[str, int] = run.remembered[key]
    return places


def reaching(run: Run, key: Key, groups: list[list[str]], line: Fraction | None) -> list[list[str]]:
    """The tied groups whose published figure reaches `line`."""
    if line is None:
        return groups
    return [group for group in groups if reaches(published_value(run, key, group[0]), key, line)]


def reaches(figure: Fraction, key: Key, line: Fraction) -> bool:
    """Whether a figure is at least `line`, or at most where the lower comes first."""
    return figure >= line if key.direction is Direction.DESC else figure <= line


def published_value(run: Run, key: Key, entry: str) -> Fraction:
    """The figure that is published for an entry, whatever digits it is ranked by."""
    table = run.table(key.named).published()
    return table.value(table.by_entry[entry])
