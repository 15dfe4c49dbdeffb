"""Where everything is below an organisation, and who is late."""

from typing import Any

from flask import render_template, request

from competition.domain.access import Role
from competition.models import Competition, Organisation, database
from competition.services.recommending.board import BoardFilter, board_rows
from competition.services.recommending.route import level_rows
from competition.web.access import allow
from competition.web.paging import SIZE, here, page_number, pager
from competition.web.recommend.room import room, unit_or_404


@room.get("/<int:competition_id>/<int:organisation_id>/board")
@allow(Role.RECOMMENDER, on=Competition)
def board(competition: Competition, organisation_id: int) -> Any:
    """The board of one organisation's branch."""
    return board_page(competition, unit_or_404(organisation_id), "recommend/board.html")


def board_page(competition: Competition, unit: Organisation, template: str) -> Any:
    """The board, for an organisation's own people and for the host's."""
    asked = request.args.get("level", "")
    position = int(asked) if asked.isdecimal() and len(asked) < 3 else None
    wanted = BoardFilter(position, request.args.get("late") == "1", page_number(), SIZE)
    levels = level_rows(database.session, competition.id)
    rows, total = board_rows(database.session, competition, unit.id, levels, wanted)
    views = [
        {
            "label": level.name,
            "href": here(level=level.position, page=None),
            "current": level.position == position,
        }
        for level in reversed(levels)
    ]
    return render_template(
        template,
        unit=unit,
        rows=rows,
        views=views,
        position=position,
        late=wanted.late,
        everything=here(level=None, page=None),
        late_href=here(late=None if wanted.late else "1", page=None),
        pages=pager(total, wanted.page),
    )
