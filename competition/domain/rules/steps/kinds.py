"""The kinds of steps. A new kind is one file and one line here."""

from collections.abc import Callable

from competition.domain.rules.params import Params
from competition.domain.rules.part import Step
from competition.domain.rules.scope import Scope
from competition.domain.rules.steps.adjust import Adjust
from competition.domain.rules.steps.award import Award
from competition.domain.rules.steps.bar import Bar, Ground
from competition.domain.rules.steps.calibrate import Calibrate
from competition.domain.rules.steps.check import Check
from competition.domain.rules.steps.combine import Combine
from competition.domain.rules.steps.gather import Gather
from competition.domain.rules.steps.map import Map
from competition.domain.rules.steps.rank import Rank
from competition.domain.rules.steps.reduce import Reduce
from competition.domain.rules.steps.round import Round
from competition.domain.rules.steps.select import Select
from competition.domain.rules.steps.team import Team
from competition.domain.rules.steps.veto import Veto


def _bar(params: Params, scope: Scope) -> Step:
    """By decision, by attribute, by figure, or by events."""
    by_event = params.raw("bar") == Ground.EVENT
    return Veto.read(params, scope) if by_event else Bar.read(params, scope)


def _combine(params: Params, scope: Scope) -> Step:
    """Weights by table, or a list of tables that count alike."""
    weighted = isinstance(params.raw("combine"), dict)
    return Combine.read(params, scope) if weighted else Gather.read(params, scope)


KINDS: dict[str, Callable[[Params, Scope], Step]] = {
    "reduce": Reduce.read,
    "map": Map.read,
    "adjust": Adjust.read,
    "calibrate": Calibrate.read,
    "round": Round.read,
    "check": Check.read,
    "bar": _bar,
    "combine": _combine,
    "select": Select.read,
    "team": Team.read,
    "rank": Rank.read,
    "award": Award.read,
}
