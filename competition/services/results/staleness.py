"""Whether a computed version still says what the rows say, before two persons put it in force."""

from typing import Any

from sqlalchemy.orm import Session

from competition.domain.canonical import digest
from competition.domain.refusal import Refusal
from competition.models import ResultVersion
from competition.services.results.compute import stored_facts, stored_outcome
from competition.services.results.gather import gather
from competition.services.results.gathered import Gathered
from competition.services.results.outcome import Outcome, look_at
from competition.services.results.pseudonyms import hidden_outcome, identities_of

Identities = dict[str, dict[str, dict[str, Any]]]


def require_fresh(session: Session, result: ResultVersion) -> None:
    """Let a version pass whose facts and outcome come out of the rows again.

    Raises:
        Refusal: ``result.stale``.
    """
    if is_stale(session, result, gather(session, result.competition_id)):
        raise Refusal("result.stale")


def is_stale(session: Session, result: ResultVersion, gathered: Gathered) -> bool:
    """Whether anything it was made from has changed since: marks, entries, names, decisions, rules.

    Facts and outcome are taken again under the version's own pseudonyms and salts; published
    results of earlier stages must still agree with them. At most one statement.

    Args:
        gathered: of the competition as it is now.
    """
    try:
        outcome = look_at(session, result.competition_id, gathered, result.stage)
    except Refusal:
        return True
    known = _known_by(outcome, result.identities)
    if known is None or outcome.blocks:
        return True
    hidden = hidden_outcome(outcome, known)
    return (
        digest(stored_facts(hidden, known)) != result.facts_digest
        or digest(stored_outcome(hidden)) != result.outcome_digest
    )


def _known_by(outcome: Outcome, stored: Identities) -> Identities | None:
    """The stored pseudonyms with what they stand for now; None when others are meant."""
    current = identities_of(outcome)
    if current.keys() != stored.keys():
        return None
    for group, identities in current.items():
        if set(identities) != {_key(name, value) for name, value in stored[group].items()}:
            return None
    return {
        group: {
            name: {**value, "identity": current[group][_key(name, value)]}
            for name, value in stored[group].items()
        }
        for group in current
    }


def _key(name: str, value: dict[str, Any]) -> str:
    """The id in facts of what a pseudonym stands for."""
    return f"{name[0].lower()}{value['id']}"
