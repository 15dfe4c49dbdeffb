"""A whole province, invented: federations and unions in six levels, as many as a real one has.

The same size always gives the same rows, parents first. Names are what a registry holds: the
place, a word of the owner's own, the trade, the form of the body.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from random import Random

from competition.cli.demonstration.units import CITIES, PROVINCE

SIZE, SEED = 141_400, 4
ABOVE_SCALE, WITH_ALIAS = 0.08, 0.3
STEM = "蜀江省"
COUNTIES, TOWNSHIPS, ENTERPRISES = 8, 12, 55
COUNTY_WORDS = ("安丰", "长宁", "东川", "高坪", "广源", "合江", "金堂", "乐至", "武胜", "新津")
COUNTY_FORMS = ("区", "县", "市")
TOWNSHIP_WORDS = tuple(
    first + second for first, second in product("白大金龙青石双太新永", "桥河坝溪湾坪店岭")
)
TOWNSHIP_FORMS = ("镇", "街道", "乡", "工业园区")
FIRST, SECOND = (
    "安邦长诚恒宏华汇嘉金锦凯隆明瑞盛泰祥兴永裕远正中卓",
    "昌达德丰富光和亨吉康利茂能鹏强荣顺腾通旺欣新信业源",
)
THIRD = ("", "", "", "", "一", "二", "三", "北", "南", "川")
TRADES = (
    ("A", ("农业", "林业", "水产养殖", "种业"), 4),
    ("B", ("煤业", "矿业", "石油天然气"), 2),
    ("C", ("机械制造", "重型机械", "电子", "食品", "纺织", "化工", "水泥", "医药", "铸造"), 28),
    ("D", ("电力", "水力发电", "供水", "燃气"), 4),
    ("E", ("建筑工程", "路桥", "安装工程", "装饰", "水利水电工程"), 12),
    ("F", ("商贸", "百货", "医药销售"), 12),
    ("G", ("物流", "公共交通", "航运"), 6),
    ("H", ("酒店", "餐饮管理"), 5),
    ("I", ("信息技术", "通信", "软件"), 6),
    ("J", ("小额贷款", "保险代理"), 2),
    ("K", ("房地产开发", "物业服务"), 5),
    ("L", ("人力资源", "广告", "租赁"), 5),
    ("M", ("检测技术", "工程设计", "勘察设计"), 4),
    ("N", ("园林绿化", "环境卫生"), 2),
    ("P", ("中学", "小学", "职业技术学校"), 2),
    ("Q", ("人民医院", "卫生院"), 1),
)  # fmt: skip
SITES = ("工程项目部", "分公司", "一车间", "二车间", "检修班")


@dataclass(frozen=True, slots=True)
class ProvinceUnit:
    """One organisation of the province; `number` is its place in the list, from 1, the province's.

    `parent` is the number of the one above, 0 for the province.
    """

    number: int
    parent: int
    kind: str
    code: str
    name: str
    aliases: tuple[str, ...] = ()
    seal_name: str = ""
    industry: str = ""
    members: int = 0
    above_scale: bool = False


def province_tree(size: int = SIZE) -> list[ProvinceUnit]:
    """The province with `size` organisations; with a tenth of them it has a tenth of the cities."""
    return list(islice(_grow(size), size))


def _grow(size: int) -> Iterator[ProvinceUnit]:
    random = Random(SEED)
    number = 1
    yield ProvinceUnit(1, 0, "provincial", "SJ", PROVINCE, ("省总工会", "蜀江省总"), PROVINCE)
    cities = max(1, round(len(CITIES) * size / SIZE))
    in_city = (size - 1) // cities
    for place, city in enumerate(CITIES[:cities], start=1):
        rest = size - 1 - in_city * (cities - 1) if place == cities else in_city
        yield from islice(_city(random, number, f"SJ{place:02}", city), rest)
        number += rest


def _city(random: Random, last: int, code: str, city: str) -> Iterator[ProvinceUnit]:
    name = f"{city}市总工会"
    top = last + 1
    yield ProvinceUnit(top, 1, "municipal", code, name, (f"{city}市总",), f"{STEM}{name}")
    number = top
    words = random.sample(COUNTY_WORDS, COUNTIES)
    for at, word in enumerate(words * 9, start=1):
        form = random.choice(COUNTY_FORMS) if at <= COUNTIES else f"{at // COUNTIES + 1}区"
        place = f"{city}市{word}{form}"
        for unit in _county(random, number, top, f"{code}{at:02}", place):
            number = unit.number
            yield unit


def _county(random: Random, last: int, above: int, code: str, place: str) -> Iterator[ProvinceUnit]:
    name = f"{place}总工会"
    top = last + 1
    yield ProvinceUnit(top, above, "county", code, name, (f"{place}总",), f"{STEM}{name}")
    number = top
    for at, word in enumerate(random.sample(TOWNSHIP_WORDS, TOWNSHIPS), start=1):
        town = f"{place}{word}{random.choice(TOWNSHIP_FORMS)}"
        number += 1
        here = number
        yield ProvinceUnit(here, top, "township", f"{code}{at:02}", f"{town}工会联合会")
        taken: set[str] = set()
        for own in range(1, ENTERPRISES + 1):
            body = _body(random, taken)
            for unit in _enterprise(random, number, here, f"{code}{at:02}{own:03}", place, body):
                number = unit.number
                yield unit


def _body(random: Random, taken: set[str]) -> tuple[str, str]:
    """The key of an industry and a name that no other of the township bears."""
    shares = [share for *_, share in TRADES]
    while True:
        industry, words, _ = random.choices(TRADES, weights=shares)[0]
        own = random.choice(FIRST) + random.choice(SECOND) + random.choice(THIRD)
        body = f"{own}{random.choice(words)}"
        if body not in taken:
            taken.add(body)
            return industry, body


def _enterprise(
    random: Random, last: int, above: int, code: str, place: str, named: tuple[str, str]
) -> Iterator[ProvinceUnit]:
    industry, body = named
    form = "" if industry in "PQ" else random.choice(("有限公司", "有限责任公司", "股份有限公司"))
    name = f"{STEM}{place}{body}{form}工会"
    large = random.random() < ABOVE_SCALE
    number = last + 1
    yield ProvinceUnit(
        number,
        above,
        "enterprise_union",
        code,
        name,
        (f"{body}工会",) if random.random() < WITH_ALIAS else (),
        f"{name}委员会",
        industry,
        random.randint(600, 2600) if large else random.randint(8, 57),
        large,
    )
    for at in range(1, 1 + (random.randint(1, 3) if large else 0)):
        site = f"{body}{random.choice(SITES)}{at}工会"
        yield ProvinceUnit(
            number + at, number, "site_union", f"{code}-{at}", site, industry=industry
        )
