"""The font pack: unpacked once into a folder, parsed once per process, checked on demand."""

import hashlib
import lzma
import os
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

from reportlab.pdfbase import pdfmetrics

from competition.documents.faces import Face
from competition.domain.refusal import Refusal

_PACK = Path(__file__).parent / "font_pack"


@dataclass(frozen=True, slots=True)
class _Packed:
    file: str
    sha256: str


_FACES = {
    "CompSong-Regular": _Packed(
        "CompSong-Regular.ttf.xz",
        "77d89bf5c44e32e5f2e6b9d47e9eadedac3a3837e1e610df5d19e1600a66a5b2",
    ),
    "CompSong-Black": _Packed(
        "CompSong-Black.ttf.xz",
        "d84974ab92438bc8d70d495f4d4e8dcd02f1d82d39f623b37e8c729c07fc57b5",
    ),
    "CompHei-Regular": _Packed(
        "CompHei-Regular.ttf.xz",
        "9b37f3249c56c9db258901da1a659e44dd72e482bb7c4525c8dd1ff16136fa93",
    ),
    "CompKai-Regular": _Packed(
        "CompKai-Regular.ttf.xz",
        "1c9f81ff5fa891944ce51fa637332c5ded15c1178f1b54731c54737f27e724ff",
    ),
    "CompRare-Names": _Packed(
        "arphic/CompRare-Names.ttf.xz",
        "4a615f09431141361298cb6906df0c6b27d5aeb514dcd1657d53dfbeca7e7fff",
    ),
    "CompRare-ExtBF": _Packed(
        "CompRare-ExtBF.ttf.xz",
        "c29412f1e253e542e79d284f4ef0a0b94f7757f42307e937b3c27bc797eeea6e",
    ),
}

Chain = tuple[Face, ...]


@dataclass(frozen=True, slots=True)
class Fonts:
    """The parsed faces, as chains: a character is set in the first face that can print it.

    Attributes:
        names: 楷体 first; persons' names and the wording of a certificate.
        song: 宋体 first; running text.
        black: 标题宋 first; titles.
        hei: 黑体 first; labels and tables.
    """

    names: Chain
    song: Chain
    black: Chain
    hei: Chain


@dataclass(frozen=True, slots=True)
class FontFault:
    """Something wrong with one unpacked face: ``missing`` or ``changed``."""

    face: str
    fault: str


_loaded: dict[Path, Fonts] = {}
_loading = threading.Lock()


def unpack_fonts(directory: Path) -> None:
    """Put the faces into `directory` unless they are there; safe with several processes.

    Each face is written beside its place and renamed into it, so that no reader sees half a file.
    """
    directory.mkdir(parents=True, exist_ok=True)
    for name, packed in _FACES.items():
        place = directory / f"{name}.ttf"
        if place.exists():
            continue
        data = lzma.decompress((_PACK / packed.file).read_bytes())
        handle, temporary = tempfile.mkstemp(dir=directory, suffix=".part")
        with os.fdopen(handle, "wb") as part:
            part.write(data)
            part.flush()
            os.fsync(part.fileno())
        Path(temporary).chmod(0o644)
        Path(temporary).replace(place)


def check_fonts(directory: Path) -> list[FontFault]:
    """What is wrong with the unpacked faces in `directory`; empty when all is well."""
    faults = []
    for name, packed in _FACES.items():
        place = directory / f"{name}.ttf"
        if not place.exists():
            faults.append(FontFault(name, "missing"))
        elif hashlib.sha256(place.read_bytes()).hexdigest() != packed.sha256:
            faults.append(FontFault(name, "changed"))
    return faults


def load_fonts(directory: Path) -> Fonts:
    """The faces in `directory`, unpacked when needed and kept for the life of the process.

    Raises:
        Refusal: ``font.unreadable`` (face) when an unpacked file is damaged;
            ``font.name_taken`` (face) when other code registered another file under the name.
    """
    place = directory.resolve()
    with _loading:
        if place not in _loaded:
            unpack_fonts(place)
            _loaded[place] = _parse(place)
        return _loaded[place]


def _parse(directory: Path) -> Fonts:
    face = {name: _register(name, directory / f"{name}.ttf") for name in _FACES}
    song, black = face["CompSong-Regular"], face["CompSong-Black"]
    kai, hei = face["CompKai-Regular"], face["CompHei-Regular"]
    rare = (face["CompRare-Names"], face["CompRare-ExtBF"])
    return Fonts(
        names=(kai, song, *rare),
        song=(song, kai, *rare),
        black=(black, song, *rare),
        hei=(hei, song, kai, *rare),
    )


def _register(name: str, path: Path) -> Face:
    """Register one face; ReportLab itself keeps the first face of a name without a word."""
    if name in pdfmetrics.getRegisteredFontNames():
        known = pdfmetrics.getFont(name)
        if isinstance(known, Face) and known.data == path.read_bytes():
            return known
        raise Refusal("font.name_taken", face=name)
    try:
        face = Face(name, path)
    except Exception as error:  # ReportLab's parser fails in many ways on a damaged file
        raise Refusal("font.unreadable", face=name) from error
    pdfmetrics.registerFont(face)
    return face
