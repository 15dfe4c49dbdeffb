"""Numbers, keys and names as the wording of rules and derivations needs them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from competition.documents.wording.translation import gettext as _
from competition.domain.rounding import exact_text


@dataclass(frozen=True, slots=True)
class Line:
    """One step as it stands on a page: what it is, how it was reckoned, what came out."""

    name: str
    calculation: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Names:
    """What ids are called on paper; an id without a name stands for itself."""

    entries: Mapping[str, str] = field(default_factory=dict)
    judges: Mapping[str, str] = field(default_factory=dict)
    criteria: Mapping[str, str] = field(default_factory=dict)
    stages: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)

    def entry(self, key: str) -> str:
        """An entry by its number or title."""
        return self.entries.get(key, key)

    def judge(self, key: str) -> str:
        """A judge by name, or by code in a blind stage."""
        return self.judges.get(key, key)

    def criterion(self, key: str) -> str:
        """A criterion by its title."""
        return self.criteria.get(key, key)

    def stage(self, key: str) -> str:
        """A stage by its title."""
        return self.stages.get(key, key)

    def group(self, key: str) -> str:
        """A group that is ranked apart, such as a track, by its name."""
        return self.groups.get(key, key)

    def member(self, axis: str, key: str) -> str:
        """A member of an axis."""
        return {"judge": self.judge, "criterion": self.criterion}.get(axis, str)(key)

    def axis(self, key: str) -> str:
        """A dimension of the marks."""
        known = {"item": _("分项"), "period": _("考核期"), "judge": _("评委")}
        return self.attributes.get(key) or known.get(key) or key

    def event(self, kind: str) -> str:
        """A kind of event."""
        known = {
            "bonus": _("加分"),
            "deduction": _("扣分"),
            "overtime": _("用时"),
            "time": _("用时"),
        }
        return self.attributes.get(kind) or known.get(kind) or kind

    def per(self, attribute: str) -> str:
        """What entries are grouped by; tracks and units need no name of their own."""
        known = {"track": _("赛道"), "unit": _("单位"), "parent": _("所属单位")}
        return self.attributes.get(attribute) or known.get(attribute) or attribute

    def table(self, name: str) -> str:
        """A table of entries: a stage's score by the stage's title, else plainly the score.

        A name that is a word of the notice already (专家分) stands for itself.
        """
        if "." not in name and (name in self.attributes or not name.isascii()):
            return self.attributes.get(name, name)
        if name in self.tables:
            return self.tables[name]
        stage, point, _local = name.partition(".")
        return self.stage(stage) if point and not name.startswith("#") else _("得分")


def percent(weight: str | Fraction) -> str:
    """A weight as a percentage: "3/10" is "30%"."""
    share = Fraction(weight) * 100
    text = exact_text(share.numerator, share.denominator)
    return f"{text}%" if "/" not in text else str(Fraction(weight))


def aligned(texts: Sequence[str]) -> list[str]:
    """Decimals with as many places as the longest of them; endless ones stay as they are."""
    places = max((len(text.partition(".")[2]) for text in texts if "…" not in text), default=0)
    return [_padded(text, places) for text in texts]


def count_word(count: int) -> str:
    """A small number as a word, as notices write it (去掉一个最高分)."""
    words = {1: _("一"), 2: _("两"), 3: _("三")}
    return words.get(count, str(count))


def decimals_text(places: int) -> str:
    """To how many places a figure is kept."""
    if places == 0:
        return _("保留整数")
    words = {1: _("一位"), 2: _("两位"), 3: _("三位"), 4: _("四位")}
    return _("保留%(places)s小数", places=words.get(places, _("%(n)s 位", n=places)))


def mode_text(mode: str) -> str:
    """A rounding mode in words."""
    return {
        "half_up": _("四舍五入"),
        "half_even": _("按 GB/T 8170 四舍六入五成双"),
        "truncate": _("其后各位舍去"),
    }[mode]


def method_name(method: str) -> str:
    """What the figure of a method is called."""
    return {
        "rank_sum": _("名次和"),
        "majority": _("多数名次"),
        "schulze": _("舒尔茨法胜过的项目数"),
        "kemeny": _("凯门尼法名次"),
        "bradley_terry": _("能力值"),
    }[method]


def key_text(key: Mapping[str, Any], names: Names) -> str:
    """What a key compares, in words; `key` is `Key.to_json()`."""
    if key.get("method"):
        return method_name(key["method"])
    if key["kind"] == "higher_marks":
        return _("高分个数（从最高分起逐个比较）")
    if key["kind"] == "attribute":
        told = _("%(attribute)s（少者在先）") if key["direction"] == "asc" else "%(attribute)s"
        return told % {"attribute": names.per(key["attribute"])}
    if key["kind"] == "firsts":
        if key["places"] == 1:
            return _("得第一的次数")
        return _("得第一的次数，再依次比较第二至第 %(places)s 的次数", places=key["places"])
    if key["kind"] == "sub_score":
        text = _("%(criterion)s平均分", criterion=names.criterion(key["criterion"]))
        if key["sheets"] == "kept":
            text = _(
                "%(criterion)s平均分（只计未去掉的评分表）",
                criterion=names.criterion(key["criterion"]),
            )
        return f"{names.stage(key['stage'])} {text}" if key["stage"] else text
    text = names.table(key["table"])
    if key["member"]:
        text = names.criterion(key["member"])
    if key["on"] == "exact":
        return _("修约前的%(figure)s（更多小数位）", figure=text)
    return text


def boundary_text(how: str) -> str:
    """How a tie at the last place was, or is to be, resolved."""
    return {
        "expand": _("末位并列，一并取用（扩额）"),
        "shrink": _("末位并列，均不取用（缩额）"),
        "chain": _("末位并列，逐项比较后取用"),
        "committee": _("末位并列，由评审委员会决定"),
        "pending": _("末位并列，待评审委员会决定"),
    }[how]


def _padded(text: str, places: int) -> str:
    if "…" in text or "/" in text or places == 0:
        return text
    whole, _point, part = text.partition(".")
    return f"{whole}.{part.ljust(places, '0')}"
