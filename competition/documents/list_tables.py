"""Lists that are only given out, as Excel tables. Their words stay Chinese."""

from collections.abc import Iterable, Sequence

from competition.documents.tables.values import Column
from competition.documents.tables.write import Table

YES = "是"
JUDGES_SHEET, BOARD_SHEET = "评委", "评审进度"
STANDINGS_SHEET, AWARDS_SHEET, CERTIFICATES_SHEET = "成绩与排名", "获奖名单", "证书登记"
RESULT_NOTES = {
    "withdrawn": "弃权",
    "disqualified": "取消资格",
    "no_score": "未入围",
    "tied": "并列待定",
    "recorded": "不予授奖",
}
CERTIFICATE_STATES = {"valid": "有效", "revoked": "已撤销", "void": "演练作废"}
JUDGES = (
    "姓名",
    "登录名",
    "单位",
    "专业",
    "评审组长",
    "评审组",
    "利害关系确认",
    "利害关系数",
    "待评",
)
BOARD = ("评审组", "评委", "应评", "已评", "草稿", "未评", "回避", "缺席")
AWARDS = ("奖项", "编号", "成果名称", "申报单位", "赛道", "完成人", "名次", "得分")
CERTIFICATES = (
    "证书编号",
    "状态",
    "奖项",
    "项目编号",
    "成果名称",
    "申报单位",
    "姓名",
    "发证时间",
    "撤销时间",
    "撤销原因",
)
_WIDE = frozenset({"成果名称", "申报单位", "单位", "完成人", "撤销原因"})
_NARROW = frozenset(("名次", *BOARD[2:]))


def list_table(title: str, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """A table whose columns are these headers."""
    return Table(title, [Column(each, each, width=_width(each)) for each in headers], rows)


def standings_headers(stages: Sequence[str]) -> list[str]:
    """The headers of a result: what every result has, with the scores of earlier stages."""
    scores = [f"{name}得分" for name in stages]
    return ["赛道", "名次", "编号", "成果名称", "申报单位", *scores, "总分", "奖项", "入围", "说明"]


def _width(header: str) -> int:
    if header in _WIDE:
        return 32
    return 8 if header in _NARROW else 16
