"""What the record says besides the action: subject and details, in words where they have any."""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from competition.documents.wording.judging import REASONS as RECUSALS
from competition.documents.wording.names import ROLE_NAMES
from competition.documents.wording.rehearsal import REASONS
from competition.documents.wording.translation import gettext as _

_MOMENT = re.compile(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::[\d.]+)?(?:Z|[+-]\d\d:\d\d)?$")
SHORT = 12
SUBJECTS = {
    "account": _l("账号"),
    "assignment": _l("评审分配"),
    "certificate": _l("证书"),
    "competition": _l("竞赛"),
    "conflict": _l("利害关系"),
    "decision": _l("决定"),
    "declaration": _l("声明"),
    "entry": _l("项目"),
    "entry_form": _l("申报表"),
    "field": _l("申报表字段"),
    "finding": _l("检查问题"),
    "flag": _l("流动红旗"),
    "judge": _l("评委"),
    "key": _l("密钥"),
    "login_session": _l("登录设备"),
    "objection": _l("异议或申诉"),
    "organisation": _l("单位"),
    "panel": _l("评审组"),
    "participation": _l("参赛统计"),
    "participation_report": _l("参赛统计报告"),
    "proposal": _l("提请事项"),
    "recommendation_list": _l("推荐汇总表"),
    "result": _l("成绩版本"),
    "result_version": _l("成绩版本"),
    "score_event": _l("加减分事项"),
    "score_item": _l("分项资料"),
    "rule_set": _l("计分规则"),
    "stage": _l("阶段"),
    "track": _l("赛道"),
}
DETAILS = {
    "accounts": _l("账号"),
    "action": _l("事项"),
    "added": _l("新增"),
    "after": _l("之后"),
    "again": _l("再次"),
    "apart": _l("同一单位至多一位"),
    "assignments": _l("评审分配"),
    "before": _l("之前"),
    "behalf": _l("代办单位"),
    "by": _l("下达单位"),
    "changed": _l("改动"),
    "chief": _l("评审组长"),
    "closes_at": _l("截止时间"),
    "code": _l("代码"),
    "completed": _l("完成时间"),
    "connected": _l("相连"),
    "count": _l("数量"),
    "counted": _l("已计入"),
    "days": _l("工作日数"),
    "digest": _l("摘要"),
    "dropped": _l("取消"),
    "entries": _l("项目"),
    "entry": _l("项目"),
    "everything": _l("走完全程"),
    "existing": _l("已有的分配"),
    "file": _l("文件"),
    "fair": _l("先照顾匹配最差的"),
    "field": _l("字段"),
    "files": _l("文件"),
    "from": _l("从"),
    "high": _l("至多"),
    "ids": _l("编号"),
    "in_spite_of": _l("虽有"),
    "invited": _l("生成邀请链接"),
    "job": _l("后台办理"),
    "judge": _l("评委"),
    "judges": _l("评委"),
    "keep_after": _l("连续几期可以永久保留"),
    "key": _l("标识"),
    "kind": _l("种类"),
    "known": _l("已有"),
    "lines": _l("行"),
    "low": _l("至少"),
    "made": _l("建立时间"),
    "members": _l("主要完成人"),
    "merged": _l("并入的单位"),
    "missing": _l("缺少"),
    "moved": _l("移动的记录"),
    "name": _l("名称"),
    "new": _l("新增"),
    "next": _l("下一步"),
    "number": _l("编号"),
    "old": _l("原有"),
    "organisation": _l("单位"),
    "panel": _l("评审组"),
    "panels": _l("评审组"),
    "part": _l("部分"),
    "participations": _l("参赛人次"),
    "per_entry": _l("每项评委数"),
    "photos": _l("佐证照片"),
    "pictures": _l("照片"),
    "position": _l("位置"),
    "preset": _l("模板"),
    "purpose": _l("用途"),
    "levels": _l("推荐层级"),
    "matched_by": _l("核对方式"),
    "serial": _l("序号"),
    "stamp": _l("须盖章"),
    "order": _l("排序"),
    "reason": _l("理由"),
    "records": _l("记录"),
    "removed": _l("移除"),
    "replace": _l("更换原有链接"),
    "replaces": _l("替换"),
    "revision": _l("修订"),
    "same_maker": _l("两人账号由同一账号创建"),
    "role": _l("角色"),
    "roles": _l("角色"),
    "seats": _l("席位"),
    "sheets": _l("评分表"),
    "seed": _l("随机种子"),
    "senior": _l("至少一位资深评委"),
    "source": _l("来源"),
    "stage": _l("阶段"),
    "state": _l("状态"),
    "substitute": _l("替补"),
    "title": _l("名称"),
    "to": _l("到"),
    "units": _l("单位"),
    "until": _l("截止时间"),
    "version": _l("版本"),
    "within_panels": _l("只在本组分配"),
    "year": _l("年份"),
}
VALUES: dict[Any, Any] = {
    **ROLE_NAMES,
    **REASONS,
    **RECUSALS,
    "anew": _l("重新分配"),
    "fewest": _l("尽量少改动"),
    "invitation": _l("邀请"),
    "keep": _l("全部保留"),
    "sign_in": _l("个人登录"),
    "web": _l("网页"),
    "result": _l("总成绩与奖项"),
    "submitted": _l("已提交"),
    "objection": _l("异议"),
    "appeal": _l("申诉"),
    "letter": _l("来信"),
    "visit": _l("来访"),
    "phone": _l("来电"),
    "account": _l("参赛者账号"),
    "innovation_contest": _l("职工创新大赛"),
    "five_small": _l("“五小”成果评选"),
    True: _l("是"),
    False: _l("否"),
    None: "—",
}


def subject_text(subject: str) -> str:
    """``account:69`` as 账号 69; the text itself where its kind has no words."""
    kind, _, ident = subject.partition(":")
    return f"{SUBJECTS.get(kind, kind)} {ident}".strip()


def detail_texts(detail: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The details as pairs of name and value, in words where they have any."""
    return [
        (str(DETAILS.get(name, name)), value_text(_short(value) if name == "photos" else value))
        for name, value in detail.items()
    ]


def _short(digests: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Digests of photos, so many of each criterion that only their beginnings are shown."""
    return {key: [digest[:SHORT] for digest in each] for key, each in digests.items()}


def value_text(value: Any) -> str:
    """A stored value on one line."""
    if isinstance(value, Mapping):
        return _("，").join(f"{value_text(key)} {value_text(each)}" for key, each in value.items())
    if isinstance(value, list):
        return _("、").join(value_text(each) for each in value)
    if isinstance(value, bool | str) or value is None:
        return _MOMENT.sub(r"\1 \2", str(VALUES.get(value, value)))
    return str(value)
