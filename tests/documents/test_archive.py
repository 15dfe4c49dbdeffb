import io
import zipfile
from collections.abc import Iterator

import pytest

from competition.documents.archive import stream_archive


def test_the_archive_holds_every_file_under_a_name_of_its_own() -> None:
    names = ["蜀工创〔2026〕A-0001 王䶮.pdf", "a.pdf", "A.PDF", "a.pdf"]
    contents = [b"one", b"two", b"three", b"four"]

    data = b"".join(stream_archive(names, contents))

    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.testzip() is None
    assert {info.filename: archive.read(info) for info in archive.infolist()} == {
        "蜀工创〔2026〕A-0001 王䶮.pdf": b"one",
        "a.pdf": b"two",
        "A(2).PDF": b"three",
        "a(3).pdf": b"four",
    }
    assert all(info.flag_bits & 0x800 for info in archive.infolist()[:1])


def test_a_file_is_asked_for_only_when_the_one_before_it_was_sent() -> None:
    asked: list[int] = []

    def contents() -> Iterator[bytes]:
        for number in range(3):
            asked.append(number)
            yield b"x" * 1000

    pieces = stream_archive(["a", "b", "c"], contents())

    assert len(next(pieces)) > 1000
    assert asked == [0]
    assert len(list(pieces)) == 3


def test_the_same_files_give_the_same_archive() -> None:
    assert list(stream_archive(["a"], [b"1"])) == list(stream_archive(["a"], [b"1"]))


def test_a_name_without_a_file_is_an_error() -> None:
    with pytest.raises(ValueError, match="zip"):
        list(stream_archive(["a", "b"], [b"1"]))


def test_an_archive_of_nothing_is_an_empty_archive() -> None:
    assert zipfile.ZipFile(io.BytesIO(b"".join(stream_archive([], [])))).namelist() == []
