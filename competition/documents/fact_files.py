"""Facts written out as a folder of CSV files; see docs/facts.md."""

from collections.abc import Iterator, Mapping, Sequence

from competition.documents.fact_tables import LAYOUTS, axes_of
from competition.documents.tables.values import Column
from competition.documents.tables.write import Table, csv_bytes
from competition.domain.marks import State, format_mark
from competition.domain.rules import Decision, Event, Facts, RuleSet, Sheet
from competition.domain.sheet import leaves

_SCORED = State.SCORED.value


def facts_folder(facts: Facts, rules: RuleSet) -> dict[str, bytes]:
    """The CSV files that say these facts, by file name; tables without rows are left out.

    Raises:
        Refusal: "cell.unwritable" for a text that a cell cannot hold.
    """
    axes = axes_of(rules)
    written = {
        "entries": _with_attributes(
            ("id", "state"), [((e.id, e.state.value), e.attributes) for e in facts.entries]
        ),
        "judges": _with_attributes(("id",), [((j.id,), j.attributes) for j in facts.judges]),
        "marks": (
            ("stage", "entry", "judge", *axes, "criterion", "value", "state"),
            list(_marks(facts, rules, axes)),
        ),
        "items": _with_attributes(
            ("id", "axis", "stage", "entry"),
            [((i.id, i.axis, i.stage, i.entry), i.attributes) for i in facts.items],
        ),
        "events": _events(facts.events, axes),
        "decisions": (tuple(LAYOUTS["decisions"].columns), [*map(_decision, facts.decisions)]),
    }
    return {
        f"{name}.csv": csv_bytes(Table(name, [Column(h, h) for h in heads], rows))
        for name, (heads, rows) in written.items()
        if rows or name == "marks"
    }


def _with_attributes(
    heads: tuple[str, ...], rows: Sequence[tuple[tuple[str, ...], Mapping[str, str]]]
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    names = sorted({name for _, attributes in rows for name in attributes})
    listed = [(*own, *(attributes.get(n, "") for n in names)) for own, attributes in rows]
    return (*heads, *names), listed


def _marks(facts: Facts, rules: RuleSet, axes: Sequence[str]) -> Iterator[tuple[str, ...]]:
    scales = {
        (key, leaf.key): leaf.range.scale
        for key, part in rules.stages.items()
        for leaf in leaves(part.criteria)
    }
    for sheet in facts.sheets:
        where = (sheet.stage, sheet.entry, sheet.judge, *(sheet.at.get(axis, "") for axis in axes))
        if _is_without_marks(sheet):
            state = State.BLANK if sheet.state is State.SCORED else sheet.state
            yield (*where, "", "", state.value)
            continue
        for key, mark in sheet.marks.items():
            yield (*where, key, format_mark(mark, scales[sheet.stage, key]), _SCORED)
        for key, gap in sheet.missing.items():
            yield (*where, key, "", gap.value)


def _is_without_marks(sheet: Sheet) -> bool:
    return sheet.state is not State.SCORED or not (sheet.marks or sheet.missing)


def _events(
    events: Sequence[Event], axes: Sequence[str]
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    heads = tuple(LAYOUTS["events"].columns)
    listed = [
        (*(str(getattr(event, head)) for head in heads), *(event.at.get(a, "") for a in axes))
        for event in events
    ]
    return (*heads, *axes), listed


def _decision(decision: Decision) -> tuple[str, ...]:
    return (
        decision.part,
        decision.step,
        decision.kind,
        "\n".join(decision.chosen),
        "\n".join(decision.among),
        decision.reason,
        decision.reference,
        decision.tier,
        decision.group,
        str(decision.places) if decision.places else "",
    )
