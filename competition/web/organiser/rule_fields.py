"""Fields that the rules of a stage and of the final result share."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from competition.domain.refusal import Refusal
from competition.domain.rule_choices import Boundary, Tie, TieKind
from competition.domain.rule_choices.choices import MOST_CHAIN, MOST_TIES
from competition.models import Track
from competition.web.organiser.setup_forms import CHOSEN, SeenForm, number_of, text_of

COUNT = [Optional(), NumberRange(0, 10000, _l("请填写不小于 0 的整数。"))]
MODES = [
    ("half_up", _l("四舍五入")),
    ("half_even", _l("四舍六入五成双（GB/T 8170）")),
    ("truncate", _l("直接舍去")),
]
STYLES = [
    ("1224", _l("1、2、2、4：并列后的名次空出")),
    ("1223", _l("1、2、2、3：名次不空")),
]
POLICIES = [
    ("committee", _l("由评审委员会决定，并记录在案")),
    ("expand", _l("并列的都取")),
    ("shrink", _l("并列的都不取")),
    ("chain", _l("再比较下面的分数")),
]
THEN = POLICIES[:3]


class RulesForm(SeenForm):
    """Rounding, ties, style and grouping of a ranking, and the reason of the change."""

    places = IntegerField(
        _l("保留小数位数"),
        [InputRequired(_l("请填写小数位数。")), NumberRange(0, 6, _l("请填写 0 至 6 的整数。"))],
    )
    mode = RadioField(
        _l("修约方法"),
        CHOSEN,
        choices=MODES,
    )
    rounded = RadioField(
        _l("修约后的分数"),
        CHOSEN,
        choices=[
            ("counts", _l("用于排名和后续计算")),
            ("shown", _l("只用于公布，排名和后续计算用未修约的数")),
        ],
    )
    tie_1 = SelectField(_l("分数相同时，先比较"))
    tie_2 = SelectField(_l("仍相同，再比较"))
    tie_3 = SelectField(_l("仍相同，第三比较"))
    tie_4 = SelectField(_l("仍相同，第四比较"))
    style = RadioField(
        _l("并列名次的编排"),
        CHOSEN,
        choices=STYLES,
    )
    ranked = RadioField(
        _l("排名范围"),
        CHOSEN,
        choices=[("track", _l("各赛道分别排名")), ("all", _l("全部项目一起排名"))],
    )
    policy = RadioField(_l("名额最后一位并列时"), CHOSEN, choices=POLICIES)
    chain_1 = SelectField(_l("名额末位并列时，先比较"))
    chain_2 = SelectField(_l("仍相同，再比较"))
    then = RadioField(_l("比较后仍相同时"), CHOSEN, choices=THEN)
    reason = StringField(
        _l("修改原因"), [Length(max=200)], description=_l("会写入操作留痕，筹备时可以不填。")
    )

    def offer(self, options: Sequence[tuple[str, str]]) -> None:
        """Offer these ties in every select."""
        for name in tie_names("tie", MOST_TIES) + tie_names("chain", MOST_CHAIN):
            self[name].choices = [("", _("不再比较")), *options]

    def show_ties(self, ties: Sequence[Tie], boundary: Boundary) -> None:
        """Show chosen ties; further ones than the selects hold are not chosen here."""
        for name, tie in zip(tie_names("tie", MOST_TIES), ties, strict=False):
            self[name].data = tie_code(tie)
        for name, tie in zip(tie_names("chain", MOST_CHAIN), boundary.chain, strict=False):
            self[name].data = tie_code(tie)
        self.policy.data, self.then.data = boundary.policy, boundary.then

    def ties(self) -> tuple[Tie, ...]:
        """The chain of the ranking."""
        return read_ties(self[name] for name in tie_names("tie", MOST_TIES))

    def boundary(self, *, next_shrinks: bool = False) -> Boundary:
        """What a tie at the last place means.

        Raises:
            Refusal: ``rules.chain_empty`` when a chain is wanted and nothing is compared.
        """
        policy = text_of(self.policy)
        if policy != "chain":
            return Boundary(policy, next_shrinks=next_shrinks and policy == "expand")
        chain = read_ties(self[name] for name in tie_names("chain", MOST_CHAIN))
        if not chain:
            raise Refusal("rules.chain_empty")
        then = text_of(self.then)
        return Boundary("chain", chain, then, next_shrinks=next_shrinks and then == "expand")


def tie_names(prefix: str, count: int) -> list[str]:
    """Names of the selects of a chain."""
    return [f"{prefix}_{number}" for number in range(1, count + 1)]


def tie_code(tie: Tie) -> str:
    """A tie as the value of a select."""
    return f"{tie.kind.value}:{tie.stage}:{tie.criterion}"


def read_ties(fields: Iterable[Field]) -> tuple[Tie, ...]:
    """The ties chosen in some selects; blank ones and repeated ones are left out."""
    codes = dict.fromkeys(code for field in fields if (code := text_of(field)))
    ties = []
    for code in codes:
        kind, stage, criterion = code.split(":", 2)
        ties.append(Tie(TieKind(kind), criterion, stage))
    return tuple(ties)


def track_fields(prefix: str, tracks: Sequence[Track]) -> dict[str, IntegerField]:
    """A whole number for each track, to be added to a form class."""
    return {f"{prefix}_{track.key}": IntegerField(track.name, COUNT) for track in tracks}


def read_quota(
    form: SeenForm, whole: str, prefix: str, tracks: Sequence[Track], *, per_track: bool
) -> int | dict[str, int] | None:
    """One number for all, or one by track where any track has its own; None where nothing stands.

    A track without a number of its own gets the one for all.
    """
    every = number_of(form[whole])
    own = {track.key: number_of(form[f"{prefix}_{track.key}"]) for track in tracks}
    if not per_track or all(number is None for number in own.values()):
        return every
    return {key: number if number is not None else every or 0 for key, number in own.items()}


def quota_data(quota: int | Mapping[str, int] | None, whole: str, prefix: str) -> dict[str, Any]:
    """A quota as form data."""
    if isinstance(quota, Mapping):
        return {f"{prefix}_{key}": number for key, number in quota.items()}
    return {whole: quota}
