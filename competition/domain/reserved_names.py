"""Words that the name of a contest may hold only with an approval (批准文号).

Source: 评比达标表彰活动管理办法 and the rules of contests held by trade unions. Bodies whose own
name holds such a word may still be named.
"""

import re
from collections.abc import Iterable

RESERVED = ("国家级", "国家", "全国", "中国", "中华", "国际", "世界")
OWN_NAMES = ("中华人民共和国", "中华全国总工会", "全国总工会", "全国人民代表大会", "全国人大")
_QUOTED = re.compile("《[^》]*》")


def reserved_words(text: str, *, own_names: Iterable[str] = ()) -> tuple[str, ...]:
    """The reserved words in a name or text, each once, in the order in which they appear.

    Args:
        own_names: names of bodies that may hold such a word, as that of the host.
    """
    left = _QUOTED.sub(" ", text)
    for name in sorted({*OWN_NAMES, *filter(None, own_names)}, key=len, reverse=True):
        left = left.replace(name, " ")
    found = re.findall("|".join(RESERVED), left)
    return tuple(dict.fromkeys(found))
