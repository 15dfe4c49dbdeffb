"""Names, phones, ID numbers and login names: normalised, checked, masked."""

import re
import unicodedata
from datetime import date

from competition.domain.refusal import Refusal

LONGEST_NAME = 60
_SURNAME_PAIRS = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶"
    "太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于司空闾丘子车亓官司寇巫马公西颛孙壤驷公良"
    "漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干百里呼延东郭南门羊舌微生公户公玉公仪梁丘公仲"
    "公上公门公山公坚左丘公伯西门公祖第五公乘贯丘公皙南荣东里东宫仲长子书子桑即墨达奚"
    "褚师歐陽司馬東方獨孤南宮聞人諸葛尉遲赫連澹臺濮陽公孫鍾離長孫鮮于"
)
COMPOUND_SURNAMES = frozenset(
    _SURNAME_PAIRS[at : at + 2] for at in range(0, len(_SURNAME_PAIRS), 2)
)
_DOTS = dict.fromkeys(map(ord, "•・‧∙･⋅・."), "·")
PLAIN_NAME = re.compile("[\u4e00-\u9fa5]{2,4}")  # most names by far; nothing to normalise
_IDEOGRAPH = re.compile("[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9._@-]*[a-z0-9])?")
_LOGIN_LENGTHS = range(3, 65)
_ID_NUMBER = re.compile(r"[0-9]{17}[0-9X]")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(
    r"(010(?=-?[0-9]{8})|02[0-9](?=-?[0-9]{8})|0[3-9][0-9]{2})-?"
    r"([2-8][0-9]{6,7})(?:-([0-9]{1,6}))?"
)


def normal_name(text: str) -> str:
    """A person's name in the one form in which it is stored and compared.

    NFC; the many dots typed between parts of a name become ``·``; blanks vanish beside Chinese
    characters (``张 三``) and shrink to one elsewhere.

    Raises:
        Refusal: ``name.blank``, ``name.long`` (limit), ``name.character`` (character, codepoint)
            for control, format and private-use characters and for digits.
    """
    if PLAIN_NAME.fullmatch(text):
        return text
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if any(_IDEOGRAPH.match(char) for char in name):
        name = name.translate(_DOTS)
    ideograph = _IDEOGRAPH.pattern
    name = re.sub(f"(?<={ideograph}) | (?={ideograph})|(?<=·) | (?=·)", "", name)
    if not name:
        raise Refusal("name.blank")
    if len(name) > LONGEST_NAME:
        raise Refusal("name.long", limit=LONGEST_NAME)
    for char in name:
        if _IDEOGRAPH.match(char):  # also those younger than Python's tables
            continue
        if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Nd"):
            raise Refusal("name.character", character=char, codepoint=f"U+{ord(char):04X}")
    return name


def mask_name(name: str) -> str:
    """A name for public verification: the surname stays, each further character becomes ``*``.

    ``张三`` gives ``张*``, ``欧阳明`` gives ``欧阳*`` (a compound surname counts when a given name
    follows it). Names of several parts keep the first character of the first part
    (``阿卜杜拉·买买提`` gives ``阿***·***``). A name of one character is hidden.
    """
    characters = _visible_characters(name)
    if len(characters) == 1:
        return "*"
    compound = len(characters) > 2 and "".join(characters[:2]) in COMPOUND_SURNAMES
    kept = 2 if compound else 1
    masked = [char if char in ("·", " ") else "*" for char in characters[kept:]]
    return "".join([*characters[:kept], *masked])


def _visible_characters(text: str) -> list[str]:
    """Characters with the marks and variation selectors that belong to them."""
    clusters: list[str] = []
    for char in text:
        if clusters and unicodedata.category(char) in ("Mn", "Me", "Mc"):
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters


def normal_phone(text: str) -> str:
    """A mainland mobile number as eleven digits; ``+86``, blanks and hyphens are dropped.

    Raises:
        Refusal: ``phone.number``.
    """
    digits = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", text))
    digits = re.sub(r"^(?:\+|00)?86(?=1[3-9][0-9]{9}$)", "", digits)
    if not _MOBILE.fullmatch(digits):
        raise Refusal("phone.number")
    return digits


def contact_phone(text: str) -> str:
    """A number that can be rung in the mainland: mobile, or landline with its area code.

    Returns:
        ``13812341234``, ``028-88886666`` or, with an extension, ``028-88886666-801``.
    Raises:
        Refusal: ``phone.contact``.
    """
    plain = re.sub(r"[\s()]", "", unicodedata.normalize("NFKC", text)).replace("转", "-")
    plain = re.sub(r"^(?:\+|00)86-?", "", plain)
    if _MOBILE.fullmatch(plain.replace("-", "")):
        return plain.replace("-", "")
    found = _LANDLINE.fullmatch(plain)
    if found is None:
        raise Refusal("phone.contact")
    return "-".join(part for part in found.groups() if part)


def mask_phone(phone: str) -> str:
    """``138****1234``; of another number only the last two digits stay."""
    if _MOBILE.fullmatch(phone):
        return f"{phone[:3]}****{phone[-4:]}"
    return _mask(phone, first=0, last=2)


def normal_id_number(text: str) -> str:
    """An 18-character resident identity number, its check character verified.

    Returns:
        The number with full-width characters and blanks normalised and a capital X.
    Raises:
        Refusal: ``id_number.length`` (length), ``id_number.characters``,
            ``id_number.birth_date``, ``id_number.checksum``. None repeats the number.
    Source: GB 11643-1999; check character by ISO 7064 MOD 11-2.
    """
    number = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if len(number) != 18:
        raise Refusal("id_number.length", length=len(number))
    if not _ID_NUMBER.fullmatch(number):
        raise Refusal("id_number.characters")
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise Refusal("id_number.birth_date") from None
    if number[17] != check_character(number[:17]):
        raise Refusal("id_number.checksum")
    return number


def check_character(digits: str) -> str:
    """The check character that follows the first 17 digits of an identity number."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return _CHECK_CHARACTERS[total % 11]


def mask_id_number(number: str) -> str:
    """``110105********002X``; of another long number the first three and last two characters."""
    if _ID_NUMBER.fullmatch(number):
        return _mask(number, first=6, last=4)
    return _mask(number, first=3, last=2)


def _mask(text: str, *, first: int, last: int) -> str:
    hidden = len(text) - first - last
    if hidden < 4:
        return "*" * len(text)
    return text[:first] + "*" * hidden + text[len(text) - last :]


def normal_login(text: str) -> str:
    """A login name in the form in which it is stored and looked up.

    Small letters, digits and ``. _ - @``, beginning and ending with a letter or digit, so that
    no two names look alike and an e-mail address or a phone number can serve.

    Raises:
        Refusal: ``login.length`` (least, most), ``login.characters``.
    """
    login = unicodedata.normalize("NFKC", text).strip().lower()
    if len(login) not in _LOGIN_LENGTHS:
        raise Refusal("login.length", least=_LOGIN_LENGTHS[0], most=_LOGIN_LENGTHS[-1])
    if not _LOGIN.fullmatch(login):
        raise Refusal("login.characters")
    return login
