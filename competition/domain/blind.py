"""Blind scoring: codes instead of names, the order of the draw, and text that gives a name away."""

import random
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

ALPHABET = "CDFGHJKLMNPQRTVWXY3679"
SHORTEST_CODE = 4
SPARSENESS = 20
_INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Mn"})
_CONTACT = re.compile(
    r"(?<![0-9])1[3-9][0-9](?:-?[0-9]){8}(?![0-9])|[a-z0-9._%+-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+"
)
_LEGAL_END = re.compile(
    "(?:股份有限公司|有限责任公司|集团有限公司|集团公司|有限公司|分公司|总公司|公司|集团|总厂"
    "|工会委员会|总工会|工会)$"
)
_SHORTEST_CORE = 4


class Giveaway(StrEnum):
    """What a stretch of text gives away."""

    UNIT = "unit"
    MEMBER = "member"
    CONTACT = "contact"


@dataclass(frozen=True, slots=True)
class Flag:
    """A stretch of text that a form reviewer should look at.

    Args:
        start, end: positions in the text as given, ``text[start:end]``.
        kind: what it gives away.
        term: the unit or member that it was found by; empty for contacts.
    """

    start: int
    end: int
    kind: Giveaway
    term: str = ""


def blind_codes(
    entries: Collection[str],
    pick: random.Random,
    *,
    prefix: str = "",
    taken: Collection[str] = (),
) -> dict[str, str]:
    """A random code for each entry, for one stage.

    Codes have no vowels and no characters that look alike, so that they spell no word and can be
    read over the telephone, and are long enough that a guessed one is almost never in use.

    Args:
        entries: ids.
        pick: the source of chance; `random.SystemRandom` outside tests and demonstrations.
        prefix: stands before each code with a hyphen, such as the stage's letter.
        taken: codes in use already, prefix included.
    Returns:
        Code by entry id, in the order given.
    """
    used = set(taken)
    length = SHORTEST_CODE
    while len(ALPHABET) ** length < SPARSENESS * (len(entries) + len(used)):
        length += 1
    codes = {}
    for entry in entries:
        while (code := _code(pick, prefix, length)) in used:
            continue
        used.add(code)
        codes[entry] = code
    return codes


def _code(pick: random.Random, prefix: str, length: int) -> str:
    letters = "".join(pick.choice(ALPHABET) for _ in range(length))
    return f"{prefix}-{letters}" if prefix else letters


def draw_order(entries: Iterable[str], pick: random.Random) -> list[str]:
    """Entries in the order of a fair draw; the order in which they are given does not matter."""
    order = sorted(entries)
    pick.shuffle(order)
    return order


def find_giveaways(
    text: str, *, units: Iterable[str] = (), members: Iterable[str] = ()
) -> tuple[Flag, ...]:
    """Stretches of text that name a unit or a member, or hold a phone number or address.

    Width, case, blanks and invisible characters between letters do not hide a name. A unit is also
    found without its legal form (``蜀江电力`` for ``蜀江电力有限公司``). Flags are hints for a
    person to judge, not proof.

    Args:
        units: names and aliases.
        members: names, two characters or longer.
    Returns:
        Flags in the order of the text; of flags that overlap only the longest.
    """
    plain, origin = _searchable(text)
    found: list[Flag] = []
    for kind, terms in ((Giveaway.UNIT, units), (Giveaway.MEMBER, members)):
        for term in terms:
            for variant in _variants(term) if kind is Giveaway.UNIT else {_searchable(term)[0]}:
                found += _occurrences(plain, origin, variant, kind, term)
    for match in _CONTACT.finditer(plain):
        span = origin[match.start()], origin[match.end() - 1] + 1
        found.append(Flag(*span, Giveaway.CONTACT))
    return _longest(found)


def _searchable(text: str) -> tuple[str, list[int]]:
    """The text without what could hide a name, and for each character where it came from."""
    plain: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(text):
        for part in unicodedata.normalize("NFKC", char).casefold():
            if unicodedata.category(part) not in _INVISIBLE:
                plain.append(part)
                origin.append(index)
    return "".join(plain), origin


def _variants(unit: str) -> set[str]:
    """A unit's name with and without its legal forms, while enough of it is left to tell."""
    name = _searchable(unit)[0]
    variants = {name}
    while (core := _LEGAL_END.sub("", name)) != name and len(core) >= _SHORTEST_CORE:
        variants.add(core)
        name = core
    return variants


def _occurrences(
    plain: str, origin: list[int], variant: str, kind: Giveaway, term: str
) -> list[Flag]:
    if len(variant) < 2:
        return []
    return [
        Flag(origin[match.start()], origin[match.end() - 1] + 1, kind, term)
        for match in re.finditer(re.escape(variant), plain)
    ]


def _longest(flags: list[Flag]) -> tuple[Flag, ...]:
    kept: list[Flag] = []
    for flag in sorted(flags, key=lambda each: (each.start - each.end, each.start)):
        if all(flag.end <= other.start or flag.start >= other.end for other in kept):
            kept.append(flag)
    return tuple(sorted(kept, key=lambda each: each.start))
