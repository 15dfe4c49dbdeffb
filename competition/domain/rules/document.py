"""The rule document: one versioned JSON object for the whole of a competition."""

from collections.abc import Mapping
from dataclasses import dataclass

from competition.domain.refusal import Refusal
from competition.domain.rules.criteria import read_criteria
from competition.domain.rules.params import Params, is_name
from competition.domain.rules.part import MARKS, RESULT, Part
from competition.domain.rules.scope import Dimensions, Scope
from competition.domain.rules.steps import KINDS
from competition.domain.rules.steps.rank import Rank

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class RuleSet:
    """How marks become ranks and awards in one competition.

    Attributes:
        document: the JSON object it was read from, as it is stored and shown.
        stages: by stage key, in the order of the document.
        final: the part that combines the stages; None where a single stage ranks and awards.
    """

    document: Mapping[str, object]
    stages: Mapping[str, Part]
    final: Part | None

    def part(self, key: str) -> Part:
        """The part of a stage, or the final one under "result".

        Raises:
            Refusal: "rules.part_unknown".
        """
        part = self.final if key == RESULT else self.stages.get(key)
        if part is None:
            raise Refusal("rules.part_unknown", part=key)
        return part

    @property
    def last(self) -> Part:
        """The part whose result is the result of the competition."""
        return self.final or list(self.stages.values())[-1]


def parse_rule_set(document: Mapping[str, object], dimensions: Dimensions | None = None) -> RuleSet:
    """Read and check a rule document:

        {"schema": 1,
         "stages": {"<stage key>": {"criteria": [...], "steps": [...]}, ...},
         "final": {"steps": [...]}}

    Args:
        dimensions: what the competition has; names are checked against it.
    Raises:
        Refusal: a code of "rules.*" or "criteria.*" with the `path` of the fault.
    """
    params = Params(document, "")
    if params.raw("schema") != SCHEMA:
        raise Refusal("rules.schema", path="schema", schema=document["schema"])
    known = dimensions or Dimensions()
    stages = _read_stages(params.inner("stages"), known)
    final = None
    if "final" in params:
        final = Scope(RESULT, (), known, stages)
        inner = params.inner("final")
        _read_steps(inner, final)
        inner.close()
    params.close()
    parts = {key: Part(key, scope.criteria, tuple(scope.steps)) for key, scope in stages.items()}
    return RuleSet(document, parts, Part(RESULT, (), tuple(final.steps)) if final else None)


def _read_stages(params: Params, dimensions: Dimensions) -> dict[str, Scope]:
    stages: dict[str, Scope] = {}
    for key in params:
        if dimensions.stages is not None and key not in dimensions.stages:
            raise Refusal("rules.stage_unknown", path=params.at(key), stage=key)
        if key in (RESULT, MARKS) or not is_name(key):
            raise Refusal("rules.not_name", path=params.at(key), name=key)
        inner = params.inner(key)
        stages[key] = Scope(key, read_criteria(inner), dimensions, dict(stages))
        _read_steps(inner, stages[key])
        inner.close()
    if not stages:
        raise Refusal("rules.empty", path=params.path)
    return stages


def _read_steps(params: Params, scope: Scope) -> None:
    for item in params.items("steps"):
        kinds = [key for key in item if key in KINDS]
        if len(kinds) != 1:
            raise Refusal("rules.step_kind", path=item.path, known=", ".join(KINDS))
        step = KINDS[kinds[0]](item, scope)
        item.close()
        scope.add(step)
    if not any(isinstance(step, Rank) for step in scope.steps):
        raise Refusal("rules.rank_missing", path=params.at("steps"))
