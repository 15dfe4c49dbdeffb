"""A published result version as one document to hand out; see `domain.bundle`."""

from typing import Any

from sqlalchemy.orm import Session

from competition.domain.bundle import SCHEMA
from competition.domain.refusal import Refusal
from competition.domain.result_states import PUBLISHED
from competition.models import Competition, ResultVersion, RuleSet, Stage
from competition.services.result_seal import signed_part
from competition.services.signing import public_keys


def result_bundle(session: Session, result: ResultVersion) -> dict[str, Any]:
    """Everything that recomputing and verifying a published version needs; it names nobody.

    Raises:
        Refusal: ``bundle.unpublished`` while nobody has approved it.
    """
    if result.state not in PUBLISHED:
        raise Refusal("bundle.unpublished")
    competition = session.get_one(Competition, result.competition_id)
    stage = session.get(Stage, result.stage_id) if result.stage_id else None
    return {
        "schema": SCHEMA,
        "title": {
            "competition": competition.name,
            "edition": competition.edition,
            "stage": stage.name if stage else "",
            "version": result.version,
        },
        "rules": session.get_one(RuleSet, result.rule_set_id).document,
        "facts": result.facts,
        "outcome": result.outcome,
        "signed": signed_part(result),
        "signature": {"key": result.signing_key, "value": result.signature},
        "public_key": public_keys().get(result.signing_key, ""),
    }
