"""Numbers of certificates and entries, and file names that are safe everywhere."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from competition.domain.refusal import Refusal

LONGEST_FILE_NAME = 120
MOST_BYTES = 200
_PREFIX = re.compile(r"[A-Z0-9\u3400-\u9fff]{1,12}")
_CODE = re.compile(r"[A-Z0-9]{1,6}")
_YEARS = range(1949, 10000)
_WIDTHS = range(3, 9)
_FORBIDDEN = str.maketrans('\\/:*?"<>|', "＼／：＊？＂＜＞｜")
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³])", re.IGNORECASE)
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class CertificateFormat:
    """How a competition numbers its certificates, such as 蜀工创〔2026〕A-0001.

    Args:
        prefix: 1 to 12 Chinese characters, capital letters or digits.
        width: least digits of the serial, 3 to 8.
        rehearsal_prefix: stands before the prefix of a rehearsal's numbers, which are void.
    Raises:
        Refusal: ``numbering.prefix``, ``numbering.width``.
    """

    prefix: str
    width: int = 4
    rehearsal_prefix: str = "演练"

    def __post_init__(self) -> None:
        _check_prefix(self.prefix)
        _check_prefix(self.rehearsal_prefix)
        _check_width(self.width)


@dataclass(frozen=True, slots=True)
class EntryFormat:
    """How a competition numbers its entries, such as CX2026-DL-0001.

    Args:
        prefix: 1 to 12 Chinese characters, capital letters or digits, not ending in a digit.
        width: digits of the serial, 3 to 8.
    Raises:
        Refusal: ``numbering.prefix``, ``numbering.width``.
    """

    prefix: str
    width: int = 4

    def __post_init__(self) -> None:
        _check_prefix(self.prefix)
        if self.prefix[-1].isdigit():
            raise Refusal("numbering.prefix", prefix=self.prefix)
        _check_width(self.width)


@dataclass(frozen=True, slots=True)
class EntryNumber:
    """The parts of an entry's number."""

    prefix: str
    year: int
    track: str
    serial: int


def certificate_number(
    form: CertificateFormat, *, year: int, tier: str, serial: int, rehearsal: bool = False
) -> str:
    """Write a certificate's number.

    Args:
        tier: code of the award tier, 1 to 6 capital letters or digits.
        serial: from 1, within prefix, year and tier; a number once given is never given again.
        rehearsal: gives a number that can never be taken for a real one.
    Raises:
        Refusal: ``numbering.year``, ``numbering.code`` (part), ``numbering.serial``.
    """
    _check_parts(year, tier, serial, form.width)
    prefix = f"{form.rehearsal_prefix}{form.prefix}" if rehearsal else form.prefix
    return f"{prefix}〔{year}〕{tier}-{serial:0{form.width}d}"


def entry_number(form: EntryFormat, *, year: int, track: str, serial: int) -> str:
    """Write an entry's number.

    Args:
        track: code of the track, 1 to 6 capital letters or digits.
        serial: from 1, within year and track.
    Raises:
        Refusal: ``numbering.year``, ``numbering.code`` (part), ``numbering.serial``.
    """
    _check_parts(year, track, serial, form.width)
    return f"{form.prefix}{year}-{track}-{serial:0{form.width}d}"


def parse_entry_number(text: str) -> EntryNumber:
    """Read an entry's number as people type it.

    Raises:
        Refusal: ``numbering.entry``.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    found = re.fullmatch(r"(.+?)([0-9]{4})-([A-Z0-9]{1,6})-([0-9]{3,8})", plain)
    if not found or int(found[4]) < 1:
        raise Refusal("numbering.entry")
    return EntryNumber(found[1], int(found[2]), found[3], int(found[4]))


def _check_prefix(prefix: str) -> None:
    if not _PREFIX.fullmatch(prefix):
        raise Refusal("numbering.prefix", prefix=prefix)


def _check_width(width: int) -> None:
    if width not in _WIDTHS:
        raise Refusal("numbering.width", least=_WIDTHS[0], most=_WIDTHS[-1])


def _check_parts(year: int, code: str, serial: int, width: int) -> None:
    if year not in _YEARS:
        raise Refusal("numbering.year", year=year)
    if not _CODE.fullmatch(code):
        raise Refusal("numbering.code", part=code)
    if not 1 <= serial < 10**width:
        raise Refusal("numbering.serial", serial=serial, most=10**width - 1)


def safe_file_name(text: str, *, extension: str, fallback: str = "file") -> str:
    """A file name that no system misreads, as close to `text` as may be.

    Invisible characters go, separators and the characters that Windows refuses become their
    full-width twins, blanks shrink to one, dots and blanks at the ends go, reserved device names
    get an underscore.

    Args:
        extension: with its dot, such as ``.pdf``; always kept whole.
        fallback: the name where nothing is left.
    Returns:
        At most `LONGEST_FILE_NAME` characters and `MOST_BYTES` bytes of UTF-8, in NFC.
    """
    name = unicodedata.normalize("NFC", " ".join(text.split()))
    name = "".join(char for char in name if unicodedata.category(char) not in _INVISIBLE)
    name = _cut(name.translate(_FORBIDDEN).strip(" ."), extension).rstrip(" .") or fallback
    if _RESERVED.fullmatch(name.partition(".")[0].strip()):
        name = f"_{name}"
    return name + extension


def unique_file_names(names: Iterable[str]) -> list[str]:
    """The same names in order, made distinct by ``(2)``, ``(3)`` before the extension.

    Names that differ only in case are the same on many systems.
    """
    taken: set[str] = set()
    unique = []
    for name in names:
        stem, dot, extension = name.rpartition(".")
        if not stem:
            stem, dot, extension = name, "", ""
        candidate, number = name, 1
        while candidate.casefold() in taken:
            number += 1
            candidate = f"{stem}({number}){dot}{extension}"
        taken.add(candidate.casefold())
        unique.append(candidate)
    return unique


def _cut(name: str, extension: str) -> str:
    """`name` shortened from the end so that its extension fits behind it."""
    name = name[: LONGEST_FILE_NAME - len(extension)]
    room = MOST_BYTES - len(extension.encode())
    return name.encode()[:room].decode(errors="ignore")
