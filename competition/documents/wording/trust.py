"""How far a result can be trusted, in plain words: names of figures, hints, readings."""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from competition.documents.wording.translation import gettext as _
from competition.domain.agreement.panel import Concordance, Intraclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What a figure is called on the page, and what to know before believing it."""

    name: LazyString
    hint: LazyString


FIGURES: dict[str, Figure] = {
    "icc": Figure(
        _l("一致程度"),
        _l(
            "全组平均分有多可靠，1 为最好。0.9 以上很好，0.75 至 0.9 较好，0.5 至 0.75 一般，"
            "不足 0.5 较差。括号内是 90% 的可能范围。项目水平本来就很接近时，"
            "评委再认真，这个数也会偏低。"
        ),
    ),
    "w": Figure(
        _l("排序一致性"),
        _l(
            "各位评委排出的先后有多像，1 为完全相同，0 为各排各的。"
            "只看先后，不看分差；评委少于 3 位或项目少于 5 项时参考价值不大。"
        ),
    ),
    "alpha": Figure(
        _l("打分一致性"),
        _l(
            "每一份分数之间有多一致，缺评也能算。0.8 以上可靠，0.67 以上勉强可用。"
            "有人偏宽、有人偏严也会使它变低，而同组评同样的项目时，宽严不影响名次。"
        ),
    ),
    "leniency": Figure(
        _l("宽严"),
        _l(
            "与其他评委对相同项目的平均分相比，平均高（+）或低（−）多少分。"
            "全组评同样的项目时，宽严不影响名次；各评一部分时才影响。"
        ),
    ),
    "spread": Figure(
        _l("分数跨度"),
        _l(
            "这位评委打出的分数有多分散（标准差）。跨度大的评委对名次影响大；太小说明没有拉开差距。"
        ),
    ),
    "correlation": Figure(
        _l("与其他评委的相关"),
        _l(
            "看法与其他评委有多像，1 为完全一致，0 为毫无关系，负数为相反。"
            "低不等于错：内行有时正是少数。项目少于 5 项时不要看。"
        ),
    ),
    "missing": Figure(
        _l("缺评"),
        _l("应交未交或缺席的评分表份数，回避另计。缺的多，其他各项数字就不可靠。"),
    ),
    "own_unit": Figure(
        _l("本单位差异"),
        _l(
            "给本单位项目的分，比给其他项目的分相对偏高多少（都先与其他评委比较）。"
            "本单位项目少于 5 项时，偶然因素很大。"
        ),
    ),
    "own_region": Figure(
        _l("本地区差异"),
        _l(
            "同上，按地区或行业工会看。同时检查许多评委时，总会有几位仅凭偶然就显得偏高，"
            "请先看评分表和意见，不要直接下结论。"
        ),
    ),
    "distance": Figure(
        _l("与其他评委的分差"),
        _l(
            "一份分数与其他评委平均分相差多少，差得最远的排在前面。"
            "请核对是否看错、录错或漏看材料；确有不同看法的不必更改。"
        ),
    ),
    "interval": Figure(
        _l("误差范围"),
        _l(
            "评分总有偶然。这样算出的范围，十次里约有九次包住这个项目应得的分。"
            "它按全部评委的分数估计；规则去掉最高分、最低分时，公布得分可能不在正中。"
        ),
    ),
    "alike": Figure(
        _l("分不出高低"),
        _l(
            "线上线下的这些项目，差距小于评分本身的误差。名次按规则仍然有效；"
            "需要慎重时，可以组织复核或复评。项目越多，越容易有几项落在线边。"
        ),
    ),
    "range": Figure(
        _l("名次范围"),
        _l(
            "按同样的规则，任意去掉一位评委后，名次最好和最差是多少。范围大，"
            "说明名次取决于个别评委。只去掉一位，看不出两位评委一起偏的情形。"
        ),
    ),
    "mean_rank": Figure(
        _l("平均分名次"),
        _l("按全部评委的简单平均分排的名次，不去最高最低。与公布名次不同，是计分规则的作用。"),
    ),
    "least_squares_rank": Figure(
        _l("扣除宽严的名次"),
        _l(
            "用最小二乘法扣除每位评委的宽严后排的名次。每位评委评得少时，"
            "会把偶然误差也当作宽严，变动可能过大。"
        ),
    ),
    "random_rank": Figure(
        _l("稳妥扣除宽严的名次"),
        _l(
            "把评委看作从许多评委中抽出的（REML 法），评得少的评委扣得少。"
            "名次与上一列不同的，说明校准本身没有把握。"
        ),
    ),
    "components": Figure(
        _l("能否相互比较"),
        _l(
            "没有共同评委、也没有共同项目的几组之间，无法判断是项目好还是评委宽，"
            "名次只能假定各组宽严相同。下次可以安排少量跨组评审。"
        ),
    ),
}

SIGNS: dict[str, LazyString] = {
    "lenient": _l("明显偏宽"),
    "strict": _l("明显偏严"),
    "narrow": _l("分数没有拉开"),
    "wide": _l("分数跨度特别大"),
    "unlike": _l("与其他评委看法不同"),
    "own_unit": _l("给本单位的分偏高"),
    "own_region": _l("给本地区的分偏高"),
    "missing": _l("有缺评"),
}


def icc_words(found: Intraclass | None) -> str:
    """How far the mean of a panel can be relied on, from its interval where there is one."""
    if found is None:
        return _("不足以计算")
    low, high = found.limits2k or (found.icc2k, found.icc2k)
    words = (_grade(low), _grade(high))
    return words[0] if words[0] == words[1] else _("%(low)s至%(high)s", low=words[0], high=words[1])


def w_words(found: Concordance | None) -> str:
    """Whether the judges order the entries alike."""
    if found is None:
        return _("不足以计算")
    if found.chance >= 0.05:
        return _("看不出一致，可能只是偶然")
    if found.w >= 0.7:
        return _("先后很一致")
    return _("先后大体一致") if found.w >= 0.5 else _("先后有些一致")


def alpha_words(alpha: float | None) -> str:
    """Whether single marks agree."""
    if alpha is None:
        return _("不足以计算")
    if alpha >= 0.8:
        return _("可靠")
    return _("勉强可用") if alpha >= 0.667 else _("单份分数差别大")


def _grade(value: float) -> str:
    if value >= 0.9:
        return _("很好")
    if value >= 0.75:
        return _("较好")
    return _("一般") if value >= 0.5 else _("较差")
