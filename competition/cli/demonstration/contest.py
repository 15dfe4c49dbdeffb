"""One edition of the demonstration contest: who takes part, and what they enter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from competition.cli.demonstration.people import People
from competition.cli.demonstration.units import Unit
from competition.cli.demonstration.works import KIND_LABELS, texts, titles
from competition.documents.entry_table import field_key, member_key

TRACKS = {"DL": 132, "JX": 118, "TX": 47, "HG": 52, "JC": 26}
TRACK_NAMES = {"DL": "电力", "JX": "机械", "TX": "通信", "HG": "化工", "JC": "建材"}
JUDGES = 60
CHIEFS = 1
OWNERS = 6
DUTIES = (
    "方案设计",
    "样机研制",
    "现场试验",
    "数据分析",
    "推广应用",
    "工艺改进",
    "软件开发",
    "安全评估",
)
JUDGE_TITLES = (
    "教授级高级工程师", "高级工程师", "研究员", "教授", "首席技师", "全国技术能手", "特级技师",
)  # fmt: skip
LEAST_QUALITY, MOST_QUALITY = 0.66, 0.93


@dataclass(frozen=True, slots=True)
class Edition:
    """What differs between the editions; in one that climbs, entries were recommended upward."""

    name: str
    edition: str
    year: int
    opens_on: date
    seed: int
    climbs: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """One entry as it is imported, and how good it is, which decides its marks."""

    row: dict[str, str]
    quality: float

    @property
    def title(self) -> str:
        """Its title, unique in the edition."""
        return self.row[field_key("title")]


def people_rows(people: People, units: Sequence[Unit], seed: int) -> list[tuple[str, ...]]:
    """Sixty judges, one of them the chief, from all over the province, as the import takes them."""
    random = Random(f"{seed}-judges")
    hosts = [unit for unit in units if unit.kind == "enterprise_union"]
    rows: list[tuple[str, ...]] = []
    for number in range(JUDGES):
        role = "评审组长" if number < CHIEFS else "评委"
        unit = random.choice(hosts)
        title = random.choice(JUDGE_TITLES)
        rows.append((people.name(), role, unit.code, title, f"pw{seed}-{number + 1:02}", ""))
    return rows


def works(edition: Edition, people: People, units: Sequence[Unit]) -> list[Work]:
    """The 375 entries of an edition, track by track, units taking turns."""
    random = Random(f"{edition.seed}-works")
    made: list[Work] = []
    for track, count in TRACKS.items():
        hosts = [unit for unit in units if unit.trade == track]
        random.shuffle(hosts)
        names = titles(track, edition.seed)
        for number in range(count):
            unit = hosts[number % len(hosts)]
            owner = f"cs{edition.seed}-{len(made) + 1:02}" if len(made) < OWNERS else ""
            quality = random.uniform(LEAST_QUALITY, MOST_QUALITY) if not owner else MOST_QUALITY
            row = _row(next(names), track, unit, people, random, owner)
            made.append(Work(row, quality))
    return made


def _row(
    title: str, track: str, unit: Unit, people: People, random: Random, login: str
) -> dict[str, str]:
    answers = texts(title, random)
    leader = people.name()
    row = {
        "track": TRACK_NAMES[track],
        "kind": "成果",
        "unit": unit.name,
        "unit_code": unit.code,
        "owner": leader if login else "",
        "login": login,
        **{field_key(key): text for key, text in answers.items()},
        field_key("kind"): KIND_LABELS[answers["kind"]],
        field_key("contact"): leader,
        field_key("contact_phone"): people.phone(),
    }
    for place, name in enumerate(_members(leader, people, random), start=1):
        row[member_key(place, "name")] = name
        row[member_key(place, "unit")] = unit.name
        row[member_key(place, "duty")] = DUTIES[place - 1]
    return row


def _members(leader: str, people: People, random: Random) -> Iterator[str]:
    yield leader
    for _ in range(random.choice((0, 1, 2, 2, 3, 3, 4, 5, 7))):
        yield people.name()
