"""Which steps look at one entry at a time, so that what is said of one touches no other."""

from competition.domain.rules.part import Step
from competition.domain.rules.steps.adjust import Adjust
from competition.domain.rules.steps.award import Award
from competition.domain.rules.steps.bar import Bar
from competition.domain.rules.steps.check import Check
from competition.domain.rules.steps.combine import Combine
from competition.domain.rules.steps.gather import Gather
from competition.domain.rules.steps.map import Map
from competition.domain.rules.steps.map_field import BestOfField, Places, ShareOfTotal
from competition.domain.rules.steps.rank import Rank
from competition.domain.rules.steps.reduce import Reduce
from competition.domain.rules.steps.reduce_params import Method
from competition.domain.rules.steps.round import Round
from competition.domain.rules.steps.select import Select
from competition.domain.rules.steps.sub_scores import SubScore
from competition.domain.rules.steps.veto import Veto

_ALONE = (Adjust, Award, Bar, Check, Combine, Gather, Rank, Round, Select, SubScore)
_FIELD = (BestOfField, Places, ShareOfTotal)


def looks_at_one_entry(step: Step) -> bool:
    """Whether the figures that a step makes for an entry depend on nothing but the entry's own."""
    if isinstance(step, Reduce):
        return step.method is not Method.RANK_SUM
    if isinstance(step, Map):
        return not isinstance(step.change, _FIELD)
    if isinstance(step, Veto):
        return not step.whom.through
    return isinstance(step, _ALONE)
