"""Accounts of the installation: found, added, given roles, invited, closed by administrators."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import DateField, Field, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from competition.documents.wording.names import ROLE_NAMES
from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.domain.terms import Term
from competition.models import Account, Competition, Organisation, RoleGrant, database
from competition.services.identity.administration import (
    close_account,
    create_account,
    current_invitation,
    invite,
    list_accounts,
)
from competition.services.identity.first_steps import next_first_step
from competition.services.identity.granting import (
    ADMINISTRATOR,
    GrantScope,
    change_term,
    grant,
    grants_of_accounts,
    revoke_grant,
)
from competition.services.identity.links import link_url
from competition.services.visibility import branch_of
from competition.web.access import allow, me
from competition.web.organiser.room import room
from competition.web.paging import here, page_number, pager
from competition.web.qr_answer import qr_answer
from competition.web.unit_choice import UnitChoice

EVERYWHERE, ORGANISATION, COMPETITION = "everywhere", "organisation", "competition"


class GrantForm(FlaskForm):
    """A role and where it holds."""

    role = SelectField(
        _l("角色"),
        [InputRequired(_l("请选择角色。"))],
        choices=[("", _l("请选择")), *ROLE_NAMES.items()],
    )
    scope = RadioField(
        _l("范围"),
        [InputRequired(_l("请选择范围。"))],
        choices=[
            (ORGANISATION, _l("一个单位及其下级")),
            (COMPETITION, _l("一项竞赛")),
            (EVERYWHERE, _l("整个系统")),
        ],
        default=ORGANISATION,
    )
    scope_unit = StringField(_l("范围：单位"), [Length(max=200)])
    scope_competition = SelectField(_l("范围：竞赛"), coerce=int, default=0)
    starts_on = DateField(_l("开始日期"), [Optional()], description=_l("不填即从现在起"))
    ends_on = DateField(_l("结束日期"), [Optional()], description=_l("当日仍有效；不填即长期"))


class TermForm(FlaskForm):
    """From when to when a role holds."""

    starts_on = DateField(_l("开始日期"), [Optional()])
    ends_on = DateField(_l("结束日期"), [Optional()])


class AccountForm(GrantForm):
    """A new account with its first role."""

    name = StringField(_l("姓名"), [InputRequired(_l("请填写姓名。")), Length(max=120)])
    login = StringField(
        _l("登录名"),
        [InputRequired(_l("请填写登录名。")), Length(max=120)],
        description=_l("小写字母、数字和 . _ - @"),
        render_kw={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"},
    )
    unit = StringField(_l("所在单位"), [Length(max=200)])
    title = StringField(_l("职务"), [Length(max=100)])


@room.get("/accounts")
@allow(Role.ADMINISTRATOR)
def administration() -> Any:
    """The accounts in the administrator's reach, searched and paged."""
    args, page = request.args, page_number()
    role = args.get("role", "")
    closed = args.get("closed") == "1"
    rows, total = list_accounts(
        me(),
        query=args.get("q", ""),
        role=role if role in ROLE_NAMES else "",
        closed=closed,
        page=page,
    )
    chips = []
    if args.get("q"):
        chips.append({"label": args["q"], "href": here(q=None, page=None)})
    return render_template(
        "organiser/accounts.html",
        rows=rows,
        total=total,
        pages=pager(total, page),
        chips=chips,
        closed=closed,
        first_step=next_first_step(),
        roles=ROLE_NAMES,
        here=here,
    )


@room.route("/accounts/new", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def new_account() -> Any:
    """Add an account with one role; an invitation lets its owner choose the password."""
    form = AccountForm()
    form.scope_competition.choices = competition_choices()
    if not form.is_submitted() and request.args.get("role", "") in ROLE_NAMES:
        form.role.data = request.args["role"]
    unit = UnitChoice(form.unit, reach=ADMINISTRATOR)
    scope_unit = UnitChoice(form.scope_unit, reach=ADMINISTRATOR)
    if form.validate_on_submit() and unit.resolve() and scope_unit.resolve():
        try:
            account_id = create_account(
                me(),
                login=form.login.data or "",
                name=form.name.data or "",
                organisation_id=unit.organisation_id,
                title=form.title.data or "",
                role=Role(form.role.data),
                scope=scope_of(form, scope_unit),
                term=term_of(form),
            )
        except Refusal as refusal:
            put_beside(form, refusal)
        else:
            flash(_("账号已创建。请把邀请链接交给本人设置密码。"), "ok")
            return redirect(url_for("organiser.account", account_id=account_id))
    return render_template(
        "organiser/account_new.html", form=form, unit=unit, scope_unit=scope_unit
    ), 422 if form.errors else 200


@room.get("/accounts/<int:account_id>")
@allow(Role.ADMINISTRATOR, on=Account)
def account(account: Account) -> Any:
    """One account: roles, invitation, closing."""
    form = GrantForm()
    form.scope_competition.choices = competition_choices()
    return account_page(account, form, UnitChoice(form.scope_unit, reach=ADMINISTRATOR))


@room.post("/accounts/<int:account_id>/grants")
@allow(Role.ADMINISTRATOR, on=Account)
def add_grant(account: Account) -> Any:
    """Give the account a further role."""
    form = GrantForm()
    form.scope_competition.choices = competition_choices()
    choice = UnitChoice(form.scope_unit, reach=ADMINISTRATOR)
    if form.validate_on_submit() and choice.resolve():
        try:
            scope = scope_of(form, choice)
            grant(me(), account, Role(form.role.data), scope, term_of(form))
        except Refusal as refusal:
            put_beside(form, refusal)
        else:
            flash(_("角色已分配。"), "ok")
            return redirect(url_for("organiser.account", account_id=account.id))
    return account_page(account, form, choice)


@room.post("/grants/<int:role_grant_id>/term")
@allow(Role.ADMINISTRATOR, on=RoleGrant)
def set_term(role_grant: RoleGrant) -> Any:
    """Let a role hold for other days."""
    form = TermForm()
    account_id = role_grant.account_id
    if not form.validate_on_submit():
        flash(_("日期填写有误，期限没有修改。"), "error")
        return redirect(url_for("organiser.account", account_id=account_id))
    return answered(
        account_id, lambda: change_term(me(), role_grant, term_of(form)), _("期限已保存。")
    )


@room.post("/grants/<int:role_grant_id>/revoke")
@allow(Role.ADMINISTRATOR, on=RoleGrant)
def revoke_role(role_grant: RoleGrant) -> Any:
    """Take a role away."""
    account_id = role_grant.account_id
    return answered(account_id, lambda: revoke_grant(me(), role_grant), _("角色已收回。"))


@room.post("/accounts/<int:account_id>/invite")
@allow(Role.ADMINISTRATOR, on=Account)
def invite_account(account: Account) -> Any:
    """Make a new invitation."""
    return answered(account.id, lambda: invite(me(), account), _("邀请链接已生成。"))


@room.get("/accounts/<int:account_id>/invitation.svg")
@allow(Role.ADMINISTRATOR, on=Account)
def account_qr(account: Account) -> Any:
    """The invitation as a QR code."""
    link = current_invitation(me(), account)
    return qr_answer(link_url(link)) if link else abort(404)


@room.post("/accounts/<int:account_id>/close")
@allow(Role.ADMINISTRATOR, on=Account)
def end_account(account: Account) -> Any:
    """Close the account."""
    return answered(account.id, lambda: close_account(me(), account.id), _("账号已停用。"))


def answered(account_id: int, act: Any, words: str) -> Any:
    """Do one act and go back to the account, saying what happened."""
    try:
        act()
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    else:
        flash(words, "ok")
    return redirect(url_for("organiser.account", account_id=account_id))


def account_page(account: Account, form: GrantForm, choice: UnitChoice) -> Any:
    """The page of one account."""
    link = current_invitation(me(), account)
    unit_id = account.person.organisation_id
    unit = database.session.get(Organisation, unit_id) if unit_id else None
    return render_template(
        "organiser/account.html",
        account=account,
        unit=unit,
        grants=grants_of_accounts([account.id]).get(account.id, ()),
        link=link,
        url=link_url(link) if link else "",
        form=form,
        choice=choice,
        roles=ROLE_NAMES,
    ), 422 if form.errors else 200


def competition_choices() -> list[tuple[int, Any]]:
    """Competitions in the administrator's reach, newest first."""
    statement = select(Competition.id, Competition.name, Competition.edition)
    if not me().everywhere(ADMINISTRATOR):
        branch = branch_of(me().organisations(ADMINISTRATOR))
        statement = statement.where(Competition.organisation_id.in_(branch))
    rows = database.session.execute(statement.order_by(Competition.id.desc()).limit(200))
    return [(0, _l("请选择")), *((row.id, f"{row.name} {row.edition}".strip()) for row in rows)]


def scope_of(form: GrantForm, choice: UnitChoice) -> GrantScope:
    """The scope that the form names.

    Raises:
        Refusal: ``grant.scope`` when the chosen kind of scope is left blank.
    """
    if form.scope.data == EVERYWHERE:
        return GrantScope()
    if form.scope.data == ORGANISATION and choice.organisation_id is not None:
        return GrantScope(organisation_id=choice.organisation_id)
    if form.scope.data == COMPETITION and form.scope_competition.data:
        return GrantScope(competition_id=form.scope_competition.data)
    raise Refusal("grant.scope")


def term_of(form: GrantForm | TermForm) -> Term:
    """The days that the form names."""
    return Term(form.starts_on.data, form.ends_on.data)


def put_beside(form: FlaskForm, refusal: Refusal) -> None:
    """Show a refusal beside the field it is about."""
    area = refusal.code.partition(".")[0]
    name = {"login": "login", "name": "name", "organisation": "unit"}.get(area, "scope")
    if refusal.code == "grant.term":
        name = "ends_on"
    field: Field = form[name] if name in form.data else form["scope"]
    field.errors = [refusal_text(refusal)]
