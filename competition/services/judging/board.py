"""The judging board: who has scored what, never which marks."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import and_, select

from competition.domain.refusal import Refusal
from competition.domain.rules import parse_rule_set
from competition.domain.rules.steps.reduce import Reduce
from competition.domain.rules.steps.reduce_params import JUDGE
from competition.models import (
    Assignment,
    Entry,
    Judge,
    Panel,
    PanelJudge,
    RuleSet,
    ScoreDraft,
    ScoreSheetVersion,
    Stage,
    StageEntry,
    database,
)
from competition.services.audit import record
from competition.services.notifications import notify
from competition.services.principal import Principal
from competition.services.runtime import now

SOON = timedelta(hours=24)
DUE = frozenset({"done", "draft", "none"})


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One judge on one panel.

    Attributes:
        states: by entry of the panel: done, draft, none, recused, absent, or empty where the judge
            is not assigned.
        done, due: sheets submitted and expected.
        is_late: far behind the others, or unfinished when the stage is about to close.
    """

    judge_id: int
    name: str
    account_id: int
    states: tuple[str, ...]
    done: int
    due: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class BoardPanel:
    """One panel; `full` says by entry whether it has reached the quorum of sheets."""

    id: int
    name: str
    entries: tuple[str, ...]
    rows: tuple[BoardRow, ...]
    full: tuple[bool, ...]
    done: int
    due: int


@dataclass(frozen=True, slots=True)
class Board:
    """A stage's panels and totals; `quorum` is 1 where the rules name none."""

    panels: tuple[BoardPanel, ...]
    quorum: int
    done: int
    due: int
    drafts: int
    recused: int
    absent: int

    @property
    def late(self) -> tuple[BoardRow, ...]:
        """Each late judge once, those with the least done first."""
        rows: dict[int, BoardRow] = {}
        for panel in self.panels:
            for row in panel.rows:
                if row.is_late:
                    rows.setdefault(row.judge_id, row)
        return tuple(sorted(rows.values(), key=lambda row: (row.done - row.due, row.name)))


def read_board(stage: Stage) -> Board:
    """Who has scored what in a stage. Five statements whatever its size."""
    session = database.session
    panels = session.execute(
        select(Panel.id, Panel.name).where(Panel.stage_id == stage.id).order_by(Panel.position)
    ).all()
    seats = _seats(stage.id)
    entries = _places(stage.id)
    cells = _cells(stage.id)
    for panel_id, judges in _guests(cells, seats).items():
        seats[panel_id].extend(judges)
    states = [cell.state for cell in cells.values()]
    done, due = states.count("done"), sum(state in DUE for state in states)
    ending = stage.closes_at is not None and now() > stage.closes_at - SOON
    quorum = quorum_of(stage)
    return Board(
        panels=tuple(
            _panel(panel, seats[panel.id], entries[panel.id], cells, quorum, (done, due, ending))
            for panel in panels
        ),
        quorum=quorum,
        done=done,
        due=due,
        drafts=states.count("draft"),
        recused=states.count("recused"),
        absent=states.count("absent"),
    )


def quorum_of(stage: Stage) -> int:
    """How many sheets the rules in force ask for each entry of this stage; 1 without a rule."""
    document = database.session.scalar(
        select(RuleSet.document).where(
            RuleSet.competition_id == stage.competition_id, RuleSet.is_current
        )
    )
    part = parse_rule_set(document).stages.get(stage.key) if document else None
    quorums = [
        step.quorum
        for step in (part.steps if part else ())
        if isinstance(step, Reduce) and step.axis == JUDGE
    ]
    return max(quorums, default=1)


def nudge(actor: Principal, stage: Stage, judge_ids: Collection[int]) -> int:
    """Remind judges who have something left to score in an open stage.

    Returns:
        How many were told.
    Raises:
        Refusal: ``nudge.nobody`` when none of them has; ``stage.not_open``.
    """
    if stage.state != "open":
        raise Refusal("stage.not_open")
    left: dict[int, int] = defaultdict(int)
    accounts: dict[int, int] = {}
    wanted = set(judge_ids)
    for panel in read_board(stage).panels:
        for row in panel.rows:
            if row.judge_id in wanted and row.done < row.due:
                left[row.judge_id] += row.due - row.done
                accounts[row.judge_id] = row.account_id
    if not left:
        raise Refusal("nudge.nobody")
    name, competition_id, stage_id = stage.name, stage.competition_id, stage.id
    with database.writing() as session:
        for judge_id, count in left.items():
            notify(
                session,
                [accounts[judge_id]],
                "judging.nudge",
                {"stage": name, "left": count},
                competition_id=competition_id,
                path=f"/judge/?stage={stage_id}",
            )
        record(
            session,
            actor,
            "judging.nudge",
            f"stage:{stage_id}",
            competition_id=competition_id,
            detail={"judges": sorted(left)},
        )
    return len(left)


@dataclass(frozen=True, slots=True)
class _Cell:
    """One assignment: its state on the board and whose it is."""

    state: str
    panel_id: int | None
    name: str
    account_id: int


def _cells(stage_id: int) -> dict[tuple[int, int], _Cell]:
    rows = database.session.execute(
        select(
            Assignment.judge_id,
            Assignment.entry_id,
            Assignment.panel_id,
            Assignment.state,
            Judge.name,
            Judge.account_id,
            ScoreSheetVersion.id.label("sheet"),
            ScoreDraft.revision,
        )
        .join(Judge, Judge.id == Assignment.judge_id)
        .outerjoin(
            ScoreSheetVersion,
            and_(ScoreSheetVersion.assignment_id == Assignment.id, ScoreSheetVersion.is_current),
        )
        .outerjoin(ScoreDraft, ScoreDraft.assignment_id == Assignment.id)
        .where(Assignment.stage_id == stage_id)
        .order_by(Assignment.id)
    )
    return {
        (row.judge_id, row.entry_id): _Cell(
            _cell_state(row.state, row.sheet is not None, row.revision is not None),
            row.panel_id,
            row.name,
            row.account_id,
        )
        for row in rows
    }


def _seats(stage_id: int) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in database.session.execute(
        select(PanelJudge.panel_id, Judge.id, Judge.name, Judge.account_id)
        .join(Judge, Judge.id == PanelJudge.judge_id)
        .join(Panel, Panel.id == PanelJudge.panel_id)
        .where(Panel.stage_id == stage_id)
        .order_by(PanelJudge.seat)
    ):
        found[row.panel_id].append(row)
    return found


def _places(stage_id: int) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in database.session.execute(
        select(StageEntry.panel_id, StageEntry.entry_id, StageEntry.blind_code, Entry.number)
        .join(Entry, Entry.id == StageEntry.entry_id)
        .where(StageEntry.stage_id == stage_id, StageEntry.panel_id.is_not(None))
        .order_by(StageEntry.draw_order)
    ):
        found[row.panel_id or 0].append(row)
    return found


def _cell_state(state: str, submitted: bool, drafted: bool) -> str:
    if state in ("recused", "absent"):
        return state
    if submitted:
        return "done"
    if state == "replaced":
        return ""
    return "draft" if drafted else "none"


@dataclass(frozen=True, slots=True)
class _Guest:
    """A judge who scores in a panel without a seat: replaced, or assigned by hand."""

    id: int
    name: str
    account_id: int


def _guests(
    cells: dict[tuple[int, int], _Cell], seats: dict[int, list[Any]]
) -> dict[int, list[_Guest]]:
    seated = {(panel, judge.id) for panel, judges in seats.items() for judge in judges}
    found: dict[int, dict[int, _Guest]] = defaultdict(dict)
    for (judge_id, _), cell in cells.items():
        if cell.panel_id is not None and cell.state and (cell.panel_id, judge_id) not in seated:
            found[cell.panel_id][judge_id] = _Guest(judge_id, cell.name, cell.account_id)
    return {panel: list(guests.values()) for panel, guests in found.items()}


def _panel(
    panel: Any,
    judges: Sequence[Any],
    entries: Sequence[Any],
    cells: dict[tuple[int, int], _Cell],
    quorum: int,
    overall: tuple[int, int, bool],
) -> BoardPanel:
    rows = []
    for judge in judges:
        states = tuple(
            cell.state if (cell := cells.get((judge.id, entry.entry_id))) else ""
            for entry in entries
        )
        done, due = states.count("done"), sum(state in DUE for state in states)
        late = _is_late(done, due, overall)
        rows.append(BoardRow(judge.id, judge.name, judge.account_id, states, done, due, late))
    sheets = [sum(row.states[place] == "done" for row in rows) for place in range(len(entries))]
    return BoardPanel(
        id=panel.id,
        name=panel.name,
        entries=tuple(entry.number or entry.blind_code for entry in entries),
        rows=tuple(rows),
        full=tuple(count >= quorum for count in sheets),
        done=sum(row.done for row in rows),
        due=sum(row.due for row in rows),
    )


def _is_late(done: int, due: int, overall: tuple[int, int, bool]) -> bool:
    """Less than half as far as all judges together; near the end, anything unfinished."""
    all_done, all_due, ending = overall
    if done >= due:
        return False
    return ending or 2 * done * all_due < all_done * due
