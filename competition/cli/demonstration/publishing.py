"""Publishing a result of the demonstration: one organiser proposes, the other approves."""

from competition.models import Competition, Proposal, ResultVersion, Stage, database
from competition.services.principal import Principal
from competition.services.results.compute import compute_result
from competition.services.results.publication import answer_proposal, propose_publication
from competition.services.sealing import seal_pending


def publish(
    organiser: Principal, second: Principal, competition: Competition, stage: Stage | None
) -> ResultVersion:
    """Compute the result of a stage, or of the whole (None), and have it approved."""
    result_id = compute_result(organiser, competition, stage)
    while seal_pending():
        continue
    result = database.session.get_one(ResultVersion, result_id)
    proposal = propose_publication(organiser, result)
    answer_proposal(second, database.session.get_one(Proposal, proposal), approve=True)
    return database.session.get_one(ResultVersion, result_id)
