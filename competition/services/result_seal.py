"""What is signed of a result version, and whether a stored one is still what was signed."""

from dataclasses import dataclass
from typing import Any

from competition.domain.canonical import canonical_json, digest
from competition.models import ResultVersion
from competition.services.signing import sign, verify


@dataclass(frozen=True, slots=True)
class ResultCheck:
    """What checking a stored result version found.

    Args:
        facts, outcome: the stored document still has the stored digest.
        signature: this installation's key signed these digests; None while unsigned.
    """

    facts: bool
    outcome: bool
    signature: bool | None

    @property
    def holds(self) -> bool:
        """Whether nothing that can be checked fails."""
        return self.facts and self.outcome and self.signature is not False


def sign_result(result: ResultVersion) -> None:
    """Put the installation's signature under a result version."""
    result.signature, result.signing_key = sign(result_content(result))


def check_result(result: ResultVersion) -> ResultCheck:
    """Compute the digests again and verify the signature. Changes nothing."""
    return ResultCheck(
        facts=digest(result.facts) == result.facts_digest,
        outcome=digest(result.outcome) == result.outcome_digest,
        signature=verify(result_content(result), result.signature, result.signing_key)
        if result.signature
        else None,
    )


def result_content(result: ResultVersion) -> bytes:
    """The bytes that are signed."""
    return canonical_json(signed_part(result))


def signed_part(result: ResultVersion) -> dict[str, Any]:
    """What is signed: which result, its digests, the head of the record then."""
    return {
        "competition": result.competition_id,
        "stage": result.stage_id,
        "version": result.version,
        "facts": result.facts_digest,
        "outcome": result.outcome_digest,
        "audit_head": result.audit_head or "",
    }
