"""Invented bodies of 蜀江省: municipal federations, industry unions, enterprise unions."""

from dataclasses import dataclass
from random import Random

PROVINCE = "蜀江省总工会"
CITIES = [
    "澜石",
    "青岚",
    "临渡",
    "松坪",
    "云汇",
    "川宁",
    "沅丰",
    "岷阳",
    "泾台",
    "龙渡",
    "雁岭",
    "柳塘",
    "江埠",
    "平澜",
    "峰台",
    "洛溪",
    "乌岭",
    "桐川",
    "花渡",
    "盐泉",
    "北麓",
]
INDUSTRIES = ("电力", "机械冶金", "通信", "石化轻工", "建材建设")
TRADES = {
    "DL": (
        "供电公司",
        "水力发电公司",
        "输变电工程公司",
        "电力检修公司",
        "抽水蓄能公司",
        "配电网公司",
    ),
    "JX": ("重型机械厂", "机床公司", "轴承公司", "轨道装备公司", "泵业公司", "工程机械公司"),
    "TX": ("通信建设公司", "光缆公司", "数据服务公司", "移动网络运维公司"),
    "HG": ("化工公司", "精细化学公司", "氮肥厂", "新材料公司"),
    "JC": ("水泥公司", "玻璃公司", "混凝土构件公司", "节能建材公司"),
}
INDUSTRY_OF = {"DL": 0, "JX": 1, "TX": 2, "HG": 3, "JC": 4}
SHARE_OF_INDUSTRY = 4


@dataclass(frozen=True, slots=True)
class Unit:
    """One organisation row as the Excel import takes it."""

    code: str
    parent: str
    kind: str
    name: str
    alias: str = ""
    seal_name: str = ""
    trade: str = ""


def provincial_tree(seed: int) -> list[Unit]:
    """The province, 21 cities, five industry unions and their enterprises, parents first."""
    random = Random(seed)
    rows = [Unit("SJ", "", "provincial", PROVINCE, "省总工会", PROVINCE)]
    for number, city in enumerate(CITIES, start=1):
        name = f"{city}市总工会"
        rows.append(Unit(f"SJ-{number:02}", "SJ", "municipal", name, f"{city}市总", name))
    for number, industry in enumerate(INDUSTRIES, start=31):
        name = f"蜀江省{industry}工会"
        rows.append(Unit(f"SJ-{number}", "SJ", "industry_union", name, f"省{industry}工会", name))
    for trade, kinds in TRADES.items():
        for position, city in enumerate(CITIES):
            for kind in random.sample(kinds, 2 if trade in ("DL", "JX") else 1):
                in_industry = random.randrange(SHARE_OF_INDUSTRY) == 0
                parent = f"SJ-{31 + INDUSTRY_OF[trade]}" if in_industry else f"SJ-{position + 1:02}"
                code = f"{parent}-{len(rows):03}"
                name = f"{city}{kind}"
                rows.append(
                    Unit(code, parent, "enterprise_union", name, "", f"{name}工会委员会", trade)
                )
    return rows
