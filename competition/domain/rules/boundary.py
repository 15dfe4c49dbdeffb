"""Filling a number of places from a ranking, and what a tie at the last place means."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from competition.domain.refusal import Refusal
from competition.domain.rules.keys import Key, read_keys, sorted_groups
from competition.domain.rules.params import Params
from competition.domain.rules.part import Run
from competition.domain.rules.scope import Scope


class Policy(StrEnum):
    """What happens when a tie straddles the last place.

    EXPAND takes all tied, SHRINK none of them, CHAIN compares further keys and falls back on
    another policy, COMMITTEE waits for a recorded decision.
    """

    EXPAND = "expand"
    SHRINK = "shrink"
    CHAIN = "chain"
    COMMITTEE = "committee"


@dataclass(frozen=True, slots=True)
class BoundaryRule:
    """A policy with its chain of keys and what decides when the chain does not."""

    policy: Policy
    chain: tuple[Key, ...] = ()
    then: Policy = Policy.COMMITTEE


@dataclass(slots=True)
class Filled:
    """Who got a place.

    Attributes:
        taken: those with a place, in order; `how` says by entry what gave it.
        rest: the tied groups after them, in order.
        pending: tied at the last place and undecided; they are neither in taken nor in rest.
        open_places: how many places the pending ones compete for.
        tied: the entries of the tie at the last place, if there was one.
        decided_by: the policy that resolved it, "" without a tie.
    """

    taken: list[str] = field(default_factory=list)
    how: dict[str, str] = field(default_factory=dict)
    rest: list[list[str]] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    open_places: int = 0
    tied: tuple[str, ...] = ()
    decided_by: str = ""


def read_boundary(params: Params, key: str, scope: Scope) -> BoundaryRule:
    """The policy under `key`, with `chain` and `then` for CHAIN.

    Raises:
        Refusal: "rules.chain_unused" when a chain stands with another policy,
            "rules.chain_then_chain".
    """
    policy = params.choice(key, Policy)
    if policy is not Policy.CHAIN:
        for other in ("chain", "then"):
            if other in params:
                raise Refusal("rules.chain_unused", path=params.at(other), policy=policy.value)
        return BoundaryRule(policy)
    then = params.choice("then", Policy, Policy.COMMITTEE)
    if then is Policy.CHAIN:
        raise Refusal("rules.chain_then_chain", path=params.at("then"))
    return BoundaryRule(policy, read_keys(params, "chain", scope), then)


def fill(
    groups: Sequence[list[str]], places: int, rule: BoundaryRule, run: Run, step: str
) -> Filled:
    """Give `places` places to tied groups in order."""
    filled = Filled()
    left = places
    for index, group in enumerate(groups):
        if left > 0 and len(group) > left:
            filled.rest = [*_resolve(filled, group, left, rule, run, step), *groups[index + 1 :]]
            return filled
        if left <= 0:
            filled.rest = list(groups[index:])
            return filled
        _take(filled, group, "quota")
        left -= len(group)
    return filled


def _resolve(
    filled: Filled, group: list[str], left: int, rule: BoundaryRule, run: Run, step: str
) -> list[list[str]]:
    """Settle a tie over the last places; returns those of it that come after."""
    filled.tied = filled.tied or tuple(sorted(group))
    filled.decided_by = rule.policy.value
    if rule.policy is Policy.EXPAND:
        _take(filled, group, "expand")
        return []
    if rule.policy is Policy.SHRINK:
        return [group]
    if rule.policy is Policy.CHAIN:
        return _by_chain(filled, group, left, rule, run, step)
    decision = run.decided(step, "choose", group)
    if decision and len(set(decision.chosen)) == left and set(decision.chosen) <= set(group):
        _take(filled, sorted(decision.chosen), "committee")
        return [sorted(set(group) - set(decision.chosen))]
    filled.pending, filled.open_places, filled.decided_by = sorted(group), left, "pending"
    return []


def _by_chain(
    filled: Filled, group: list[str], left: int, rule: BoundaryRule, run: Run, step: str
) -> list[list[str]]:
    parts = sorted_groups(group, rule.chain, run)
    for index, part in enumerate(parts):
        if left == 0:
            return parts[index:]
        if len(part) > left:
            after = _resolve(filled, part, left, BoundaryRule(rule.then), run, step)
            return [*after, *parts[index + 1 :]]
        _take(filled, part, "chain")
        left -= len(part)
    return []


def _take(filled: Filled, entries: Sequence[str], how: str) -> None:
    filled.taken += entries
    filled.how.update(dict.fromkeys(entries, how))
