"""Rules changed after they froze: old and new side by side, answered by a second person."""

from collections.abc import Callable, Mapping
from itertools import zip_longest
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import Field

from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.domain.rules import parse_rule_set
from competition.models import Proposal, database
from competition.services.results.gather import gather
from competition.services.results.rule_changes import ACTION, answer_rules, rules_before
from competition.services.results.rule_preview import Comparison, compare
from competition.services.setup.rules import scoring_stages
from competition.services.setup.tracks import tracks_of
from competition.web.access import allow, me
from competition.web.organiser.results import asked_group
from competition.web.organiser.revocations import names_of
from competition.web.organiser.room import room
from competition.web.organiser.setup_forms import SeenForm, try_and_say, try_to
from competition.web.rule_words import rule_sentences

READERS = (Role.ORGANISER, Role.CHIEF_JUDGE)


@room.get("/proposals/<int:proposal_id>/rules")
@allow(*READERS, on=Proposal)
def rule_change(proposal: Proposal) -> Any:
    """The paragraphs and the results by both rules."""
    if proposal.action != ACTION:
        return redirect(url_for("organiser.publication", competition_id=proposal.competition_id))
    return render_template(
        "organiser/rule_change.html",
        proposal=proposal,
        **seen_by_both(proposal),
        names=names_of({proposal.proposed_by_id, proposal.answered_by_id or 0}),
    )


@room.post("/proposals/<int:proposal_id>/rules")
@allow(*READERS, on=Proposal)
def answer_rule_change(proposal: Proposal) -> Any:
    """Put the rules in force as the second person, or decline."""
    ident, approve = proposal.id, request.form.get("answer") == "approve"
    try_and_say(
        lambda: answer_rules(me(), proposal, approve=approve),
        _("新规则已生效。尚未审批的成绩版本已被替换，请重新形成。")
        if approve
        else _("已退回修改申请，规则不变。"),
    )
    return redirect(url_for("organiser.rule_change", proposal_id=ident))


def seen_by_both(proposal: Proposal) -> dict[str, Any]:
    """The paragraphs by both rules; results too, while it can be approved, or why it cannot."""
    session, after = database.session, proposal.subject["document"]
    gathered = None
    if proposal.state == "open":
        gathered = gather(session, proposal.competition_id, beside=after)
    stages = gathered.stages if gathered else scoring_stages(session, proposal.competition_id)
    tracks = tracks_of(session, proposal.competition_id)
    found: list[Comparison] = []
    fault: Refusal | None = None
    if gathered is None or gathered.rule_set_id != proposal.subject["rule_set"]:
        before: Mapping[str, Any] = rules_before(session, proposal).document
        fault = Refusal("rules.change_outdated") if gathered else None
    else:
        before = gathered.rules.document
        try:
            found = compare(gathered, parse_rule_set(after))
        except Refusal as refusal:
            fault = refusal
    widest = max(found, key=lambda one: len(one.groups), default=None)
    old, new = (rule_sentences(document, stages, tracks) for document in (before, after))
    return {
        "sentences": list(zip_longest(old, new, fillvalue="")),
        "comparisons": found,
        "groups": widest.groups if widest else (),
        "group": asked_group(widest),
        "fault": refusal_text(fault) if fault else "",
    }


def save_or_propose(
    form: SeenForm,
    act: Callable[[], int | None],
    beside: Mapping[str, Field],
    *,
    done: str,
    competition_id: int,
) -> Response | None:
    """Save rules, or propose them where they are frozen; None when that was refused.

    Args:
        act: gives the id of a proposal, None when the rules are in force.
        done: what to say when they are in force.
    """
    kept: list[int | None] = []
    if not try_to(form, lambda: kept.append(act()), beside):
        return None
    if kept[0] is None:
        flash(done, "ok")
        return redirect(url_for("organiser.edit_rules", competition_id=competition_id))
    flash(_("已提请修改规则。第二人审批之前，现行规则不变。"), "ok")
    return redirect(url_for("organiser.rule_change", proposal_id=kept[0]))
