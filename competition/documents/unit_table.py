"""Organisations as an Excel table. Its words are part of the format and stay Chinese."""

from collections.abc import Iterable, Sequence

from competition.documents.tables.values import Column
from competition.documents.tables.write import Table

KINDS = {
    "全国总工会": "national",
    "省级总工会": "provincial",
    "市级总工会": "municipal",
    "县级总工会": "county",
    "乡镇（街道、园区）工会": "township",
    "产业工会": "industry_union",
    "企业工会": "enterprise_union",
    "项目（工地）工会": "site_union",
}
KIND_WORDS = {code: word for word, code in KINDS.items()}
INDUSTRIES = {
    "农、林、牧、渔业": "A",
    "采矿业": "B",
    "制造业": "C",
    "电力、热力、燃气及水生产和供应业": "D",
    "建筑业": "E",
    "批发和零售业": "F",
    "交通运输、仓储和邮政业": "G",
    "住宿和餐饮业": "H",
    "信息传输、软件和信息技术服务业": "I",
    "金融业": "J",
    "房地产业": "K",
    "租赁和商务服务业": "L",
    "科学研究和技术服务业": "M",
    "水利、环境和公共设施管理业": "N",
    "居民服务、修理和其他服务业": "O",
    "教育": "P",
    "卫生和社会工作": "Q",
    "文化、体育和娱乐业": "R",
    "公共管理、社会保障和社会组织": "S",
    "国际组织": "T",
}
INDUSTRY_WORDS = {key: word for word, key in INDUSTRIES.items()}
YES, NO = "是", "否"
COLUMNS = (
    Column("code", "单位代码", required=True, width=16, aliases=("Code",)),
    Column("name", "单位名称", required=True, width=36, aliases=("Name",)),
    Column("kind", "类型", required=True, choices=tuple(KINDS), width=18, aliases=("Kind",)),
    Column("parent", "上级单位代码", width=16, aliases=("Parent",)),
    Column("alias", "简称", width=18, aliases=("其他名称", "Alias")),
    Column("seal_name", "印章名称", width=36, aliases=("Seal name",)),
    Column("industry", "所属行业", choices=tuple(INDUSTRIES), width=22, aliases=("Industry",)),
    Column("members", "会员人数", width=12, aliases=("Members",)),
    Column("above_scale", "规上企业", choices=(YES, NO), width=12, aliases=("Above scale",)),
)
EXAMPLES = (
    ("SJ01", "蜀江省总工会", "省级总工会", "", "省总、蜀江省总", "蜀江省总工会", "", "", ""),
    ("SJ0101", "锦州市总工会", "市级总工会", "SJ01", "锦州市总", "锦州市总工会", "", "", ""),
    (
        "SJ0101001", "锦州重型机械有限公司工会", "企业工会", "SJ0101", "锦州重机工会",
        "锦州重型机械有限公司工会委员会", "制造业", "1260", "是",
    ),
)  # fmt: skip


def unit_table(rows: Iterable[Sequence[str]]) -> Table:
    """Organisations as a table that can be imported again.

    Args:
        rows: code, name, kind word, code of the parent, further names joined by 、, seal name,
            word of the industry, number of members, 是 or blank for 规上.
    """
    return Table(title="单位", columns=COLUMNS, rows=rows)


def unit_template() -> Table:
    """The empty table with examples on a second sheet and drop-down lists."""
    return Table(title="单位", columns=COLUMNS, rows=(), examples=EXAMPLES)
