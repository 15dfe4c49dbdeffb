"""What becomes of a place whose award was revoked after the ranking."""

from collections.abc import Mapping
from enum import StrEnum

from competition.domain.rules.evaluation import Award, Deviation
from competition.domain.rules.part import Run


class Backfill(StrEnum):
    """CHAIN moves everyone after up, tier by tier (依次递补). LAST leaves the tiers as they are
    and gives the next in line the last tier (末位递补). VACANT leaves the place empty."""

    CHAIN = "chain"
    LAST = "last"
    VACANT = "vacant"


def revoked(run: Run, step: str) -> dict[str, str]:
    """By entry, the reason for which its award was revoked on record."""
    return {
        entry: decision.reason
        for decision in run.facts.decisions
        if (decision.part, decision.step, decision.kind) == (run.part.key, step, "revoke")
        for entry in decision.chosen
    }


def emptied(run: Run, step: str) -> frozenset[str]:
    """Entries whose place stays empty by the decision itself, whatever the rules say.

    A revoking decision says so by naming the tier.
    """
    return frozenset(
        entry
        for decision in run.facts.decisions
        if (decision.part, decision.step, decision.kind) == (run.part.key, step, "revoke")
        and decision.tier
        for entry in decision.chosen
    )


def note_moves(run: Run, without: Mapping[str, str], before: list[Award]) -> None:
    """Record who lost an award and who moved up, against the awards without revocation."""
    held = {award.entry: award for award in before}
    for entry in sorted(without):
        if entry in held:
            award = held[entry]
            values: dict[str, str | int] = {"reason": without[entry]}
            run.deviations.append(Deviation("REVOKED", award.tier, award.group, entry, values))
    for award in run.awards:
        earlier = held[award.entry].tier if award.entry in held else ""
        if award.tier != earlier:
            moved = Deviation("BACKFILLED", award.tier, award.group, award.entry, {"from": earlier})
            run.deviations.append(moved)
