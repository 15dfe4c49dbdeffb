"""Who may handle an objection: nobody who marked the entry, recorded the fact, or is tied to it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from competition.domain.conflicts import Barrier, PanelEntry, PanelJudge, barrier_between
from competition.domain.refusal import Refusal

LEAST, MOST = 2, 9


class Tie(StrEnum):
    """What keeps somebody from handling an objection."""

    OBJECTOR = "objector"
    MARKED = "marked"
    RECORDED = "recorded"
    RECUSED = "recused"
    OWN_ENTRY = "own_entry"
    SAME_ORGANISATION = "same_organisation"
    DECLARED_UNIT = "declared_unit"
    DECLARED_PERSON = "declared_person"


OF_BARRIER = {
    Barrier.OWN_ENTRY: Tie.OWN_ENTRY,
    Barrier.SAME_ORGANISATION: Tie.SAME_ORGANISATION,
    Barrier.DECLARED_UNIT: Tie.DECLARED_UNIT,
    Barrier.DECLARED_PERSON: Tie.DECLARED_PERSON,
    Barrier.RECUSED: Tie.RECUSED,
}
CODES = {
    Tie.OBJECTOR: "objection.tie_objector",
    Tie.MARKED: "objection.tie_marked",
    Tie.RECORDED: "objection.tie_recorded",
    Tie.RECUSED: "objection.tie_recused",
    Tie.OWN_ENTRY: "objection.tie_own_entry",
    Tie.SAME_ORGANISATION: "objection.tie_same_organisation",
    Tie.DECLARED_UNIT: "objection.tie_declared_unit",
    Tie.DECLARED_PERSON: "objection.tie_declared_person",
}


@dataclass(frozen=True, slots=True)
class Case:
    """What an objection touches. Persons are ids of human beings, whatever account they use.

    Args:
        entry: that it is against; None for the result as a whole.
        objectors: who raised it.
        markers: who handed in a sheet of the entry.
        recusers: who stood back from it.
        recorders: who recorded or verified a fact of the entry.
    """

    entry: PanelEntry | None = None
    objectors: frozenset[int] = field(default_factory=frozenset)
    markers: frozenset[int] = field(default_factory=frozenset)
    recusers: frozenset[int] = field(default_factory=frozenset)
    recorders: frozenset[int] = field(default_factory=frozenset)


def tie_between(handler: PanelJudge, case: Case) -> Tie | None:
    """What keeps a person from handling a case, the plainest first, or None."""
    for persons, found in (
        (case.objectors, Tie.OBJECTOR),
        (case.markers, Tie.MARKED),
        (case.recorders, Tie.RECORDED),
        (case.recusers, Tie.RECUSED),
    ):
        if handler.person in persons:
            return found
    barrier = barrier_between(handler, case.entry) if case.entry is not None else None
    return OF_BARRIER[barrier] if barrier is not None else None


def require_untied(name: str, tie: Tie | None) -> None:
    """Let somebody pass whom nothing keeps from the case.

    Raises:
        Refusal: ``objection.tie_*`` (name).
    """
    if tie is not None:
        raise Refusal(CODES[tie], name=name)


def require_panel(people: Sequence[tuple[str, Tie | None]], *, least: int) -> None:
    """Let a panel pass that is large enough and has no tie to the case.

    Args:
        people: name and tie of each handler.
    Raises:
        Refusal: ``objection.tie_*`` (name), ``objection.panel_size`` (least, most).
    """
    for name, tie in people:
        require_untied(name, tie)
    if not max(least, LEAST) <= len(people) <= MOST:
        raise Refusal("objection.panel_size", least=max(least, LEAST), most=MOST)
