"""What the score form shows, and what comes back from it."""

import secrets
from collections.abc import Mapping
from typing import Any

from flask import render_template, url_for

from competition.documents.wording.judging import REASONS, reason_text
from competition.documents.wording.refusals import refusal_text
from competition.domain.marks import normalise_mark
from competition.domain.refusal import Refusal
from competition.services.entries.reading import AttachmentView
from competition.services.judging.rubric import plain_mark
from competition.services.judging.score_sheets import LONGEST_COMMENT
from competition.services.judging.sheet_reading import Sheet, standing_of
from competition.services.periods.reports import reports_for
from competition.web.access import me
from competition.web.judge.photos import evidence
from competition.web.judge.sheet_findings import sheet_findings
from competition.web.judge.sheet_state import closed_words
from competition.web.score_form import PlainForm, cards, conflict_rows, errors_of, tally


def sheet_page(
    sheet: Sheet,
    place: tuple[int, int],
    plain: PlainForm | None = None,
    refusal: Refusal | None = None,
) -> str:
    """The score form, with what was refused beside its fields and what was typed kept."""
    if sheet.stage.state != "open" or sheet.assignment.state != "assigned":
        return closed_page(sheet, plain)
    found = sheet_findings(sheet)
    texts: Mapping[str, str] = plain.texts if plain else sheet.texts
    if found is not None and plain is None:
        texts = found.proposed(texts)
    rubric = sheet.rubric
    done = tally(rubric, texts)
    return render_template(
        "judge/score_sheet.html",
        sheet=sheet,
        place=place,
        form=form_values(sheet, plain),
        cards=list(cards(rubric, rubric.criteria)),
        texts={key: normalise_mark(text) for key, text in texts.items()},
        comment=plain.comment if plain else sheet.comment,
        limit=LONGEST_COMMENT,
        total=done.total,
        highest=plain_mark(rubric.highest, rubric.scale),
        filled=done.filled,
        left=done.left,
        errors=errors_of(refusal),
        message=refusal_text(refusal) if refusal else "",
        rows=conflict_rows(sheet, plain, refusal),
        reports=reports_for(sheet.assignment, sheet.kind, rubric),
        **evidence(sheet),
        found=found,
        reasons=REASONS,
        file_url=file_url(sheet),
    )


def closed_page(sheet: Sheet, plain: PlainForm | None) -> str:
    """The sheet to read: what counts, and apart from it what was typed and does not."""
    rubric = sheet.rubric
    typed = {key: normalise_mark(text) for key, text in (plain or sheet).texts.items() if text}
    comment = (plain or sheet).comment
    differs = typed != sheet.counted or comment != sheet.counted_comment
    standing = standing_of(me(), sheet.assignment.id)
    return render_template(
        "judge/closed_sheet.html",
        sheet=sheet,
        words=closed_words(standing),
        reason=reason_text(sheet.assignment.reason),
        cards=list(cards(rubric, rubric.criteria)),
        total=standing.total,
        highest=plain_mark(rubric.highest, rubric.scale),
        found=sheet_findings(sheet),
        typed=typed if differs else {},
        typed_comment=comment if differs else "",
        **evidence(sheet),
        file_url=file_url(sheet),
    )


def form_values(sheet: Sheet, plain: PlainForm | None) -> dict[str, Any]:
    """What `score.score_form` needs; after another save was shown, the next goes on top of it."""
    ident = sheet.assignment.id
    return {
        "action": url_for("judge.submit_plainly", assignment_id=ident),
        "draft_url": url_for("judge.save_draft", assignment_id=ident),
        "submit_url": url_for("judge.submit", assignment_id=ident),
        "next_url": url_for("judge.next_sheet", assignment_id=ident),
        "state_url": url_for("judge.sheet_state", assignment_id=ident),
        "account": me().account_id,
        "assignment": ident,
        "version": sheet.revision,
        "total_scale": sheet.rubric.scale,
        "key": secrets.token_hex(16),
    }


def file_url(sheet: Sheet) -> Any:
    """Where a judge downloads a file that the page lists: by its number, which says nothing."""

    def address(file: AttachmentView) -> str:
        return url_for("judge.attachment", assignment_id=sheet.assignment.id, number=file.number)

    return address
