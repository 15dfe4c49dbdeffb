"""The people of a competition: found, added, corrected, their roles ended."""

from collections.abc import Collection
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, SelectField, StringField
from wtforms.validators import InputRequired, Length

from competition.documents.wording.names import ROLE_NAMES
from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.models import Account, Competition, PersonalLink, database
from competition.services.identity.links import link_url
from competition.services.mail import mail_is_on
from competition.services.people import (
    PARTICIPANT_ROLES,
    create_participant,
    edit_participant,
    end_participation,
)
from competition.services.people.links import link_state, links_of, may_hold, roles_of
from competition.services.people.participants import ParticipantValues, participant
from competition.services.people.personal import masked_phone
from competition.services.people.reading import count_by_role, holders_by_unit, list_participants
from competition.services.runtime import runtime
from competition.web.access import allow, me
from competition.web.organiser.room import room
from competition.web.paging import here, page_number, pager
from competition.web.unit_choice import NOT_LISTED, UnitChoice, unit_hint, unit_text

ROLES = {role.value: ROLE_NAMES[role.value] for role in PARTICIPANT_ROLES}


class PersonForm(FlaskForm):
    """What is known of a participant."""

    name = StringField(_l("姓名"), [InputRequired(_l("请填写姓名。")), Length(max=120)])
    unit = StringField(_l("单位"), [Length(max=200)])
    title = StringField(_l("职务"), [Length(max=100)])
    phone = StringField(
        _l("手机"),
        [Length(max=30)],
        description=_l("加密保存，页面上只显示部分数字"),
        render_kw={"inputmode": "tel", "autocomplete": "off"},
    )
    email = StringField(
        _l("邮箱"), [Length(max=254)], render_kw={"inputmode": "email", "autocomplete": "off"}
    )


class NewPersonForm(PersonForm):
    """A participant to be added."""

    role = SelectField(
        _l("角色"),
        [InputRequired(_l("请选择角色。"))],
        choices=[("", _l("请选择")), *ROLES.items()],
    )
    login = StringField(
        _l("登录名"),
        [Length(max=120)],
        description=_l("留空则自动生成；填写已有的登录名，则为该账号增加角色"),
        render_kw={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"},
    )


@room.get("/competitions/<int:competition_id>/people")
@allow(Role.ORGANISER, on=Competition)
def people(competition: Competition) -> Any:
    """Everybody with a role in this competition, and the state of their links."""
    args, page = request.args, page_number()
    role = args.get("role", "") if args.get("role", "") in ROLES else ""
    rows, total = list_participants(competition.id, query=args.get("q", ""), role=role, page=page)
    counts = count_by_role(competition.id)
    views = [{"label": _("全部"), "href": here(role=None, page=None), "current": not role}]
    views += [
        {
            "label": name,
            "href": here(role=code, page=None),
            "count": counts.get(code, 0),
            "current": code == role,
        }
        for code, name in ROLES.items()
    ]
    chips = []
    if args.get("q"):
        chips.append({"label": args["q"], "href": here(q=None, page=None)})
    return render_template(
        "organiser/people.html",
        rows=rows,
        total=total,
        pages=pager(total, page),
        views=views,
        chips=chips,
        roles=ROLE_NAMES,
        by_unit=holders_by_unit(competition),
        has_address=bool(runtime.public_url),
        can_mail=mail_is_on(),
        send_to=seen_part_of("organiser.links", competition),
    )


@room.route("/competitions/<int:competition_id>/people/new", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Competition)
def new_person(competition: Competition) -> Any:
    """Add one person with a role."""
    form = NewPersonForm()
    if not form.is_submitted() and request.args.get("role", "") in ROLES:
        form.role.data = request.args["role"]
    choice = UnitChoice(form.unit, missing=NOT_LISTED)
    if form.validate_on_submit() and choice.resolve():
        values = ParticipantValues(
            name=form.name.data or "",
            role=Role(form.role.data),
            login=form.login.data or "",
            organisation_id=choice.organisation_id,
            title=form.title.data or "",
            phone=form.phone.data or "",
            email=form.email.data or "",
        )
        try:
            account_id = create_participant(me(), competition, values)
        except Refusal as refusal:
            put_beside(form, refusal)
        else:
            flash(_("人员已添加。"), "ok")
            return redirect(person_url(competition, account_id))
    return render_template(
        "organiser/person_new.html", form=form, choice=choice
    ), 422 if form.errors else 200


@room.route("/competitions/<int:competition_id>/people/<int:account_id>", methods=["GET", "POST"])
@allow(Role.ORGANISER, on=Competition)
def person(competition: Competition, account_id: int) -> Any:
    """One participant: what is known, roles, links."""
    account = found(competition, account_id)
    form = PersonForm(obj=account.person)
    choice = UnitChoice(form.unit, missing=NOT_LISTED)
    if not form.is_submitted():
        form.unit.data = unit_text(account.person.organisation_id)
        form.phone.data, form.email.data = "", account.email
    if form.validate_on_submit() and choice.resolve():
        try:
            edit_participant(
                me(),
                competition,
                account_id,
                name=form.name.data or "",
                organisation_id=choice.organisation_id,
                title=form.title.data or "",
                phone=form.phone.data or "",
                email=form.email.data or "",
            )
        except Refusal as refusal:
            put_beside(form, refusal)
        else:
            flash(_("资料已保存。"), "ok")
            return redirect(person_url(competition, account_id))
    held = may_hold(me(), account)
    own_links = links_of(competition.id, [account_id]).get(account_id, [])
    return render_template(
        "organiser/person.html",
        account=account,
        form=form,
        choice=choice,
        unit_name=unit_hint(account.person.organisation_id),
        phone=masked_phone(account.person),
        held=roles_of(database.session, competition.id, [account_id]).get(account_id, ()),
        personal_links=[shown(link, held) for link in own_links],
        roles=ROLE_NAMES,
        has_address=bool(runtime.public_url),
        can_mail=mail_is_on(),
    ), 422 if form.errors else 200


@room.post("/competitions/<int:competition_id>/people/<int:account_id>/roles/<role>/end")
@allow(Role.ORGANISER, on=Competition)
def end_role(competition: Competition, account_id: int, role: str) -> Any:
    """Take a role in this competition away."""
    if role not in ROLES:
        abort(404)
    found(competition, account_id)
    try:
        end_participation(me(), competition, account_id, Role(role))
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        return redirect(person_url(competition, account_id))
    flash(_("角色已收回。"), "ok")
    if roles_of(database.session, competition.id, [account_id]):
        return redirect(person_url(competition, account_id))
    return redirect(url_for("organiser.people", competition_id=competition.id))


def found(competition: Competition, account_id: int) -> Account:
    """The participant of this competition, or the answer that there is none."""
    try:
        return participant(database.session, competition.id, account_id)
    except Refusal:
        abort(404)


def shown(link: PersonalLink, held: Collection[str]) -> dict[str, Any]:
    """A link as the page shows it; its address only where links of its purpose may be held."""
    state = link_state(link)
    usable = state in ("fresh", "bound") and bool(runtime.public_url)
    return {
        "link": link,
        "state": state,
        "url": link_url(link) if usable and link.purpose in held else "",
    }


def seen_part_of(endpoint: str, competition: Competition) -> str:
    """An address that keeps which part of the list of people is looked at."""
    part: dict[str, Any] = {name: request.args.get(name) or None for name in ("q", "role", "page")}
    return url_for(endpoint, competition_id=competition.id, **part)


def person_url(competition: Competition, account_id: int) -> str:
    """The address of a participant's page."""
    return url_for("organiser.person", competition_id=competition.id, account_id=account_id)


def put_beside(form: PersonForm, refusal: Refusal) -> None:
    """Show a refusal beside the field it is about."""
    fields = {
        "phone": "phone",
        "email": "email",
        "login": "login",
        "account": "login",
        "organisation": "unit",
    }
    name = fields.get(refusal.code.partition(".")[0], "name")
    field: Field = form[name] if name in form.data else form.name
    field.errors = [refusal_text(refusal)]
