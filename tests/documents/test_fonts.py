from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from competition.documents.fonts import (
    FontFault,
    Fonts,
    _register,
    check_fonts,
    load_fonts,
    unpack_fonts,
)
from competition.domain.refusal import Refusal

PACK = Path(__file__).parents[2] / "competition" / "documents" / "font_pack"


def test_a_freshly_unpacked_pack_has_no_fault(font_folder: Path, fonts: Fonts) -> None:
    assert check_fonts(font_folder) == []


def test_the_check_names_a_missing_and_a_changed_face(tmp_path: Path, font_folder: Path) -> None:
    for face in font_folder.glob("*.ttf"):
        (tmp_path / face.name).symlink_to(face)
    (tmp_path / "CompKai-Regular.ttf").unlink()
    (tmp_path / "CompRare-Names.ttf").unlink()
    (tmp_path / "CompRare-Names.ttf").write_bytes(b"damaged")

    faults = check_fonts(tmp_path)

    assert faults == [
        FontFault("CompKai-Regular", "missing"),
        FontFault("CompRare-Names", "changed"),
    ]


def test_processes_that_unpack_at_once_leave_whole_files_only(tmp_path: Path) -> None:
    processes = [get_context("spawn").Process(target=unpack_fonts, args=(tmp_path,)) for _ in "12"]

    for process in processes:
        process.start()
    for process in processes:
        process.join()

    assert [process.exitcode for process in processes] == [0, 0]
    assert check_fonts(tmp_path) == []
    assert list(tmp_path.glob("*.part")) == []


def test_faces_are_parsed_once_however_many_threads_ask(font_folder: Path, fonts: Fonts) -> None:
    with ThreadPoolExecutor(8) as pool:
        loaded = list(pool.map(load_fonts, [font_folder] * 8))

    assert all(each is fonts for each in loaded)


def test_a_damaged_file_is_refused_by_name(tmp_path: Path) -> None:
    broken = tmp_path / "Broken.ttf"
    broken.write_bytes(b"not a font")

    with pytest.raises(Refusal) as refused:
        _register("Broken", broken)

    assert (refused.value.code, refused.value.values) == ("font.unreadable", {"face": "Broken"})


def test_another_face_under_a_taken_name_is_refused(font_folder: Path, fonts: Fonts) -> None:
    pdfmetrics.registerFont(TTFont("Taken", str(font_folder / "CompRare-Names.ttf")))

    with pytest.raises(Refusal) as refused:
        _register("Taken", font_folder / "CompHei-Regular.ttf")

    assert refused.value.code == "font.name_taken"


def test_every_packed_face_has_its_licence_beside_it() -> None:
    licences = {path.name.split("-")[0] for path in PACK.glob("*.txt")}

    assert licences == {"CompSong", "CompHei", "CompKai", "CompRare"}
    assert sorted(path.name for path in (PACK / "arphic").iterdir()) == [
        "CompRare-Names-ARPHIC.txt",
        "CompRare-Names.ttf.xz",
        "NOTICE.txt",
    ]
