"""Public notices: the list of them, each with its days and its list, and the official print."""

from typing import Any

from flask import Response, abort, render_template
from sqlalchemy import select

from competition.models import Competition, ResultVersion, database
from competition.services.objecting.notices import noticed_results, open_notice
from competition.services.runtime import now
from competition.web.access import allow_everybody, enter_competition
from competition.web.kept_pages import answer_kept
from competition.web.notice_page import notice_page, notice_pdf, title_of
from competition.web.pdf_answer import pdf_answer
from competition.web.public.room import room


@room.get("/competitions/<int:competition_id>/notices")
@allow_everybody
def notices(competition_id: int) -> Any:
    """Every notice that there was, the newest first."""
    competition = database.session.scalars(
        select(Competition).where(
            Competition.id == competition_id,
            Competition.state != "draft",
            Competition.is_rehearsal.is_(False),
        )
    ).first()
    if competition is None:
        abort(404)
    enter_competition(competition)
    shown = competition.public_sees != "nothing"
    rows = noticed_results(database.session, competition_id) if shown else []
    return render_template(
        "public/notices.html", rows=[(row, title_of(row)) for row in rows], moment=now()
    )


@room.get("/competitions/<int:competition_id>/notices/<int:number>")
@allow_everybody
def notice(competition_id: int, number: int) -> Any:
    """One notice, rendered anew when something public changes, and every minute."""
    result = announced(competition_id, number)
    minute = int(now().timestamp()) // 60
    key = ("notice", number, result.competition.public_version, minute)
    return answer_kept(key, lambda: render_template("public/notice.html", **notice_page(result)))


@room.get("/competitions/<int:competition_id>/notices/<int:number>/notice.pdf")
@allow_everybody
def notice_paper(competition_id: int, number: int) -> Response:
    """The official print, with the list as its annex."""
    page = notice_page(announced(competition_id, number))
    return pdf_answer(notice_pdf(page), name=page["title"])


def announced(competition_id: int, number: int) -> ResultVersion:
    """The version whose notice is meant, as far as anybody may read it."""
    result = open_notice(database.session, competition_id, number)
    if result is None:
        abort(404)
    enter_competition(result.competition)
    return result
