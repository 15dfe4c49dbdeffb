"""Why an entry has its tier, and why none above it."""

from competition.domain.rounding import exact_text
from competition.domain.rules.award_rules import AwardRules
from competition.domain.rules.evaluation import Award, TierOutcome
from competition.domain.rules.part import Run
from competition.domain.rules.places import published_value, reaches
from competition.domain.rules.tiers import Tier

_RATIO = ("RATIO_OUT", "RATIO_PASSED")


def told_award(run: Run, rules: AwardRules, entry: str) -> dict[str, object]:
    """The award of a ranked entry as codes and values."""
    given = next((award for award in run.awards if award.entry == entry), None)
    group = run.group_of(entry, rules.per)
    ties = [t for t in run.tiers if t.group == group and entry in t.tied]
    tier = next((tier for tier in rules.tiers if given and tier.key == given.tier), None)
    told: dict[str, object] = {
        "group": group,
        "tier": tier.key if tier else None,
        "name": tier.name if tier else None,
        "how": given.how if given else _reason(run, rules, entry, ties),
        "line": exact_text(tier.line.numerator, tier.line.denominator)
        if tier and tier.line is not None
        else None,
        "ties": [{"tier": t.tier, "tied": list(t.tied), "boundary": t.boundary} for t in ties],
        "higher": _higher(run, rules, entry, given),
    }
    own = [d for d in run.deviations if d.entry == entry]
    if own:
        told["deviations"] = [
            {"code": d.code, "tier": d.tier, "values": dict(d.values)} for d in own
        ]
    return told


def _reason(run: Run, rules: AwardRules, entry: str, ties: list[TierOutcome]) -> str:
    if entry in run.barred:
        return "barred"
    codes = {deviation.code for deviation in run.deviations if deviation.entry == entry}
    if "REVOKED" in codes:
        return "revoked"
    if codes.intersection(_RATIO):
        return "ratio"
    if any(outcome.boundary == "pending" for outcome in ties):
        return "pending"
    if all(_is_below(run, rules, tier, entry) for tier in rules.tiers):
        return "below_line"
    return "capped" if "CAPPED" in codes else "quota"


def _higher(
    run: Run, rules: AwardRules, entry: str, given: Award | None
) -> list[dict[str, object]]:
    """Tier by tier from the top, why the entry has not got that one."""
    group = run.group_of(entry, rules.per)
    told: list[dict[str, object]] = []
    for tier in rules.tiers:
        if given and tier.key == given.tier:
            break
        outcome = next((t for t in run.tiers if (t.tier, t.group) == (tier.key, group)), None)
        if outcome is not None:
            told.append({"tier": tier.key, "name": tier.name, **_why(run, rules, entry, outcome)})
    return told


def _why(run: Run, rules: AwardRules, entry: str, outcome: TierOutcome) -> dict[str, object]:
    """Why an entry has not got a tier, with the numbers that show it."""
    tier = next(one for one in rules.tiers if one.key == outcome.tier)
    of_tier = [d for d in run.deviations if (d.tier, d.group) == (tier.key, outcome.group)]
    if entry in run.barred:
        return {"reason": "barred"}
    for deviation in of_tier:
        if deviation.entry == entry and deviation.code in ("CAPPED", "REVOKED"):
            return {**deviation.values, "reason": deviation.code.lower()}
    if any(d.entry == entry and d.code in _RATIO for d in run.deviations):
        return {"reason": "ratio"}
    if tier.line is not None and _is_below(run, rules, tier, entry):
        line = exact_text(tier.line.numerator, tier.line.denominator)
        return {"reason": "below_line", "line": line}
    if entry in outcome.tied and outcome.boundary in ("pending", "shrink"):
        return {"reason": outcome.boundary}
    if any(deviation.code == "GAP_SKIPPED" for deviation in of_tier):
        return {"reason": "gap"}
    if outcome.places is None:
        return {"reason": "beyond_share"}
    return {"reason": "full", "places": outcome.places, "given": outcome.given}


def _is_below(run: Run, rules: AwardRules, tier: Tier, entry: str) -> bool:
    figure = published_value(run, rules.key, entry)
    return tier.line is not None and not reaches(figure, rules.key, tier.line)
