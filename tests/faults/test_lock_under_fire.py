"""Fifty judges submit while the stage is locked: no late row, no lost acknowledged sheet."""

import random
import threading
import time

import pytest
from sqlalchemy import func, select

from competition.domain.refusal import Refusal
from competition.models import AuditRecord, ScoreSheetVersion, Stage, database
from competition.services.judging.assigning import assign
from competition.services.judging.locking import lock_stage
from competition.services.judging.panels import make_panels
from competition.services.judging.score_sheets import submit_score_sheet
from competition.services.judging.stage_entries import take_in
from competition.services.principal import Principal
from competition.services.sealing import seal_pending, verify_record
from tests.factories import Make
from tests.faults.counts import keep, repetitions
from tests.judging_factories import FULL, Contest, scoring_contest

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1800)]
JUDGES = 50


class Round:
    """One race between fifty judges and the lock; what each judge was answered."""

    def __init__(self, contest: Contest, judges: list[tuple[Principal, int, int]], name: str):
        self.contest, self.judges, self.name = contest, judges, name
        self.start = threading.Barrier(len(judges) + 1)
        self.acknowledged: dict[int, int] = {}
        self.refused: dict[int, str] = {}
        self.rows_at_lock = -1

    def run(self, wait: float) -> None:
        threads = [threading.Thread(target=self.submit, args=each) for each in self.judges]
        threads.append(threading.Thread(target=self.lock, args=(wait,)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def submit(self, actor: Principal, assignment: int, seen: int) -> None:
        self.start.wait()
        try:
            saved = submit_score_sheet(
                actor,
                assignment,
                FULL,
                comment=self.name,
                seen_version=seen,
                key=f"{self.name}-{assignment}",
            )
            self.acknowledged[assignment] = saved.revision
        except Refusal as refusal:
            self.refused[assignment] = refusal.code
        finally:
            database.release()

    def straggle(self) -> str:
        """What a judge is answered who submits after the lock was."""
        actor, assignment, seen = self.judges[0]
        try:
            submit_score_sheet(
                actor,
                assignment,
                FULL,
                comment="too late",
                seen_version=self.acknowledged.get(assignment, seen),
                key=f"{self.name}-late",
            )
        except Refusal as refusal:
            return refusal.code
        return "accepted"

    def lock(self, wait: float) -> None:
        self.start.wait()
        time.sleep(wait)
        try:
            stage = database.session.get_one(Stage, self.contest.stage_id)
            lock_stage(self.contest.organiser, stage)
            self.rows_at_lock = rows()
        finally:
            database.release()


def rows() -> int:
    database.session.rollback()
    return database.session.scalar(select(func.count()).select_from(ScoreSheetVersion)) or 0


def fifty_judges(make: Make) -> Contest:
    """Two panels of twenty-five judges with one entry each."""
    contest = scoring_contest(make, judges=JUDGES, entries=2, assigned=False)
    take_in(contest.organiser, contest.stage)
    make_panels(contest.organiser, contest.stage, seats=JUDGES // 2)
    assign(contest.organiser, contest.stage)
    return contest


@pytest.mark.usefixtures("each_app")
def test_no_sheet_lands_after_the_lock_and_no_acknowledged_sheet_is_lost(make: Make) -> None:
    contest = fifty_judges(make)
    principals = {judge: contest.principal(at) for at, judge in enumerate(contest.judge_ids)}
    assigned = [(row.id, principals[row.judge_id]) for row in contest.assignments()]
    revisions = dict.fromkeys((ident for ident, _ in assigned), 0)
    pick = random.Random("the lock under fire")
    submitted = refused = 0
    assert len(assigned) == JUDGES

    for number in range(repetitions(200)):
        contest.put("open")
        before = rows()
        judges = [(actor, ident, revisions[ident]) for ident, actor in assigned]
        race = Round(contest, judges, f"round-{number:04}")

        race.run(pick.random() * 0.02)
        straggler = race.straggle()

        database.session.rollback()
        kept = set(
            database.session.scalars(
                select(ScoreSheetVersion.assignment_id).where(
                    ScoreSheetVersion.comment == race.name
                )
            )
        )
        assert {straggler, *race.refused.values()} == {"stage.locked"}
        assert len(race.acknowledged) + len(race.refused) == JUDGES
        assert kept == set(race.acknowledged)
        assert rows() == race.rows_at_lock == before + len(race.acknowledged)
        revisions.update(race.acknowledged)
        submitted += len(race.acknowledged)
        refused += len(race.refused)

    while seal_pending():
        pass
    recorded = database.session.scalar(
        select(func.count()).where(AuditRecord.action == "score.submit")
    )
    report = verify_record(contest.ident)
    assert submitted > 0
    assert recorded == submitted
    assert report.holds
    keep(
        f"50 judges submit while the stage is locked, {database.engine.dialect.name}",
        "200 rounds",
        f"{submitted} sheets acknowledged and none lost, {refused} refused by the lock and none "
        f"landed; {report.sealed} records chained",
    )
