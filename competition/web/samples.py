"""Values for the living style guide: every component once, with invented people and works."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    DecimalField,
    FieldList,
    Form,
    FormField,
    MultipleFileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    validators,
    widgets,
)

from competition.web.drawing import board_width, cell_paths, time_ruler, underline

JUDGES = ("罗家伟", "周代富", "吕明", "孙丽娟", "毛志强")


class SampleMember(Form):
    """One row of a list that can be ordered."""

    full_name = StringField(_l("姓名"), [validators.InputRequired()])
    unit = StringField(_l("所在单位"), [validators.InputRequired()])


class SampleForm(FlaskForm):
    """Every kind of field."""

    title = TextAreaField(
        _l("项目名称"),
        [validators.InputRequired(), validators.Length(max=40)],
        description=_l("写明对象和做法，不超过 40 个字"),
    )
    benefit = DecimalField(
        _l("年经济效益"),
        [validators.InputRequired()],
        description=_l("财务部门核证的上一年度数"),
    )
    track = SelectField(_l("赛道"), choices=[("hg", _l("化工")), ("jx", _l("机械"))])
    deadline = DateTimeLocalField(_l("补正截止时间"), [validators.Optional()])
    kind = RadioField(
        _l("申报方式"),
        [validators.InputRequired()],
        choices=[("person", _l("个人")), ("team", _l("团队"))],
    )
    proofs = SelectMultipleField(
        _l("随附材料"),
        choices=[("search", _l("查新报告")), ("patent", _l("专利证书"))],
        option_widget=widgets.CheckboxInput(),
        widget=widgets.ListWidget(prefix_label=False),
    )
    attachments = MultipleFileField(_l("附件"), description=_l("PDF 或图片，每个不超过 20 MB"))
    members = FieldList(FormField(SampleMember), label=_l("主要完成人"), min_entries=2)
    promise = BooleanField(_l("本人承诺所填内容真实，不涉密"), [validators.InputRequired()])


def sample_context() -> dict[str, Any]:
    """What the style guide shows."""
    form = SampleForm(formdata=None)
    refused = SampleForm(formdata=None, prefix="refused-")
    refused.title.data = _(
        "氯化法钛白四氯化钛提纯改进技术在老旧氯化装置升级改造工程中的研究与推广应用实践（一期）"
    )
    refused.title.errors = [_("现在 43 个字，请减少 3 个字")]
    refused.benefit.errors = [_("“约320”不是数字，请填 320")]
    refused.kind.errors = [_("请选择申报方式")]
    return {
        "form": form,
        "refused": refused,
        "blank_member": SampleMember(prefix="members-__n__-"),
        "panel": sample_panel(),
        "ruler": sample_ruler(),
        "stages": sample_stages(),
        "criteria": [
            sample_criterion("novelty", _("创新性")),
            sample_criterion("use", _("实用性")),
        ],
        "judges": [{"name": name, "dropped": name in JUDGES[3:]} for name in JUDGES],
    }


def sample_criterion(key: str, name: str) -> dict[str, Any]:
    """A criterion of 30 points in steps of one half, with four levels."""
    bounds = ((_("优"), 270, 300), (_("良"), 225, 265), (_("中"), 150, 220), (_("差"), 0, 145))
    texts = (
        _("有原创，已获授权或同行公认"),
        _("有明显改进，与现有做法不同"),
        _("局部改进，借鉴较多"),
        _("以常规做法为主"),
    )
    ranges = ("27–30", "22.5–26.5", "15–22", "0–14.5")
    return {
        "key": key,
        "name": name,
        "question": _("原理、结构、工艺或方法有无新意"),
        "max_text": "30",
        "range_text": _("0 到 30，每档 0.5"),
        "step_text": "0.5",
        "scale": 1,
        "min": 0,
        "max": 300,
        "step": 5,
        "factor": 1,
        "levels": [
            {"label": label, "low": low, "high": high, "range_text": span, "text": text}
            for (label, low, high), span, text in zip(bounds, ranges, texts, strict=True)
        ],
    }


def sample_panel() -> dict[str, Any]:
    """A panel of five judges and 44 entries."""
    rows = [
        ["done"] * 20 + ["recused"] + ["done"] * 23,
        ["done"] * 44,
        ["done"] * 31 + ["draft"] * 2 + ["none"] * 11,
        ["absent"] * 12 + ["none"] * 32,
        ["done"] * 3 + ["none"] * 41,
    ]
    return {
        "name": _("电力第一组"),
        "words": _("DL-001 至 DL-044，共 44 项，31 项已满 3 份"),
        "width": board_width(44),
        "underline": underline([n < 31 and n != 20 for n in range(44)]),
        "quorum_words": _("满 3 份"),
        "rows": [
            {
                "name": name,
                "late": states.count("done") == 3,
                "complete": "none" not in states,
                "paths": cell_paths(states),
                "spoken": _("已提交 %(n)s 项", n=states.count("done")),
                "total": f"{states.count('done')} / {44 - states.count('recused')}",
            }
            for name, states in zip(JUDGES, rows, strict=True)
        ],
    }


def sample_ruler() -> Any:
    """Six stages of one year."""
    return time_ruler(
        [
            (date(2026, 3, 2), date(2026, 4, 30), "done"),
            (date(2026, 5, 6), date(2026, 5, 22), "done"),
            (date(2026, 6, 1), date(2026, 6, 20), "cur"),
            (date(2026, 7, 8), date(2026, 7, 9), "next"),
            (date(2026, 7, 15), date(2026, 7, 21), "next"),
        ],
        today=date(2026, 6, 16),
        today_label=_("今天 6月16日"),
        month_labels=[_("%(month)s月", month=month) for month in range(1, 13)],
    )


def sample_stages() -> list[dict[str, str]]:
    """The same stages in words."""
    return [
        {"title": title, "state": state, "words": words, "when": when, "count": count}
        for title, state, words, when, count in (
            (_("申报"), "done", _("已结束"), "3月2日—4月30日", _("375 项")),
            (_("形式审查"), "done", _("已结束"), "5月6日—5月22日", _("退回 41 项")),
            (_("网络初评"), "cur", _("进行中，余 4 天"), "6月1日—6月20日", "2,031 / 2,594"),
            (_("决赛答辩"), "next", _("未开始"), "7月8日—7月9日", _("拟入围 120 项")),
            (_("公示"), "next", _("未开始"), "7月15日—7月21日", _("5 个工作日")),
        )
    ]
