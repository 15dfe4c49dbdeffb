"""The criteria of a scoring stage; each change of them is a new version of the rules."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from competition.domain.refusal import Refusal
from competition.domain.rule_choices.rubric import Line, criteria_of, lines_of
from competition.models import Competition, Stage, database
from competition.services.principal import Principal
from competition.services.results.rule_changes import change_rules
from competition.services.setup.rules import current_rule_set
from competition.services.setup.seen import stamp

Document = Mapping[str, Any]


def rubric_lines(document: Document, stage_key: str) -> list[Line]:
    """The criteria of a stage in a rule document.

    Raises:
        Refusal: ``criteria.not_list``.
    """
    return lines_of(document["stages"].get(stage_key, {}).get("criteria", []))


def put_criterion(
    actor: Principal,
    stage: Stage,
    criterion: Mapping[str, Any],
    *,
    group: str,
    key: str | None,
    reason: str = "",
    seen: str | None = None,
    later: bool = False,
) -> int | None:
    """Change the criterion named `key`, or add one at the end where it is None.

    Args:
        criterion: as the rule document writes it, without its key.
        group: name of the group it stands in; "" for none.
        reason: why; required once the rubric is frozen.
        seen: stamp of the rule document that the page showed.
        later: whether the periods after this one change alike, as far as they have the criterion
            and nobody has scored in them.
    Returns:
        the id of a proposal where the rubric is frozen, else None.
    Raises:
        Refusal: ``criterion.unknown``, ``criterion.name_taken``, ``criteria.*``, those of
            `change_rules`.
    """

    def change(lines: list[Line]) -> list[Line]:
        name = key or _new_key(lines)
        if any(
            line.criterion["name"] == criterion["name"] and line.criterion["key"] != name
            for line in lines
        ):
            raise Refusal("criterion.name_taken", name=criterion["name"])
        new = Line(" ".join(group.split()), {"key": name, **criterion})
        if key is None:
            return [*lines, new]
        lines[_position(lines, key)] = new
        return lines

    also = _later(stage, key) if later else ()
    return _change(actor, stage, change, reason, seen, also)


def move_criterion(actor: Principal, stage: Stage, key: str, *, up: bool) -> None:
    """Let a criterion change places with its neighbour.

    Raises:
        Refusal: as `put_criterion`.
    """

    def change(lines: list[Line]) -> list[Line]:
        here = _position(lines, key)
        there = here - 1 if up else here + 1
        if 0 <= there < len(lines):
            lines[here], lines[there] = lines[there], lines[here]
        return lines

    _change(actor, stage, change)


def remove_criterion(actor: Principal, stage: Stage, key: str) -> None:
    """Take a criterion out of the rubric.

    Raises:
        Refusal: as `put_criterion`; ``criterion.last`` for the only one, ``criterion.in_ties``
            when ties are decided by it.
    """

    def change(lines: list[Line]) -> list[Line]:
        del lines[_position(lines, key)]
        if not lines:
            raise Refusal("criterion.last")
        return lines

    try:
        _change(actor, stage, change)
    except Refusal as refusal:
        if refusal.code == "rules.criterion_unknown":
            raise Refusal("criterion.in_ties") from refusal
        raise


def _change(
    actor: Principal,
    stage: Stage,
    change: Callable[[list[Line]], list[Line]],
    reason: str = "",
    seen: str | None = None,
    also: Sequence[str] = (),
) -> int | None:
    row = current_rule_set(database.session, stage.competition_id)
    if row is None:
        raise Refusal("rules.absent")
    document = row.document
    stages = dict(document["stages"])
    if stage.key not in stages:
        raise Refusal("rules.stage_left_out", stage=stage.name)
    for key in (stage.key, *also):
        criteria = criteria_of(change(rubric_lines(document, key)), stages[key]["criteria"])
        stages[key] = {**stages[key], "criteria": criteria}
    competition = database.session.get_one(Competition, stage.competition_id)
    return change_rules(
        actor,
        competition,
        {**document, "stages": stages},
        reason=reason,
        seen=seen or stamp(document),
    )


def _later(stage: Stage, key: str | None) -> list[str]:
    """The periods after a stage whose rubric may change and has the criterion, if one is named."""
    row = current_rule_set(database.session, stage.competition_id)
    rows = database.session.scalars(
        select(Stage)
        .where(
            Stage.competition_id == stage.competition_id,
            Stage.position > stage.position,
            Stage.period_from.is_not(None),
            Stage.rubric_frozen_at.is_(None),
        )
        .order_by(Stage.position)
    )
    found = [one.key for one in rows if one.sheets and row and one.key in row.document["stages"]]
    if row is None or key is None:
        return found
    return [one for one in found if key in _keys(rubric_lines(row.document, one))]


def _keys(lines: list[Line]) -> set[str]:
    return {line.criterion["key"] for line in lines}


def _position(lines: list[Line], key: str) -> int:
    for position, line in enumerate(lines):
        if line.criterion["key"] == key:
            return position
    raise Refusal("criterion.unknown")


def _new_key(lines: list[Line]) -> str:
    taken = _keys(lines)
    return next(key for n in range(1, 1000) if (key := f"criterion_{n}") not in taken)
