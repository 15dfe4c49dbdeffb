"""Organisations in and out as an Excel table."""

from typing import Any

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from competition.documents.unit_table import (
    COLUMNS,
    INDUSTRY_WORDS,
    KIND_WORDS,
    NO,
    YES,
    unit_table,
    unit_template,
)
from competition.documents.wording.refusals import refusal_text
from competition.domain.access import Role
from competition.domain.refusal import Refusal
from competition.services.organisations.exchange import export_units, import_units, plan_units
from competition.services.organisations.rows import Change, Facts
from competition.web.access import allow, me
from competition.web.importing import carry_out, preview, send_table
from competition.web.organiser.room import room

PURPOSE = "organisations"


@room.route("/organisations/import", methods=["GET", "POST"])
@allow(Role.ADMINISTRATOR)
def import_organisations() -> Any:
    """Choose a file and look at what it would add."""
    return preview(
        "organiser/import_organisations.html",
        PURPOSE,
        lambda content: plan_units(me(), content),
        kinds=KIND_WORDS,
        said=said,
    )


def said(change: Change) -> list[tuple[str, str, str]]:
    """What a row changes: the words of the column, what is stored, and what will be."""
    heads = {column.key: column.header for column in COLUMNS}
    before, after = in_cells(change.stored), in_cells(change.after)
    return [(heads[name], before[name], after[name]) for name in change.names]


def in_cells(facts: Facts) -> dict[str, str]:
    """The facts as cells of the table hold them."""
    return {
        **{name: str(value) for name, value in facts._asdict().items()},
        "kind": KIND_WORDS[facts.kind],
        "industry": INDUSTRY_WORDS.get(facts.industry, ""),
        "above_scale": YES if facts.above_scale else NO,
    }


@room.post("/organisations/import/confirm")
@allow(Role.ADMINISTRATOR)
def confirm_organisations() -> Any:
    """Add what was previewed."""
    try:
        done = carry_out(PURPOSE, lambda content: import_units(me(), content))
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
        return redirect(url_for("organiser.import_organisations"))
    words = _("已新增 %(n)s 个单位，变更 %(m)s 个单位。", n=len(done.new), m=len(done.changed))
    flash(words, "ok")
    return redirect(url_for("organiser.organisations"))


@room.get("/organisations/template.xlsx")
@allow(Role.ADMINISTRATOR)
def organisations_template() -> Any:
    """The empty table with examples."""
    return send_table(unit_template(), _("单位导入模板"))


@room.post("/organisations/export")
@allow(Role.ADMINISTRATOR)
def export_organisations() -> Any:
    """Every organisation in use as a table that can be imported again."""
    return send_table(unit_table(export_units(me())), _("单位"))
