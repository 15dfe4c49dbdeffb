"""A contest whose result is published, made by the services; only the marks are put in directly."""

import random
from typing import Any

from sqlalchemy import insert, select, update

from benchmarks.scene import JUDGES, open_contest
from competition.domain.access import Role
from competition.models import (
    Assignment,
    Competition,
    Criterion,
    Judge,
    Proposal,
    ResultVersion,
    ScoreSheetVersion,
    Stage,
    database,
)
from competition.services.judging.locking import lock_stage
from competition.services.results.compute import compute_result
from competition.services.results.publication import answer_proposal, propose_publication
from competition.services.runtime import now
from competition.services.setup.rules import current_rule_set, save_rule_set
from competition.services.setup.stages import remove_stage
from tests.judging_factories import Contest

TIERS = (
    ("special", "特等奖", 1),
    ("first", "一等奖", 3),
    ("second", "二等奖", 6),
    ("third", "三等奖", 10),
)


def publish(tracks: dict[str, int], *, sees: str, judges: int = JUDGES) -> Contest:
    """A contest of one scoring stage, every sheet submitted, its result approved."""
    contest = open_contest(tracks, judges)
    contest.put("draft")
    award_from_one_stage(contest)
    contest.put("open")
    put_marks(contest)
    lock_stage(contest.organiser, contest.stage)
    with database.writing() as session:
        session.execute(
            update(Competition)
            .where(Competition.id == contest.ident)
            .values(state="open", public_sees=sees)
        )
    result = compute_result(contest.organiser, contest.competition, None)
    second = contest.make.account(Role.ORGANISER, competition_id=contest.ident, name="钱审批")
    proposal = propose_publication(
        contest.organiser, database.session.get_one(ResultVersion, result)
    )
    answer_proposal(second, database.session.get_one(Proposal, proposal), approve=True)
    return contest


def award_from_one_stage(contest: Contest) -> None:
    """The preset's first stage ranks and awards; ties at a quota take nobody."""
    remove_stage(contest.organiser, database.session.get_one(Stage, contest.final_id))
    row = current_rule_set(database.session, contest.ident)
    assert row is not None
    online = row.document["stages"]["online"]
    steps: list[dict[str, Any]] = [step for step in online["steps"] if "select" not in step]
    award = [{"tier": key, "name": name, "quota": quota} for key, name, quota in TIERS]
    steps.append({"award": award, "per": "track", "boundary": "shrink"})
    document = {**row.document, "stages": {"online": {**online, "steps": steps}}}
    document.pop("final", None)
    save_rule_set(contest.organiser, contest.competition, document, reason="一轮评审")


def put_marks(contest: Contest) -> None:
    """One submitted sheet for each assignment, with marks that differ."""
    pick = random.Random(7)
    with database.writing() as session:
        leaves = session.scalars(
            select(Criterion)
            .where(Criterion.stage_id == contest.stage_id)
            .order_by(Criterion.position)
        ).all()
        pairs = session.execute(
            select(Assignment.id, Judge.account_id)
            .join(Judge, Judge.id == Assignment.judge_id)
            .where(Assignment.stage_id == contest.stage_id)
        )
        rows = []
        for assignment_id, account_id in pairs:
            marks = [
                [leaf.key, "scored", pick.randrange(leaf.maximum // 2, leaf.maximum, leaf.step)]
                for leaf in leaves
            ]
            rows.append(
                {
                    "assignment_id": assignment_id,
                    "version": 1,
                    "marks": marks,
                    "total": sum(mark[2] for mark in marks),
                    "total_scale": 1,
                    "comment": "",
                    "account_id": account_id,
                    "source": "web",
                    "saved_at": now(),
                    "is_current": True,
                }
            )
        session.execute(insert(ScoreSheetVersion), rows)
