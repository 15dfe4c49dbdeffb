"""Replacing winners so that the ratios are kept: the fewest, and for the best placed that fit."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from competition.domain.rules.award_rules import AwardRules
from competition.domain.rules.best_winners import Candidate, Change, TooMany, best_winners
from competition.domain.rules.evaluation import Award, Deviation
from competition.domain.rules.part import Run
from competition.domain.rules.places import groups_in_order

Solve = Callable[[Run, Collection[str]], None]


def keep_ratios(run: Run, rules: AwardRules, revoked: Collection[str], solve: Solve) -> None:
    """Replace winners where the ratios of the rules are not kept and can be.

    Args:
        revoked: entries whose award is taken back, which are no candidates.
        solve: gives the awards anew, passing some entries over.
    """
    unkept = [
        bound.name
        for bound in rules.composition
        if not bound.ratio(run, [award.entry for award in run.awards]).is_kept
    ]
    if not unkept or any(block.step == rules.name for block in run.blocks):
        return
    candidates = _candidates(run, rules, revoked)
    chosen = _choose(run, rules, candidates)
    if chosen is None:
        return
    passed = {one.entry for one in candidates} - chosen
    trial = replace(run, awards=[], tiers=[], deviations=[], _blocks={})
    solve(trial, passed)
    if trial.blocks or {award.entry for award in trial.awards} != chosen:
        run.block(rules.name, "RATIOS_UNSOLVED", ())
        return
    before = list(run.awards)
    run.awards[:], run.tiers[:] = trial.awards, trial.tiers
    run.deviations[:] = trial.deviations
    _note(run, before, candidates, ", ".join(unkept))


def _candidates(run: Run, rules: AwardRules, revoked: Collection[str]) -> list[Candidate]:
    """Everyone who could have an award: ranked, not barred, good enough for some tier."""
    winners = {award.entry for award in run.awards}
    out = run.barred.keys() | set(revoked)
    by = next((cap.by for cap in rules.caps if not cap.tiers), "")
    found = []
    for group, tied in groups_in_order(run, rules.per).items():
        able = {
            entry
            for tier in rules.tiers
            for one in tier.able(run, rules.key, rules.per, group, tied)
            for entry in one
        }
        place = 0
        for one in tied:
            for entry in sorted(able.intersection(one) - out):
                unit = run.by_id[entry].attributes.get(by, "")
                counted = tuple(bound.has(run, entry) for bound in rules.composition)
                found.append(Candidate(entry, group, unit, place, counted, entry in winners))
            place += 2 * len(one)
    return found


def _choose(run: Run, rules: AwardRules, candidates: Sequence[Candidate]) -> frozenset[str] | None:
    """The winners; None, with the reason noted, while there is no choice or several alike."""
    winners = [one.entry for one in candidates if one.wins]
    ratios = [bound.ratio(run, winners) for bound in rules.composition]
    changes = [Change(ratio.limit - ratio.count, ratio.is_least) for ratio in ratios]
    wide = [cap for cap in rules.caps if not cap.tiers]
    most = min((cap.most for cap in wide if cap.by == wide[0].by), default=None)
    while True:
        try:
            found = best_winners(candidates, changes, most)
        except TooMany:
            run.block(rules.name, "RATIOS_UNSOLVED", ())
            return None
        if found is None:
            run.block(rules.name, "RATIOS_UNATTAINABLE", ())
            return None
        if not found.alike:
            return found.chosen
        places = len(found.chosen.intersection(found.alike))
        decision = run.decided(rules.name, "choose", found.alike)
        if decision is None or len(set(decision.chosen) & set(found.alike)) != places:
            run.block(rules.name, "TIE_IN_RATIOS", found.alike, places=places)
            return None
        candidates = [
            replace(one, place=one.place - 1) if one.entry in decision.chosen else one
            for one in candidates
        ]


def _note(run: Run, before: Sequence[Award], candidates: Sequence[Candidate], bounds: str) -> None:
    """Record who lost an award, who rose, who changed the tier, and who was passed over."""
    held = {award.entry: award for award in before}
    won = {award.entry: award for award in run.awards}
    lowest: dict[str, int] = {}
    for one in candidates:
        if one.entry in won and one.entry not in held:
            lowest[one.group] = max(one.place, lowest.get(one.group, 0))
    for one in candidates:
        old, new = held.get(one.entry), won.get(one.entry)
        tier = new.tier if new else old.tier if old else ""
        values: dict[str, str | int] = {"bounds": bounds}
        code = ""
        if old and not new:
            code = "RATIO_OUT"
        elif new and not old:
            code = "RATIO_IN"
        elif old and new and old.tier != new.tier:
            code, values["from"] = "RATIO_MOVED", old.tier
        elif not old and not new and one.place < lowest.get(one.group, 0):
            code = "RATIO_PASSED"
        if code:
            run.deviations.append(Deviation(code, tier, one.group, one.entry, values))
