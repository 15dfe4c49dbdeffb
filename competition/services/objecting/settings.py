"""What notices of a competition say, how long people have, and its approval number."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from competition.domain.handling import LEAST, MOST
from competition.domain.refusal import Refusal
from competition.domain.reserved_names import reserved_words
from competition.domain.unit_names import split_aliases
from competition.models import Competition, NoticeSetting, database
from competition.services.audit import record
from competition.services.principal import Principal
from competition.services.public_pages import bump_public
from competition.services.setup.running import require_running

MOST_DAYS = 60
LONGEST = {"approval_number": 60, "text": 2000, "contact": 300, "signer": 120}
DAYS = ("notice_days", "appeal_days", "handling_days")


@dataclass(frozen=True, slots=True)
class NoticePlan:
    """How a competition holds its notices; the defaults are what most notices say.

    Args:
        approval_number: 批准文号; empty for none.
        text: of the notice before its list; empty for the usual words.
        contact: where to object; empty for the contact of the competition.
        signer: bodies that sign, one a line; empty for the host.
        notice_days, appeal_days, handling_days: working days.
        panel_least: how many handle an objection at least.
    """

    approval_number: str = ""
    text: str = ""
    contact: str = ""
    signer: str = ""
    notice_days: int = 5
    appeal_days: int = 3
    handling_days: int = 15
    panel_least: int = LEAST


def notice_plan(session: Session, competition_id: int) -> NoticePlan:
    """The plan of a competition; the defaults where none was saved. One statement."""
    row = session.get(NoticeSetting, competition_id)
    if row is None:
        return NoticePlan()
    return NoticePlan(**{name: getattr(row, name) for name in asdict(NoticePlan())})


def save_plan(actor: Principal, competition: Competition, plan: NoticePlan) -> None:
    """Change how notices are held; those that run keep the days that they have.

    Raises:
        Refusal: ``notice.days`` (most), ``notice.panel`` (least, most), ``text.too_long`` (length,
            limit), ``competition.ended``.
    """
    for name in DAYS:
        if not 1 <= getattr(plan, name) <= MOST_DAYS:
            raise Refusal("notice.days", most=MOST_DAYS)
    if not LEAST <= plan.panel_least <= MOST:
        raise Refusal("notice.panel", least=LEAST, most=MOST)
    for name, limit in LONGEST.items():
        if len(getattr(plan, name)) > limit:
            raise Refusal("text.too_long", length=len(getattr(plan, name)), limit=limit)
    with database.writing() as session:
        require_running(session, competition.id)
        before = asdict(notice_plan(session, competition.id))
        values: dict[str, Any] = asdict(plan)
        session.merge(NoticeSetting(competition_id=competition.id, **values))
        bump_public(session, competition.id)
        record(
            session,
            actor,
            "notice.settings",
            f"competition:{competition.id}",
            competition_id=competition.id,
            detail={"changed": [name for name in values if values[name] != before[name]]},
            before=before,
            after=values,
        )


def copy_plan(session: Session, earlier_id: int, later_id: int) -> None:
    """Give a further edition the plan of the earlier one, but not its approval number."""
    row = session.get(NoticeSetting, earlier_id)
    if row is not None:
        values = {name: getattr(row, name) for name in asdict(NoticePlan())}
        values["approval_number"] = ""
        session.add(NoticeSetting(competition_id=later_id, **values))


def unapproved_words(competition: Competition, plan: NoticePlan, *texts: str) -> Sequence[str]:
    """Words like 全国 in the competition's name, or in these texts, that need an approval number.

    None where it has one, and none for what stands in the names of its own bodies.
    """
    if plan.approval_number:
        return ()
    host = competition.organisation
    bodies = [host.name, *split_aliases(host.alias), host.seal_name]
    bodies += [name for line in competition.co_organisers.splitlines() for name in _bodies(line)]
    return reserved_words(" ".join((competition.name, *texts)), own_names=bodies)


def _bodies(line: str) -> list[str]:
    """The names in a line such as 协办：蜀江省科协、蜀江省工信厅."""
    tail = line.replace(":", "：").rpartition("：")[2]
    return [name.strip() for name in tail.replace("，", "、").split("、") if name.strip()]
