"""Awards: who gets which tier, by the version in force or by the newest one."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.domain.result_states import PUBLISHED
from competition.models import (
    AwardTier,
    Competition,
    Decision,
    Entry,
    ResultVersion,
    RuleSet,
    database,
)
from competition.services.results.awarded import stored_evaluation, tier_lists
from competition.services.results.decisions import bar_entry, leave_vacant, withdraw_decision
from competition.services.results.group_names import award_group_names
from competition.services.results.reading import sheet_of_version
from competition.web.access import allow, me
from competition.web.organiser.room import room


@room.get("/competitions/<int:competition_id>/awards")
@allow(Role.ORGANISER, on=Competition)
def awards(competition: Competition) -> Any:
    """Tiers with quotas, winners and vacancies."""
    session = database.session
    rules, result = rules_and_result(competition.id)
    tiers = []
    if result is not None:
        sheet = sheet_of_version(session, result)
        tiers = tier_lists(session, competition.id, stored_evaluation(result), sheet)
    return render_template(
        "organiser/awards.html",
        result=result,
        tiers=tiers,
        all_tiers=tiers or tiers_of(competition.id),
        groups=award_group_names(session, competition, rules),
        decisions=decisions_of(competition.id),
    )


@room.post("/competitions/<int:competition_id>/awards/vacancies")
@allow(Role.ORGANISER, on=Competition)
def vacate(competition: Competition) -> Any:
    """Record that places of a tier stay empty."""
    places = request.form.get("places", "")
    return decided(
        competition,
        lambda: leave_vacant(
            me(),
            competition,
            tier=request.form.get("tier", ""),
            group=request.form.get("group", ""),
            places=int(places) if places.isdecimal() else 0,
            reason=request.form.get("reason", ""),
        ),
    )


@room.post("/competitions/<int:competition_id>/awards/bars")
@allow(Role.ORGANISER, on=Competition)
def bar(competition: Competition) -> Any:
    """Record that an entry keeps its rank and gets no award."""
    number = request.form.get("number", "").strip()
    entry_id = database.session.scalar(
        select(Entry.id).where(Entry.competition_id == competition.id, Entry.number == number)
    )
    return decided(
        competition,
        lambda: bar_entry(me(), competition, entry_id or 0, reason=request.form.get("reason", "")),
    )


@room.post("/competitions/<int:competition_id>/decisions/<int:number>/withdraw")
@allow(Role.ORGANISER, on=Competition)
def undecide(competition: Competition, number: int) -> Any:
    """Take a decision back."""
    return decided(competition, lambda: withdraw_decision(me(), competition, number))


def decided(competition: Competition, act: Any) -> Any:
    """Do it and come back, with what came of it."""
    ident = competition.id
    try:
        act()
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(_("决定已记录。重新形成成绩版本后生效。"), "success")
    return redirect(url_for("organiser.awards", competition_id=ident))


def tiers_of(competition_id: int) -> list[AwardTier]:
    """The competition's tiers, highest first."""
    return list(
        database.session.scalars(
            select(AwardTier)
            .where(AwardTier.competition_id == competition_id)
            .order_by(AwardTier.position)
        )
    )


def decisions_of(competition_id: int) -> list[Decision]:
    """Decisions that stand, in the order in which they were taken."""
    return list(
        database.session.scalars(
            select(Decision)
            .where(Decision.competition_id == competition_id, Decision.withdrawn_at.is_(None))
            .order_by(Decision.id)
        )
    )


def rules_and_result(competition_id: int) -> tuple[RuleSet | None, ResultVersion | None]:
    """The rules in force and the version of the whole: in force, else the newest computed one."""
    whole = (
        (ResultVersion.competition_id == RuleSet.competition_id)
        & ResultVersion.stage_id.is_(None)
        & ResultVersion.state.in_((*PUBLISHED, "computed"))
    )
    row = database.session.execute(
        select(RuleSet, ResultVersion)
        .outerjoin(ResultVersion, whole)
        .where(RuleSet.competition_id == competition_id, RuleSet.is_current)
        .order_by(ResultVersion.state == "computed", ResultVersion.version.desc())
        .limit(1)
    ).first()
    return (row[0], row[1]) if row else (None, None)
