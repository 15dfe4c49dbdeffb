"""Reminding those who still owe sheets of an open period."""

from competition.domain.refusal import Refusal
from competition.models import Stage, database
from competition.services.audit import record
from competition.services.notifications import notify
from competition.services.periods.board import read_period
from competition.services.principal import Principal


def remind(actor: Principal, stage: Stage) -> int:
    """Tell everybody with a sheet left to hand in; returns how many were told.

    Raises:
        Refusal: ``stage.not_open``, ``nudge.nobody``.
    """
    if stage.state != "open":
        raise Refusal("stage.not_open")
    late = read_period(stage).late
    if not late:
        raise Refusal("nudge.nobody")
    name, competition_id, stage_id = stage.name, stage.competition_id, stage.id
    with database.writing() as session:
        for account_id, _name, count in late:
            notify(
                session,
                [account_id],
                "judging.nudge",
                {"stage": name, "left": count},
                competition_id=competition_id,
                path="/account/",
            )
        record(
            session,
            actor,
            "judging.nudge",
            f"stage:{stage_id}",
            competition_id=competition_id,
            detail={"accounts": sorted({account for account, _, _ in late})},
        )
    return len({account for account, _, _ in late})
