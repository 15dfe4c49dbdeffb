"""Giving the tiers of an award from the top, group by group."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from competition.domain.rules.award_rules import AwardRules, Barred, Unused
from competition.domain.rules.backfill import Backfill, emptied
from competition.domain.rules.boundary import Filled, fill
from competition.domain.rules.caps import Allowed, Claim, Over, allow, note_capped
from competition.domain.rules.evaluation import Award, Deviation, TierOutcome
from competition.domain.rules.gap import fill_level
from competition.domain.rules.part import Run
from competition.domain.rules.places import groups_in_order
from competition.domain.rules.tiers import Tier


@dataclass(slots=True)
class _Group:
    """One group on its way through the tiers.

    Attributes:
        open: tied groups without an award yet, in order.
        carried: places that the next tier has more or fewer than its quota.
        waiting: undecided entries ahead of the next tier.
        quotas, used: under a gap rule, places of the tiers so far, and how many are gone.
        last: under a gap rule, the last winner.
    """

    key: str
    open: list[list[str]]
    carried: int = 0
    waiting: int = 0
    quotas: int = 0
    used: int = 0
    last: str = ""


def solve(
    run: Run, rules: AwardRules, without: Collection[str], passed: Collection[str] = ()
) -> None:
    """Give the awards; those of the entries in `without` are revoked afterwards, and those in
    `passed` get none."""
    empty = emptied(run, rules.name) if without else frozenset()
    for key, tied in groups_in_order(run, rules.per).items():
        moving = set(without) - empty if rules.backfill is Backfill.CHAIN else set()
        out = set(passed) | moving
        if rules.barred is Barred.SKIP:
            out |= run.barred.keys()
        able = [[entry for entry in one if entry not in out] for one in tied]
        group = _Group(key, [one for one in able if one])
        for tier in rules.tiers:
            if rules.gap and not tier.is_open:
                _fill_level(run, rules, group, tier)
            else:
                _fill(run, rules, group, tier)
        _take_back(run, rules, group, without, empty)


def _fill(run: Run, rules: AwardRules, group: _Group, tier: Tier) -> None:
    """Award a tier by places."""
    able = tier.able(run, rules.key, rules.per, group.key, group.open)
    quota = tier.places(run, rules.name, rules.per, group.key)
    places = sum(map(len, able)) if quota is None else max(0, quota + group.carried)
    withheld = min(places, _withheld(run, rules.name, tier.key, group.key))
    ahead = min(group.waiting, places - withheld)
    free = places - withheld - ahead
    filled, allowed = _filled(run, rules, group, tier, able, free)
    given = _give(run, rules, group, tier, filled)
    undecided = filled.open_places + allowed.open_places
    if quota is not None:
        group.carried = _carried(rules, quota + group.carried, free, filled, allowed)
        waiting = len(filled.pending) + sum(len(tied) for tied, _ in allowed.pending)
        group.waiting += waiting - undecided - ahead
    run.tiers.append(
        TierOutcome(
            tier.key,
            group.key,
            quota,
            None if quota is None else places,
            given,
            vacant=0 if quota is None else max(0, places - ahead - given - undecided),
            boundary=filled.decided_by,
            tied=filled.tied,
        )
    )


def _filled(
    run: Run, rules: AwardRules, group: _Group, tier: Tier, able: list[list[str]], free: int
) -> tuple[Filled, Allowed]:
    """Who gets the free places of a tier, and who stands back; the group goes on without them."""
    claim = Claim(tier.key, group.key, able, free)
    allowed = allow(run, rules.name, rules.caps, rules.boundary, claim)
    note_capped(run, tier.key, group.key, allowed.aside)
    for tied, places in allowed.pending:
        run.block(rules.name, "TIE_AT_CAP", tied, tier=tier.key, group=group.key, places=places)
    left = free - allowed.open_places - allowed.vacant
    filled = fill(allowed.groups, left, rules.boundary, run, rules.name)
    gone = {*filled.taken, *filled.pending, *(e for one, _ in allowed.pending for e in one)}
    gone |= {entry for entry, cap in allowed.aside.items() if cap.over is not Over.NEXT}
    group.open = _still_open(group.open, filled.rest, gone)
    return filled, allowed


def _still_open(before: list[list[str]], rest: list[list[str]], gone: set[str]) -> list[list[str]]:
    """The tied groups without those who are gone; what a chain told apart stays apart."""
    told = {entry: one for one in rest for entry in one}
    after: list[list[str]] = []
    for tied in before:
        left = [entry for entry in tied if entry not in gone]
        parts = [one for one in rest if one[0] in left]
        aside = [entry for entry in left if entry not in told]
        if len(parts) == 1:
            after.append(sorted([*parts[0], *aside]))
        else:
            after += [*parts, *([aside] if aside else [])]
    return after


def _fill_level(run: Run, rules: AwardRules, group: _Group, tier: Tier) -> None:
    """Award a tier by the gap rule."""
    if rules.gap is None:
        return
    able = tier.able(run, rules.key, rules.per, group.key, group.open)
    quota = tier.places(run, rules.name, rules.per, group.key) or 0
    group.quotas += quota
    group.used += min(quota, _withheld(run, rules.name, tier.key, group.key))
    left = group.quotas - group.used
    is_last = tier == [one for one in rules.tiers if not one.is_open][-1]
    before = group.last if rules.gap.last and is_last and quota else ""
    filled = fill_level(run, rules.gap, rules.key, able, left, before if left <= 0 else "")
    given = _give(run, rules, group, tier, filled)
    group.used += len(filled.taken)
    group.last = filled.taken[-1] if filled.taken else group.last
    group.open = _still_open(group.open, filled.rest, set(filled.taken))
    if quota and left <= 0 and not filled.taken:
        run.deviations.append(Deviation("GAP_SKIPPED", tier.key, group.key, ""))
    vacant = max(0, left - given)
    run.tiers.append(TierOutcome(tier.key, group.key, quota, max(0, left), given, vacant))


def _give(run: Run, rules: AwardRules, group: _Group, tier: Tier, filled: Filled) -> int:
    """Note the awards, and the tie that waits for people; returns how many were given."""
    awarded = [entry for entry in filled.taken if entry not in run.barred]
    run.awards += [Award(entry, tier.key, group.key, filled.how[entry]) for entry in awarded]
    for entry in awarded:
        if filled.how[entry] == "gap":
            run.deviations.append(Deviation("GAP_LEVEL", tier.key, group.key, entry))
    if filled.pending:
        values = {"tier": tier.key, "group": group.key}
        run.block(rules.name, "TIE_AT_AWARD", filled.pending, places=filled.open_places, **values)
    return len(awarded)


def _carried(rules: AwardRules, wanted: int, places: int, filled: Filled, allowed: Allowed) -> int:
    """Places that the next tier has more (or fewer) than its quota."""
    debt = min(0, wanted)
    over = len(filled.taken) + allowed.open_places + allowed.vacant - places
    if over > 0 and rules.next_shrinks:
        return debt - over
    if over < 0 and rules.unused is Unused.PASS_DOWN:
        return debt - over - filled.open_places
    return debt


def _withheld(run: Run, step: str, tier: str, group: str) -> int:
    """How many places of a tier a recorded decision leaves vacant."""
    return sum(
        decision.places
        for decision in run.facts.decisions
        if (decision.part, decision.step, decision.kind) == (run.part.key, step, "vacate")
        and decision.tier == tier
        and decision.group in ("", group)
    )


def _take_back(
    run: Run,
    rules: AwardRules,
    group: _Group,
    without: Collection[str],
    empty: Collection[str],
) -> None:
    """Revoke awards that were given; fill the last tier up where the rules say so."""
    lost = [one for one in run.awards if one.group == group.key and one.entry in without]
    if not lost:
        return
    run.awards[:] = [award for award in run.awards if award not in lost]
    tiers = [award.tier for award in lost]
    for index, outcome in enumerate(run.tiers):
        if outcome.group == group.key:
            number = tiers.count(outcome.tier)
            run.tiers[index] = replace(
                outcome, given=outcome.given - number, vacant=outcome.vacant + number
            )
    limited = [tier for tier in rules.tiers if not tier.is_open]
    if rules.backfill is Backfill.LAST and limited:
        left = sum(award.entry not in empty for award in lost)
        _fill_last(run, rules, group, limited[-1], left)


def _fill_last(run: Run, rules: AwardRules, group: _Group, tier: Tier, number: int) -> None:
    """Give the next in line as many of the last tier as awards were revoked."""
    able = tier.able(run, rules.key, rules.per, group.key, group.open)
    filled, _ = _filled(run, rules, group, tier, able, number)
    given = _give(run, rules, group, tier, filled)
    for index, outcome in enumerate(run.tiers):
        if (outcome.tier, outcome.group) == (tier.key, group.key):
            own = min(given, outcome.vacant)
            run.tiers[index] = replace(
                outcome,
                places=(outcome.places or 0) + given - own,
                given=outcome.given + given,
                vacant=outcome.vacant - own,
            )
