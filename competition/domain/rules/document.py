"""The rule document: one versioned JSON object for the whole of a competition."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from competition.domain.refusal import Refusal
from competition.domain.rounding import exact_text, power_of_ten
from competition.domain.rules.criteria import read_criteria
from competition.domain.rules.params import Params, is_name
from competition.domain.rules.part import MARKS, RESULT, Part
from competition.domain.rules.scope import Dimensions, Scope
from competition.domain.rules.shapes.rule_set import RULE_SET, SCHEMA
from competition.domain.rules.steps.kinds import KINDS
from competition.domain.rules.steps.rank import Rank
from competition.domain.sheet import Criterion, highest_total, total_scale


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
         "order": ["<stage key>", ...],
         "stages": {"<stage key>": {"criteria": [...], "steps": [...]}, ...},
         "final": {"steps": [...]}}

    `order` says in which order the stages follow each other, since the keys of a JSON object have
    none; without it they are taken as they stand.

    A stage whose marks have further dimensions names them with their members, or with an empty
    list where they are as the facts have them: `"dimensions": {"item": ["A", "B"]}`. With
    `"full_mark": "100"` the highest total of its criteria must be that.

    Args:
        dimensions: what the competition has; names are checked against it.
    Raises:
        Refusal: a code of "rules.*" or "criteria.*" with the `path` of the fault.
    """
    params = Params(document, "", [RULE_SET])
    if params.raw("schema") != SCHEMA or document["schema"] is True:
        raise Refusal("rules.schema", path="schema", schema=document["schema"])
    known = dimensions or Dimensions()
    stages = _read_stages(params.inner("stages"), known, _read_order(params))
    final = None
    if "final" in params:
        final = Scope(RESULT, (), known, stages)
        inner = params.inner("final")
        _read_steps(inner, final)
        inner.close()
    params.close()
    parts = {
        key: Part(key, scope.criteria, tuple(scope.steps), scope.further)
        for key, scope in stages.items()
    }
    return RuleSet(document, parts, Part(RESULT, (), tuple(final.steps)) if final else None)


def _read_order(params: Params) -> list[str]:
    """The stage keys in the order in which the stages follow each other."""
    stages = list(params.inner("stages"))
    if "order" not in params:
        return stages
    order = [str(key) for key in params.sequence("order")]
    if sorted(order) != sorted(stages):
        raise Refusal("rules.order", path=params.at("order"))
    return order


def _read_stages(params: Params, dimensions: Dimensions, order: list[str]) -> dict[str, Scope]:
    stages: dict[str, Scope] = {}
    for key in order:
        if dimensions.stages is not None and key not in dimensions.stages:
            raise Refusal("rules.stage_unknown", path=params.at(key), stage=key)
        if key in (RESULT, MARKS) or not is_name(key):
            raise Refusal("rules.not_name", path=params.at(key), name=key)
        inner = params.inner(key)
        further = _read_dimensions(inner)
        stages[key] = Scope(key, _read_criteria(inner), dimensions, dict(stages), further=further)
        _read_steps(inner, stages[key])
        inner.close()
    if not stages:
        raise Refusal("rules.empty", path=params.path)
    return stages


def _read_dimensions(params: Params) -> dict[str, tuple[str, ...]]:
    """Further dimensions of the marks of a stage, by name, with the members that are due."""
    if "dimensions" not in params:
        return {}
    inner = params.inner("dimensions")
    found: dict[str, tuple[str, ...]] = {}
    for axis in inner:
        members = [str(member) for member in inner.sequence(axis, least=0)]
        if members != inner.raw(axis) or not all(member.strip() for member in members):
            raise Refusal("rules.not_text", path=inner.at(axis))
        if axis in ("entry", "judge", "criterion") or not is_name(axis):
            raise Refusal("rules.not_name", path=inner.at(axis), name=axis)
        if len(set(members)) < len(members):
            raise Refusal("rules.member_twice", path=inner.at(axis))
        found[axis] = tuple(members)
    return found


def _read_criteria(params: Params) -> tuple[Criterion, ...]:
    """The criteria; refused when their highest total is not the full mark that is named."""
    criteria = read_criteria(params)
    full = params.optional_decimal("full_mark")
    highest = Fraction(highest_total(criteria), power_of_ten(total_scale(criteria)))
    if full is not None and highest != full:
        raise Refusal(
            "criteria.full_mark",
            path=params.at("full_mark"),
            full=exact_text(full.numerator, full.denominator),
            total=exact_text(highest.numerator, highest.denominator),
        )
    return criteria


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
