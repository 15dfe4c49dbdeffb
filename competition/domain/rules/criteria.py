"""Reading the criteria of a stage from the rule document."""

from fractions import Fraction

from competition.domain.marks import MAX_SCALE, MarkRange
from competition.domain.refusal import Refusal
from competition.domain.rounding import exact_text, power_of_ten
from competition.domain.rules.params import Params
from competition.domain.sheet import Criterion, CriterionKind, Level, highest_total, span

MAX_DEPTH = 5


def read_criteria(params: Params, key: str = "criteria") -> tuple[Criterion, ...]:
    """The tree of criteria under a key, keys unique across it; none where nothing is marked.

    Raises:
        Refusal: "criteria.twice", "criteria.too_deep", "criteria.range_empty",
            "criteria.max_off_step" (the highest mark lies not on the step),
            "criteria.not_at_scale", "criteria.level_range", "criteria.level_off_step" (a level
            begins or ends between two steps), "criteria.weight_zero", "rules.member_twice" (a
            group that marks it twice), and those of `Params`.
    """
    criteria = tuple(_read(item, depth=1) for item in params.items(key, least=0))
    seen: set[str] = set()
    for criterion in _every(criteria):
        if criterion.key in seen:
            raise Refusal("criteria.twice", path=params.at(key), key=criterion.key)
        seen.add(criterion.key)
    highest_total(criteria)
    return criteria


def _read(params: Params, depth: int) -> Criterion:
    if depth > MAX_DEPTH:
        raise Refusal("criteria.too_deep", path=params.path, limit=MAX_DEPTH)
    key = params.name("key")
    name = params.text("name", key)
    weight = params.decimal("weight", Fraction(1))
    if weight < 0:
        raise Refusal("rules.negative", path=params.at("weight"))
    if weight == 0:
        raise Refusal("criteria.weight_zero", path=params.at("weight"))
    hint = params.text("hint", "")
    kind = params.choice("kind", CriterionKind, CriterionKind.JUDGEMENT)
    if "children" in params:
        children = tuple(_read(item, depth + 1) for item in params.items("children"))
        params.close()
        return Criterion(key, name, span(children), weight, kind, hint, (), children)
    marks = _range(params)
    levels = tuple(
        _level(item, marks) for item in (params.items("levels") if "levels" in params else ())
    )
    marked_by = _marked_by(params)
    params.close()
    return Criterion(key, name, marks, weight, kind, hint, levels, marked_by=marked_by)


def _marked_by(params: Params) -> tuple[str, ...]:
    """The groups of judges whose sheets hold the criterion."""
    if "marked_by" not in params:
        return ()
    groups = tuple(params.sequence("marked_by", least=0))
    if not all(isinstance(group, str) and group.strip() for group in groups):
        raise Refusal("rules.not_text", path=params.at("marked_by"))
    if len(set(groups)) < len(groups):
        raise Refusal("rules.member_twice", path=params.at("marked_by"))
    return tuple(str(group) for group in groups)


def _range(params: Params) -> MarkRange:
    scale = params.integer("scale", _scale(params), high=MAX_SCALE)
    if scale > MAX_SCALE:
        raise Refusal("criteria.not_at_scale", path=params.at("step"), scale=MAX_SCALE)
    low, high, step = (
        _at_scale(params, key, scale, default)
        for key, default in (("min", Fraction(0)), ("max", None), ("step", Fraction(1, 10**scale)))
    )
    if step <= 0 or low >= high:
        raise Refusal("criteria.range_empty", path=params.path)
    if (high - low) % step:
        raise Refusal("criteria.max_off_step", path=params.path)
    return MarkRange(scale, low, high, step)


def _scale(params: Params) -> int:
    """Decimals of the step, the scale of a criterion that names none."""
    step = params.raw("step") if "step" in params else 1
    return len(str(step).partition(".")[2])


def _at_scale(params: Params, key: str, scale: int, default: Fraction | None) -> int:
    value = params.decimal(key, default) * power_of_ten(scale)
    if value.denominator != 1:
        raise Refusal("criteria.not_at_scale", path=params.at(key), scale=scale)
    return value.numerator


def _level(params: Params, marks: MarkRange) -> Level:
    low = _at_scale(params, "min", marks.scale, None)
    high = _at_scale(params, "max", marks.scale, None)
    if not marks.low <= low <= high <= marks.high:
        raise Refusal("criteria.level_range", path=params.path)
    level = Level(params.text("name"), low, high, params.text("text", ""))
    if (low - marks.low) % marks.step or (high - marks.low) % marks.step:
        step = exact_text(marks.step, power_of_ten(marks.scale))
        raise Refusal("criteria.level_off_step", path=params.path, level=level.name, step=step)
    params.close()
    return level


def _every(criteria: tuple[Criterion, ...]) -> list[Criterion]:
    found = []
    for criterion in criteria:
        found += [criterion, *_every(criterion.children)]
    return found
