"""How the demonstration's judges mark: better works get more, judges differ, some are missing."""

from concurrent.futures import ThreadPoolExecutor
from random import Random

from sqlalchemy import select

from competition.models import (
    Assignment,
    Competition,
    Criterion,
    Entry,
    Judge,
    Stage,
    database,
)
from competition.services.identity.sessions import principal_of
from competition.services.judging.assigning import assign
from competition.services.judging.conflicts import confirm_declaration, declare_conflict
from competition.services.judging.locking import lock_stage
from competition.services.judging.panels import make_panels
from competition.services.judging.recusal import mark_absent, recuse
from competition.services.judging.score_sheets import submit_score_sheet
from competition.services.judging.stage_entries import take_in
from competition.services.principal import Principal
from competition.services.results.decisions import KIND_OF_BLOCK, decide
from competition.services.results.gathered import row_id
from competition.services.results.outcome import look
from competition.services.setup.stages import open_stage

THREADS = 8
RECUSED_IN = 110
ABSENT_IN = 400
COMMENTS = (
    "创新点明确，现场效果好。",
    "应用数据充分，可进一步推广。",
    "建议补充与同类技术的比较。",
    "",
)


def declare_relations(competition: Competition, seed: int) -> None:
    """Every judge answers the question about relations; about one in eight names a unit."""
    random = Random(f"{seed}-conflicts")
    units = sorted(
        set(
            database.session.scalars(
                select(Entry.organisation_id).where(
                    Entry.competition_id == competition.id, Entry.organisation_id.is_not(None)
                )
            )
        ),
        key=lambda ident: ident or 0,
    )
    for judge in _judges(competition.id):
        actor = principal_of(judge.account_id)
        if random.randrange(8) == 0:
            declare_conflict(
                actor, judge, organisation_id=random.choice(units), note="曾在该单位工作"
            )
        confirm_declaration(actor, judge)


def hold_stage(
    organiser: Principal,
    competition: Competition,
    stage: Stage,
    quality: dict[str, float],
    *,
    seed: int,
    share: float = 1.0,
) -> None:
    """From taking entries in to an open stage in which a share of the sheets is submitted."""
    take_in(organiser, stage, seed=f"{seed}-{stage.key}")
    make_panels(organiser, stage)
    assign(organiser, stage, seed=f"{seed}-{stage.key}")
    open_stage(organiser, stage)
    _let_judges_mark(organiser, competition, stage, quality, seed=seed, share=share)


def _let_judges_mark(
    organiser: Principal,
    competition: Competition,
    stage: Stage,
    quality: dict[str, float],
    *,
    seed: int,
    share: float,
) -> None:
    random = Random(f"{seed}-{stage.key}-marks")
    criteria = _leaves(stage.id)
    actors = {judge.id: principal_of(judge.account_id) for judge in _judges(competition.id)}
    bias = {ident: random.gauss(0, 0.018) for ident in sorted(actors)}
    titles = _titles(competition.id)
    sheets, absent = [], []
    for row in _assigned(stage.id):
        if random.randrange(RECUSED_IN) == 0 and share == 1.0:
            recuse(actors[row.judge_id], row, "与主要完成人有师徒关系")
        elif random.randrange(ABSENT_IN) == 0 and share == 1.0:
            absent.append(row.id)
        elif random.random() < share:
            level = quality[titles[row.entry_id]] + bias[row.judge_id]
            marks = _marks(criteria, level, random)
            sheets.append((row.judge_id, row.id, marks, random.choice(COMMENTS)))
    _submit(actors, sheets)
    if absent:
        mark_absent(organiser, absent, "因公出差，未能参加评审")


def _titles(competition_id: int) -> dict[int, str]:
    rows = database.session.execute(
        select(Entry.id, Entry.title).where(Entry.competition_id == competition_id)
    )
    return {row.id: row.title for row in rows}


def close_stage(organiser: Principal, competition: Competition, stage: Stage) -> None:
    """Lock a stage and let the committee decide what the rules leave to it."""
    lock_stage(organiser, stage)
    settle_ties(organiser, competition, stage)


def settle_ties(organiser: Principal, competition: Competition, stage: Stage | None) -> None:
    """Record a decision on every tie that blocks, the lower number first."""
    while True:
        outcome = look(database.session, competition.id, stage)
        ties = [block for block in outcome.blocks if block.code in KIND_OF_BLOCK]
        if not ties:
            return
        among = sorted(row_id(key) for key in ties[0].entries)
        kind = KIND_OF_BLOCK[ties[0].code]
        chosen = among if kind == "order" else among[: int(ties[0].values["places"])]
        part = next(
            key
            for key, calculation in outcome.calculations.items()
            if ties[0] in calculation.evaluation.blocks
        )
        decide(
            organiser,
            competition,
            stage,
            part=part,
            step=ties[0].step,
            among=among,
            chosen=chosen,
            reason="评审委员会现场票决，赞成票多者优先",
        )


def _submit(
    actors: dict[int, Principal], sheets: list[tuple[int, int, dict[str, str], str]]
) -> None:
    """Submit in several threads, as judges do, so that commits are shared."""

    def submit(sheet: tuple[int, int, dict[str, str], str]) -> None:
        judge_id, assignment_id, texts, comment = sheet
        submit_score_sheet(
            actors[judge_id],
            assignment_id,
            texts,
            comment=comment,
            seen_version=0,
            key=f"demonstration-{assignment_id}",
        )

    with ThreadPoolExecutor(THREADS) as pool:
        for _ in pool.map(submit, sheets):
            pass


def _marks(criteria: list[Criterion], level: float, random: Random) -> dict[str, str]:
    marks = {}
    for criterion in criteria:
        share = min(1.0, max(0.3, level + random.gauss(0, 0.035)))
        steps = round(share * criterion.maximum / criterion.step)
        value = min(criterion.maximum, max(criterion.minimum, steps * criterion.step))
        marks[criterion.key] = f"{value / 10**criterion.scale:.{criterion.scale}f}"
    return marks


def _judges(competition_id: int) -> list[Judge]:
    return list(
        database.session.scalars(
            select(Judge).where(Judge.competition_id == competition_id).order_by(Judge.id)
        )
    )


def _assigned(stage_id: int) -> list[Assignment]:
    return list(
        database.session.scalars(
            select(Assignment)
            .where(Assignment.stage_id == stage_id, Assignment.state == "assigned")
            .order_by(Assignment.id)
        )
    )


def _leaves(stage_id: int) -> list[Criterion]:
    rows = database.session.scalars(
        select(Criterion).where(Criterion.stage_id == stage_id).order_by(Criterion.position)
    ).all()
    parents = {row.parent_id for row in rows}
    return [row for row in rows if row.id not in parents]
