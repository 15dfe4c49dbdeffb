"""Invitations and personal sign-in links: made, printed, released, revoked."""

from io import BytesIO
from typing import Any

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from competition.documents.fonts import load_fonts
from competition.documents.link_sheet import LinkSheet, render_link_sheet
from competition.documents.link_sheet import PersonalLink as PrintedLink
from competition.documents.wording.names import ROLE_NAMES
from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Competition, PersonalLink, database
from competition.services.identity.links import link_url, release_device, revoke_link
from competition.services.people.links import (
    LinksThere,
    link_state,
    links_there,
    make_links,
    may_hold,
    print_links,
)
from competition.services.people.mailing import mail_links
from competition.services.people.participants import participant
from competition.services.runtime import runtime
from competition.web.access import allow, me
from competition.web.context import day
from competition.web.identity import no_store
from competition.web.organiser.people import person_url, seen_part_of
from competition.web.organiser.room import room
from competition.web.qr_answer import qr_answer

MODES = ("only_without", "replace")


@room.post("/competitions/<int:competition_id>/links")
@allow(Role.ORGANISER, on=Competition)
def links(competition: Competition) -> Any:
    """What the bar over the list of people offers: make links, or print those there are."""
    chosen = chosen_ids()
    act = request.form.get("act", "")
    try:
        if act == "print":
            return printed(competition, chosen)
        if act == "mail":
            return mailed(competition, chosen)
        mode = request.form.get("mode", "")
        there = links_there(competition.id, chosen, act)
        if there.all and mode not in MODES:
            return links_page(competition, chosen, act, there)
        count = make_links(me(), competition, chosen, purpose=act, replace=mode == "replace")
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        return redirect(back(competition, chosen))
    flash(made_words(count, len(there.all), replaced=mode == "replace"), "ok")
    return redirect(back(competition, chosen))


def links_page(competition: Competition, chosen: list[int], act: str, there: LinksThere) -> str:
    """Before links that exist are replaced: how many there are, and what would happen."""
    return render_template(
        "organiser/links_there.html",
        chosen=chosen,
        act=act,
        there=there,
        without=len(set(chosen) - there.all),
        sent_from=request.form.get("from", ""),
        back=back(competition, chosen),
        send_to=seen_part_of("organiser.links", competition),
    )


def made_words(count: int, had: int, *, replaced: bool) -> str:
    """What came of making links."""
    if replaced and had:
        return str(_("已为 %(n)s 人生成链接，其中 %(had)s 人的旧链接已停用。", n=count, had=had))
    return str(_("已为 %(n)s 人生成链接。", n=count))


@room.post("/links/<int:personal_link_id>/release")
@allow(Role.ORGANISER, on=PersonalLink)
def release(personal_link: PersonalLink) -> Any:
    """Let another device use the link."""
    release_device(me(), personal_link)
    flash(_("已解除设备绑定，原设备已退出。"), "ok")
    return redirect(person_of(personal_link))


@room.post("/links/<int:personal_link_id>/revoke")
@allow(Role.ORGANISER, on=PersonalLink)
def end_link(personal_link: PersonalLink) -> Any:
    """End the link and the sign-in that came from it."""
    revoke_link(me(), personal_link)
    flash(_("链接已停用。"), "ok")
    return redirect(person_of(personal_link))


@room.get("/links/<int:personal_link_id>/qr.svg")
@allow(Role.ORGANISER, on=PersonalLink)
def link_qr(personal_link: PersonalLink) -> Any:
    """The link as a QR code, for those who may hold it."""
    usable = link_state(personal_link) in ("fresh", "bound")
    if not usable or personal_link.purpose not in may_hold(me(), personal_link.account):
        abort(404)
    return qr_answer(link_url(personal_link))


def printed(competition: Competition, chosen: list[int]) -> Any:
    """The usable links of those chosen as a sheet to print and cut."""
    slips = print_links(me(), competition, chosen)
    sheet = LinkSheet(
        competition=f"{competition.name} {competition.edition}".strip(),
        instruction=_("请用手机扫码，核对姓名后按页面提示进入。链接仅限本人使用，请勿转发。"),
        links=tuple(
            PrintedLink(
                name=slip.name,
                role=_("、").join(str(ROLE_NAMES[role]) for role in slip.roles),
                unit=slip.unit,
                address=slip.url,
                valid_until=day(slip.expires_at),
            )
            for slip in slips
        ),
    )
    content = render_link_sheet(sheet, load_fonts(runtime.fonts))
    return no_store(
        send_file(
            BytesIO(content),
            mimetype="application/pdf",
            as_attachment=True,
            download_name=_("个人链接") + ".pdf",
        )
    )


def mailed(competition: Competition, chosen: list[int]) -> Any:
    """The usable links of those chosen by e-mail, soon."""
    count = mail_links(me(), competition, chosen)
    flash(_("正在发送 %(n)s 封邮件。", n=count), "ok")
    return redirect(back(competition, chosen))


def chosen_ids() -> list[int]:
    """The people who were ticked."""
    return [int(text) for text in request.form.getlist("ids") if text.isascii() and text.isdigit()]


def back(competition: Competition, chosen: list[int]) -> str:
    """To the one person whose page sent the form, or to the part of the list that was seen."""
    if request.form.get("from") == "person" and len(chosen) == 1:
        return person_url(competition, chosen[0])
    return seen_part_of("organiser.people", competition)


def person_of(link: PersonalLink) -> str:
    """The page of the link's owner in its competition, or the list when no role is left."""
    competition = database.session.get_one(Competition, link.competition_id)
    try:
        participant(database.session, competition.id, link.account_id)
    except Refusal:
        return url_for("organiser.people", competition_id=competition.id)
    return person_url(competition, link.account_id)
