"""Invented entries and marks for a rehearsal: the same ones for the same seed, none of them real.

They are data, like the presets: plausible enough that every page looks as it will, and made so
that every check of the real thing passes or says what is wrong with the set-up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from competition.domain.entry_form import (
    NUMBER_TYPES,
    TITLE_KEY,
    EntryForm,
    Field,
    FieldType,
)
from competition.domain.marks import MarkRange, format_mark

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡"


def _words(text: str) -> list[str]:
    return text.split()


GIVEN = _words(
    "建国 志强 文斌 海涛 晓燕 永辉 春梅 秀英 明亮 德林 嘉怡 雨晴 思远 佳宁 天宇 一鸣 子涵 俊杰 "
    "宇航 泽民 浩然 欣悦 雅静 立成 向东 庆丰 长河 洪波 光明 正平"
)
RARE = ("李䶮", "张㛃", "王𬭎", "陈𣲗")
PLACES = _words("望江 临溪 安澜 青屏 石门 鹿鸣 白塘 长汀 南浦 云栖 东篱 北固")
TRADES = _words("供电公司 机械厂 通信公司 化工公司 建材公司 水务公司 轨道公司 检修公司")
SUBJECTS = _words(
    "断路器操作机构 轴承滚道 光缆接头 精馏塔真空系统 水泥窑余热 变压器套管 数控机床主轴 "
    "基站天馈系统 循环水旁滤 混凝土搅拌站废浆 电缆终端头 减速机试验台"
)
METHODS = _words("带电检测 快速更换 自动定位 在线诊断 节能改造 远程巡视")
FORMS = _words("装置 工具 工艺 系统")
SENTENCES = (
    "这是演练用的虚构内容。",
    "原来靠人工经验判断，效率低、风险高。",
    "经现场试用，单次作业时间由八小时缩短到两小时。",
    "结构轻便，两人十分钟内安装到位。",
    "判别规则由现场数据得出，可随工况修正。",
    "同类设备均可使用，推广费用较低。",
)
LINK = "https://example.org/practice"
PHONE = "028-88886666"


@dataclass(frozen=True, slots=True)
class Invented:
    """An invented entry.

    Args:
        members: names in order; one entry in some has a name with a rare character.
    """

    title: str
    unit: str
    members: tuple[str, ...]


def invent_entries(count: int, *, seed: str, members: range) -> list[Invented]:
    """Entries with titles, units and people of their own, none twice.

    Args:
        count: at most a few hundred.
        members: how many people an entry may have.
    """
    random = Random(seed)
    titles = [f"{a}{b}{c}" for a in SUBJECTS for b in METHODS for c in FORMS]
    units = [f"{place}{trade}" for place in PLACES for trade in TRADES]
    names = [f"{surname}{given}" for surname in SURNAMES for given in GIVEN]
    for each in (titles, units, names):
        random.shuffle(each)
    rare = list(RARE)
    entries = []
    for number in range(count):
        size = members[min(number % 3, len(members) - 1)]
        people = [names.pop() for _ in range(size)]
        if rare and people and number % 4 == 1:
            people[0] = rare.pop()
        unit = units[number % len(units)]
        repeated = number // len(units)
        entries.append(Invented(titles[number], f"{unit}{repeated or ''}", tuple(people)))
    return entries


def invent_answers(
    form: EntryForm, entry: Invented, *, organisation: str, seed: str
) -> dict[str, object]:
    """An answer to every field that is typed or chosen; files are attached apart.

    Args:
        organisation: name of a body that an organisation field may hold.
    """
    random = Random(seed)
    answers: dict[str, object] = {}
    for field in form.fields:
        if field.type is FieldType.FILE:
            continue
        answers[field.key] = _answer(field, entry, organisation, random)
    return answers


def invent_mark(allowed: MarkRange, quality: int, random: Random) -> str:
    """A legal mark, near `quality` percent of the range."""
    steps = (allowed.high - allowed.low) // allowed.step
    aim = max(0, min(100, quality + random.randint(-6, 6)))
    return format_mark(allowed.low + steps * aim // 100 * allowed.step, allowed.scale)


def invent_quality(number: int, count: int) -> int:
    """How good entry `number` of `count` is, in percent: spread evenly from 66 to 94."""
    return 66 + 28 * number // max(1, count - 1)


def _answer(field: Field, entry: Invented, organisation: str, random: Random) -> object:
    if field.key == TITLE_KEY:
        return entry.title[: field.limit]
    if field.type in NUMBER_TYPES:
        return _number(field, random)
    fixed: dict[FieldType, object] = {
        FieldType.CHOICE: field.choices[0].key if field.choices else "",
        FieldType.MULTI_CHOICE: [choice.key for choice in field.choices[:1]],
        FieldType.DATE: f"2025-{random.randint(1, 12):02}-{random.randint(1, 28):02}",
        FieldType.ORGANISATION: organisation,
        FieldType.VIDEO_LINK: LINK if field.required else "",
        FieldType.PHONE: PHONE if field.required else "",
    }
    if field.type in fixed:
        return fixed[field.type]
    return _text(field, entry, random)


def _text(field: Field, entry: Invented, random: Random) -> str:
    if field.type is FieldType.TEXT:
        plain = entry.members[0] if entry.members else SENTENCES[0]
        return plain[: field.limit]
    sentences: Sequence[str] = random.sample(SENTENCES[1:], 3)
    return (SENTENCES[0] + "".join(sentences))[: field.limit]


def _number(field: Field, random: Random) -> str:
    least = field.minimum if field.minimum is not None else Decimal(0)
    most = field.maximum if field.maximum is not None else least + 500
    unit = Decimal(1).scaleb(-field.places)
    units = int((min(most, least + 500) - least) / unit)
    return str(least + unit * random.randint(0, max(0, units)))
