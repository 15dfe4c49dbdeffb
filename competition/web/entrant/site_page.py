"""What the report of a period shows: marks to give, rules to read, photos beside each."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext as _

from competition.documents.wording.refusals import refusal_text
from competition.domain.marks import normalise_mark
from competition.domain.refusal import Refusal
from competition.services.judging.rubric import plain_mark
from competition.services.judging.score_sheets import LONGEST_COMMENT
from competition.services.judging.sheet_reading import Sheet, Standing, standing_of
from competition.services.periods.photo_reading import Photos, own_photos
from competition.services.periods.photos import MOST_PHOTOS
from competition.services.runtime import now
from competition.web.access import me
from competition.web.context import when_text
from competition.web.entrant.site_reports import KINDS
from competition.web.photo_answer import photo_url_in
from competition.web.score_form import PlainForm, cards, conflict_rows, errors_of, tally


def report_page(
    sheet: Sheet,
    *,
    plain: PlainForm | None = None,
    refusal: Refusal | None = None,
    photo_errors: Mapping[str, str] | None = None,
) -> str:
    """The report, with what was refused beside its fields; to read once it is closed."""
    if sheet.stage.state != "open" or sheet.assignment.state != "assigned":
        return closed_page(sheet)
    texts = plain.texts if plain else sheet.texts
    photos = own_photos(sheet.assignment.id)
    return render_template(
        "entrant/site_report.html",
        **_common(sheet, photos),
        form=form_values(sheet),
        texts={key: normalise_mark(text) for key, text in texts.items()},
        comment=plain.comment if plain else sheet.comment,
        limit=LONGEST_COMMENT,
        done=tally(sheet.rubric, texts),
        errors=errors_of(refusal),
        photo_errors=photo_errors or {},
        message=refusal_text(refusal) if refusal else "",
        rows=conflict_rows(sheet, plain, refusal),
        most=MOST_PHOTOS,
        loose=sum(photo.version is None for each in photos.values() for photo in each),
    )


def closed_page(sheet: Sheet) -> str:
    """The report to read: what counts, with the photos that were handed in."""
    photos = {
        key: [photo for photo in each if photo.version is not None]
        for key, each in own_photos(sheet.assignment.id).items()
    }
    standing = standing_of(me(), sheet.assignment.id)
    return render_template(
        "entrant/closed_report.html",
        **_common(sheet, photos),
        words=closed_words(standing),
        total=standing.total,
    )


def closed_words(standing: Standing) -> str:
    """Why the report is closed, and what of it counts."""
    if standing.assignment != "assigned":
        return str(_("这一份不再由您填报。"))
    if standing.stage != "locked":
        return str(_("本期现在不能填报。"))
    if standing.total is None or standing.saved_at is None:
        return str(_("本期已锁定。您没有提交这一份，填过的内容和照片不计入。"))
    words = _(
        "本期已锁定，不再更改。计入的是您%(when)s提交的一份，合计 %(total)s 分。",
        when=when_text(standing.saved_at),
        total=standing.total,
    )
    return str(words)


def form_values(sheet: Sheet) -> dict[str, Any]:
    """What `score.score_form` needs."""
    ident = sheet.assignment.id
    return {
        "action": url_for("entrant.submit_report_plainly", assignment_id=ident),
        "draft_url": url_for("entrant.save_report", assignment_id=ident),
        "submit_url": url_for("entrant.submit_report", assignment_id=ident),
        "next_url": url_for("entrant.site"),
        "state_url": url_for("entrant.report_state", assignment_id=ident),
        "photo_url": url_for("entrant.add_photo_once", assignment_id=ident),
        "drop_url": url_for("entrant.drop_photo", assignment_id=ident),
        "at": milliseconds(),
        "account": me().account_id,
        "assignment": ident,
        "version": sheet.revision,
        "total_scale": sheet.rubric.scale,
        "key": secrets.token_hex(16),
    }


def milliseconds() -> int:
    """The server's time as scripts count it, to tell an older page from a newer answer."""
    return int(now().timestamp() * 1000)


def _common(sheet: Sheet, photos: Photos) -> dict[str, Any]:
    rubric = sheet.rubric
    return {
        "sheet": sheet,
        "kind": KINDS[sheet.kind],
        "cards": list(cards(rubric, rubric.criteria)),
        "highest": plain_mark(rubric.highest, rubric.scale),
        "photos": photos,
        "photo_url": photo_url_in("entrant.photo"),
    }
