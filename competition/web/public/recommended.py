"""Where the QR code of a 推荐汇总表 leads: whether the paper is a list that stands."""

from typing import Any

from flask import render_template

from competition.models import database
from competition.services.identity.limits import VERIFY_ADDRESS, count_attempt
from competition.services.recommending.lists import find_list
from competition.web.access import allow_everybody
from competition.web.identity import client_address
from competition.web.public.room import room


@room.get("/recommended/<token>")
@allow_everybody
def check_recommended(token: str) -> Any:
    """Who recommended how many entries, and whether the list stands; nothing of the entries."""
    count_attempt(VERIFY_ADDRESS, client_address())
    found = find_list(database.session, token)
    if found is None:
        return render_template("public/entry_unknown.html"), 404
    return render_template("public/recommended.html", found=found)
