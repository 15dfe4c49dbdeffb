"""The hydropower works of the demonstration: six lots, their crews and people, a year of marks.

What happens is told in deductions by month: 引水隧洞标 is best over the year and has a fatal
accident in its fifth month, 地下厂房标 wins three quarters in a row and keeps the flag, 机电安装标
joins half-way.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

PRESET = "five_compare"
PROJECT = "金沙湾水电站工程"
MONTHS = 12
ACCIDENT_MONTH = 5
JOINS_IN_MONTH = 6
DEPARTMENTS = {
    "安全环保部": "邵安澜",
    "质量管理部": "程守信",
    "工程管理部": "陆进",
    "技术中心": "苏明远",
}
JUDGES = ("方学礼", "任长河", "顾惠民", "齐大川", "蒋文博")


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot with its contractor and the person who reports for it.

    Attributes:
        lost: points taken in a month of each quarter.
    """

    name: str
    unit: str
    reporter: str
    login: str
    lost: tuple[float, float, float, float]
    crew: str
    people: tuple[str, ...]


LOTS = (
    Lot("大坝工程标", "蜀江水电第一工程局", "罗建平", "lot1", (3.5, 4.0, 4.0, 4.5),
        "大坝浇筑一班", ("罗大勇", "温秀兰")),
    Lot("引水隧洞标", "蜀江隧道工程公司", "宋志强", "lot2", (1.0, 2.5, 2.5, 2.5),
        "隧洞开挖二班", ("宋长江",)),
    Lot("地下厂房标", "蜀江水电第三工程局", "唐丽", "lot3", (6.0, 2.0, 2.0, 2.0),
        "厂房锚喷班", ("唐国栋", "莫文斌", "季春梅")),
    Lot("泄洪建筑标", "蜀江水利工程集团", "韩磊", "lot4", (6.5, 6.0, 7.0, 6.5),
        "泄洪洞衬砌班", ("韩青",)),
    Lot("机电安装标", "蜀江机电安装公司", "许洁", "lot5", (5.0, 5.0, 4.5, 4.0),
        "机组安装一班", ("许振华",)),
    Lot("砂石骨料标", "蜀江建材工程公司", "曹军", "lot6", (9.0, 8.0, 8.5, 9.5),
        "骨料生产班", ("曹学文",)),
)  # fmt: skip
JOINER, VETOED = LOTS[4], LOTS[1]

FOUND = {
    "quality": (
        "混凝土表面有蜂窝，未按要求修补",
        "实测实量记录与现场不符",
        "钢筋保护层垫块数量不足",
        "隐蔽工程验收影像资料缺失",
    ),
    "safety": (
        "临边防护栏杆缺失约 6 米",
        "配电箱未上锁，漏电保护器失灵",
        "高处作业人员未系安全带",
        "班前安全活动记录不全",
    ),
    "pace": ("当期产值未完成计划", "开挖支护节点滞后两天", "主要设备进场晚于计划"),
    "technology": ("当期没有合理化建议", "QC 活动没有记录"),
    "civilised": ("施工道路扬尘，没有洒水", "材料堆放混乱，没有标识", "沉淀池没有及时清理"),
    "excellence": ("样板段没有挂牌", "工艺评比资料没有归档"),
}
PLACES = ("左岸 3 号施工支洞", "右岸拌和站", "主厂房第二层", "尾水洞出口", "大坝 12 号坝段")


def department_logins() -> tuple[str, ...]:
    """The login names of those who score for the departments, in their order."""
    return tuple(f"department{place}" for place in range(1, len(DEPARTMENTS) + 1))


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points off an indicator, and what was found."""

    criterion: str
    points: str
    text: str
    place: str
    demands: bool


def deductions(lot: Lot, month: int, highest: dict[str, int]) -> list[Deduction]:
    """What departments find at a lot in a month, counted from 1; the same at each call.

    Args:
        highest: base points by indicator.
    """
    random = Random(f"{lot.name}-{month}")
    left = round(lot.lost[(month - 1) // 3] * 2)
    room = {key: points for key, points in highest.items() if key in FOUND}
    found: list[Deduction] = []
    while left > 0:
        key = random.choice(sorted(room))
        halves = min(left, random.choice((2, 3, 4, 4)), room[key] * 2)
        if halves == 0:
            continue
        room[key] -= -(-halves // 2)
        left -= halves
        points = f"{halves // 2}.{5 * (halves % 2)}"
        demands = key in ("quality", "safety", "civilised") and random.random() < 0.4
        text, place = random.choice(FOUND[key]), random.choice(PLACES)
        found.append(Deduction(key, points, text, place, demands))
    return found


def crews() -> Iterator[tuple[Lot, str, str, float]]:
    """Crews and people: their lot, kind, name, and how good they are at the end of the year."""
    for place, lot in enumerate(LOTS):
        yield lot, "crew", lot.crew, 0.93 - place * 0.012
        for number, name in enumerate(lot.people):
            yield lot, "person", name, 0.92 - place * 0.01 - number * 0.015
