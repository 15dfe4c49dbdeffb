"""A published result as one document that a stranger checks and recomputes, without a database.

It holds the rules, the facts under pseudonyms, the outcome that was published, their digests, what
was signed, the signature and the public key. Identities are bound by commitments only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from competition.domain.canonical import digest
from competition.domain.refusal import Refusal
from competition.domain.rules import Evaluation, RuleSet, parse_rule_set
from competition.domain.rules.engine import Calculation, CarryOut, calculate
from competition.domain.rules.facts import Facts
from competition.domain.rules.part import RESULT

SCHEMA = 1
NEEDED = ("rules", "facts", "outcome", "signed", "signature", "public_key")


@dataclass(frozen=True, slots=True)
class Difference:
    """Where what was published and what comes out differ first: a path, and both values."""

    path: str
    published: object
    recomputed: object


@dataclass(frozen=True, slots=True)
class BundleReport:
    """What checking a bundle without a key found.

    Args:
        digests: names of the digests that do not fit: ``rules``, ``facts``, ``outcome``.
        difference: where the recomputed outcome differs first, or None.
    """

    digests: tuple[str, ...]
    difference: Difference | None

    @property
    def holds(self) -> bool:
        """Whether every digest fits and the outcome comes out again."""
        return not self.digests and self.difference is None


def check_bundle(bundle: Mapping[str, Any]) -> BundleReport:
    """Compute digests and outcome again.

    Args:
        bundle: as `services.results.bundle.result_bundle` makes it.
    Raises:
        Refusal: ``bundle.schema`` for another version, ``bundle.shape`` (missing) for a document
            that lacks something, ``bundle.broken`` (problem) for one whose inner shape is another,
            and those of rules and facts.
    """
    if bundle.get("schema") != SCHEMA:
        raise Refusal("bundle.schema", schema=bundle.get("schema"))
    missing = [name for name in NEEDED if name not in bundle]
    if missing:
        raise Refusal("bundle.shape", missing=missing[0])
    try:
        claimed = {"rules": bundle["facts"]["rules"], **bundle["signed"]}
        found = {name: digest(bundle[name]) for name in ("rules", "facts", "outcome")}
        wrong = tuple(name for name, value in found.items() if claimed[name] != value)
        return BundleReport(wrong, first_difference(bundle["outcome"], recomputed(bundle)))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise Refusal("bundle.broken", problem=str(error)) from error


def recomputed(bundle: Mapping[str, Any]) -> dict[str, Any]:
    """The outcome that the rules of a bundle give on its facts, in the stored shape."""
    stored = bundle["facts"]
    taking_part = {key: frozenset(names) for key, names in stored["taking_part"].items()}
    facts, part = Facts.from_json(stored["facts"]), bundle["outcome"]["part"]
    parts = calculate_parts(parse_rule_set(bundle["rules"]), facts, taking_part, part)
    return outcome_json(part, parts)


def outcome_json(part: str, calculations: Mapping[str, Calculation]) -> dict[str, Any]:
    """What is kept and digested of an outcome: the part asked for, every evaluation on the way."""
    return {
        "part": part,
        "evaluations": {key: one.evaluation.to_json() for key, one in calculations.items()},
    }


def parts_before(rules: RuleSet, wanted: str) -> list[str]:
    """The stages that a part is built on, itself included where it is one."""
    keys = list(rules.stages)
    return keys[: keys.index(wanted) + 1] if wanted in rules.stages else keys


def calculate_parts(
    rules: RuleSet,
    facts: Facts,
    taking_part: Mapping[str, frozenset[str]],
    wanted: str,
    carry_out: CarryOut = calculate,
) -> dict[str, Calculation]:
    """Carry out every part up to the one wanted, each stage on the entries that take part in it."""
    calculations: dict[str, Calculation] = {}
    given: dict[str, Evaluation] = {}
    for key in parts_before(rules, wanted):
        present = facts.only(taking_part.get(key, frozenset()))
        calculations[key] = carry_out(rules.stages[key], present, given)
        given[key] = calculations[key].evaluation
    if wanted == RESULT and rules.final is not None:
        calculations[RESULT] = carry_out(rules.final, facts, given)
    return calculations


def first_difference(published: Any, found: Any, path: str = "") -> Difference | None:
    """Where two JSON values differ first, keys in order; None when they are equal."""
    if isinstance(published, dict) and isinstance(found, dict):
        for key in sorted({*published, *found}):
            inner = f"{path}.{key}" if path else key
            if key not in published or key not in found:
                return Difference(inner, published.get(key), found.get(key))
            difference = first_difference(published[key], found[key], inner)
            if difference:
                return difference
        return None
    if isinstance(published, list) and isinstance(found, list) and len(published) == len(found):
        for place, (one, other) in enumerate(zip(published, found, strict=True)):
            difference = first_difference(one, other, f"{path}[{place}]")
            if difference:
                return difference
        return None
    return None if published == found else Difference(path, published, found)
