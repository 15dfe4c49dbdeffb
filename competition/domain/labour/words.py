"""What rules and stages of labour competitions are called: data in the language of the notices.

It is stored with a competition and can be edited there, like the texts of the presets.
"""

from collections.abc import Mapping

YEAR_SCORE = "年度得分"
MEAN_OF_PERIODS = "各期平均"
NUMBER_OF_PERIODS = "参加期数"
TOTALS: Mapping[str, str] = {
    "self": "自评分",
    "department": "部门分",
    "peer": "互评分",
    "verifier": "核定分",
}
"""Tables of the totals of each kind of sheets."""
ITEMS: Mapping[str, str] = {kind: f"{name}项" for kind, name in TOTALS.items()}
"""Tables of their figures by indicator."""
PEOPLE_STAGE = "班组和个人评审"
HINT_LABELS = ("证明材料", "加分", "扣分")
LABELLED = "{label}：{text}"
YEAR_MARK = "{year}年"
MONTH = "{year}年{month}月"
SPAN = "{year}年{month}月至{until}月"
QUARTER = "{year}年第{place}季度"
HALF = "{year}年{place}半年"
YEAR = "{year}年度"
QUARTER_PLACES, HALF_PLACES = "一二三四", "上下"
