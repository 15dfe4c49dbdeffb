"""Carrying out rules on facts. Every channel calls these functions and no others."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from competition.domain.marks import State, format_mark
from competition.domain.refusal import Refusal
from competition.domain.rules.document import RuleSet
from competition.domain.rules.due import due_to, names_markers
from competition.domain.rules.evaluation import Evaluation
from competition.domain.rules.facts import Facts, check_entries
from competition.domain.rules.marks_table import marks_table
from competition.domain.rules.part import MARKS, RESULT, Part, Run
from competition.domain.rules.steps.rank import Rank

Given = Mapping[str, Evaluation]
CarryOut = Callable[[Part, Facts, Given | None], "Calculation"]
"""A way to carry a part out: `calculate`, or another that gives the same."""


@dataclass(frozen=True, slots=True)
class Calculation:
    """A part carried out on facts: its evaluation, and the derivation of any entry."""

    evaluation: Evaluation
    _run: Run

    @property
    def run(self) -> Run:
        """The pass over the facts, with every table; for reading only."""
        return self._run

    def knows(self, entry: str) -> bool:
        """Whether an entry (or team) takes part here."""
        return entry in self._run.by_id

    def derive(self, entry: str) -> dict[str, object]:
        """How an entry came to its score, rank and award: JSON values, codes, no sentences.

        Raises:
            Refusal: "facts.unknown_entry".
        """
        if entry not in self._run.by_id:
            raise Refusal("facts.unknown_entry", entry=entry)
        steps = [told for step in self._run.part.steps for told in step.explain(self._run, entry)]
        return {
            "schema": 1,
            "part": self._run.part.key,
            "entry": entry,
            "sheets": _sheets(self._run, entry),
            "flags": list(self.evaluation.flags.get(entry, ())),
            "steps": steps,
        }


def calculate(part: Part, facts: Facts, given: Given | None = None) -> Calculation:
    """Carry a part out, keeping what derivations need.

    Args:
        facts: entries to rank; of the sheets only those of the part's stage count.
        given: by stage key, the evaluations that the final part refers to.
    Raises:
        Refusal: "facts.*" for facts that contradict themselves or the rules,
            "rules.table_absent" when an evaluation is lacking.
    """
    run = begun(part, facts, given)
    for step in part.steps:
        step.run(run)
    return ended(run)


def begun(part: Part, facts: Facts, given: Given | None = None) -> Run:
    """A run of a part before its first step.

    Raises:
        Refusal: "facts.*" for facts that contradict themselves or the rules.
    """
    check_entries(facts)
    tables = {
        f"{stage}.{name}": table
        for stage, evaluation in (given or {}).items()
        for name, table in evaluation.tables.items()
    }
    run = Run(part, facts, tables, facts.entries)
    if part.criteria:
        run.tables[MARKS] = marks_table(part, facts)
    return run


def ended(run: Run) -> Calculation:
    """What came of a run after its last step."""
    return Calculation(_evaluation(run), run)


def evaluate(part: Part, facts: Facts, given: Given | None = None) -> Evaluation:
    """The outcome of a part on facts; see `calculate`."""
    return calculate(part, facts, given).evaluation


def derive(part: Part, facts: Facts, entry: str, given: Given | None = None) -> dict[str, object]:
    """The derivation of one entry; see `Calculation.derive`."""
    return calculate(part, facts, given).derive(entry)


def calculate_all(
    rules: RuleSet, facts: Facts, carry_out: CarryOut = calculate
) -> dict[str, Calculation]:
    """Carry every part out, stage by stage, then the final part, by part key.

    A stage with a `select` step passes on those it admitted; the final part sees all entries
    and the tables of all stages. Where rules say who marks what, a stage is a period, in which
    only those take part who have a sheet there.
    """
    done: dict[str, Calculation] = {}
    going_on = facts
    given: dict[str, Evaluation] = {}
    for key, part in rules.stages.items():
        done[key] = carry_out(part, _in_period(part, going_on), given)
        given[key] = done[key].evaluation
        admitted = given[key].admitted
        if admitted is not None:
            going_on = going_on.only(frozenset(admitted))
    if rules.final:
        done[RESULT] = carry_out(rules.final, facts, given)
    return done


def _in_period(part: Part, facts: Facts) -> Facts:
    """The facts about those who take part in a period; all of them where the stage is none."""
    if not names_markers(part):
        return facts
    return facts.only(frozenset(one.entry for one in facts.sheets if one.stage == part.key))


def _sheets(run: Run, entry: str) -> list[dict[str, object]]:
    """The marks of one entry as they were given, sheet by sheet; a gap shows its state.

    A criterion that is not due on a sheet is not shown there, nor a sheet on which none is.
    """
    told: list[dict[str, object]] = []
    due = due_to(run.part, run.facts)
    for sheet in run.facts.sheets:
        if sheet.stage != run.part.key or sheet.entry != entry:
            continue
        marks: dict[str, dict[str, str]] = {}
        for leaf in due(sheet.judge):
            key, state = leaf.key, sheet.state
            if state is State.SCORED and key not in sheet.marks:
                state = sheet.missing.get(key, State.BLANK)
            marks[key] = {"state": state.value}
            if state is State.SCORED:
                marks[key]["text"] = format_mark(sheet.marks[key], leaf.range.scale)
        if not marks:
            continue
        where = {"at": dict(sorted(sheet.at.items()))} if sheet.at else {}
        told.append({"judge": sheet.judge, "state": sheet.state.value, "marks": marks, **where})
    return sorted(told, key=lambda one: (str(one.get("at", "")), str(one["judge"])))


def _evaluation(run: Run) -> Evaluation:
    rank = next(step for step in run.part.steps if isinstance(step, Rank))
    own = {step.name for step in run.part.steps if step.makes is not None}
    score = rank.keys[0].named
    kept = {name: table for name, table in run.tables.items() if name in own or name == score}
    return Evaluation(
        run.part.key,
        score,
        kept,
        tuple(run.ranking.standings),
        None if run.cuts is None else tuple(run.cuts),
        tuple(run.awards),
        tuple(run.tiers),
        dict(sorted(run.barred.items())),
        run.blocks,
        run.flags,
        tuple(run.deviations),
        tuple(run.ratios),
    )
