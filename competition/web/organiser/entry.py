"""One entry with everything known of it, and what an organiser may do to it besides review."""

from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import joinedload
from wtforms import DateTimeLocalField, TextAreaField
from wtforms.validators import InputRequired, Length

from competition.documents.wording.entries import DECISION_NAMES, STATE_NAMES
from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.calendar import instant_of, wall_clock_of
from competition.domain.entry_states import EntryActor
from competition.domain.refusal import Refusal
from competition.models import (
    Account,
    Attachment,
    Declaration,
    DeclarationAcceptance,
    Entry,
    FormReview,
    Stage,
    database,
)
from competition.services.entries.members import shown_id_number, shown_phone
from competition.services.entries.moves import actions_for, entry_stage
from competition.services.entries.oversight import (
    disqualify_entry,
    reconsider_entry,
    reopen_entry,
)
from competition.services.entries.reading import AttachmentView, entry_for_audience
from competition.services.entries.review import checklist_of
from competition.services.recommending.way import way_of
from competition.services.runtime import now
from competition.services.visibility import visible
from competition.web.access import allow, me
from competition.web.entry_timeline import timeline
from competition.web.files import send_attachment
from competition.web.organiser.entries import STATE_SHAPES
from competition.web.organiser.room import room
from competition.web.recommend.desk import SHAPES, WAY_NAMES


class ReasonForm(FlaskForm):
    """Why; the entrant will read it."""

    reason = TextAreaField(
        _l("原因"),
        [InputRequired(_l("请写明原因，申报人会看到。")), Length(max=1000)],
        description=_l("申报人会看到。"),
    )


class ReopenForm(ReasonForm):
    """Until when, and why."""

    until = DateTimeLocalField(
        _l("新的截止时间"), [InputRequired(_l("请给出新的截止时间。"))], format="%Y-%m-%dT%H:%M"
    )


@room.get("/entries/<int:entry_id>")
@allow(Role.ORGANISER, Role.FORM_REVIEWER, on=Entry)
def entry(entry: Entry) -> Any:
    """Everything about one entry."""
    return _page(entry)


@room.get("/attachments/<int:attachment_id>")
@allow(Role.ORGANISER, Role.FORM_REVIEWER, on=Attachment)
def attachment(attachment: Attachment) -> Any:
    """Download one of the entry's papers."""
    return send_attachment(
        attachment.storage_key, name=attachment.name, media_type=attachment.media_type
    )


@room.post("/entries/<int:entry_id>/reopen")
@allow(Role.ORGANISER, on=Entry)
def reopen(entry: Entry) -> Any:
    """Let this one entry be changed until its own deadline."""
    form = ReopenForm(prefix="reopen-")
    if form.validate_on_submit():
        zone = entry.competition.time_zone
        try:
            until = instant_of(form.until.data, zone) if form.until.data else None
            reopen_entry(me(), entry, until=until, reason=form.reason.data or "")
        except Refusal as refusal:
            field = form.reason if refusal.code == "entry.reason" else form.until
            field.errors = [refusal_text(refusal)]
        else:
            flash(_("项目已重新开放，申报人已收到通知。"), "ok")
            return redirect(url_for("organiser.entry", entry_id=entry.id))
    return _page(entry, reopening=form), 422


@room.post("/entries/<int:entry_id>/reconsider")
@allow(Role.ORGANISER, on=Entry)
def reconsider(entry: Entry) -> Any:
    """Put a decided entry back to form review."""
    form = ReasonForm(prefix="reconsider-")
    if form.validate_on_submit():
        reconsider_entry(me(), entry, reason=form.reason.data or "")
        flash(_("项目已退回形式审查。"), "ok")
        return redirect(url_for("organiser.entry", entry_id=entry.id))
    return _page(entry, reconsidering=form), 422


@room.post("/entries/<int:entry_id>/disqualify")
@allow(Role.ORGANISER, on=Entry)
def disqualify(entry: Entry) -> Any:
    """Take the entry out of the competition."""
    form = ReasonForm(prefix="disqualify-")
    if form.validate_on_submit():
        disqualify_entry(me(), entry, reason=form.reason.data or "")
        flash(_("项目已取消参赛资格，申报人已收到通知。"), "ok")
        return redirect(url_for("organiser.entry", entry_id=entry.id))
    return _page(entry, disqualifying=form), 422


def attachment_url(view: AttachmentView) -> str:
    """Where an organiser downloads a file that a page lists."""
    return url_for("organiser.attachment", attachment_id=view.ident)


def _page(
    entry: Entry,
    *,
    reopening: ReopenForm | None = None,
    reconsidering: ReasonForm | None = None,
    disqualifying: ReasonForm | None = None,
) -> str:
    organises = _load(entry)
    stage = entry_stage(database.session, entry.competition_id)
    return render_template(
        "organiser/entry.html",
        entry=entry,
        view=entry_for_audience(entry, None),
        attachment_url=attachment_url,
        personal=[
            {"name": each.name, "phone": shown_phone(each), "id_number": shown_id_number(each)}
            for each in entry.members
        ],
        points=timeline(entry),
        way=way_of(database.session, entry.id),
        way_names=WAY_NAMES,
        way_shapes=SHAPES,
        paper_url=paper_url,
        reviews=_reviews(entry),
        items={item.key: item.name for item in checklist_of(entry.competition)},
        accepted=_accepted(entry),
        actions=_actions(entry, stage) if organises else set(),
        state_name=STATE_NAMES[entry.state],
        shape=STATE_SHAPES[entry.state],
        decisions=DECISION_NAMES,
        reopening=reopening
        or ReopenForm(prefix="reopen-", data={"until": closing_time(entry, stage)}),
        reconsidering=reconsidering or ReasonForm(prefix="reconsider-"),
        disqualifying=disqualifying or ReasonForm(prefix="disqualify-"),
    )


def paper_url(list_id: int) -> str:
    """Where the stamped paper of a list is downloaded."""
    return url_for("organiser.recommendation_scan", recommendation_list_id=list_id)


def _load(entry: Entry) -> bool:
    """Fetch what the page shows of the entry in one statement.

    Returns:
        whether the reader is an organiser of its competition, not only a reviewer.
    """
    organises = visible(Entry, me(), (Role.ORGANISER,)).label("organises")
    found = database.session.execute(
        select(Entry, organises)
        .where(Entry.id == entry.id)
        .options(
            joinedload(Entry.form),
            joinedload(Entry.members),
            joinedload(Entry.attachments),
            joinedload(Entry.organisation),
            joinedload(Entry.account).joinedload(Account.person),
        )
    ).unique()
    return bool(found.one().organises)


def _actions(entry: Entry, stage: Stage | None) -> set[str]:
    actions = actions_for(entry, EntryActor.ORGANISER, stage=stage)
    return {action.value for action in actions}


def closing_time(entry: Entry, stage: Stage | None) -> datetime | None:
    """A first guess at a new deadline: the closing time still ahead, on the wall clock."""
    if stage is None or stage.closes_at is None or stage.closes_at <= now():
        return None
    return wall_clock_of(stage.closes_at, entry.competition.time_zone)


def _reviews(entry: Entry) -> Any:
    return database.session.execute(
        select(FormReview, Account)
        .join(Account, Account.id == FormReview.reviewer_id)
        .options(joinedload(Account.person))
        .where(FormReview.entry_id == entry.id)
        .order_by(FormReview.id.desc())
    ).all()


def _accepted(entry: Entry) -> Any:
    return database.session.execute(
        select(Declaration.title, Declaration.version, DeclarationAcceptance.accepted_at)
        .join(DeclarationAcceptance, DeclarationAcceptance.declaration_id == Declaration.id)
        .where(DeclarationAcceptance.entry_id == entry.id)
        .order_by(Declaration.position, Declaration.version)
    ).all()
