"""What a step may refer to while the rule document is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from competition.domain.refusal import Refusal
from competition.domain.rules.params import Params
from competition.domain.rules.part import MARKS, RESULT, Step, marks_axes
from competition.domain.sheet import Criterion, leaf_weights

_CALLED_BY_KIND = ("rank", "select", "award", "bar")


@dataclass(frozen=True, slots=True)
class Dimensions:
    """What the competition has, as far as it is known when rules are checked.

    None means unknown: names of that kind are then taken as they come.
    """

    stages: tuple[str, ...] | None = None
    tracks: tuple[str, ...] | None = None
    attributes: tuple[str, ...] | None = None
    judges: tuple[str, ...] | None = None


@dataclass(slots=True)
class Scope:
    """The tables that exist so far in a part, and in the stages before it."""

    part: str
    criteria: tuple[Criterion, ...]
    dimensions: Dimensions
    stages: Mapping[str, "Scope"] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    last: str | None = None
    _axes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    further: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.criteria:
            self._axes[MARKS] = marks_axes(self.further)
            self.last = MARKS

    @property
    def is_final(self) -> bool:
        """Whether this is the part that combines the stages."""
        return self.part == RESULT

    def step_name(self, params: Params, kind: str) -> str:
        """The name that `as` gives the step, else its kind, with its position for tables.

        Decisions are recorded under the names of steps.
        """
        taken = {*self._axes, *(step.name for step in self.steps)}
        made = f"#{len(self.steps) + 1}.{kind}"
        if kind in _CALLED_BY_KIND and kind not in taken:
            made = kind
        name = params.name("as", made)
        if name in taken:
            raise Refusal("rules.name_twice", path=params.at("as"), name=name)
        return name

    def source(self, params: Params) -> tuple[str, tuple[str, ...]]:
        """The table a step works on: the one named by `from`, else the one before it."""
        name = params.optional_text("from") or self.last
        if name is None:
            raise Refusal("rules.no_table", path=params.path)
        return name, self.axes_of(name, params.at("from"))

    def axes_of(self, name: str, path: str) -> tuple[str, ...]:
        """The axes of a table; "stage.table" names one of a stage."""
        scope, local = self._home(name)
        if scope is None or local not in scope._axes:
            raise Refusal("rules.table_unknown", path=path, table=name)
        return scope._axes[local]

    def maker(self, name: str) -> Step | None:
        """The step that makes a table; None for the marks."""
        scope, local = self._home(name)
        return next((s for s in scope.steps if s.name == local), None) if scope else None

    def leaf_names(self) -> list[str]:
        """The criteria that are marked in this part."""
        return list(leaf_weights(self.criteria))

    def add(self, step: Step) -> None:
        """Let later steps refer to what this one makes."""
        self.steps.append(step)
        if step.makes is not None:
            self._axes[step.name] = step.makes
            self.last = step.name

    def add_aside(self, step: Step) -> None:
        """Add a step that the rules imply; it is not what the next step works on."""
        self.steps.append(step)
        if step.makes is not None:
            self._axes[step.name] = step.makes

    def has_table(self, name: str) -> bool:
        """Whether this part makes a table of that name."""
        return name in self._axes

    def group_attribute(self, params: Params, default: str | None = None) -> str | None:
        """The attribute named by `per`, checked against the competition's dimensions."""
        per = params.optional_text("per") or default
        known = self.dimensions.attributes
        if per is not None and known is not None and per not in known:
            raise Refusal("rules.attribute_unknown", path=params.at("per"), attribute=per)
        return per

    def known_attribute(self, params: Params, key: str) -> str:
        """The attribute of entries named under `key`, checked against the dimensions."""
        attribute = params.text(key)
        known = self.dimensions.attributes
        if known is not None and attribute not in known:
            raise Refusal("rules.attribute_unknown", path=params.at(key), attribute=attribute)
        return attribute

    def check_groups(self, params: Params, key: str, per: str | None, names: list[str]) -> None:
        """Refuse names of tracks that the competition has not."""
        if per is None:
            raise Refusal("rules.groups_without_per", path=params.at(key))
        if per == "track" and self.dimensions.tracks is not None:
            for name in names:
                if name not in self.dimensions.tracks:
                    raise Refusal("rules.track_unknown", path=params.at(key), track=name)
            for track in self.dimensions.tracks:
                if track not in names:
                    raise Refusal("rules.track_left_out", path=params.at(key), track=track)

    def _home(self, name: str) -> tuple["Scope | None", str]:
        if name in self._axes:
            return self, name
        stage, _, local = name.partition(".")
        return (self.stages.get(stage), local) if local else (self, name)
